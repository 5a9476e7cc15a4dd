import { randomBytes } from 'node:crypto'
import { FakeClock, type EventEnvelope } from '@hooksmith/contracts'
import { definePlugin, router, StoreTokenStore, type HandlerContext, type HandlerResult } from '@hooksmith/core'
import { forge, type ForgeOptions } from '@hooksmith/forge'
import { forgeEventNames } from '@hooksmith/forge/catalogue'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { createSigningKey, ForgeSimulator, type Installation } from '@hooksmith/simulator'
import Fastify, { type FastifyInstance } from 'fastify'
import { test, type Test } from 'tap'

const PAGE = 'avi:confluence:created:page'
/** Made once: nothing changes a key. */
const signingKeys = Promise.all([createSigningKey()])

type Handle = (event: EventEnvelope, ctx: HandlerContext) => HandlerResult | Promise<HandlerResult>

interface Stage {
  readonly simulator: ForgeSimulator
  readonly installation: Installation
  readonly clock: FakeClock
  readonly fastify: FastifyInstance
  readonly queue: MemoryQueue
  readonly tokens: StoreTokenStore
  readonly logged: () => string
}

/** A simulated Forge that delivers, over HTTP, to a server with the receiver and one handler for everything. */
async function stage (t: Test, handle: Handle, options: Partial<ForgeOptions> = {}): Promise<Stage> {
  const clock = new FakeClock()
  const simulator = await ForgeSimulator.start({ clock, signingKeys: await signingKeys })
  const installation = simulator.createInstallation()
  const queue = new MemoryQueue({ clock })
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], clock })
  let logged = ''
  const fastify = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { logged += line } } } })
  await fastify.register(router, { queue, store, clock })
  await fastify.register(forge, {
    appIds: [installation.app.id],
    environments: [installation.environment.type],
    keySetUrl: simulator.jwksUrl,
    clock,
    tokens,
    schedules: ['hourly'],
    apiHosts: [new URL(simulator.api.origin).host],
    ...options
  })
  await fastify.register(definePlugin({ name: 'test', register: (router) => { router.on('**', { id: 'all', self: true }, handle) } }))
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  simulator.setRemote({
    baseUrl: fastify.listeningOrigin, endpoints: [{ key: 'events', route: '/forge/events' }, { key: 'hourly', route: '/forge/events', events: [] }]
  })
  t.teardown(async () => { await fastify.close(); await queue.close(); await store.close(); await simulator.close() })
  return { simulator, installation, clock, fastify, queue, tokens, logged: () => logged }
}

/** Waits, in real time, for what happens behind an answer. */
async function until (isSo: () => boolean): Promise<void> {
  for (let look = 0; look < 400 && !isSo(); look++) await new Promise((resolve) => { setTimeout(resolve, 5) })
}

test('a delivered event reaches its handler, which calls back as the app', async (t) => {
  const statuses: number[] = []
  const { simulator, installation, logged } = await stage(t, async (event, ctx) => {
    const { id } = (event.data as { content: { id: string } }).content
    statuses.push((await ctx.forge.asApp().requestConfluence(`/wiki/api/v2/pages/${id}`)).status)
  })
  const { status } = await simulator.sendEvent(installation, PAGE)
  t.equal(status, 200)
  await until(() => statuses.length > 0)
  t.same(statuses, [200])
  t.match(simulator.api.requests(installation), [{ status: 200 }])
  t.notOk(logged().includes(simulator.tokens.for(installation).value))
})

test('a handler learns the installation of its event, and nothing stored holds a token', async (t) => {
  const seen: unknown[] = []
  const { simulator, installation } = await stage(t, (event, ctx) => { seen.push(ctx.forge.installation, JSON.stringify(event)) })
  await simulator.sendEvent(installation, PAGE)
  await until(() => seen.length > 0)
  t.match(seen[0], {
    id: installation.id,
    appId: installation.app.id,
    cloudId: installation.cloudId,
    apiBaseUrl: installation.apiBaseUrl,
    environment: { id: installation.environment.id, type: installation.environment.type },
    appVersion: installation.appVersion
  })
  t.notOk(String(seen[1]).includes(simulator.tokens.for(installation).value))
})

test('a job that needs a token waits, uncounted, and runs when a delivery brings one', async (t) => {
  const attempts: number[] = []
  const { simulator, installation, queue } = await stage(t, async (event, ctx) => {
    if (event.type !== PAGE) return
    attempts.push(ctx.attempt)
    await ctx.forge.asApp().requestConfluence('/wiki/api/v2/pages/1')
    attempts.push(-1)
  })
  await simulator.sendEvent(installation, PAGE, { systemToken: false })
  await until(() => attempts.length > 0)
  t.equal((await queue.stats()).counts.waiting, 1)
  await simulator.tick(installation, 'hourly')
  await until(() => attempts.includes(-1))
  t.same(attempts, [1, 1, -1])
})

test('a delivery without a token erases none, an older one replaces none', async (t) => {
  const { simulator, installation, tokens } = await stage(t, () => undefined)
  const tenant = `forge:${installation.app.id}:${installation.environment.id}:${installation.id}`
  await simulator.sendEvent(installation, PAGE)
  const { value } = simulator.tokens.for(installation)
  await simulator.sendEvent(installation, PAGE, { systemToken: false })
  await simulator.sendEvent(installation, PAGE, { systemToken: simulator.tokens.issue(installation, 60_000 * 10).value })
  await simulator.sendEvent(installation, PAGE, { systemToken: 'garbage' })
  t.match(await tokens.get(tenant), { value, apiBaseUrl: installation.apiBaseUrl })
  const newer = simulator.tokens.issue(installation, 5 * 3_600_000).value
  await simulator.sendEvent(installation, PAGE, { systemToken: `Bearer ${newer}` })
  t.match(await tokens.get(tenant), { value: newer })
  await simulator.sendEvent(installation, PAGE, { systemToken: simulator.tokens.issue(installation, 25 * 3_600_000).value })
  t.match(await tokens.get(tenant), { value: newer }, 'a token that claims to live longer than a day is not believed')
})

test('an event whose first answer got lost is handled once', async (t) => {
  const seen: EventEnvelope[] = []
  const { simulator, installation, fastify } = await stage(t, (event) => { seen.push(event) })
  let isLost = true
  fastify.server.prependListener('request', (_request, response) => {
    if (!isLost) return
    isLost = false
    // The answer is made, and never arrives as what it is.
    const writeHead = response.writeHead.bind(response)
    response.writeHead = (() => writeHead(500)) as typeof response.writeHead
  })
  const { verdict, settled } = await simulator.sendEvent(installation, 'avi:jira-software:created:board')
  t.not(verdict, 'accepted')
  await simulator.advance(61_000)
  t.equal((await settled).state, 'accepted')
  await until(() => seen.length > 0)
  t.equal(seen.length, 1)
  t.equal(fastify.hooksmith.counters()['jobs{receipt="duplicate"}'], 1)
})

test('every event of the catalogue is accepted and keeps its name', async (t) => {
  const types: string[] = []
  const { simulator, installation } = await stage(t, (event) => { types.push(event.type) })
  const names = forgeEventNames.filter((name) => !name.includes('{'))
  t.ok(names.length > 180)
  for (const name of names) t.equal((await simulator.sendEvent(installation, name)).status, 200, name)
  await simulator.tick(installation, 'hourly')
  await until(() => types.length > names.length)
  t.same(types.toSorted(), [...names, 'forge:scheduled:hourly'].toSorted())
})

test('another environment than the served ones is acknowledged, and neither handled nor its token kept', async (t) => {
  let handled = 0
  const { simulator, installation, fastify, tokens } = await stage(t, () => { handled++ }, { environments: ['STAGING'] })
  t.equal((await simulator.sendEvent(installation, PAGE)).status, 200)
  t.equal(fastify.hooksmith.counters()['requests{receiver="forge",verdict="not served"}'], 1)
  t.equal(handled, 0)
  t.equal(await tokens.get(`forge:${installation.app.id}:${installation.environment.id}:${installation.id}`), undefined)
})

test('a route that is bound to a module refuses the token of another one', async (t) => {
  const { simulator, installation, fastify } = await stage(t, () => undefined, { routes: [{ path: '/forge/events', moduleKey: 'hourly', kind: 'scheduled' }] })
  const result = await simulator.sendEvent(installation, PAGE, { redeliveries: 0 })
  t.equal(result.status, 401)
  t.equal(fastify.hooksmith.counters()['requests{receiver="forge",verdict="HKS_ERR_VERIFIER_BINDING"}'], 1)
  t.equal((await simulator.tick(installation, 'hourly')).status, 200)
})

test('the server is ready once the key set is there', async (t) => {
  const { fastify } = await stage(t, () => undefined)
  await until(() => fastify.hooksmith.health().isReady)
  t.same(fastify.hooksmith.health(), { isReady: true, reasons: [], warnings: [] })
})

test('every mistake in the options is refused at once, at registration', async (t) => {
  const fastify = Fastify()
  await fastify.register(router, { queue: new MemoryQueue(), store: new MemoryStore() })
  const bad = { appIds: [], environments: ['PROD'], routes: [{ path: 'x' }], bodyLimitBytes: 0, apiHosts: ['https://x'], colour: 'red' }
  // What a configuration file may hold is not what the types allow.
  const registering = fastify.register(forge, bad as unknown as ForgeOptions).ready()
  const error = await Promise.resolve(registering).then(() => undefined, (reason: Error) => reason)
  t.match(error, { code: 'HKS_ERR_FORGE_OPTIONS' })
  for (const name of ['appIds', 'environments', 'routes[0].path', 'bodyLimitBytes', 'apiHosts', 'colour']) t.ok(error?.message.includes(`'${name}`), name)
  await fastify.close()
})
