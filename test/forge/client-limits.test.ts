import { FakeClock } from '@hooksmith/contracts'
import type { ForgeCalls } from '@hooksmith/forge/client'
import { test, type Test } from 'tap'
import { clientStage, STORES, turnedAway, type ClientStage } from '../support/client-stage.js'

const ISSUE = '/rest/api/3/issue/KEY-1'

interface LimitedStage extends ClientStage { readonly clock: FakeClock, readonly here: ForgeCalls, readonly elsewhere: ForgeCalls }

/** Two processes, on a clock that stands. */
async function two (t: Test): Promise<LimitedStage> {
  const clock = new FakeClock()
  const stage = await clientStage(t, { clock, simulator: { rateLimits: false } })
  stage.simulator.api.put(stage.installation, ISSUE, { key: 'KEY-1' })
  stage.simulator.api.put(stage.installation, '/rest/api/3/project/10', { id: '10' })
  return { ...stage, clock, here: await stage.calls(), elsewhere: await stage.calls() }
}

for (const [name, stores] of Object.entries(STORES)) {
  test(`${name}: a limit that one process met holds back the calls of every other until its Retry-After`, async (t) => {
    const on = await clientStage(t, { stores, simulator: { rateLimits: false } })
    on.simulator.api.put(on.installation, ISSUE, { key: 'KEY-1' })
    const [here, elsewhere] = [await on.calls(), await on.calls()]
    on.simulator.api.limitRate(on.installation, 1, { times: 1 })
    const [met] = [await turnedAway(here.asApp().requestJira(ISSUE)), Date.now()]
    const until = Date.now() + met.retryAfterMs
    const told = await turnedAway(elsewhere.asApp().requestJira(ISSUE))
    t.match(told, { code: 'HKS_ERR_FORGE_LIMITED', scope: 'endpoint', reason: 'jira-burst-based' })
    t.equal(on.simulator.api.requests().length, 1, 'only the call that met the limit went out')
    await new Promise((resolve) => { setTimeout(resolve, Math.max(0, until - Date.now()) + told.retryAfterMs) })
    t.equal((await elsewhere.asApp().requestJira(ISSUE)).status, 200)
    const [first, second] = on.simulator.api.requests()
    t.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1_000, 'the next one went out after it')
  })
}

const SCOPES = [
  { reason: 'jira-quota-global-based', scope: 'app', sameEndpoint: false, otherEndpoint: false, otherInstallation: false },
  { reason: 'jira-quota-tenant-based', scope: 'installation', sameEndpoint: false, otherEndpoint: false, otherInstallation: true },
  { reason: 'jira-burst-based', scope: 'endpoint', sameEndpoint: false, otherEndpoint: true, otherInstallation: true },
  { reason: 'something-new', scope: 'installation', sameEndpoint: false, otherEndpoint: false, otherInstallation: true }
]

for (const { reason, scope, ...isOpen } of SCOPES) {
  test(`${reason} holds back the ${scope} and nothing else`, async (t) => {
    const on = await two(t)
    const neighbour = on.simulator.createInstallation({ product: 'jira', app: on.installation.app })
    on.simulator.api.put(neighbour, ISSUE, { key: 'KEY-1' })
    const there = await (await on.client()).forInstallation(await on.admit(neighbour))
    on.simulator.api.limitRate(on.installation, 60, { times: 1 }, reason)
    t.match(await turnedAway(on.here.asApp().requestJira(ISSUE)), { scope, reason })
    const isLet = async (call: Promise<unknown>): Promise<boolean> => await call.then(() => true, () => false)
    t.equal(await isLet(on.elsewhere.asApp().requestJira('/rest/api/3/issue/KEY-2')), isOpen.sameEndpoint, 'another issue')
    t.equal(await isLet(on.elsewhere.asApp().requestJira('/rest/api/3/project/10')), isOpen.otherEndpoint, 'another endpoint')
    t.equal(await isLet(there.asApp().requestJira(ISSUE)), isOpen.otherInstallation, 'another installation of the app')
    t.equal(await isLet(on.elsewhere.storage.get('key')), true, 'the storage')
  })
}

test('jira-per-issue-on-write holds back writes to that issue and nothing else', async (t) => {
  const on = await two(t)
  const put = { method: 'PUT', body: '{}' }
  on.simulator.api.limitRate(on.installation, 60, { times: 1 }, 'jira-per-issue-on-write')
  t.match(await turnedAway(on.here.asApp().requestJira(ISSUE, put)), { scope: 'issue' })
  t.match(await turnedAway(on.elsewhere.asApp().requestJira(`${ISSUE}/comment`, { ...put, method: 'POST' })), { scope: 'issue' })
  t.equal((await on.elsewhere.asApp().requestJira(ISSUE)).status, 200, 'reading it')
  t.equal((await on.elsewhere.asApp().requestJira('/rest/api/3/issue/KEY-2', put)).status, 200, 'writing another')
})

test('those that were turned away come back one after the other, none before the limit ends', async (t) => {
  const on = await two(t)
  on.simulator.api.limitRate(on.installation, 10, { times: 1 })
  const spans = []
  for (let n = 0; n < 50; n++) {
    const calls = n % 2 === 0 ? on.here : on.elsewhere
    spans.push((await turnedAway(calls.asApp().requestJira(ISSUE))).retryAfterMs)
  }
  t.ok(spans.every((span, n) => span > 10_000 + n * 20 && span <= 10_000 + (n + 1) * 20), spans.join(' '))
  t.equal(on.simulator.api.requests().length, 1)
})

test('a call goes out when its time has come, and not a millisecond before the limit ends', async (t) => {
  const on = await two(t)
  on.simulator.api.limitRate(on.installation, 10, { times: 1 })
  await turnedAway(on.here.asApp().requestJira(ISSUE))
  await on.clock.advance(9_999)
  t.equal((await turnedAway(on.elsewhere.asApp().requestJira(ISSUE))).code, 'HKS_ERR_FORGE_LIMITED')
  await on.clock.advance(1)
  t.equal((await on.elsewhere.asApp().requestJira(ISSUE)).status, 200)
})

const HEADERS: ReadonlyArray<readonly [what: string, headers: (now: number) => Record<string, string>, least: number, most: number]> = [
  ['seconds', () => ({ 'retry-after': '7' }), 7_000, 7_020],
  ['an HTTP date', (now) => ({ 'retry-after': new Date(now + 8_000).toUTCString() }), 8_000, 8_020],
  ['an HTTP date in the past', (now) => ({ 'retry-after': new Date(now - 8_000).toUTCString() }), 1_000, 1_020],
  ['a number beyond reason', () => ({ 'retry-after': '999999999' }), 86_400_000, 86_400_020],
  ['no Retry-After but a reset', (now) => ({ 'x-ratelimit-reset': new Date(now + 9_000).toISOString() }), 9_000, 9_020],
  ['only what the quota has left', () => ({ ratelimit: '"global-app-quota";r=0;t=600, "other";r=5;t=900' }), 600_000, 600_020],
  ['a quota without a time', () => ({ 'ratelimit-reason': 'jira-quota-global-based' }), 45 * 60_000, 45 * 60_000 + 20],
  ['nothing at all', () => ({}), 1_750, 3_270],
  ['words', () => ({ 'retry-after': 'soon' }), 1_750, 3_270]
]

for (const [what, headers, least, most] of HEADERS) {
  test(`a 429 that says ${what} is waited for`, async (t) => {
    const on = await two(t) // 09:15
    on.simulator.api.script({ status: 429, headers: headers(on.clock.now()), times: 1 })
    const { retryAfterMs } = await turnedAway(on.here.asApp().requestJira(ISSUE))
    t.ok(retryAfterMs >= least && retryAfterMs <= most, `${retryAfterMs}`)
  })
}

test('503 with Retry-After holds its endpoint back, for any method', async (t) => {
  const on = await two(t)
  on.simulator.api.script({ status: 503, headers: { 'retry-after': '5' }, times: 1 })
  t.match(await turnedAway(on.here.asApp().requestJira(ISSUE, { method: 'POST', body: '{}' })), { scope: 'endpoint', reason: 'service-unavailable' })
})

test('502, 503 and 504 without a time turn away what may be repeated, and are answers to what may not', async (t) => {
  const on = await two(t)
  for (const status of [502, 503, 504]) {
    on.simulator.api.script({ status, times: 2 })
    const { code, retryAfterMs } = await turnedAway(on.here.asApp().requestJira(ISSUE))
    t.equal(code, 'HKS_ERR_FORGE_UNAVAILABLE')
    t.ok(retryAfterMs >= 1_750 && retryAfterMs <= 39_000, `${retryAfterMs}`)
    t.equal((await on.here.asApp().requestJira(ISSUE, { method: 'POST', body: '{}' })).status, status)
  }
  on.simulator.api.script({ status: 500, times: 1 })
  t.equal((await on.here.asApp().requestJira(ISSUE)).status, 500, '500 is an answer')
})

test('raw answers come as they are; the others are held back all the same, and a call that is held back gets a 429 of ours', async (t) => {
  const on = await two(t)
  on.simulator.api.limitRate(on.installation, 10, { times: 1 })
  const raw = await on.here.asApp().requestJira(ISSUE, { raw: true })
  t.same([raw.status, raw.headers.get('retry-after')], [429, '10'])
  t.match(await raw.json(), { code: 'RATE_LIMIT_EXCEEDED' })
  await turnedAway(on.elsewhere.asApp().requestJira(ISSUE))
  const held = await on.elsewhere.asApp().requestJira(ISSUE, { raw: true })
  t.same([held.status, held.headers.get('retry-after'), held.headers.get('ratelimit-reason')], [429, '11', 'jira-burst-based'])
  t.equal(on.simulator.api.requests().length, 1)
})

test('a limit in the body of a GraphQL answer counts like a 429, other errors are left in it', async (t) => {
  const on = await two(t)
  const errors = [{ message: 'slow down', extensions: { statusCode: 429 } }]
  on.simulator.api.script({ product: 'graphql', status: 200, headers: { 'retry-after': '4' }, body: { errors }, times: 1 })
  t.match(await turnedAway(on.here.asApp().requestGraph('{ me }')), { code: 'HKS_ERR_FORGE_LIMITED', scope: 'installation' })
  t.equal((await turnedAway(on.elsewhere.asApp().requestGraph('{ me }'))).code, 'HKS_ERR_FORGE_LIMITED')
  await on.clock.advance(5_000)
  t.match(await (await on.elsewhere.asApp().requestGraph('{ nonsense }')).json(), { errors: [{ message: String }] })
})

test('while the store is out of reach no call goes out', async (t) => {
  const on = await two(t)
  const client = await on.client({ tokens: { get: async () => await tokenOf(on), put: async () => true, delete: async () => true } })
  const calls = await client.forInstallation(on.tenant)
  await on.store.close()
  t.equal((await turnedAway(calls.asApp().requestJira(ISSUE))).code, 'HKS_ERR_STORE_CLOSED')
  t.equal(on.simulator.api.requests().length, 0)
})

async function tokenOf ({ simulator, installation }: ClientStage): Promise<{ value: string, expiresAt: number, apiBaseUrl: string }> {
  const { value, expiresAt } = simulator.tokens.for(installation)
  return { value, expiresAt, apiBaseUrl: installation.apiBaseUrl }
}
