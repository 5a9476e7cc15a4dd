import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describeError } from '@hooksmith/core'
import { createJiti } from 'jiti'

/** What Node says when it cannot load TypeScript, or not the way that TypeScript finds files. */
const NOT_LOADED: ReadonlySet<unknown> = new Set([
  'ERR_UNKNOWN_FILE_EXTENSION', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX', 'ERR_INVALID_TYPESCRIPT_SYNTAX', 'ERR_UNSUPPORTED_DIR_IMPORT'
])

/** The modules that a project can import: what stands in its files, and what is installed beside them. */
export class ProjectModules {
  readonly #root: string

  /** @param root - The directory of the config file. */
  constructor (root: string) {
    this.#root = root
  }

  /** The file of a package or of a path that begins with a dot; `undefined` when there is none. */
  resolve (name: string): string | undefined {
    if (!/^[./]/.test(name) && !this.#isInstalled(name)) return undefined
    const from = pathToFileURL(join(this.#root, 'hooksmith.config.js')).href
    const found = createJiti(from).esmResolve(name, { parentURL: from, try: true, conditions: ['node', 'import', 'default'] })
    if (found === undefined || !found.startsWith('file:')) return undefined
    const file = fileURLToPath(found)
    return existsSync(file) ? file : undefined
  }

  /**
   * Imports a file as Node does, so that a package is one and the same for everybody who imports it; TypeScript that this Node cannot load is
   * compiled on the way, by jiti. Rejects with whatever loading the file threw.
   */
  async import (file: string): Promise<Readonly<Record<string, unknown>>> {
    const url = pathToFileURL(file).href
    try {
      return await import(url) as Record<string, unknown>
    } catch (error) {
      if (!/\.[mc]?ts$/.test(file) || !NOT_LOADED.has(codeOf(error))) throw error
      return await createJiti(url, { fsCache: false, interopDefault: false }).import<Record<string, unknown>>(file)
    }
  }

  /** The parsed package.json of the package `name` whose module is `file`; `undefined` when there is none. */
  async packageOf (name: string, file: string): Promise<unknown> {
    for (let directory = dirname(file); dirname(directory) !== directory; directory = dirname(directory)) {
      const json = await readJson(join(directory, 'package.json'))
      if (json?.name === name) return json
    }
    return undefined
  }

  /** Node's older way of finding packages also looks where `NODE_PATH` says, as pnpm sets it for commands: what lies there is nobody's dependency. */
  #isInstalled (name: string): boolean {
    if (process.versions.pnp !== undefined) return true
    const folder = name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')
    let directory = this.#root
    while (!existsSync(join(directory, 'node_modules', folder))) {
      if (dirname(directory) === directory) return false
      directory = dirname(directory)
    }
    return true
  }

  /** The names of the packages that the project's own package.json asks for. */
  async dependencies (): Promise<readonly string[]> {
    const json = await readJson(join(this.#root, 'package.json'))
    return Object.keys({ ...json?.dependencies as object, ...json?.devDependencies as object })
  }

  /** The line that installs packages with the package manager whose lock file the project has. */
  installLine (packages: string, isForDevelopment = false): string {
    const [verb, flag] = existsSync(join(this.#root, 'pnpm-lock.yaml')) ? ['pnpm add', ' -D'] : existsSync(join(this.#root, 'yarn.lock')) ? ['yarn add', ' -D'] : ['npm install', ' --save-dev']
    return `${verb}${isForDevelopment ? flag : ''} ${packages}`
  }
}

/** Why a file could not be loaded, on one line: what compilers say has the place on the second. */
export function describeLoadFailure (error: unknown): string {
  return describeError(error).split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 2).join(' ')
}

async function readJson (file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof json === 'object' && json !== null ? json as Record<string, unknown> : undefined
  } catch {
    // No such file, or none that can be read: somebody else's concern.
    return undefined
  }
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
