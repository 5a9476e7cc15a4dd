import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import express from 'express'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { findForgeEvent } from '@hooksmith/forge/catalogue'
import { checkManifest } from '@hooksmith/forge/manifest'
import { parseManifest } from '@hooksmith/simulator'
import { forgeFixture, type ForgeFixture } from '@hooksmith/simulator/fixture'
import { test, type Test } from 'tap'
import { until } from '../support/forge-server.js'
import { filesOf, follow, readGuide, readGuides } from './guides.js'

const FROM_EXPRESS = 'migrating-from-express'
const FROM_CONNECT = 'migrating-from-atlassian-connect-express'

/** What `src/app.ts` of a guide exports. */
type MakeApp = (options: { readonly data: string, readonly forge: ForgeFixture['receiver'], readonly plugins: readonly FastifyPluginAsync[] }) => Promise<FastifyInstance>

/** A guide's files in a folder of their own, and a platform that has the guide's own manifest. */
interface Followed extends ForgeFixture {
  readonly folder: string
  /** What a file of the guide exports under a name. */
  load<Exported> (file: string, name: string): Promise<Exported>
  /** The guide's server, on a free port unless told otherwise. */
  start (plugins: readonly FastifyPluginAsync[], options?: { readonly isListening: boolean }): Promise<FastifyInstance>
  /** From now on the platform calls this address. */
  callAt (baseUrl: string): void
}

async function followed (t: Test, name: string): Promise<Followed> {
  const guide = readGuide(name)
  const [folder, data] = [await follow(t, guide), await mkdtemp(join(tmpdir(), 'hks-guide-'))]
  t.teardown(async () => { await rm(data, { recursive: true, force: true }) })
  const fixture = await forgeFixture(t)
  // Compiled in snippets.test.ts: the types that a caller names are those of the guide.
  const load = async <Exported>(file: string, exported: string): Promise<Exported> => (await import(join(folder, file)))[exported] as Exported
  const callAt = (baseUrl: string): void => {
    fixture.simulator.setManifest(parseManifest(filesOf(guide).get('manifest.yml') ?? ''), { baseUrl })
  }
  const start: Followed['start'] = async (plugins, { isListening } = { isListening: true }) => {
    process.env['LOG_LEVEL'] = 'fatal'
    const app = await (await load<MakeApp>('src/app.ts', 'makeApp'))({ data, forge: fixture.receiver, plugins })
    t.teardown(async () => { await app.close() })
    if (isListening) callAt(await app.listen({ host: '127.0.0.1', port: 0 }))
    else await app.ready()
    return app
  }
  return { ...fixture, folder, load, start, callAt }
}

/** What handlers and endpoints asked of the products so far: method, path, status. */
function callsOf ({ simulator }: Followed): string[] {
  return simulator.api.requests().map(({ method, path, status }) => `${method} ${path} ${status}`)
}

async function called (guide: Followed, pattern: RegExp): Promise<void> {
  await until(() => callsOf(guide).some((call) => pattern.test(call)), `a call fits ${pattern.source}`)
}

test('from Express: the finished server takes events, ticks, calls of a UI and of others, and calls back', async (t) => {
  const guide = await followed(t, FROM_EXPRESS)
  const { simulator } = guide
  const installation = simulator.createInstallation({ app: guide.app, product: 'confluence' })
  const named = [['content', 'content'], ['orders', 'orders'], ['reports', 'reports'], ['title', 'title']] as const
  const app = await guide.start(await Promise.all(named.map(async ([file, name]) => await guide.load<FastifyPluginAsync>(`src/${file}.ts`, name))))
  simulator.api.put(installation, '/wiki/api/v2/pages/7', { id: '7', title: 'Plans' })

  const { deliveries } = await simulator.publish(installation, 'avi:confluence:created:page')
  t.same(deliveries.map(({ verdict }) => verdict), ['accepted'])
  await called(guide, /^POST \/wiki\/api\/v2\/footer-comments 200$/)

  t.match(await simulator.tick(installation, 'remote-trigger'), { verdict: 'accepted' })
  await called(guide, /^GET \/wiki\/api\/v2\/spaces 200$/)

  const answer = await simulator.calls.invokeRemote(installation, {
    moduleKey: 'page-title', path: '/api/title', body: { pageId: '7' }, accountId: '5b10a2844c20165700ede21g'
  })
  t.match(answer, { state: 'resolved', body: { page: { title: 'Plans' }, for: '5b10a2844c20165700ede21g' } })

  const before = callsOf(guide).length
  const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'order-1', pageId: '7' }) }
  t.equal((await fetch(`${app.listeningOrigin}/orders/${installation.id}`, order)).status, 200)
  await until(() => callsOf(guide).length > before, 'the order was looked at')
  t.equal(callsOf(guide).at(-1), 'GET /wiki/api/v2/pages/7 200')
})

test('from Express: while both stand side by side in one process, each takes its own paths', async (t) => {
  const guide = await followed(t, FROM_EXPRESS)
  const { simulator, installation } = guide
  const app = await guide.start([await guide.load('src/content.ts', 'content')], { isListening: false })
  const handOver = await guide.load<(app: FastifyInstance, moved: readonly string[]) => RequestHandler>('src/hand-over.ts', 'handOver')
  const old = express()
  old.use(handOver(app, ['/ready', '/frc-event']))
  old.use(express.json())
  old.post('/frc-trigger', (request, response) => { response.json({ by: 'express', got: request.body }) })
  const server = old.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  // A TCP server that listens has an AddressInfo.
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  guide.callAt(baseUrl)

  await simulator.publish(installation, 'avi:confluence:created:page')
  await called(guide, /^POST \/wiki\/api\/v2\/footer-comments 200$/)
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"n":1}' }
  t.same(await (await fetch(`${baseUrl}/frc-trigger`, post)).json(), { by: 'express', got: { n: 1 } })
  t.equal((await fetch(`${baseUrl}/ready`)).status, 200)
  server.closeAllConnections()
})

test('from Connect: the finished server takes events, ticks, calls of a UI, and gives tenants the rows of their client key', async (t) => {
  const guide = await followed(t, FROM_CONNECT)
  const { simulator } = guide
  const installation = simulator.createInstallation({ app: guide.app, product: 'jira' })
  const adopted: Array<readonly [tenant: string, clientKey: string | undefined]> = []
  const added: string[] = []
  const tenants = {
    isKnown: async (tenant: string) => adopted.some(([known]) => known === tenant),
    adopt: async (tenant: string, clientKey: string | undefined) => { adopted.push([tenant, clientKey]) },
    move: async () => {},
    retire: async () => {}
  }
  const tasks = { add: async (tenant: string, accountId: string, title: string) => { added.push(`${tenant} ${accountId} ${title}`); return { title } } }
  type Make = (part: object, key?: string) => FastifyPluginAsync
  await guide.start([
    await guide.load('src/issues.ts', 'issues'),
    (await guide.load<Make>('src/tenants.ts', 'tenantsPlugin'))(tenants, 'com.example.tasks'),
    (await guide.load<Make>('src/tasks.ts', 'tasksPlugin'))(tasks)
  ])
  const property = '/rest/atlassian-connect/1/addons/com.example.tasks/properties/connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8'
  simulator.api.put(installation, property, { key: 'connect_client_key', value: 'client-1' })
  simulator.api.put(installation, '/rest/api/3/myself', { accountId: '5b10a2844c20165700ede21g' })

  const { deliveries } = await simulator.publish(installation, 'avi:jira:created:issue')
  t.same(deliveries.map(({ verdict }) => verdict), ['accepted'])
  await called(guide, /^POST \/rest\/api\/3\/issue\/.+\/comment 200$/)

  t.match(await simulator.tick(installation, 'hourly'), { verdict: 'accepted' })
  await until(() => adopted.length > 0, 'the tenant has its rows')
  const tenant = `forge:${installation.app.id}:${installation.environment.id}:${installation.id}`
  t.same(adopted, [[tenant, 'client-1']])

  const answer = await simulator.calls.invokeRemote(installation, {
    moduleKey: 'task-panel', path: '/tasks', body: { title: 'Call them' }, accountId: '5b10a2844c20165700ede21g'
  })
  t.match(answer, { state: 'resolved', body: { added: true, task: { title: 'Call them' } } })
  t.same(added, [`${tenant} 5b10a2844c20165700ede21g Call them`])
})

/** Runs a program of a guide as its reader does. */
function run (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { readonly ended: Promise<number | null>, readonly output: () => string, stop (): void } {
  // The runner of this test tells its children so by variables that node's own runner would take for its own.
  const { NODE_TEST_CONTEXT: _, LOG_LEVEL: __, ...rest } = process.env
  const child = spawn(process.execPath, ['--import=tsx', ...args], { cwd: folder, env: { ...rest, ...env }, stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const ended = new Promise<number | null>((resolve) => { child.on('exit', resolve) })
  return { ended, output: () => output, stop: () => { child.kill('SIGTERM') } }
}

for (const name of [FROM_EXPRESS, FROM_CONNECT]) {
  test(`docs/${name}.md: src/main.ts starts, and ends in order`, async (t) => {
    const folder = await follow(t, readGuide(name))
    const env = { APP_ID: '8db33809-1f32-48bb-8c52-5877dab48107', DATA: join(folder, 'data'), HOST: '127.0.0.1', PORT: '0' }
    const program = run(folder, ['src/main.ts'], env)
    await until(() => /Server listening/.test(program.output()), 'the server listens', 60_000)
    program.stop()
    t.equal(await program.ended, 0, program.output())
  })
}

test('from Express: the test that the guide ends with passes', async (t) => {
  const folder = await follow(t, readGuide(FROM_EXPRESS))
  const program = run(folder, ['--test', 'test/app.test.ts'], { LOG_LEVEL: 'fatal' })
  t.equal(await program.ended, 0, program.output())
  t.match(program.output(), /pass 1/)
})

for (const { name, text } of readGuides()) {
  test(`docs/${name}.md: every event that it names is known, and every manifest is right`, async (t) => {
    for (const [event] of text.matchAll(/\bavi:[\w.:-]+\w/g)) t.ok(findForgeEvent(event) !== undefined, event)
    for (const [, manifest = ''] of text.matchAll(/^```yaml\n(app:[\s\S]*?)^```/gm)) {
      t.same(checkManifest(manifest).filter(({ severity }) => severity === 'error'), [])
    }
  })
}

test('each webhook of Connect has a row of its own, and a Forge event beside it', async (t) => {
  const rows = [...readGuide(FROM_CONNECT).text.matchAll(/^\| `([\w:]+)` \| `(avi:[^`]+)` \|/gm)].map(([, connect = '', event = '']) => `${connect} → ${event}`)
  t.ok(rows.length > 90, `${rows.length} rows`)
  t.equal(new Set(rows).size, rows.length)
})
