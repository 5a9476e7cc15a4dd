import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { FakeClock } from '@hooksmith/contracts'
import { StoreTokenStore } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { until } from '../../support/forge-server.js'
import { EVENTS, stage } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const COMMENT = 'avi:bitbucket:updated:pullrequest-comment'

test('trap 20: an edit that is never told is seen by a handler that reads the comment itself', async (t) => {
  const read: unknown[] = []
  const path = '/2.0/repositories/w/r/pullrequests/1/comments/7'
  const on = await stage(t, {
    handler: async (_event, { forge }) => { read.push(await (await forge.asApp().request(path)).json()) }
  })
  const workspace = on.simulator.createInstallation({ app: on.app, product: 'bitbucket' })
  const put = (raw: string): void => { on.simulator.api.documents.put('bitbucket', workspace.cloudId, path, { id: 7, content: { raw } }) }
  put('typed in a hurry, and edited a minute later without an event')
  await on.simulator.sendEvent(workspace, COMMENT, { payload: { comment: { id: 7, content: { raw: 'typed in a hury' } } } })
  await until(() => read.length === 1, 'the handler has read it')
  t.match(on.handled, [{ type: COMMENT, data: { comment: { content: { raw: 'typed in a hury' } } } }], 'the event is as it was sent')
  t.match(read, [{ content: { raw: /^typed in a hurry/ } }])
})

const SET = `mutation forge_app_setApplicationStorageEntity($input: SetAppStoredEntityMutationInput!) {
  appStorage { setAppStoredEntity(input: $input) { success errors { message } } } }`
const GET = 'query forge_app_getApplicationStorageEntity($key: ID!, $encrypted: Boolean!) { appStoredEntity(key: $key, encrypted: $encrypted) { value } }'

// A storage client of ctx.forge waits for the client package; what the receiver keeps and says is enough to write one.
test('trap 25: storage over GraphQL works with the token that was kept, without contextAri and with the one that an event leads to', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], clock })
  t.teardown(async () => store.close())
  const on = await stage(t, { forge: { tokens } })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.settled(1)
  const [event] = on.handled
  const token = await tokens.get(event?.tenant ?? '')
  const ask = async (query: string, variables: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token?.value}`, 'content-type': 'application/json' }
    return await (await fetch(`${on.simulator.api.origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json()
  }
  for (const context of [{}, { contextAri: `ari:cloud:confluence::site/${String(event?.['cloudid'])}` }]) {
    const value = Object.keys(context).length
    t.match(await ask(SET, { input: { key: 'k', value, encrypted: false, ...context } }), { data: { appStorage: { setAppStoredEntity: { success: true } } } })
    t.match(await ask(GET, { key: 'k', encrypted: false }), { data: { appStoredEntity: { value } } })
  }
})

test('trap 28: our own log has the trace id of a delivery, of one that is refused and of one that is handled', async (t) => {
  const lines: string[] = []
  const stream = new Writable({ write (chunk, _encoding, done) { lines.push(String(chunk)); done() } })
  const on = await stage(t, {
    fastify: { logger: { stream }, requestIdHeader: 'x-b3-traceid' },
    handler: (_event, { log }) => { log.info('handled') }
  })
  const traceOf = async (token: object): Promise<string> => {
    const { record } = await on.simulator.sendEvent(on.installation, PAGE, { token, redeliveries: 0 })
    return record.request.headers['x-b3-traceid'] ?? 'none'
  }
  const refused = await traceOf({ tamper: 'signature' })
  const handled = await traceOf({})
  await until(() => lines.some((line) => line.includes('"handled"')), 'the handler has written')
  const linesWith = (trace: string): string => lines.filter((line) => line.includes(trace)).join('')
  t.match(linesWith(refused), /HKS_ERR_VERIFIER_SIGNATURE/)
  t.match(linesWith(handled), /"msg":"handled"/)
})

// That a deployment refuses installations of other regions waits for installations to know their region; here Forge chooses the address.
test('trap 29: deliveries of an installation that is pinned to a region reach the receiver there and no other', async (t) => {
  const home = await stage(t)
  const europe = await stage(t, { forge: { keySetUrl: home.simulator.jwksUrl, appIds: [home.app.id] } })
  home.simulator.setRemote({ baseUrl: { default: home.url, EU: europe.url }, endpoints: [{ key: EVENTS, route: '/forge/events' }] })
  const pinned = home.simulator.createInstallation({ app: home.app, region: 'EU' })
  await home.simulator.sendEvent(pinned, PAGE)
  await home.simulator.sendEvent(home.installation, PAGE)
  await Promise.all([home.settled(1), europe.settled(1)])
  t.same(europe.handled.map(({ installation }) => installation), [pinned.id])
  t.same(home.handled.map(({ installation }) => installation), [home.installation.id])
})

for (const [slowMs, verdict] of [[4_900, 'accepted'], [5_100, 'timeout']] as const) {
  test(`trap 29: behind a proxy that takes ${slowMs} ms of Forge's five seconds the receiver adds nothing, while a handler runs: ${verdict}`, async (t) => {
    let release = (): void => {}
    const slow = new Promise<void>((resolve) => { release = resolve })
    const on = await stage(t, { slowMs, handler: async () => slow })
    const sent = on.simulator.sendEvent(on.installation, PAGE, { redeliveries: 0 })
    // The request has to reach the server before the clock can hold it back.
    while (!on.isHolding()) await sleep(5)
    await on.simulator.advance(slowMs, 100)
    t.equal((await sent).verdict, verdict)
    release()
  })
}
