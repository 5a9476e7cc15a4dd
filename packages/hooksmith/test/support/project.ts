import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const packages = fileURLToPath(new URL('../../../', import.meta.url))
const [ioredis, typebox] = [join(packages, 'hooksmith/node_modules/ioredis'), join(packages, 'hooksmith/node_modules/@sinclair/typebox')]

/** What a project of a user has installed beside `hooksmith` itself. */
export type Installed = 'contracts' | 'core' | 'redis' | 'simulator'

/** A project in a directory of its own. */
export interface TestProject {
  readonly directory: string
  /** Writes or replaces a file. */
  write (name: string, content: string | Uint8Array): Promise<void>
}

/** Makes a project with these files; it goes with the test. */
export async function makeProject (t: Pick<Test, 'teardown'>, files: Readonly<Record<string, string | Uint8Array>>, installed: readonly Installed[] = ['core']): Promise<TestProject> {
  const directory = await mkdtemp(join(tmpdir(), 'hks-project-'))
  t.teardown(async () => { await rm(directory, { recursive: true, force: true }) })
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), content)
  }
  await mkdir(join(directory, 'node_modules/@hooksmith'), { recursive: true })
  for (const name of installed) await symlink(join(packages, name), join(directory, 'node_modules/@hooksmith', name))
  if (installed.includes('redis')) await symlink(ioredis, join(directory, 'node_modules/ioredis'))
  await mkdir(join(directory, 'node_modules/@sinclair'))
  await symlink(typebox, join(directory, 'node_modules/@sinclair/typebox'))
  await symlink(join(packages, 'hooksmith'), join(directory, 'node_modules/hooksmith'))
  for (const [name, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) await write(name, content)
  return { directory, write }
}

export const APP_ID = '7b2d8f6e-1c0a-4d52-9f3e-0a1b2c3d4e5f'

/** A receiver that is in order. */
export const FORGE = `receivers:\n  forge:\n    appIds: [${APP_ID}]\n    environments: [PRODUCTION]\n`

/** A plugin as a file, with one handler. */
export function pluginFile ({ name = 'greeter', id = 'greet', event = 'avi:confluence:created:page', more = '' } = {}): string {
  return `import { definePlugin } from '@hooksmith/core'
export default definePlugin({
  name: '${name}',
  register (router) { router.on('${event}', { id: '${id}'${more} }, async () => {}) }
})
`
}

/** A receiver as a file, which takes whatever comes and makes nothing of it. */
export function receiverFile (name: string, path: string): string {
  return `export default async (fastify) => {
  fastify.hooksmith.receive({ name: '${name}', path: '${path}', verify: async () => ({ tenant: 'x' }), decode: () => ({ kind: 'events', events: [] }) })
}
`
}
