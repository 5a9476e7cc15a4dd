import type { LoadedConfig } from './config/load.js'
import { nearestName } from './config/nearest.js'
import { quote, type ConfigCode, type ConfigProblem, type Path } from './config/problem.js'
import type { PluginFunction } from './config/types.js'
import { describeLoadFailure, type ProjectModules } from './modules.js'
import type { PackageKind } from './package-block.js'
import { packageKindOf, readPluginPackage, readReceiverPackage } from './plugin-package.js'

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>

/** The packages and paths that a config names: imports them, and collects what is wrong with them. */
export class PartModules {
  readonly problems: ConfigProblem[] = []
  readonly #loaded: LoadedConfig
  readonly #modules: ProjectModules

  constructor (loaded: LoadedConfig, modules: ProjectModules) {
    this.#loaded = loaded
    this.#modules = modules
  }

  /** Reports what is wrong with the member at `path`. */
  add (code: ConfigCode, path: Path, message: string, fix: string): void {
    this.problems.push({ code, where: this.#loaded.where(path), message, fix })
  }

  /** Whether a package or path is there. */
  has (name: string): boolean {
    return this.#modules.resolve(name) !== undefined
  }

  /** The names of the packages that the project's own package.json asks for. */
  async dependencies (): Promise<readonly string[]> {
    return await this.#modules.dependencies()
  }

  /** The names of their own that the config gives to receivers. */
  get ownNames (): readonly string[] {
    return [...this.#loaded.config.receivers].filter(([, { isNamed }]) => isNamed).map(([name]) => name)
  }

  /** The line that installs a package. */
  installLine (name: string): string {
    return this.#modules.installLine(name)
  }

  /** What a package or path exports; `undefined` when it is not there or cannot be loaded, which is reported. */
  async import (name: string, path: Path): Promise<Exports | undefined> {
    const file = this.#modules.resolve(name)
    if (file === undefined) {
      await this.#missing(name, path)
      return undefined
    }
    try {
      return await this.#modules.import(file)
    } catch (error) {
      const fix = /^[./]/.test(name) ? 'correct the file' : 'correct what it says, or install another version of the package'
      this.add('package-failed', path, `${quote(name)} cannot be loaded: ${describeLoadFailure(error)}`, fix)
      return undefined
    }
  }

  /**
   * Whether the package.json of a package fits what it is used as, by its keywords and its block `hooksmith`; what does not is reported. A file of the project
   * is of its own time and always fits.
   *
   * @param needsBlock - Whether it uses an API of ours, so that it has to say which one.
   */
  async fits (kind: PackageKind, name: string, path: Path, needsBlock: boolean): Promise<boolean> {
    const file = name.startsWith('.') ? undefined : this.#modules.resolve(name)
    const json = file === undefined ? undefined : await this.#modules.packageOf(name, file)
    if (json === undefined) return true
    if ((packageKindOf(json) ?? kind) !== kind) {
      this.add(`${kind}-none`, path, `${quote(name)} is a ${kind === 'plugin' ? 'receiver' : 'plugin'}`, `name it in '${kind === 'plugin' ? 'receivers' : 'plugins'}'`)
      return false
    }
    const { block, problems } = kind === 'plugin' ? readPluginPackage(json) : readReceiverPackage(json)
    if (block === undefined && !needsBlock) return true
    const before = this.problems.length
    for (const { code, message, fix } of problems) {
      // The keyword is for those who look for packages; this one was found.
      if (code === 'plugin-api' || code === 'receiver-api') this.add(code, path, message, fix)
      else if (code === 'plugin-block' || code === 'receiver-block') {
        this.add(code, path, `the package.json of ${quote(name)}: ${message}`, `install a version that is a Hooksmith ${kind}; its author: ${fix}`)
      }
    }
    return this.problems.length === before
  }

  async #missing (name: string, path: Path): Promise<void> {
    if (/^[./]/.test(name)) {
      this.add('package-missing', path, `there is no file ${quote(name)}`, `correct the path; it starts from the directory of ${this.#loaded.file}, and has its ending`)
      return
    }
    const nearest = nearestName(name, await this.dependencies())
    const install = `run: ${this.installLine(name)}`
    this.add('package-missing', path, `the package ${quote(name)} is not installed`, nearest === undefined || nearest === name ? install : `write '${nearest}', or ${install}`)
  }
}

/** Whether a module's export can be registered with Fastify. */
export function isPlugin (value: unknown): value is PluginFunction {
  return typeof value === 'function'
}
