import { ProjectModules } from '../../server/modules.js'
import { error, type VerifyProblem } from './problem.js'

interface PublintOptions { readonly level: string, readonly strict: boolean, readonly pack: { readonly tarball: ArrayBuffer } }

/** What of `publint` is called. */
export interface Publint {
  publint (options: PublintOptions): Promise<{ readonly messages: readonly unknown[], readonly pkg: object }>
}

/** What of `publint/utils` is called. */
export interface PublintUtils { formatMessage (message: unknown, pkg: object, options?: { color?: boolean }): string | undefined }

/** A package as `@arethetypeswrong/core` unpacked it. */
export interface Unpacked { listFiles (): readonly string[], tryReadFile (path: string): string | undefined }

/** One problem of the types; those of a resolution name it. */
export interface TypesProblem {
  readonly kind: string
  readonly resolutionKind?: string
  readonly resolutionOption?: string
  readonly entrypoint?: string
}

/** What of `@arethetypeswrong/core` is called. */
export interface TypesTool {
  createPackageFromTarballData (tarball: Uint8Array): Unpacked
  checkPackage (unpacked: Unpacked): Promise<{ readonly types: unknown, readonly problems?: readonly TypesProblem[] }>
}

/** The two programs that know about packages. */
export interface Tools { readonly publint: Publint, readonly utils: PublintUtils, readonly types: TypesTool }

const NAMES = ['publint', 'publint/utils', '@arethetypeswrong/core'] as const

/**
 * Loads what the plugin has installed for its development. They are no dependencies of this package, since every server would carry them, and a whole compiler
 * with them.
 */
export async function loadTools (directory: string): Promise<Tools | VerifyProblem> {
  const [own, ours] = [new ProjectModules(directory), new ProjectModules(import.meta.dirname)]
  const files = NAMES.map((name) => own.resolve(name) ?? ours.resolve(name))
  if (files.some((file) => file === undefined)) {
    return error('tool-missing', 'package.json devDependencies', 'exports and types cannot be looked at without publint and @arethetypeswrong/core',
      own.installLine('publint @arethetypeswrong/core', true))
  }
  const [publint, utils, types] = await Promise.all(files.map(async (file) => await own.import(file ?? '')))
  // Their public functions, as of the releases that are asked for.
  return { publint, utils, types } as unknown as Tools
}
