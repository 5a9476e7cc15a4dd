import { decodeJwt, jwtVerify, createRemoteJWKSet, type JWTPayload } from 'jose'
import { test, type Test } from 'tap'
import { parseManifest, type Installation } from '../src/index.js'
import { hang, type Reply } from './support/receiver.js'
import { stage, tokenOf, type Stage } from './support/stage.js'

const MANIFEST = parseManifest(`
modules:
  jira:issuePanel: [{ key: panel, title: Panel, resolver: { endpoint: api } }]
  webtrigger: [{ key: orders, endpoint: hooks }]
  jira:workflowPostFunction: [{ key: announce, name: Announce, endpoint: post }]
  migration:dataResidency: [{ key: move, remote: backend, path: /residency, maxMigrationDurationHours: 0.5 }]
  endpoint:
    - { key: api, remote: backend, auth: { appSystemToken: { enabled: true }, appUserToken: { enabled: true } } }
    - { key: hooks, remote: backend, route: { path: /hooks }, auth: { appSystemToken: { enabled: true } } }
    - { key: post, remote: backend, route: { path: /post } }
remotes:
  - { key: backend, baseUrl: 'https://backend.example.com', operations: [compute], auth: { appSystemToken: { enabled: true } } }
  - { key: plain, baseUrl: 'https://plain.example.com', operations: [fetch] }
permissions: { scopes: ['read:app-system-token', 'read:app-user-token', 'read:jira-work'] }
`)

const USER = '5b10a2844c20165700ede21g'

interface Staged extends Stage { readonly installation: Installation }

async function deployed (t: Test, ...replies: Reply[]): Promise<Staged> {
  const on = await stage(t, replies.length === 0 ? [json({ ok: true })] : replies)
  on.simulator.setManifest(MANIFEST, { baseUrl: on.receiver.url })
  return { ...on, installation: on.simulator.createInstallation({ product: 'jira' }) }
}

function json (body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => { response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)) }
}

function text (body: string, status: number, type: string): Reply {
  return (response) => { response.writeHead(status, { 'content-type': type }).end(body) }
}

function claimsOf ({ receiver }: Stage): JWTPayload & { app?: unknown, context?: unknown, principal?: unknown } {
  return decodeJwt(tokenOf(receiver))
}

test('a UI call brings the user, the context, both tokens and its own headers, and is signed by the key set', async (t) => {
  const on = await deployed(t)
  const body = { a: 1 }
  const call = { moduleKey: 'panel', path: '/tasks?x=1', accountId: USER, extension: { type: 'jira:issuePanel' }, headers: { 'X-Own': 'y' }, body }
  t.match(await on.simulator.calls.invokeRemote(on.installation, call), { state: 'resolved', status: 200, body: { ok: true } })
  const [got] = on.receiver.received
  const headers = { 'x-own': 'y', 'content-type': 'application/json', 'x-b3-traceid': /^[0-9a-f]{32}$/ }
  t.match(got, { method: 'POST', path: '/tasks?x=1', text: '{"a":1}', headers })
  const currentDate = new Date(on.clock.now())
  const { payload } = await jwtVerify(tokenOf(on.receiver), createRemoteJWKSet(new URL(on.simulator.jwksUrl)), { currentDate })
  const context = { cloudId: on.installation.cloudId, moduleKey: 'panel', localId: String, siteUrl: /^https:/, extension: { type: 'jira:issuePanel' } }
  t.match(payload, { principal: USER, context, app: { module: { key: 'panel', type: 'jira:issuePanel' } } })
  t.equal(got?.headers['x-forge-oauth-system'], on.simulator.tokens.for(on.installation).value)
  t.equal(got?.headers['x-forge-oauth-user'], on.simulator.tokens.forUser(on.installation, USER).value)
})

test('the user token opens the API as that user, and a call without a user brings none', async (t) => {
  const on = await deployed(t)
  await on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a', accountId: USER })
  const authorization = `Bearer ${String(on.receiver.received[0]?.headers['x-forge-oauth-user'])}`
  await fetch(`${on.installation.apiBaseUrl}/rest/api/3/myself`, { headers: { authorization } })
  t.match(on.simulator.api.requests().at(-1), { userId: USER })
  await on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a' })
  t.equal(on.receiver.received[1]?.headers['x-forge-oauth-user'], undefined)
  t.equal(claimsOf(on).principal, undefined)
})

test('a UI call without the scope brings no user token', async (t) => {
  const on = await deployed(t)
  on.simulator.setManifest({ ...MANIFEST, scopes: ['read:app-system-token', 'read:jira-work'] }, { baseUrl: on.receiver.url })
  await on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a', accountId: USER })
  t.match(on.receiver.received[0]?.headers, { 'x-forge-oauth-system': String, 'x-forge-oauth-user': undefined })
})

test("the bridge tells answers apart in Forge's own words, and never asks again", async (t) => {
  const html = text('<html>', 502, 'text/html')
  const redirect: Reply = (response) => { response.writeHead(302, { location: '/' }).end() }
  const reset: Reply = (response) => { response.destroy() }
  const cases: Array<[Reply, object]> = [
    [json({}, 401), { state: 'rejected', message: 'Remote could not verify the Forge Invocation Token' }],
    [json({ why: 'no' }, 403), { state: 'resolved', status: 403, body: { why: 'no' } }],
    [html, { state: 'rejected', message: /content-type header must be set to application\/json and is currently: text\/html. Status: 502\.$/ }],
    [text('{', 500, 'application/json'), { state: 'rejected', message: 'Invalid response from remote - cannot parse body as JSON. Status: 500.' }],
    [text('', 204, 'text/plain'), { state: 'resolved', status: 204, body: undefined }],
    [redirect, { state: 'rejected', message: 'Invalid response from remote - remote network error' }],
    [reset, { state: 'rejected', message: 'Invalid response from remote - remote network error' }]
  ]
  const on = await deployed(t, ...cases.map(([reply]) => reply))
  for (const [, expected] of cases) t.match(await on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a' }), expected)
  await on.simulator.advance(600_000)
  t.equal(on.receiver.received.length, cases.length)
})

test('a UI call waits 25 s', async (t) => {
  const on = await deployed(t, hang)
  const result = on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a' })
  await on.simulator.advance(24_999, 50)
  t.equal(on.simulator.journal.count(), 0)
  await on.simulator.advance(1)
  t.match(await result, { state: 'rejected', message: 'Remote invocation timed out after 25 seconds' })
})

test('a UI call over 500 kB is not sent, an answer over 5 MB rejects, nor do more than 500 calls go through in 25 s', async (t) => {
  const on = await deployed(t, json({ x: 'x'.repeat(5_000_000) }), json({}))
  const invoke = async (body: { x: string }): Promise<unknown> => on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path: '/a', body })
  t.match(await invoke({ x: 'x'.repeat(500_000) }), { state: 'rejected', delivery: { verdict: 'too-large' } })
  t.match(await invoke({ x: 'x' }), { state: 'rejected', delivery: { status: 200 } })
  for (let made = 2; made < 500; made++) await invoke({ x: '' })
  t.match(await invoke({ x: '' }), { state: 'rejected', delivery: undefined })
  await on.clock.advance(25_000)
  t.match(await invoke({ x: '' }), { state: 'resolved' })
})

const ALLOWED = {
  'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'Authorization, Content-Type'
}
const REQUEST = { remoteKey: 'backend', moduleKey: 'panel', path: '/tasks', method: 'PUT', body: { a: 1 }, accountId: USER, origin: 'https://app.example' }

test('a browser asks by a preflight without a token, then calls with an invocation token and no OAuth tokens', async (t) => {
  const on = await deployed(t, json({}, 204, ALLOWED), json({ ok: true }, 422, ALLOWED))
  const result = await on.simulator.calls.requestRemote(on.installation, REQUEST)
  t.match(result, { state: 'resolved', status: 422, body: { ok: true }, preflight: { status: 204 } })
  const [asked, got] = on.receiver.received
  t.match(asked, {
    method: 'OPTIONS',
    path: '/tasks',
    headers: {
      origin: 'https://app.example', authorization: undefined, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,content-type'
    }
  })
  t.match(got, { method: 'PUT', headers: { origin: 'https://app.example', authorization: /^Bearer /, 'x-forge-oauth-system': undefined, 'x-forge-oauth-user': undefined } })
  t.match(claimsOf(on), { principal: USER, context: { moduleKey: 'panel' } })
})

test('a browser stops where CORS does not allow the call, and hides an answer that is not for its origin', async (t) => {
  const cases: Array<[Record<string, string>, RegExp]> = [
    [{}, /allow-origin/], [{ ...ALLOWED, 'access-control-allow-origin': 'https://other.example' }, /allow-origin/],
    [{ ...ALLOWED, 'access-control-allow-methods': 'GET' }, /allow-methods does not name PUT/],
    [{ ...ALLOWED, 'access-control-allow-headers': '*' }, /allow-headers does not name authorization/]
  ]
  for (const [headers, message] of cases) {
    const on = await deployed(t, json({}, 200, headers))
    t.match(await on.simulator.calls.requestRemote(on.installation, REQUEST), { state: 'rejected', message, delivery: undefined })
    t.equal(on.receiver.received.length, 1)
  }
  const on = await deployed(t, json({}, 200, ALLOWED), json({}, 200))
  t.match(await on.simulator.calls.requestRemote(on.installation, REQUEST), { state: 'rejected', message: /allow-origin/, delivery: { status: 200 } })
})

test('a browser sends a form as it is', async (t) => {
  const on = await deployed(t, json({}, 200, ALLOWED))
  const body = Buffer.from('--b\r\n')
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  await on.simulator.calls.requestRemote(on.installation, { ...REQUEST, method: 'POST', headers, body })
  t.match(on.receiver.received[1], { method: 'POST', text: '--b\r\n', headers })
})

test('a function calls with the tokens of its remote, without a context, and only a remote with compute', async (t) => {
  const on = await deployed(t, json({ n: 1 }, 404))
  const result = await on.simulator.calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'backend', path: '/jobs', method: 'DELETE', accountId: USER })
  t.match(result, { state: 'resolved', status: 404, body: { n: 1 } })
  t.match(on.receiver.received[0], { method: 'DELETE', path: '/jobs', headers: { 'x-forge-oauth-system': String, 'x-forge-oauth-user': undefined } })
  t.same([claimsOf(on).context, claimsOf(on).principal], [undefined, undefined])
  await t.rejects(on.simulator.calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'plain', path: '/' }), { code: 'HKS_ERR_SIMULATOR_INPUT' })
  await t.rejects(on.simulator.calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'no', path: '/' }), { code: 'HKS_ERR_SIMULATOR_MODULE_UNKNOWN' })
})

test("a function's system token may have less left than Forge promises to endpoints", async (t) => {
  const on = await deployed(t)
  const first = on.simulator.tokens.for(on.installation)
  await on.clock.advance(3 * 3_600_000)
  await on.simulator.calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'backend', path: '/' })
  t.equal(on.receiver.received[0]?.headers['x-forge-oauth-system'], first.value)
  t.not(on.simulator.tokens.for(on.installation).value, first.value, 'an endpoint gets a fresh one')
})

test('a web trigger forwards method, path, query, headers and body as they came, and gives the answer back', async (t) => {
  const on = await deployed(t, text('made', 201, 'text/plain'))
  const request = { method: 'PUT', path: '/7/lines', query: { a: '1' }, headers: { 'content-type': 'text/csv', 'X-Signature': 's' }, body: 'x;y' }
  t.match(await on.simulator.calls.fireWebTrigger(on.installation, 'orders', request), { status: 201, headers: { 'content-type': 'text/plain' }, text: 'made' })
  t.match(on.receiver.received[0], { method: 'PUT', path: '/hooks/7/lines?a=1', text: 'x;y', headers: { 'content-type': 'text/csv', 'x-signature': 's', 'x-forge-oauth-system': String } })
  t.match(claimsOf(on), { app: { module: { key: 'hooks' } }, context: undefined })
})

test("a caller's own authorization gives way to the invocation token, or the other way round by a switch", async (t) => {
  const on = await deployed(t)
  const request = { headers: { Authorization: 'Basic abc' } }
  await on.simulator.calls.fireWebTrigger(on.installation, 'orders', request)
  await on.simulator.turn({ webTriggerAuthorization: 'caller' })
  await on.simulator.calls.fireWebTrigger(on.installation, 'orders', request)
  t.match(on.receiver.received.map(({ headers }) => headers.authorization), [/^Bearer ey/, 'Basic abc'])
})

test('a web trigger waits 55 s and is not fired again', async (t) => {
  const on = await deployed(t, hang)
  const answer = on.simulator.calls.fireWebTrigger(on.installation, 'orders')
  await on.simulator.advance(54_999, 50)
  t.equal(on.simulator.journal.count(), 0)
  await on.simulator.advance(600_000)
  t.equal((await answer).status, 504)
  t.equal(on.receiver.received.length, 1)
})

test('a workflow post function has the site in the token, no event name in the body, and its retryContext at the root', async (t) => {
  const on = await deployed(t, 500, 200)
  await on.simulator.turn({ retryContextAt: 'wrapped' })
  const run = await on.simulator.calls.runPostFunction(on.installation, 'announce', { payload: { issue: { key: 'SP-1' }, configuration: { room: 'a' } } })
  await on.simulator.advance(60_000)
  t.equal((await run.settled).state, 'accepted')
  const [first, second] = on.receiver.received.map((received) => JSON.parse(received.text) as Record<string, unknown>)
  t.match(first, { issue: { key: 'SP-1' }, transition: { executionId: String }, workflow: {}, atlassianId: String, changelog: [], configuration: { room: 'a' }, postFunction: {} })
  t.same([first?.eventType, first?.context, first?.retryContext], [undefined, undefined, undefined])
  t.match(second?.retryContext, { retryCount: 1 })
  t.match(claimsOf(on), { context: { cloudId: on.installation.cloudId }, app: { module: { key: 'post' } } })
})

/** A remote that moves data: what each hook answers, the last word repeated. */
function mover (answers: Readonly<Record<string, readonly Reply[]>>): Reply {
  const asked: Record<string, number> = {}
  return (response, received) => {
    const path = received.path.split('?', 1)[0] ?? ''
    const at = asked[path] ?? 0
    asked[path] = at + 1
    const replies = answers[path] ?? [json({})]
    const reply = replies[Math.min(at, replies.length - 1)]
    if (typeof reply === 'function') reply(response, received)
  }
}

test('a move of data is scheduled, started, asked for every five minutes and committed', async (t) => {
  const on = await deployed(t, mover({ '/residency/status': [json({ status: 'in-progress' }), json({ status: 'ready-to-commit' })] }))
  const outcome = on.simulator.calls.migrate(on.installation, { location: 'EU', startsInMs: 60_000 })
  await on.simulator.advance(1_800_000)
  const { state, migrationId } = await outcome
  t.equal(state, 'committed')
  const status = `/residency/status?migrationId=${migrationId}`
  t.same(on.receiver.received.map(({ method, path }) => `${method} ${path}`), [
    'POST /residency/schedule', 'POST /residency/start', `GET ${status}`, `GET ${status}`, 'POST /residency/commit'
  ])
  t.match(JSON.parse(on.receiver.received[1]?.text ?? ''), { startTime: String, endTime: String, location: 'EU', migrationId })
  t.same(JSON.parse(on.receiver.received[4]?.text ?? ''), { migrationId })
  const times = on.simulator.journal.find().map(({ at }) => at - on.clock.now() + 1_800_000)
  t.same(times, [0, 60_000, 360_000, 660_000, 660_000])
})

test('a move is rolled back by an error code at once, by a failing hook after two more tries, and when it takes too long', async (t) => {
  const refused = await deployed(t, mover({ '/residency/start': [json({ errorResponseCode: 'E0002' }, 409)] }))
  t.match(await refused.simulator.calls.migrate(refused.installation, { location: 'EU' }), { state: 'rolled back', reason: 'E0002', deliveries: { length: 3 } })
  const failing = await deployed(t, mover({ '/residency/schedule': [json({}, 500)] }))
  const outcome = failing.simulator.calls.migrate(failing.installation, { location: 'EU' })
  for (let at = 0; at < 10 && failing.receiver.received.length < 4; at++) await failing.simulator.advance(5_000)
  t.match(await outcome, { state: 'rolled back', reason: '/schedule failed', deliveries: { length: 4 } })
  const slow = await deployed(t, mover({ '/residency/status': [json({ status: 'in-progress' })] }))
  const late = slow.simulator.calls.migrate(slow.installation, { location: 'EU' })
  for (let at = 0; at < 20 && slow.receiver.received.at(-1)?.path !== '/residency/rollback'; at++) await slow.simulator.advance(300_000)
  t.match(await late, { state: 'rolled back', reason: 'it took too long' })
})

test('what a remote does not have is named', async (t) => {
  const on = await deployed(t)
  await t.rejects(on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'nothing', path: '/' }), { code: 'HKS_ERR_SIMULATOR_MODULE_UNKNOWN', message: /'nothing'/ })
  await t.rejects(on.simulator.calls.fireWebTrigger(on.installation, 'panel'), { code: 'HKS_ERR_SIMULATOR_MODULE_UNKNOWN' })
  on.simulator.setRemote({ baseUrl: on.receiver.url, endpoints: [] })
  await t.rejects(on.simulator.calls.migrate(on.installation, { location: 'EU' }), { code: 'HKS_ERR_SIMULATOR_MODULE_UNKNOWN' })
})

test('without a manifest an endpoint stands for its modules', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  t.match(await on.simulator.calls.fireWebTrigger(installation, 'events', { path: 'a' }), { status: 200 })
  t.match(await on.simulator.calls.invokeRemote(installation, { moduleKey: 'events', path: '/ui' }), { state: 'rejected', message: /content-type/ })
  t.same(on.receiver.received.map(({ path }) => path), ['/events/a', '/ui'])
  t.match(claimsOf(on), { app: { module: { type: 'xen:macro' } } })
})
