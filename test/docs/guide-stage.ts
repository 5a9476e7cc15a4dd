import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseManifest } from '@hooksmith/simulator'
import { forgeFixture, type ForgeFixture } from '@hooksmith/simulator/fixture'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Test } from 'tap'
import { until } from '../support/forge-server.js'
import { filesOf, follow, readGuide } from './guides.js'

export const FROM_EXPRESS = 'migrating-from-express'
export const FROM_CONNECT = 'migrating-from-atlassian-connect-express'

/** What `src/app.ts` of a guide exports. */
type MakeApp = (options: {
  readonly data: string, readonly forge: ForgeFixture['receiver'], readonly plugins: readonly FastifyPluginAsync[]
}) => Promise<FastifyInstance>

/** A guide's files in a folder of their own, and a platform that has the guide's own manifest. */
export interface Followed extends ForgeFixture {
  readonly manifest: string
  /** What a file of the guide exports under a name. */
  load<Exported> (file: string, name: string): Promise<Exported>
  /** The guide's server, on a free port unless told otherwise. */
  start (plugins: readonly FastifyPluginAsync[], options?: { readonly isListening: boolean }): Promise<FastifyInstance>
  /** From now on the platform calls this address. */
  callAt (baseUrl: string): void
}

/** Follows a guide, for one test. */
export async function followed (t: Test, name: string): Promise<Followed> {
  const guide = readGuide(name)
  const [folder, data] = [await follow(t, guide), await mkdtemp(join(tmpdir(), 'hks-guide-'))]
  t.teardown(async () => { await rm(data, { recursive: true, force: true }) })
  const fixture = await forgeFixture(t)
  const manifest = filesOf(guide).get('manifest.yml') ?? ''
  // Compiled in snippets.long.test.ts: the types that a caller names are those of the guide.
  const load: Followed['load'] = async (file, exported) => (await import(join(folder, file)))[exported]
  const callAt = (baseUrl: string): void => {
    fixture.simulator.setManifest(parseManifest(manifest), { baseUrl })
  }
  const start: Followed['start'] = async (plugins, { isListening } = { isListening: true }) => {
    process.env['LOG_LEVEL'] = 'fatal'
    const app = await (await load<MakeApp>('src/app.ts', 'makeApp'))({ data, forge: fixture.receiver, plugins })
    t.teardown(async () => { await app.close() })
    if (isListening) callAt(await app.listen({ host: '127.0.0.1', port: 0 }))
    else await app.ready()
    return app
  }
  return { ...fixture, manifest, load, start, callAt }
}

/** What handlers and endpoints asked of the products so far: method, path, status. */
export function callsOf ({ simulator }: Followed): string[] {
  return simulator.api.requests().map(({ method, path, status }) => `${method} ${path} ${status}`)
}

/** Waits until one of the calls fits. */
export async function called (guide: Followed, pattern: RegExp): Promise<void> {
  await until(() => callsOf(guide).some((call) => pattern.test(call)), `a call fits ${pattern.source}`)
}

/** A program that runs. */
export interface Running { readonly ended: Promise<number | null>, output (): string, stop (): void }

/** Runs a program of a guide as its reader does. */
export function run (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  // The runner of this test tells its children so by variables that node's own runner would take for its own.
  const { NODE_TEST_CONTEXT: _, LOG_LEVEL: __, ...rest } = process.env
  const child = spawn(process.execPath, ['--import=tsx', ...args], { cwd: folder, env: { ...rest, ...env }, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const ended = new Promise<number | null>((resolve) => { child.on('exit', resolve) })
  return { ended, output: () => output, stop: () => { child.kill('SIGTERM') } }
}
