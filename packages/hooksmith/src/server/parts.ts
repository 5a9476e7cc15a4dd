import { forge } from '@hooksmith/forge'
import type { LoadedConfig } from './config/load.js'
import { nearestName } from './config/nearest.js'
import { quote, type ConfigCode, type ConfigProblem, type Path } from './config/problem.js'
import type { PluginChoice } from './config/resolve.js'
import type { PluginFunction } from './config/types.js'
import { describeLoadFailure, type ProjectModules } from './modules.js'
import { readPluginPackage } from './plugin-package.js'

/** A Fastify plugin that the config names, with its options and its place in the config. */
export interface Part {
  /** As the config names it. */
  readonly title: string
  readonly path: Path
  readonly plugin: PluginFunction
  readonly options: Readonly<Record<string, unknown>>
}

/** What a server is made of beside its drivers. */
export interface Parts {
  readonly receivers: readonly Part[]
  readonly plugins: readonly Part[]
  readonly problems: readonly ConfigProblem[]
}

/** What holds the receivers that are not Forge's. */
const WEBHOOKS = '@hooksmith/webhooks'
/** What `definePlugin` calls its plugins, for Fastify. */
const OURS = 'hooksmith-plugin-'

/** Imports the receivers and plugins that a config names. Mistakes are answered, not thrown. */
export async function findParts (loaded: LoadedConfig, modules: ProjectModules): Promise<Parts> {
  const finder = new Finder(loaded, modules)
  const receivers: Array<Part | undefined> = []
  for (const [name, options] of loaded.config.receivers) receivers.push(await finder.receiver(name, options))
  const plugins: Array<Part | undefined> = []
  for (const choice of loaded.config.plugins) plugins.push(await finder.plugin(choice))
  const found = (parts: ReadonlyArray<Part | undefined>): Part[] => parts.filter((part) => part !== undefined)
  return { receivers: found(receivers), plugins: found(plugins), problems: finder.problems }
}

/** The name that a plugin gives itself; `undefined` for a plain Fastify plugin. */
export function pluginNameOf (plugin: PluginFunction): string | undefined {
  const name: unknown = Reflect.get(plugin, Symbol.for('fastify.display-name'))
  return typeof name === 'string' && name.startsWith(OURS) ? name.slice(OURS.length) : undefined
}

class Finder {
  readonly problems: ConfigProblem[] = []
  readonly #loaded: LoadedConfig
  readonly #modules: ProjectModules

  constructor (loaded: LoadedConfig, modules: ProjectModules) {
    this.#loaded = loaded
    this.#modules = modules
  }

  async receiver (name: string, options: Part['options']): Promise<Part | undefined> {
    const path = ['receivers', name]
    // Whatever the options are, the receiver checks them.
    if (name === 'forge') return { title: name, path, plugin: forge as unknown as PluginFunction, options }
    const isOwn = /^[.@]|\//.test(name)
    const module = await this.#import(isOwn ? name : WEBHOOKS, path)
    if (module === undefined) return undefined
    const plugin = isOwn ? module.default : module[name]
    if (isPlugin(plugin)) return { title: name, path, plugin, options }
    const names = ['forge', ...isOwn ? [] : Object.keys(module).filter((one) => isPlugin(module[one]) && one !== 'default')]
    const nearest = nearestName(name, names)
    const [message, fix] = isOwn
      ? [`the default export of ${quote(name)} is no Fastify plugin`, 'export default a Fastify plugin that calls fastify.hooksmith.receive(…)']
      : [`there is no receiver ${quote(name)}`, nearest === undefined ? `there are: ${names.join(', ')}` : `write '${nearest}'`]
    this.#add('receiver-none', path, message, fix)
    return undefined
  }

  async plugin ({ at, use, options }: PluginChoice): Promise<Part | undefined> {
    const path = ['plugins', at]
    if (typeof use === 'function') return { title: pluginNameOf(use) ?? (use.name === '' ? `plugin ${at + 1}` : use.name), path, plugin: use, options }
    const module = await this.#import(use, path)
    if (module === undefined) return undefined
    const plugin = module.default
    if (!isPlugin(plugin)) {
      this.#add('plugin-none', path, `${quote(use)} has no plugin as its default export`, 'export default definePlugin({ … }) from it')
      return undefined
    }
    return await this.#fits(use, path, plugin) ? { title: use, path, plugin, options } : undefined
  }

  /** A package says which plugin API it was written for. A file of the project is of its own time, and a plain Fastify plugin knows no such API. */
  async #fits (name: string, path: Path, plugin: PluginFunction): Promise<boolean> {
    const file = name.startsWith('.') ? undefined : this.#modules.resolve(name)
    const json = file === undefined ? undefined : await this.#modules.packageOf(name, file)
    if (json === undefined) return true
    const { block, problems } = readPluginPackage(json)
    if (block === undefined && pluginNameOf(plugin) === undefined) return true
    const before = this.problems.length
    for (const { code, message, fix } of problems) {
      // The keyword is for those who look for plugins; this one was found.
      if (code === 'plugin-api') this.#add(code, path, message, fix)
      else if (code === 'plugin-block') {
        this.#add(code, path, `the package.json of ${quote(name)}: ${message}`, `install a version that is a Hooksmith plugin; its author: ${fix}`)
      }
    }
    return this.problems.length === before
  }

  async #import (name: string, path: Path): Promise<Readonly<Record<string, unknown>> | undefined> {
    const file = this.#modules.resolve(name)
    if (file === undefined) {
      await this.#missing(name, path)
      return undefined
    }
    try {
      return await this.#modules.import(file)
    } catch (error) {
      const fix = /^[./]/.test(name) ? 'correct the file' : 'correct what it says, or install another version of the package'
      this.#add('package-failed', path, `${quote(name)} cannot be loaded: ${describeLoadFailure(error)}`, fix)
      return undefined
    }
  }

  async #missing (name: string, path: Path): Promise<void> {
    if (name.startsWith('.') || name.startsWith('/')) {
      this.#add('package-missing', path, `there is no file ${quote(name)}`, `correct the path; it starts from the directory of ${this.#loaded.file}, and has its ending`)
      return
    }
    const what = name === WEBHOOKS ? `the receiver ${quote(String(path[1]))} is in ${name}, which is not installed` : `the package ${quote(name)} is not installed`
    const nearest = name === WEBHOOKS ? undefined : nearestName(name, await this.#modules.dependencies())
    this.#add('package-missing', path, what, nearest === undefined || nearest === name ? `run: ${this.#modules.installLine(name)}` : `write '${nearest}', or run: ${this.#modules.installLine(name)}`)
  }

  #add (code: ConfigCode, path: Path, message: string, fix: string): void {
    this.problems.push({ code, where: this.#loaded.where(path), message, fix })
  }
}

function isPlugin (value: unknown): value is PluginFunction {
  return typeof value === 'function'
}
