import { dirname } from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'

/** What a bundle is made of. */
export interface Project {
  /** Absolute path of the file that exports the functions. */
  readonly entry: string
  /** Absolute path that messages count from. */
  readonly root: string
}

/** Name of the bundle in stack traces; it is never a file. */
export function bundleName (entry: string): string {
  return `${entry}.bundle.cjs`
}

/** As the Forge CLI bundles: everything in one file for Node. A dynamic import becomes a `require`, so that there is one way to a module. */
export function buildOptions ({ entry, root }: Project, plugin: Plugin) {
  return {
    entryPoints: [entry],
    absWorkingDir: root,
    outfile: bundleName(entry),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    sourcemap: 'both',
    sourcesContent: false,
    sourceRoot: dirname(entry),
    logLevel: 'silent',
    logLimit: 0,
    plugins: [plugin]
  } as const satisfies BuildOptions
}
