import { reply } from '@hooksmith/core'
import { test, type Test } from 'tap'
import { dataResidency, type DataResidencyHooks } from '../src/index.js'
import { callsThatWere, endpoint, endpointStage, until, type EndpointStage } from './support/endpoint-stage.js'

test('a web trigger brings a foreign body, content type, query and whatever was appended, and gets the answer as it is', async (t) => {
  const on = await endpointStage(t, {
    register (router) {
      router.endpoint('/hooks*', { replies: 'any', methods: ['POST', 'PUT'], timeoutMs: 50_000, forge: { moduleKey: 'hooks' } }, ({ method, params, query, headers, rawBody, body }) =>
        reply({
          status: 201,
          headers: { 'content-type': 'text/plain' },
          body: [method, params['*'], query.get('a'), headers['content-type'], headers['x-signature'], Buffer.from(rawBody).toString(), String(body)].join('|')
        }))
    }
  })
  const request = { method: 'PUT', path: '/7/li%20nes', query: { a: '1' }, headers: { 'content-type': 'text/csv', 'x-signature': 's' }, body: 'x;y' }
  t.match(await on.simulator.calls.fireWebTrigger(on.installation, 'orders', request), {
    status: 201, headers: { 'content-type': 'text/plain' }, text: 'PUT|/7/li nes|1|text/csv|s|x;y|undefined'
  })
  t.match(await on.simulator.calls.fireWebTrigger(on.installation, 'orders', { body: { n: 1 } }), { status: 201, text: 'POST|||application/json||{"n":1}|[object Object]' })
})

test("a web trigger whose caller's authorization arrives in place of the token is refused", async (t) => {
  const on = await endpoint(t, () => undefined)
  await on.simulator.turn({ webTriggerAuthorization: 'caller' })
  const { status } = await on.simulator.calls.fireWebTrigger(on.installation, 'orders', { headers: { authorization: 'Basic abc' } })
  t.equal(status, 404, 'and where there is no endpoint it is told so')
  const bound = await endpointStage(t, { register: (router) => { router.endpoint('/hooks', {}, () => undefined) } })
  await bound.simulator.turn({ webTriggerAuthorization: 'caller' })
  t.equal((await bound.simulator.calls.fireWebTrigger(bound.installation, 'orders', { headers: { authorization: 'Basic abc' } })).status, 401)
})

test('a workflow post function is an event that is stored and handled once, by its key, with the app\'s token at hand', async (t) => {
  const on = await endpointStage(t)
  const run = await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload: { issue: { key: 'SP-1' }, configuration: { room: 'a' } } })
  t.equal(run.verdict, 'accepted')
  await until(() => on.handled.length === 1, 'it was handled')
  const { event, ctx } = on.handled[0] ?? {}
  t.match(event, { type: 'forge:postFunction:post', data: { issue: { key: 'SP-1' }, configuration: { room: 'a' }, transition: { executionId: String } } })
  t.equal(event?.['installation'], on.installation.id)
  t.equal(typeof ctx?.forge.asApp, 'function')
  await (await on.server.forge.installation(on.installation.id)).asApp().requestJira('/x')
})

test('a run of a post function is known when it comes again, with a retryContext or byte by byte; another run is another', async (t) => {
  const on = await endpointStage(t)
  const payload = { transition: { executionId: 'run-1' }, issue: { id: '1', key: 'SP-1' }, postFunction: { id: 'p' } }
  await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload, redeliveries: 0 })
  await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload, redeliveries: 0 })
  const retryContext = { retryCount: 1, retryReason: 'TIMEOUT_ERROR', retryData: null }
  await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload: { ...payload, retryContext }, redeliveries: 0 })
  await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload: { ...payload, transition: { executionId: 'run-2' } }, redeliveries: 0 })
  await until(() => on.handled.length === 2, 'both runs were handled')
  t.match(on.server.hooksmith.counters(), { 'events{verdict="stored"}': 2, 'events{verdict="duplicate"}': 2 })
  t.equal(on.handled.some(({ event }) => JSON.stringify(event.data).includes('retryContext')), false)
})

test("no body of a trigger takes a post function's name", async (t) => {
  const on = await endpointStage(t)
  const body = { eventType: 'forge:postFunction:post', transition: { executionId: 'x' } }
  const { status } = await on.simulator.deliver({ installation: on.installation, moduleKey: 'events', baseUrl: on.server.listeningOrigin, route: '/forge/events', body })
  t.equal(status, 200)
  t.match(on.server.hooksmith.counters(), { 'requests{receiver="forge",verdict="unreadable"}': 1 })
})

interface Moving { readonly on: EndpointStage, readonly asked: unknown[] }

/** A server whose hooks note what they were asked, and do as a test says. */
async function moving (t: Test, over: Partial<DataResidencyHooks> = {}): Promise<Moving> {
  const asked: unknown[] = []
  const note = (name: string) => (migration: object): undefined => { asked.push({ name, ...migration }) }
  const hooks = {
    path: '/residency',
    moduleKey: 'move',
    schedule: note('schedule'),
    start: note('start'),
    commit: note('commit'),
    rollback: note('rollback'),
    status: () => ({ status: 'ready-to-commit' }),
    ...over
  }
  const on = await endpointStage(t, { register: (router) => { dataResidency(router, hooks) } })
  return { on, asked }
}

/** Moves the clock until the migration has ended. */
async function migrated ({ simulator, installation }: EndpointStage): ReturnType<EndpointStage['simulator']['calls']['migrate']> {
  const over = { is: false }
  const outcome = simulator.calls.migrate(installation, { location: 'EU' }).finally(() => { over.is = true })
  for (let at = 0; at < 2_000 && !over.is; at++) await simulator.advance(5_000)
  return await outcome
}

test('a move of data is scheduled, started, asked after and committed; each hook gets what it is about', async (t) => {
  const { on, asked } = await moving(t)
  t.match(await migrated(on), { state: 'committed' })
  const window = { startTime: /^\d{4}-/, endTime: /^\d{4}-/, location: 'EU', migrationId: String }
  t.match(asked, [{ name: 'schedule', ...window }, { name: 'start', ...window }, { name: 'commit', migrationId: String }])
  t.equal(asked.length, 3)
})

test('status is polled until it is ready, and a move whose status has failed is rolled back', async (t) => {
  for (const [last, state] of [['ready-to-commit', 'committed'], ['failed', 'rolled back']] as const) {
    const states = ['in-progress', 'in-progress', last]
    const ids: string[] = []
    const { on } = await moving(t, { status: ({ migrationId }) => { ids.push(migrationId); return { status: states.shift() ?? last } } })
    const outcome = await migrated(on)
    t.equal(outcome.state, state)
    t.same(ids, Array.from({ length: 3 }, () => outcome.migrationId))
  }
})

for (const [name, deliveries] of [['schedule', 2], ['start', 3], ['status', 4]] as const) {
  test(`a refusal of ${name} with a code rolls the move back at once, with that code`, async (t) => {
    const { on, asked } = await moving(t, { [name]: () => ({ errorResponseCode: 'E0002' }) })
    t.match(await migrated(on), { state: 'rolled back', reason: 'E0002', deliveries: { length: deliveries } })
    t.match(asked.at(-1), { name: 'rollback', migrationId: String })
  })
}

test('a hook that throws is asked again, and goes on when it can', async (t) => {
  let asked = 0
  const { on } = await moving(t, { start: () => { if (++asked < 3) throw new TypeError('not yet') } })
  t.match(await migrated(on), { state: 'committed' })
  t.equal(asked, 3)
  t.equal(callsThatWere('HKS_ERR_ENDPOINT_FAILED', on), 2)
})

test('a hook is called on its object, and one that takes more than 4.5 s is asked again', async (t) => {
  class Hooks implements DataResidencyHooks {
    readonly path = '/residency'
    asked = 0
    readonly late: AbortSignal[] = []
    schedule (): void { this.asked++ }
    status (): { status: 'ready-to-commit' } { this.asked++; return { status: 'ready-to-commit' } }
    commit (): void { this.asked++ }
    rollback (): void { this.asked += 100 }
    async start (_window: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> {
      if (this.late.push(signal) === 1) await new Promise(() => {})
    }
  }
  const hooks = new Hooks()
  const on = await endpointStage(t, { register: (router) => { dataResidency(router, hooks) } })
  t.match(await migrated(on), { state: 'committed' })
  t.same([hooks.asked, hooks.late.length, hooks.late[0]?.aborted], [3, 2, true])
})

test('hooks take calls of their module only, and bodies that are none of theirs are refused without a code of the hook\'s', async (t) => {
  const { on, asked } = await moving(t)
  const url = on.server.listeningOrigin
  const ask = async (moduleKey: string, body: Record<string, string>): Promise<unknown> =>
    await on.simulator.deliver({ installation: on.installation, moduleKey, baseUrl: url, route: '/residency/commit', body, redeliveries: 0 })
  t.match(await ask('events', { migrationId: 'm' }), { status: 401 })
  t.match(await ask('move', { migrationId: '' }), { status: 400 })
  t.match(await on.simulator.deliver({ installation: on.installation, moduleKey: 'move', baseUrl: url, route: '/residency/status', method: 'GET', redeliveries: 0 }), { status: 400 })
  t.equal(callsThatWere('HKS_ERR_ENDPOINT_QUERY', on), 1)
  t.same(asked, [])
  t.match(await ask('move', { migrationId: 'm' }), { status: 200 })
})

test('two sets of hooks on one path are refused at start, by name', async (t) => {
  const hooks: DataResidencyHooks = { schedule () {}, start () {}, commit () {}, rollback () {}, status: () => ({ status: 'failed' }) }
  await t.rejects(endpointStage(t, { register: (router) => { dataResidency(router, hooks); dataResidency(router, hooks) } }), { code: 'HKS_ERR_ROUTER_SETUP', message: /'test \/schedule': POST is taken there by endpoint 'test \/schedule'/ })
})

for (const [what, options, message] of [
  ['an unknown member', { moduleKeys: 'x' }, /there is no option 'forge\.moduleKeys'/], ['a key that is none', { moduleKey: 'a b' }, /option 'forge\.moduleKey' must be the key/],
  ['a list of numbers', { moduleKey: [1] }, /option 'forge\.moduleKey'/], ['a user that is a text', { requireUser: 'yes' }, /option 'forge\.requireUser' must be a boolean/],
  ['a text', 'panel', /option 'forge' must be an object/]
] as const) {
  test(`an endpoint that tells the Forge guard ${what} does not start`, async (t) => {
    // A caller in JavaScript can give anything.
    await t.rejects(endpoint(t, () => undefined, { forge: options as never }), { code: 'HKS_ERR_ROUTER_SETUP', message })
  })
}
