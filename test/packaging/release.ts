import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { runStep } from './steps.js'

/** What a copy goes without: what is installed, and what belongs to this machine. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', '.tap', '.hooksmith'])
const FOLDERS = ['packages', 'plugins', 'examples']

/** A package of the workspace, with what a release changes of it. */
export interface RepositoryPackage {
  readonly name: string
  /** From the repository's root. */
  readonly folder: string
  readonly isPrivate: boolean
  readonly version: string | undefined
  /** Empty where there is none. */
  readonly changelog: string
}

/** This work tree as a repository of its own: versions, tags and commits of a release are made in it and nowhere else. */
export class ReleaseCopy {
  readonly root: string

  private constructor (root: string) {
    this.root = root
  }

  static async make (from: string, root: string): Promise<ReleaseCopy> {
    await cp(from, root, { recursive: true, preserveTimestamps: true, filter: (path) => isTaken(relative(from, path)) })
    return new ReleaseCopy(root)
  }

  /** Commits everything, with this change to release instead of those that wait for the next one. */
  async begin (changeset: string): Promise<void> {
    const folder = join(this.root, '.changeset')
    const waiting = (await readdir(folder)).filter((file) => file.endsWith('.md') && file !== 'README.md')
    for (const file of waiting) await rm(join(folder, file))
    await writeFile(join(folder, 'walk.md'), changeset)
    await this.#git('init', '--quiet', '--initial-branch=main')
    for (const [name, value] of [['user.name', 'Walker'], ['user.email', 'walker@localhost'], ['commit.gpgsign', 'false'], ['tag.gpgsign', 'false']] as const) {
      await this.#git('config', name, value)
    }
    await this.#git('add', '--all')
    await this.#git('commit', '--quiet', '--message', 'What is released')
  }

  /** All packages of the workspace, in a fixed order. */
  async packages (): Promise<RepositoryPackage[]> {
    const below = await Promise.all(FOLDERS.map(async (parent) => (await readdir(join(this.root, parent))).sort().map((name) => `${parent}/${name}`)))
    return await Promise.all(['.', 'test', ...below.flat()].map(async (folder) => await this.#read(folder)))
  }

  /** The names of all tags, sorted. */
  async tags (): Promise<string[]> {
    return (await this.#git('tag')).split('\n').filter((tag) => tag !== '').sort()
  }

  async #read (folder: string): Promise<RepositoryPackage> {
    const [json, changelog] = await Promise.all(['package.json', 'CHANGELOG.md'].map(async (file) => await readFile(join(this.root, folder, file), 'utf8').catch(() => '')))
    // A package.json of this repository.
    const { name, version, private: isPrivate = false } = JSON.parse(json ?? '') as { readonly name: string, readonly version?: string, readonly private?: boolean }
    return { name, folder, isPrivate, version, changelog: changelog ?? '' }
  }

  async #git (...args: readonly string[]): Promise<string> {
    const { code, output } = await runStep(this.root, {}, 'git', ...args)
    if (code !== 0) throw new TypeError(`git ${args.join(' ')}: ${output}`)
    return output
  }
}

/** What was built goes along with what the compiler knows of it, so that only what a release changes is built again. */
function isTaken (path: string): boolean {
  return dirname(path) === '.cache' ? path.endsWith('.tsbuildinfo') : !LEFT_OUT.has(basename(path))
}

/** The version after this one. */
export function bumped (version: string | undefined, by: 'minor' | 'patch'): string {
  const [major = 0, minor = 0, patch = 0] = (version ?? '').split('.').map(Number)
  return by === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}
