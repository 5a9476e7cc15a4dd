import type { Static, TObject } from '@sinclair/typebox'
import fp from 'fastify-plugin'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { PluginRouter } from './handler.js'
import { checkPluginOptions } from './plugin-options.js'
import { ROUTER_PLUGIN_NAME } from './router-plugin.js'

/** What a plugin is made of. */
export interface PluginDefinition<Options extends TObject> {
  /** First part of every handler id of the plugin, so it must stay: 1 to 80 letters, digits, `.`, `_`, `-`. */
  readonly name: string
  readonly version?: string
  /** TypeBox schema of the options; defaults in it are filled in. @defaultValue no options */
  readonly options?: Options
  /** Registers the plugin's handlers. Called once, while the server is composed; `fastify` has the decorators of plugins before it. */
  register (router: PluginRouter, options: Static<Options>, fastify: FastifyInstance): void | Promise<void>
}

/** Where a plugin carries what it was made of. Registered, so that two copies of this package agree. */
const DEFINITION = Symbol.for('hooksmith.plugin')

/** What can be read of a plugin without running it. */
export type PluginDescription = Pick<PluginDefinition<TObject>, 'name' | 'version' | 'options'>

/** What {@link definePlugin} was told; `undefined` for anything that it did not make. */
export function describePlugin (plugin: unknown): PluginDescription | undefined {
  if (typeof plugin !== 'function' || !(DEFINITION in plugin)) return undefined
  // Only definePlugin writes the symbol.
  return plugin[DEFINITION] as PluginDescription
}

/**
 * Makes a Fastify plugin of a set of handlers. Register it after the router.
 *
 * Its options are checked before `register` is called. Every mistake is reported as `HKS_ERR_PLUGIN_OPTIONS`, together with all others, when the
 * server gets ready; a plugin with bad options registers nothing.
 */
export function definePlugin<Options extends TObject = TObject<Record<never, never>>> (
  definition: PluginDefinition<Options>): FastifyPluginAsync<Partial<Static<Options>>> {
  const plugin: FastifyPluginAsync<Partial<Static<Options>>> = async (fastify, given) => {
    const router = fastify.hooksmith.plugin(definition.name)
    const checked = checkPluginOptions(definition.name, definition.options, given)
    for (const problem of checked.problems) fastify.hooksmith.problem(problem)
    if (checked.problems.length > 0) return
    // checkPluginOptions found the value to be of the schema's type.
    await definition.register(router, checked.options as Static<Options>, fastify)
  }
  const { name } = definition
  Object.defineProperty(plugin, DEFINITION, { value: descriptionOf(definition) })
  return fp(plugin, { name: `hooksmith-plugin-${name}`, fastify: '5.x', dependencies: [ROUTER_PLUGIN_NAME] })
}

function descriptionOf<Options extends TObject> ({ name, version, options }: PluginDefinition<Options>): PluginDescription {
  return Object.freeze({ name, ...(version === undefined ? {} : { version }), ...(options === undefined ? {} : { options }) })
}
