import type { LoadedConfig } from './config/load.js'
import { quote, type ConfigProblem, type Path } from './config/problem.js'
import type { PluginChoice } from './config/resolve.js'
import type { PluginFunction } from './config/types.js'
import type { ProjectModules } from './modules.js'
import { isPlugin, PartModules } from './part-modules.js'
import { findReceiver } from './receiver-part.js'

/** A Fastify plugin that the config names, with its options and its place in the config. */
export interface Part {
  /** As the config names it. */
  readonly title: string
  readonly path: Path
  /** Where its options stand. */
  readonly optionsPath: Path
  readonly plugin: PluginFunction
  readonly options: Readonly<Record<string, unknown>>
}

/** What a server is made of beside its drivers. */
export interface Parts {
  readonly receivers: readonly Part[]
  readonly plugins: readonly Part[]
  readonly problems: readonly ConfigProblem[]
}

/** What `definePlugin` calls its plugins, for Fastify. */
const OURS = 'hooksmith-plugin-'

/** Imports the receivers and plugins that a config names. Mistakes are answered, not thrown. */
export async function findParts (loaded: LoadedConfig, modules: ProjectModules): Promise<Parts> {
  const found = new PartModules(loaded, modules)
  const receivers: Array<Part | undefined> = []
  for (const [name, choice] of loaded.config.receivers) receivers.push(await findReceiver(found, name, choice))
  const plugins: Array<Part | undefined> = []
  for (const choice of loaded.config.plugins) plugins.push(await findPlugin(found, choice))
  const present = (parts: ReadonlyArray<Part | undefined>): Part[] => parts.filter((part) => part !== undefined)
  return { receivers: present(receivers), plugins: present(plugins), problems: found.problems }
}

/** The name that a plugin gives itself; `undefined` for a plain Fastify plugin. */
export function pluginNameOf (plugin: PluginFunction): string | undefined {
  const name: unknown = Reflect.get(plugin, Symbol.for('fastify.display-name'))
  return typeof name === 'string' && name.startsWith(OURS) ? name.slice(OURS.length) : undefined
}

async function findPlugin (modules: PartModules, { at, use, options }: PluginChoice): Promise<Part | undefined> {
  const path = ['plugins', at]
  const part = { path, optionsPath: [...path, 'options'], options }
  if (typeof use === 'function') return { ...part, title: pluginNameOf(use) ?? (use.name === '' ? `plugin ${at + 1}` : use.name), plugin: use }
  const module = await modules.import(use, path)
  if (module === undefined) return undefined
  const { default: plugin } = module
  if (!isPlugin(plugin)) {
    modules.add('plugin-none', path, `${quote(use)} has no plugin as its default export`, 'export default definePlugin({ … }) from it')
    return undefined
  }
  // A plain Fastify plugin knows no API of ours.
  return await modules.fits('plugin', use, path, pluginNameOf(plugin) !== undefined) ? { ...part, title: use, plugin } : undefined
}
