import { FormatRegistry, Kind, KindGuard, TypeRegistry, type TSchema } from '@sinclair/typebox'
import { knowUsualFormats } from './formats.js'
import { hintFor } from './names.js'

/** A part of a schema that cannot check anything. */
export interface SchemaFault {
  /** Names of members, with dots between; empty for the schema itself. */
  readonly path: string
  /** Ends a sentence that begins with the part. */
  readonly why: string
}

type WhyNot = (schema: TSchema) => string | undefined

/** Members of a schema that hold schemas by name. */
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs'])

/**
 * Whatever in a schema has TypeBox refuse every value, or throw at the first one: formats of texts that nobody made known, parts that are not TypeBox's. So
 * it is told at start. Makes the usual formats known.
 *
 * @param whyNot - What else is wrong with a part, for whoever knows where the values come from.
 */
export function findSchemaFaults (schema: TSchema, whyNot: WhyNot = () => undefined): SchemaFault[] {
  knowUsualFormats()
  return faultsIn(schema, [], whyNot)
}

function faultsIn (schema: unknown, path: readonly string[], whyNot: WhyNot): SchemaFault[] {
  const own = (why: string): SchemaFault[] => [{ path: path.join('.'), why }]
  if (!KindGuard.IsSchema(schema)) return own('is no schema of TypeBox: write it with Type')
  if (schema[Kind] === 'Unsafe' && !TypeRegistry.Has('Unsafe')) return own('is Type.Unsafe(), which TypeBox cannot check: write it with other types')
  const reason = whyNot(schema)
  if (reason !== undefined) return own(reason)
  const { format } = schema
  const isOdd = KindGuard.IsString(schema) && typeof format === 'string' && !FormatRegistry.Has(format)
  const below = Object.entries(schema).flatMap(([name, value]) => faultsBelow(name, value, path, whyNot))
  return [...isOdd ? own(unknownFormat(format)) : [], ...below]
}

function faultsBelow (member: string, value: unknown, path: readonly string[], whyNot: WhyNot): SchemaFault[] {
  if (typeof value !== 'object' || value === null) return []
  if (NAMED.has(member)) return Object.entries(value).flatMap(([name, schema]) => faultsIn(schema, member === 'properties' ? [...path, name] : path, whyNot))
  // Whatever else is no schema is a default, a constant, an example.
  return [value].flat().filter((part) => KindGuard.IsSchema(part)).flatMap((schema) => faultsIn(schema, path, whyNot))
}

function unknownFormat (format: string): string {
  const hint = hintFor(format, [...FormatRegistry.Entries().keys()])
  const rest = hint.endsWith('?') ? '' : '; make one of your own known by FormatRegistry.Set() of @sinclair/typebox'
  return `has the format '${format}', which is not known${hint}${rest}`
}
