import { Type, type TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { HKS_ERR_PLUGIN_OPTIONS, HKS_ERR_PLUGIN_SCHEMA } from './errors.js'
import { hintFor } from './names.js'
import { findSchemaFaults } from './schema-faults.js'

/** Options with defaults filled in, or everything that is wrong with them. */
export interface CheckedOptions {
  readonly options: unknown
  readonly problems: readonly Error[]
}

/** Members that Fastify itself puts among a plugin's options (Fastify, "Plugins", read 2026-08). */
const OF_FASTIFY: ReadonlySet<string> = new Set(['prefix', 'logLevel', 'logSerializers'])

/** Checks options against a schema. Values are never repeated in a message: one may be a secret. */
export function checkPluginOptions (plugin: string, schema: TObject = Type.Object({}), given: unknown = {}): CheckedOptions {
  const faults = findSchemaFaults(schema)
  if (faults.length > 0) return { options: given, problems: faults.map(({ path, why }) => new HKS_ERR_PLUGIN_SCHEMA(plugin, path, why)) }
  const own = typeof given === 'object' && given !== null
    ? Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== undefined && isForPlugin(schema, name)))
    : {}
  const options = Value.Default(schema, copyPlain(own))
  const isOpen = schema.additionalProperties !== undefined && schema.additionalProperties !== false
  const unknown = isOpen ? [] : Object.keys(own).filter((name) => !isOption(schema, name))
  const problems = [
    ...unknown.map((name) => new HKS_ERR_PLUGIN_OPTIONS(plugin, name, `there is no such option${nearest(name, Object.keys(schema.properties))}`)),
    ...firstErrors(schema, options, unknown).map(([path, message]) => new HKS_ERR_PLUGIN_OPTIONS(plugin, path, message))
  ]
  return { options, problems }
}

function isForPlugin (schema: TObject, name: string): boolean {
  return isOption(schema, name) || !OF_FASTIFY.has(name)
}

function isOption (schema: TObject, name: string): boolean {
  return Object.hasOwn(schema.properties, name)
}

/** Defaults are written into a copy; a function or a client that somebody hands in stays what it is. */
function copyPlain (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyPlain)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyPlain(member)]))
}

function firstErrors (schema: TObject, options: unknown, unknown: readonly string[]): Array<[string, string]> {
  const found = new Map<string, string>()
  for (const { path, message, value } of Value.Errors(schema, options)) {
    const name = path.slice(1).replaceAll('/', '.')
    if (unknown.includes(name) || found.has(name)) continue
    found.set(name, `${message}, received ${Array.isArray(value) ? 'an array' : value === null ? 'null' : typeof value}`)
  }
  return [...found]
}

function nearest (name: string, names: readonly string[]): string {
  return names.length === 0 ? ', the plugin has none' : hintFor(name, names)
}
