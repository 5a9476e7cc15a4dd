import { test } from 'tap'
import type { Installation } from '../src/index.js'
import { stage, type Stage } from './support/stage.js'

interface Answer { readonly status: number, readonly body: unknown }

async function post ({ simulator }: Stage, installation: Installation, path: string, body: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${simulator.tokens.for(installation).value}` }
  const response = await fetch(simulator.api.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const kvs = async (on: Stage, installation: Installation, path: string, body: unknown): Promise<Answer> => post(on, installation, `/forge/storage/kvs/v1/${path}`, body)

test('what one installation stores, no other reads', async (t) => {
  const on = await stage(t)
  const [one, other] = [on.simulator.createInstallation(), on.simulator.createInstallation()]
  t.same(await kvs(on, one, 'set', { key: 'k', value: { a: [1] } }), { status: 200, body: undefined })
  t.same(await kvs(on, one, 'get', { key: 'k' }), { status: 200, body: { key: 'k', value: { a: [1] } } })
  t.equal((await kvs(on, other, 'get', { key: 'k' })).status, 404)
  t.equal((await kvs(on, one, 'secret/get', { key: 'k' })).status, 404, 'nor is it a secret')
  await kvs(on, one, 'delete', { key: 'k' })
  t.equal((await kvs(on, one, 'get', { key: 'k' })).status, 404)
})

test('keys and values beyond the limits are refused by code', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const deep = JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`) as unknown
  const cases: Array<[unknown, string]> = [
    [{ key: '', value: 1 }, 'KEY_TOO_SHORT'], [{ key: 'k'.repeat(501), value: 1 }, 'KEY_TOO_LONG'], [{ key: 'ä', value: 1 }, 'INVALID_KEY'],
    [{ key: 'k', value: 'x'.repeat(240 * 1_024) }, 'MAX_SIZE'], [{ key: 'k', value: deep }, 'MAX_DEPTH']
  ]
  for (const [body, code] of cases) t.match(await kvs(on, installation, 'set', body), { status: 400, body: { code } })
  t.match(await kvs(on, installation, 'query', { limit: 101 }), { status: 400, body: { code: 'LIST_QUERY_LIMIT_EXCEEDED' } })
  t.match(await kvs(on, installation, 'batch/get', Array(26).fill({ key: 'k' })), { status: 400 })
  t.equal((await kvs(on, installation, 'set', { key: 'k'.repeat(500), value: 'x'.repeat(240 * 1_024 - 2) })).status, 200, 'the limits themselves are good')
})

test('a value with a time to live is gone after it', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await kvs(on, installation, 'set', { key: 'k', value: 1, options: { ttl: { value: 2, unit: 'MINUTES' } } })
  await on.clock.advance(119_999)
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 200)
  await on.clock.advance(1)
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 404)
})

test('a query gives the keys with a prefix in pages', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) await kvs(on, installation, 'set', { key, value: key })
  const where = [{ property: 'key', condition: 'BEGINS_WITH', values: ['a:'] }]
  const first = await kvs(on, installation, 'query', { where, limit: 2 })
  t.match(first.body, { data: [{ key: 'a:1' }, { key: 'a:2' }], cursor: 'a:2' })
  t.same((await kvs(on, installation, 'query', { where, limit: 2, after: 'a:2' })).body, { data: [{ key: 'a:3', value: 'a:3' }] })
})

test('a policy keeps what is there, and a set can give back what was', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await kvs(on, installation, 'set', { key: 'k', value: 1 })
  t.equal((await kvs(on, installation, 'set', { key: 'k', value: 2, options: { keyPolicy: 'FAIL_IF_EXISTS' } })).status, 409)
  t.match((await kvs(on, installation, 'set', { key: 'k', value: 3, options: { returnValue: 'PREVIOUS' } })).body, { value: 1 })
})

test('a batch tells good from bad, a transaction is all or nothing', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const batch = await kvs(on, installation, 'batch/set', [{ key: 'good', value: 1 }, { key: 'ä', value: 1 }])
  t.match(batch.body, { successfulKeys: [{ key: 'good' }], failedKeys: [{ key: 'ä', error: { code: 'INVALID_KEY' } }] })
  t.equal((await kvs(on, installation, 'transaction', { set: [{ key: 'x', value: 1 }, { key: 'ä', value: 1 }] })).status, 400)
  t.equal((await kvs(on, installation, 'get', { key: 'x' })).status, 404)
  await kvs(on, installation, 'transaction', { set: [{ key: 'x', value: 1 }], delete: [{ key: 'good' }] })
  t.same([(await kvs(on, installation, 'get', { key: 'x' })).status, (await kvs(on, installation, 'get', { key: 'good' })).status], [200, 404])
})

test('GraphQL sets, reads, lists and deletes what REST sees as well', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const run = async (query: string, variables: object): Promise<Answer> => post(on, installation, '/graphql', { query, variables })
  const set = await run(`mutation m($input: SetAppStoredEntityMutationInput!) {
    appStorage { setAppStoredEntity(input: $input) { success errors { message extensions { errorType statusCode } } } } }`,
  { input: { key: 'k', value: { a: 1 }, encrypted: false } })
  t.same(set, { status: 200, body: { data: { appStorage: { setAppStoredEntity: { success: true, errors: null } } } } })
  t.same((await run('query q($key: ID!) { appStoredEntity(key: $key, encrypted: false) { key value } }', { key: 'k' })).body, { data: { appStoredEntity: { key: 'k', value: { a: 1 } } } })
  t.match((await run('query { appStoredEntities(first: 5) { edges { node { key } cursor } pageInfo { hasNextPage } } }', {})).body, { data: { appStoredEntities: { edges: [{ node: { key: 'k' } }] } } })
  t.match((await kvs(on, installation, 'get', { key: 'k' })).body, { value: { a: 1 } })
  t.match(await run('query { nothing }', {}), { status: 200, body: { errors: [{}] } }, 'an error is a 200 too')
})

test('a user token is handed out for a site of the app, and opens the API as that user', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const ask = async (contextId: string): Promise<Answer> => post(on, installation, '/graphql', {
    query: `mutation m($input: OfflineUserAuthTokenInput!) {
      offlineUserAuthToken(input: $input) { success errors { message } authToken { token ttl } } }`,
    variables: { input: { contextIds: [contextId], userId: '5b10' } }
  })
  t.match((await ask('ari:cloud:jira::site/other')).body, { data: { offlineUserAuthToken: { success: false, authToken: null } } })
  interface Asked { body: { data: { offlineUserAuthToken: { authToken: { token: string, ttl: number } } } } }
  const { body } = await ask(installation.contexts[0].ari) as Asked
  const { token, ttl } = body.data.offlineUserAuthToken.authToken
  const url = `${installation.apiBaseUrl}/rest/api/3/issue/A-1`
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status, 404)
  await on.clock.advance(ttl * 1_000)
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status, 401)
  t.match(on.simulator.api.requests().at(-2), { userId: '5b10' })
})

test('without the scope an app is answered 403, without a token 401', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  on.simulator.setRemote({ baseUrl: on.receiver.url, endpoints: [], scopes: ['read:app-system-token', 'read:page:confluence'] })
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 403)
  const headers = { authorization: `Bearer ${on.simulator.tokens.for(installation).value}` }
  t.equal((await fetch(`${installation.apiBaseUrl}/wiki/api/v2/pages/1`, { headers })).status, 404)
  t.equal((await fetch(`${installation.apiBaseUrl}/wiki/api/v2/pages`, { method: 'POST', headers })).status, 403, 'a write needs more than read')
  t.equal((await fetch(`${on.simulator.api.origin}/forge/storage/kvs/v1/get`, { method: 'POST' })).status, 401)
})

test('each of the three rate limits answers 429 with all its headers, and lifts in time', async (t) => {
  const on = await stage(t, [200], { rateLimits: { pointsPerHour: 30, perSecond: { GET: 3, PUT: 50 }, issueWrites: [2, 100] } })
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const headers = { authorization: `Bearer ${on.simulator.tokens.for(installation).value}` }
  const call = async (path: string, method = 'GET'): Promise<Response> => (
    fetch(installation.apiBaseUrl + path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) }))
  for (let made = 0; made < 3; made++) t.equal((await call(`/rest/api/3/issue/A-${made}`)).status, 404)
  const burst = await call('/rest/api/3/issue/A-9')
  t.equal(burst.status, 429)
  t.match(Object.fromEntries(burst.headers), {
    'retry-after': '1',
    'ratelimit-reason': 'jira-burst-based',
    'x-ratelimit-limit': '30',
    'x-ratelimit-remaining': '24',
    'x-ratelimit-reset': /^2026-/,
    'x-ratelimit-nearlimit': 'false',
    'ratelimit-policy': '"global-app-quota";q=30;w=3600',
    ratelimit: /^"global-app-quota";r=24;t=\d+$/
  })
  t.equal((await call('/rest/api/3/project')).status, 404, 'another endpoint goes on')
  for (let made = 0; made < 2; made++) t.equal((await call('/rest/api/3/issue/A-1', 'PUT')).status, 200)
  t.equal((await call('/rest/api/3/issue/A-1', 'PUT')).headers.get('ratelimit-reason'), 'jira-per-issue-on-write')
  await on.clock.advance(2_000)
  for (let made = 0; made < 20; made++) await call(`/rest/api/3/issue/B-${made}`, 'PUT')
  const quota = await call('/rest/api/3/project')
  t.equal(quota.headers.get('ratelimit-reason'), 'jira-quota-global-based')
  await on.clock.advance(Number(quota.headers.get('retry-after')) * 1_000)
  t.equal((await call('/rest/api/3/project')).status, 404)
})
