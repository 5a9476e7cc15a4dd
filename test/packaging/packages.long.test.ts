import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { test } from 'tap'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly packageManager?: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

async function manifestOf (directory: string): Promise<Manifest> {
  // A package.json of this repository, or one that pnpm packed from it.
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as Manifest
}

async function publishable (): Promise<string[]> {
  const homes = await Promise.all(['packages', 'plugins'].map(async (parent) =>
    (await readdir(join(root, parent)).catch(() => [])).map((name) => join(root, parent, name))))
  return homes.flat()
}

/** Packs a package as a release does, and unpacks it. */
async function pack (directory: string, into: string): Promise<{ tarball: string, unpacked: string }> {
  const { packageManager = 'pnpm' } = await manifestOf(root)
  await run('npx', ['--yes', packageManager, 'pack', '--pack-destination', into], { cwd: directory })
  const [name = ''] = (await readdir(into)).filter((file) => file.endsWith('.tgz'))
  await run('tar', ['-xzf', join(into, name), '-C', into])
  return { tarball: join(into, name), unpacked: join(into, 'package') }
}

for (const directory of await publishable()) {
  test(`${basename(directory)}: the published package resolves, with types, for users`, async (t) => {
    const into = await mkdtemp(join(tmpdir(), 'hooksmith-pack-'))
    t.teardown(() => rm(into, { recursive: true, force: true }))
    const { tarball, unpacked } = await pack(directory, into)
    const manifest = await manifestOf(unpacked)
    const { messages } = await publint({ pkgDir: unpacked, level: 'warning', strict: true })
    t.same(messages.map((message) => formatMessage(message, manifest as never)), [])
    const attw = join(root, 'test/node_modules/.bin/attw')
    await t.resolves(run(attw, [tarball, '--profile', 'esm-only', '--no-color']), 'no problem with types')
    for (const target of Object.values(manifest.exports)) {
      for (const file of typeof target === 'string' ? [target] : Object.values(target)) {
        t.ok((await readFile(join(unpacked, file))).byteLength >= 0, `${file} is in the package`)
      }
    }
    t.notMatch(JSON.stringify(manifest), /workspace:|catalog:/, 'no dependency of the workspace is left')
  })
}
