import { decodeJwt } from 'jose'
import { test } from 'tap'
import type { Installation } from '../src/index.js'
import { stage, tokenOf, type Stage } from './support/stage.js'

const PAGE = '/wiki/api/v2/pages/98310'

type CallOptions = RequestInit & { token?: string }

async function call ({ simulator }: Stage, installation: Installation, path: string, init: CallOptions = {}): Promise<Response> {
  const { token = simulator.tokens.for(installation).value, ...rest } = init
  return fetch(`${installation.apiBaseUrl}${path}`, { ...rest, headers: { authorization: `Bearer ${token}` } })
}

test('a handed-out token reads what the site holds', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  on.simulator.api.put(installation, PAGE, { id: '98310', title: 'Release notes' })
  const response = await call(on, installation, PAGE)
  t.equal(response.status, 200)
  t.same(await response.json(), { id: '98310', title: 'Release notes' })
  t.equal((await call(on, installation, '/wiki/api/v2/pages/1')).status, 404)
})

test('no token, an unknown one and an expired one are answered 401', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const short = on.simulator.tokens.issue(installation, 1_000).value
  t.equal((await fetch(`${installation.apiBaseUrl}${PAGE}`)).status, 401)
  t.equal((await call(on, installation, PAGE, { token: 'made.up.token' })).status, 401)
  t.equal((await call(on, installation, PAGE, { token: short })).status, 404, 'good until its exp')
  await on.clock.advance(1_000)
  t.equal((await call(on, installation, PAGE, { token: short })).status, 401)
  t.same(on.simulator.api.requests().map(({ refusal }) => refusal), ['no-token', 'unknown-token', undefined, 'expired-token'])
})

test('a token opens its own site only', async (t) => {
  const on = await stage(t)
  const [one, other] = [on.simulator.createInstallation(), on.simulator.createInstallation()]
  const response = await call(on, other, PAGE, { token: on.simulator.tokens.for(one).value })
  t.equal(response.status, 401)
  t.match(on.simulator.api.requests(one), [{ refusal: 'foreign-site', tenantId: other.cloudId }])
})

test('a token opens every product that its installation covers, and no other', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation({ product: 'jira', alsoCovers: ['confluence'] })
  const at = (product: string): Installation => ({ ...installation, apiBaseUrl: installation.apiBaseUrl.replace('/jira/', `/${product}/`) })
  t.equal((await call(on, at('confluence'), PAGE)).status, 404)
  t.equal((await call(on, at('compass'), PAGE)).status, 401)
})

test('after an uninstall tokens are answered 401', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const token = on.simulator.tokens.for(installation).value
  await on.simulator.uninstall(installation)
  t.equal((await call(on, installation, PAGE, { token })).status, 401)
})

test('a footer comment that was posted can be read and is listed with its page', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const body = JSON.stringify({ pageId: '98310', body: { representation: 'storage', value: 'Welcome' } })
  const { id } = await (await call(on, installation, '/wiki/api/v2/footer-comments', { method: 'POST', body })).json() as { id: string }
  t.match(await (await call(on, installation, `/wiki/api/v2/footer-comments/${id}`)).json(), { id, pageId: '98310', status: 'current' })
  t.match(await (await call(on, installation, `${PAGE}/footer-comments`)).json(), { results: [{ id }] })
  t.same(await (await call(on, installation, '/wiki/api/v2/pages/1/footer-comments')).json(), { results: [], _links: {} })
})

test('other paths store and give back JSON', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const created = await call(on, installation, '/rest/api/3/issue/SP-1/comment', { method: 'POST', body: '{"body":"hi"}' })
  const { id } = await created.json() as { id: string }
  const path = `/rest/api/3/issue/SP-1/comment/${id}`
  t.equal(created.status, 201)
  await call(on, installation, path, { method: 'PUT', body: '{"body":"ho"}' })
  t.same(await (await call(on, installation, path)).json(), { id, body: 'ho' })
  t.equal((await call(on, installation, path, { method: 'DELETE' })).status, 204)
  t.equal((await call(on, installation, path)).status, 404)
})

test('permission is denied for a number of calls, or until an instant, to one installation', async (t) => {
  const on = await stage(t)
  const [fresh, old] = [on.simulator.createInstallation(), on.simulator.createInstallation()]
  const statuses = async (): Promise<number[]> => [(await call(on, fresh, PAGE)).status, (await call(on, old, PAGE)).status]
  on.simulator.api.denyPermission(fresh, { times: 1 })
  t.same([await statuses(), await statuses()], [[403, 404], [404, 404]])
  on.simulator.api.denyPermission(fresh, { until: on.clock.now() + 1_000 })
  t.same([await statuses(), await statuses()], [[403, 404], [403, 404]])
  await on.clock.advance(1_000)
  t.same(await statuses(), [404, 404])
})

test('a rate limit says when to come again', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  on.simulator.api.limitRate(installation, 7, { times: 1 })
  const limited = await call(on, installation, PAGE)
  t.equal(limited.status, 429)
  t.match(Object.fromEntries(limited.headers), { 'retry-after': '7', 'ratelimit-reason': 'confluence-burst-based' })
  t.equal((await call(on, installation, PAGE)).status, 404)
})

test('calls are recorded with a fingerprint in place of the token', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await call(on, installation, `${PAGE}?body-format=storage`)
  const [request] = on.simulator.api.requests(installation)
  t.match(request, { method: 'GET', path: `${PAGE}?body-format=storage`, installationId: installation.id, status: 404, tokenFingerprint: /^[0-9a-f]{12}$/ })
  t.notMatch(JSON.stringify(request), on.simulator.tokens.for(installation).value)
})

test('a Jira site tells its own URL to everybody, as the context of a UI call has it', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const info = await fetch(`${installation.apiBaseUrl}/rest/api/3/serverInfo`)
  const { baseUrl } = await info.json() as { baseUrl: string }
  t.match(baseUrl, /^https:\/\/site-[0-9a-f]{8}\.atlassian\.net$/)
  await on.simulator.calls.invokeRemote(installation, { moduleKey: 'events', path: '/' })
  t.match(decodeJwt(tokenOf(on.receiver)), { context: { siteUrl: baseUrl } })
  t.equal((await fetch(`${installation.apiBaseUrl.replace(/[^/]+$/, 'elsewhere')}/rest/api/3/serverInfo`)).status, 401)
})
