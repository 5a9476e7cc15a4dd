import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Tells a test's process where the JavaScript of its run is. */
export const COMPILED = 'HKS_TESTS_COMPILED'

/** What Node needs to run a TypeScript file. */
export interface Program { readonly file: string, readonly execArgv: string[] }

/** A file of the workspace, for a process of its own: the JavaScript of this run, outside of a run its source through tsx. */
export function program (source: URL): Program {
  const folder = process.env[COMPILED]
  const path = fileURLToPath(source)
  // A copy of the repository, which a test may work in, is not what was compiled.
  if (folder?.startsWith(root) !== true) return { file: path, execArgv: ['--import=tsx'] }
  return { file: javascriptOf(path, folder), execArgv: ['--enable-source-maps'] }
}

/** Where the JavaScript of a source lies below a run's folder; paths are absolute. */
export function javascriptOf (source: string, folder: string): string {
  return join(folder, relative(root, source).replace(/\.ts$/, '.js'))
}
