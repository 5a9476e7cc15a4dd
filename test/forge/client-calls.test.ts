import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeClock } from '@hooksmith/contracts'
import { ForgeClient, route, type ForgeCallOptions, type ForgeCalls, type ForgeClientOptions } from '@hooksmith/forge/client'
import { MemoryStore } from '@hooksmith/memory'
import { test, type Test } from 'tap'
import { clientStage, turnedAway } from '../support/client-stage.js'
import { until } from '../support/forge-server.js'

const TOKEN = 'eyJhbGciOi.ATokenThat.NobodyMaySee'
const TENANT = 'forge:app:environment:installation'

interface Seen { readonly path: string, readonly headers: IncomingHttpHeaders }
interface Api { readonly calls: ForgeCalls, readonly host: string, readonly seen: readonly Seen[] }

/** A server in Atlassian's place that does as it is told, with calls to it. */
async function api (
  t: Test, listener: RequestListener, options: Partial<ForgeClientOptions> = {}, course: ForgeCallOptions = {}): Promise<Api> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', headers: request.headers })
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has such an address.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const token = { value: TOKEN, expiresAt: Infinity, apiBaseUrl: `http://${host}/ex/jira/site-1` }
  const tokens = { get: async () => token, put: async () => true, delete: async () => true }
  const store = new MemoryStore()
  const client = new ForgeClient({ tokens, store, apiHosts: [host], ...options })
  t.teardown(async () => { await client.close(); await store.close(); server.closeAllConnections(); server.close() })
  return { calls: await client.forInstallation(TENANT, course), host, seen }
}

test('a call carries the token, the trace, and what the caller gave', async (t) => {
  const traceparent = '00-0000000000000000463ac35c9f6413ad-72485a3953bb6124-01'
  const { calls, seen } = await api(t, (_request, response) => { response.end('{}') }, {}, { traceparent })
  await calls.asApp().requestJira('/x', { method: 'POST', headers: { 'x-mine': '1', Authorization: 'Basic mine' }, body: '{}' })
  t.match(seen, [{
    path: '/ex/jira/site-1/x',
    headers: {
      authorization: `Bearer ${TOKEN}`, traceparent, 'x-b3-traceid': '463ac35c9f6413ad', 'x-b3-spanid': '72485a3953bb6124', 'x-mine': '1', accept: 'application/json'
    }
  }])
})

test('a redirect within the site is followed for GET, and for nothing else', async (t) => {
  const { calls, seen } = await api(t, ({ url }, response) => {
    if (url === '/ex/jira/site-1/old') response.writeHead(302, { location: '/ex/jira/site-1/new' })
    response.end('{}')
  })
  t.equal((await calls.asApp().requestJira('/old')).status, 200)
  t.same(seen.map(({ path }) => path), ['/ex/jira/site-1/old', '/ex/jira/site-1/new'])
  await t.rejects(calls.asApp().requestJira('/old', { method: 'POST', body: '{}' }), { code: 'HKS_ERR_FORGE_REDIRECT' })
  t.equal(seen.length, 3)
  t.equal((await calls.asApp().requestJira('/old', { redirect: 'manual' })).status, 302, 'or handed on, for whoever asks')
})

const ELSEWHERE = [
  'https://attacker.example/', '//attacker.example/', '/ex/jira/site-2/x', '/ex/jira/site-1/../site-2/x', '/ex/jira/site-1/%2e%2e/x',
  'http://user@127.0.0.1/'
]

for (const location of ELSEWHERE) {
  test(`a redirect to ${location} is refused, and nobody gets the token`, async (t) => {
    const { calls, seen } = await api(t, (_request, response) => { response.writeHead(302, { location }).end() })
    await t.rejects(calls.asApp().requestJira('/x'), { code: 'HKS_ERR_FORGE_REDIRECT' })
    t.equal(seen.length, 1)
  })
}

test('redirects in a circle end', async (t) => {
  const { calls, seen } = await api(t, ({ url }, response) => { response.writeHead(307, { location: url }).end() })
  await t.rejects(calls.asApp().requestJira('/x'), { code: 'HKS_ERR_FORGE_REDIRECT' })
  t.equal(seen.length, 6)
})

test('a token goes to no host that is not allowed', async (t) => {
  const { calls, seen } = await api(t, (_request, response) => { response.end() }, { apiHosts: ['api.atlassian.com'] })
  await t.rejects(calls.asApp().requestJira('/x'), { code: 'HKS_ERR_FORGE_HOST' })
  t.equal(seen.length, 0)
})

test('an answer whose headers do not come, or whose body stops, ends by the timeouts', async (t) => {
  const silent = await api(t, () => {}, { headersTimeoutMs: 50 })
  const error = await turnedAway(silent.calls.asApp().requestJira('/x'))
  t.equal(error.code, 'HKS_ERR_FORGE_REQUEST')
  t.ok(error.retryAfterMs > 0)
  const stopped = await api(t, (_request, response) => { response.writeHead(200); response.write('{') }, { bodyTimeoutMs: 50 })
  const answer = await stopped.calls.asApp().requestJira('/x')
  await t.rejects(answer.text())
})

test('the signal of the attempt ends a call, with its own reason', async (t) => {
  const attempt = new AbortController()
  const { calls, seen } = await api(t, () => {}, {}, { signal: attempt.signal })
  const call = calls.asApp().requestJira('/x')
  await until(() => seen.length === 1, 'the call is under way')
  attempt.abort(new TypeError('the attempt is over'))
  await t.rejects(call, { message: 'the attempt is over' })
  await t.rejects(calls.asApp().requestJira('/x'), { message: 'the attempt is over' })
  t.equal(seen.length, 1, 'no further call begins')
})

test('the body of an answer is handed on while it comes', async (t) => {
  const { calls } = await api(t, (_request, response) => {
    response.writeHead(200)
    response.write('first')
  })
  const answer = await calls.asApp().requestJira('/x')
  const part = await answer.body?.getReader().read()
  t.equal(Buffer.from(part?.value ?? []).toString(), 'first', 'before the rest is here')
})

test('no error holds the token, nor an answer that repeats it', async (t) => {
  const echo: RequestListener = ({ headers, url = '' }, response) => {
    const status = Number(/\d{3}/.exec(url.slice('/ex/jira/site-1'.length))?.[0] ?? 500)
    response.writeHead(status, { 'ratelimit-reason': TOKEN, 'retry-after': TOKEN, location: `https://${TOKEN}.example/${TOKEN}` })
    response.end(JSON.stringify({ code: TOKEN, message: headers.authorization, errors: [{ message: headers.authorization }] }))
  }
  const { calls } = await api(t, echo)
  const app = calls.asApp()
  const works: Array<() => Promise<unknown>> = [
    () => app.requestJira('/429'), () => app.requestJira('/503'), () => app.requestJira('/403'), () => app.requestJira('/504/x'),
    () => calls.storage.get('x'), () => calls.asUser('user-1').requestJira('/200')
  ]
  for (const work of works) {
    const error: unknown = await work().then(() => undefined, (thrown: unknown) => thrown)
    t.ok(error instanceof Error)
    if (!(error instanceof Error)) continue
    t.notMatch(JSON.stringify({ ...error, message: String(error), stack: error.stack, cause: String(error.cause) }), TOKEN)
  }
})

test('what is put into a path by route stays one segment', (t) => {
  t.equal(route`/rest/api/3/issue/${'KEY-1'}?fields=${'a&b=c'}`, '/rest/api/3/issue/KEY-1?fields=a%26b%3Dc')
  t.equal(route`/wiki/api/v2/pages?${new URLSearchParams({ title: 'a b' })}`, '/wiki/api/v2/pages?title=a+b')
  for (const value of ['', '\ud800']) t.throws(() => route`/x/${value}/y`, { code: 'HKS_ERR_FORGE_PATH' })
  t.end()
})

test('a value that would climb out of its segment never leaves the process', async (t) => {
  const { calls, seen } = await api(t, (_request, response) => { response.end() })
  for (const value of ['..', '.', 'a/b', '..\\x']) {
    await t.rejects(calls.asApp().requestJira(route`/x/${value}`), { code: 'HKS_ERR_FORGE_PATH' }, value)
  }
  t.equal(seen.length, 0)
})

test('401 and 403 to a fresh installation mean: later; to one that is settled they are answers', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const calls = await on.calls()
  on.simulator.api.put(on.installation, '/x', {})
  for (const status of [401, 403] as const) {
    on.simulator.api.denyPermission(on.installation, { times: 1 }, status)
    const { code, retryAfterMs } = await turnedAway(calls.asApp().requestJira('/x'))
    t.equal(code, 'HKS_ERR_FORGE_NOT_PERMITTED')
    t.ok(retryAfterMs >= 21_000 && retryAfterMs <= 39_000, `${retryAfterMs}`)
  }
  await clock.advance(600_000)
  for (const status of [401, 403] as const) {
    on.simulator.api.denyPermission(on.installation, { times: 1 }, status)
    t.equal((await calls.asApp().requestJira('/x')).status, status)
  }
})

test('a registry says how fresh an installation is, names it by its id, and is told of refusals', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const told: unknown[] = []
  const registry = {
    get: async (id: string) => {
      const isKnown = [on.installation.id, on.tenant].includes(id)
      return isKnown ? { tenant: on.tenant, firstSeenAt: clock.now() - 600_000 } : undefined
    },
    reportRefusal: async (...refusal: unknown[]) => { told.push(refusal) }
  }
  const client = await on.client({ registry })
  on.simulator.api.denyPermission(on.installation, { times: 1 })
  t.equal((await (await client.forInstallation(on.installation.id)).asApp().requestJira('/x')).status, 403)
  t.same(told, [[on.tenant, 403]])
  await t.rejects(client.forInstallation('unknown'), { code: 'HKS_ERR_FORGE_INSTALLATION' })
})

test('a token of one installation is never sent with the base of another', async (t) => {
  const on = await clientStage(t)
  const other = on.simulator.createInstallation({ product: 'jira', app: on.installation.app })
  const tenant = await on.admit(other)
  const client = await on.client()
  for (const id of [on.tenant, tenant]) await (await client.forInstallation(id)).asApp().requestJira('/x')
  t.match(on.simulator.api.requests(), [
    { tenantId: on.installation.cloudId, installationId: on.installation.id }, { tenantId: other.cloudId, installationId: other.id }
  ])
  await on.tokens.delete(tenant)
  await t.rejects((await client.forInstallation(tenant)).asApp().requestJira('/x'), { code: 'HKS_ERR_FORGE_TOKEN_MISSING' })
  t.equal(on.simulator.api.requests().length, 2)
})
