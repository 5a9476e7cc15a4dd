import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import proxy from '@fastify/http-proxy'
import { findForgeEvent } from '@hooksmith/forge/catalogue'
import { checkManifest, serverNeedsOf } from '@hooksmith/forge/manifest'
import express, { type RequestHandler } from 'express'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { test, type Test } from 'tap'
import { until } from '../support/forge-server.js'
import { called, callsOf, followed, FROM_CONNECT, FROM_EXPRESS, type Followed } from './guide-stage.js'
import { readGuide, readGuides } from './guides.js'

test('from Express: the finished server takes events, ticks, calls of a UI and of others, and calls back', async (t) => {
  const guide = await followed(t, FROM_EXPRESS)
  const { simulator } = guide
  const installation = simulator.createInstallation({ app: guide.app, product: 'confluence' })
  const named = [['content', 'content'], ['orders', 'orders'], ['reports', 'reports'], ['title', 'title']] as const
  const app = await guide.start(await Promise.all(named.map(async ([file, name]) => await guide.load<FastifyPluginAsync>(`src/${file}.ts`, name))))
  t.same(checkManifest(guide.manifest, { needs: serverNeedsOf(app.hooksmith) }).map(({ message }) => message), [])
  simulator.api.put(installation, '/wiki/api/v2/pages/7', { id: '7', title: 'Plans' })
  simulator.api.put(installation, '/wiki/api/v2/spaces/1', { id: '1', key: 'DOC' })

  const { deliveries } = await simulator.publish(installation, 'avi:confluence:created:page')
  t.same(deliveries.map(({ verdict }) => verdict), ['accepted'])
  await called(guide, /^POST \/wiki\/api\/v2\/footer-comments 200$/)

  t.match(await simulator.tick(installation, 'remote-trigger'), { verdict: 'accepted' })
  await called(guide, /^GET \/wiki\/api\/v2\/spaces\?limit=1 200$/)

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

/** An Express server as it was before; `first` stands in front of its body parser. @returns its address */
async function startOld (t: Test, first: RequestHandler): Promise<string> {
  const old = express()
  old.use(first, express.json())
  old.post('/reports', (request, response) => { response.json({ by: 'express', got: request.body }) })
  const server = old.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close(); server.closeAllConnections() })
  // A TCP server that listens has an AddressInfo.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** New paths are Hooksmith's, all others Express's, at one address. */
async function assertSideBySide (t: Test, guide: Followed, baseUrl: string): Promise<void> {
  guide.callAt(baseUrl)
  await guide.simulator.publish(guide.installation, 'avi:confluence:created:page')
  await called(guide, /^POST \/wiki\/api\/v2\/footer-comments 200$/)
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"n":1}' }
  t.same(await (await fetch(`${baseUrl}/reports`, post)).json(), { by: 'express', got: { n: 1 } })
  t.equal((await fetch(`${baseUrl}/ready`)).status, 200)
}

test('from Express: side by side in one process, each takes its own paths', async (t) => {
  const guide = await followed(t, FROM_EXPRESS)
  const app = await guide.start([await guide.load('src/content.ts', 'content')], { isListening: false })
  const handOver = await guide.load<(app: FastifyInstance, moved: readonly string[]) => RequestHandler>('src/hand-over.ts', 'handOver')
  await assertSideBySide(t, guide, await startOld(t, handOver(app, ['/ready', '/frc-event'])))
})

test('from Express: in front of the old server, Fastify passes on what it does not have', async (t) => {
  const guide = await followed(t, FROM_EXPRESS)
  const upstream = await startOld(t, (_request, _response, next) => { next() })
  const passOn: FastifyPluginAsync = async (app) => { await app.register(proxy, { upstream }) }
  const app = await guide.start([await guide.load('src/content.ts', 'content'), passOn])
  await assertSideBySide(t, guide, app.listeningOrigin)
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
  const app = await guide.start([
    await guide.load('src/issues.ts', 'issues'),
    (await guide.load<Make>('src/tenants.ts', 'tenantsPlugin'))(tenants, 'com.example.tasks'),
    (await guide.load<Make>('src/tasks.ts', 'tasksPlugin'))(tasks)
  ])
  t.same(checkManifest(guide.manifest, { needs: serverNeedsOf(app.hooksmith) }).map(({ message }) => message), [])
  const property = '/rest/atlassian-connect/1/addons/com.example.tasks/properties/connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8'
  simulator.api.put(installation, property, { key: 'connect_client_key', value: 'client-1' })
  simulator.api.put(installation, '/rest/api/3/myself', { accountId: '5b10a2844c20165700ede21g' })

  const { deliveries } = await simulator.publish(installation, 'avi:jira:created:issue')
  t.same(deliveries.map(({ verdict }) => verdict), ['accepted'])
  await called(guide, /^POST \/rest\/api\/3\/issue\/.+\/comment 201$/)

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

test('every link inside of a guide leads somewhere', async (t) => {
  const anchorsOf = (text: string): Set<string> => new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(/[^\w\s-]/g, '').replaceAll(' ', '-')))
  for (const { name, text } of readGuides()) {
    for (const [, file = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const path = file === '' ? `${name}.md` : file
      const target = await readFile(new URL(`../../docs/${path}`, import.meta.url), 'utf8')
      if (anchor !== undefined) t.ok(anchorsOf(target).has(anchor), `${name}: ${path}#${anchor}`)
    }
  }
})
