/**
 * The workspace's TypeScript as JavaScript, for one run: made anew each time from the sources as they stand, so that none of it can be stale.
 *
 * A file of it lies below a folder of the run where its source lies below the root, names its source in every stack, and has its source's
 * `import.meta.url`. Node loads it without a loader, which costs a process a second less than tsx does.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { javascriptOf, root } from './program.js'

const HOME = join(root, '.cache/tests')

/** What a module reads of its own place, and what stands for it in JavaScript. */
const PLACES = {
  'import.meta.url': { name: '__sourceUrl', of: (path: string) => pathToFileURL(path).href },
  'import.meta.dirname': { name: '__sourceDirectory', of: dirname },
  'import.meta.filename': { name: '__sourceFile', of: (path: string) => path }
}

/** A run's JavaScript. Whoever made it removes it. */
export interface Compiled {
  readonly folder: string
  remove (): void
}

/** Compiles every source and test of the workspace, in about a second. @throws when one is no TypeScript, after esbuild has said where */
export async function compileWorkspace (): Promise<Compiled> {
  sweep()
  const folders = workspaceFolders()
  const out = join(HOME, String(process.pid))
  const sources = new Set(folders.flatMap((folder) => sourcesIn(join(root, folder))))
  await build({
    absWorkingDir: root,
    entryPoints: [...sources],
    outbase: root,
    outdir: out,
    tsconfig: join(root, 'tsconfig.base.json'),
    // Bundling makes esbuild ask where each import leads. Every answer is "elsewhere": each module stays a file, as it is in Node.
    bundle: true,
    treeShaking: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    define: Object.fromEntries(Object.entries(PLACES).map(([place, { name }]) => [place, name])),
    plugins: [sourcesInPlace(sources, out, exportsOf(folders))]
  })
  for (const folder of folders) link(folder, out)
  return { folder: out, remove: () => { rmSync(out, { recursive: true, force: true }) } }
}

function sourcesInPlace (sources: ReadonlySet<string>, out: string, exported: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'sources-in-place',
    setup (build) {
      build.onResolve({ filter: /./ }, ({ kind, path, importer }) => {
        if (kind === 'entry-point') return undefined
        const target = path.startsWith('.') ? join(dirname(importer), path) : exported.get(path)
        if (target === undefined) return { path, external: true }
        const source = target.replace(/\.js$/, '.ts')
        const steps = relative(dirname(javascriptOf(importer, out)), sources.has(source) ? javascriptOf(source, out) : target)
        return { path: steps.startsWith('.') ? steps : `./${steps}`, external: true }
      })
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        const used = Object.entries(PLACES).filter(([place]) => source.includes(place))
        // On the first line, so that no line moves.
        return { loader: 'ts', contents: used.map(([, { name, of }]) => `const ${name} = ${JSON.stringify(of(path))}; `).join('') + source }
      })
    }
  }
}

/** What the workspace's packages export, by the name that an import has: absolute paths of sources. */
function exportsOf (folders: readonly string[]): Map<string, string> {
  return new Map(folders.filter((folder) => existsSync(join(root, folder, 'package.json'))).flatMap((folder) => {
    // What pnpm has installed has passed its own reading of package.json; `exports` of a workspace's package are paths, by subpath.
    const { name, exports = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string, exports?: Record<string, string> }
    return Object.entries(exports).map(([subpath, file]): [string, string] => [name + subpath.slice(1), join(root, folder, file)])
  }))
}

/** Everything that has sources or tests, from the root. */
export function workspaceFolders (): string[] {
  const inside = (parent: string): string[] => readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name))
  return [...['packages', 'plugins', 'examples'].flatMap(inside), 'test']
}

function sourcesIn (folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|dist|template|\..*)$/.test(entry.name) ? [] : sourcesIn(path)
    return /(?<!\.d|\.tst)\.ts$/.test(entry.name) ? [path] : []
  })
}

/** What a folder has installed is found from its JavaScript as well. */
function link (folder: string, out: string): void {
  const installed = join(root, folder, 'node_modules')
  if (!existsSync(installed)) return
  mkdirSync(join(out, folder), { recursive: true })
  symlinkSync(installed, join(out, folder, 'node_modules'))
}

/** Takes away what runs that were killed have left, one with this process's number among them. */
function sweep (): void {
  if (!existsSync(HOME)) return
  for (const name of readdirSync(HOME)) {
    if (Number(name) === process.pid || !isRunning(Number(name))) rmSync(join(HOME, name), { recursive: true, force: true })
  }
}

function isRunning (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
