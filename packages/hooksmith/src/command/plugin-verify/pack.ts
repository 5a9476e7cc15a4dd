import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Longest that packing may take, in milliseconds. */
const PACK_TIMEOUT_MS = 120_000

/**
 * Packs a package as a release does and gives the tarball. Runs none of the package's scripts: what is not built is not there. Where a folder above
 * names pnpm as its package manager, pnpm packs, since only it applies `publishConfig.exports`; else npm does.
 *
 * Rejects with what the package manager's process gives.
 */
export async function packTarball (directory: string): Promise<Uint8Array> {
  const into = await mkdtemp(join(tmpdir(), 'hooksmith-verify-'))
  try {
    const pnpm = await pnpmOf(directory)
    const [program, ...args] = pnpm === undefined ? ['npm', 'pack', '--ignore-scripts', '--silent'] : ['npx', '--yes', pnpm, 'pack', '--config.ignore-scripts=true']
    await run(program, [...args, '--pack-destination', into], { cwd: directory, timeout: PACK_TIMEOUT_MS, shell: process.platform === 'win32' })
    const [tarball] = (await readdir(into)).filter((name) => name.endsWith('.tgz'))
    return await readFile(join(into, tarball ?? 'no tarball was made'))
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

/** `pnpm@10.1.2`, when this folder or one above is pnpm's. */
async function pnpmOf (directory: string): Promise<string | undefined> {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const file = join(at, 'package.json')
    const named: unknown = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { packageManager?: unknown }).packageManager : undefined
    if (typeof named === 'string') return named.startsWith('pnpm@') ? named.replace(/\+.*$/, '') : undefined
    if (existsSync(join(at, 'pnpm-lock.yaml'))) return 'pnpm'
    if (dirname(at) === at) return undefined
  }
}
