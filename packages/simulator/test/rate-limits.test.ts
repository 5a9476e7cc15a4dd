import { test } from 'tap'
import { ForgeSimulator, type Installation } from '../src/index.js'
import { call, graphql, kvs, rest, type Answer } from './support/api.js'
import { stage, type Stage } from './support/stage.js'

const PROJECT = '/rest/api/3/project'

async function times<T> (count: number, run: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let at = 0; at < count; at++) results.push(await run(at))
  return results
}

function jira ({ simulator }: Stage, options: Parameters<ForgeSimulator['createInstallation']>[0] = {}): Installation {
  return simulator.createInstallation({ product: 'jira', ...options })
}

test('a burst on one endpoint of a site is answered 429 with all headers, and lifts in time', async (t) => {
  const on = await stage(t, [200], { rateLimits: { pointsPerHour: 100, perSecond: { GET: 3 } } })
  const installation = jira(on)
  for (const { status } of await times(3, async () => rest(on, installation, PROJECT))) t.equal(status, 404)
  const burst = await rest(on, installation, PROJECT)
  t.equal(burst.status, 429)
  t.match(burst.headers, {
    'retry-after': '1',
    'ratelimit-reason': 'jira-burst-based',
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': '97',
    'x-ratelimit-reset': /^2026-\d\d-\d\dT\d\d:\d\dZ$/,
    'x-ratelimit-nearlimit': 'false',
    'ratelimit-policy': '"global-app-quota";q=100;w=3600',
    ratelimit: /^"global-app-quota";r=97;t=\d+$/
  })
  t.equal((await rest(on, installation, '/rest/api/3/status')).status, 404, 'another endpoint goes on')
  await on.clock.advance(Number(burst.headers['retry-after']) * 1_000)
  t.equal((await rest(on, installation, PROJECT)).status, 404)
})

test('a burst is shared by all apps on the site, and by nobody else', async (t) => {
  const on = await stage(t, [200], { rateLimits: { perSecond: { GET: 1 } } })
  const one = jira(on)
  const [sameSite, elsewhere] = [jira(on, { cloudId: one.cloudId }), jira(on)]
  t.equal((await rest(on, one, PROJECT)).status, 404)
  t.equal((await rest(on, sameSite, PROJECT)).status, 429)
  t.equal((await rest(on, elsewhere, PROJECT)).status, 404)
})

test('a single issue takes 150 reads a second where other endpoints take 100', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  const issues = await times(151, async (at) => rest(on, installation, `/rest/api/3/issue/A-${at}`))
  t.equal(issues.filter(({ status }) => status === 429).length, 1)
  const projects = await times(101, async () => rest(on, installation, PROJECT))
  t.equal(projects.filter(({ status }) => status === 429).length, 1)
})

test('writes to one issue are bound in two seconds and in thirty, other issues go on', async (t) => {
  const on = await stage(t, [200], { rateLimits: { issueWrites: [2, 3] } })
  const installation = jira(on)
  const write = async (issue: string): Promise<Answer> => rest(on, installation, `/rest/api/3/issue/${issue}`, { method: 'PUT', body: {} })
  const [, , third] = await times(3, async () => write('A-1'))
  t.match(third, { status: 429, headers: { 'ratelimit-reason': 'jira-per-issue-on-write', 'retry-after': '2' } })
  t.equal((await write('A-2')).status, 200)
  await on.clock.advance(2_000)
  t.equal((await write('A-1')).status, 200)
  t.match(await write('A-1'), { status: 429, headers: { 'retry-after': '28' } })
})

test('the points of an app are counted over all its sites and begin anew with the hour', async (t) => {
  const on = await stage(t, [200], { rateLimits: { pointsPerHour: 4 } })
  const app = on.simulator.createApp()
  const [one, two] = [jira(on, { app }), jira(on, { app })]
  for (const { status } of await times(4, async () => rest(on, one, PROJECT))) t.equal(status, 404)
  const refused = await rest(on, two, PROJECT)
  t.match(refused, { status: 429, headers: { 'ratelimit-reason': 'jira-quota-global-based', 'x-ratelimit-remaining': '0', 'x-ratelimit-nearlimit': 'true' } })
  t.equal((await rest(on, jira(on), PROJECT)).status, 404, 'another app has points of its own')
  await on.clock.advance(Number(refused.headers['retry-after']) * 1_000)
  t.equal((await rest(on, two, PROJECT)).status, 404)
})

test('an app that was reviewed has points on each site', async (t) => {
  const on = await stage(t, [200], { rateLimits: { quota: 'tenant', tenantPointsPerHour: 1 } })
  const app = on.simulator.createApp()
  const [one, two] = [on.simulator.createInstallation({ app }), on.simulator.createInstallation({ app })]
  await rest(on, one, '/wiki/api/v2/pages/1')
  t.match((await rest(on, one, '/wiki/api/v2/pages/1')).headers, {
    'ratelimit-reason': 'confluence-quota-tenant-based', 'ratelimit-policy': '"tenant-app-quota";q=1;w=3600'
  })
  t.equal((await rest(on, two, '/wiki/api/v2/pages/1')).status, 404)
})

test('a read costs a point, and one for each object or two for each user; a write costs one', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  for (const id of [1, 2, 3]) on.simulator.api.put(installation, `/rest/api/3/board/${id}`, { id })
  on.simulator.api.put(installation, '/rest/api/3/user', { accountId: '5b10' })
  const spent = async (path: string, method = 'GET'): Promise<number> => {
    const { headers } = await rest(on, installation, path, { method })
    return 65_000 - Number(headers['x-ratelimit-remaining'])
  }
  t.equal(await spent('/rest/api/3/board'), 4)
  t.equal(await spent('/rest/api/3/user'), 7)
  t.equal(await spent('/rest/api/3/board', 'POST'), 8)
})

test('the points of an hour can be used up at once', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  on.simulator.api.exhaustQuota(installation, 1)
  t.equal((await rest(on, installation, PROJECT)).status, 404)
  t.match(await rest(on, installation, PROJECT), { status: 429, headers: { 'ratelimit-reason': 'jira-quota-global-based' } })
})

test('other products and switched-off limits have none', async (t) => {
  const on = await stage(t, [200], { rateLimits: { perSecond: { GET: 1 }, pointsPerHour: 1 } })
  const bitbucket = on.simulator.createInstallation({ product: 'bitbucket' })
  t.same((await times(3, async () => rest(on, bitbucket, '/2.0/user'))).map(({ status }) => status), [404, 404, 404])
  const off = await stage(t, [200], { rateLimits: false })
  const installation = jira(off)
  const answers = await times(101, async () => rest(off, installation, PROJECT))
  t.ok(answers.every(({ status, headers }) => status === 404 && headers['ratelimit-policy'] === undefined))
})

const ASK = 'mutation m($input: OfflineUserAuthTokenInput!) { offlineUserAuthToken(input: $input) { success errors { message extensions { errorType statusCode } } authToken { token ttl } } }'

test('user tokens of an app are bound per minute over its installations: errors in a 200, or the status where a switch says so', async (t) => {
  const on = await stage(t, [200], { rateLimits: { userTokensPerMinute: 2 } })
  const app = on.simulator.createApp()
  const [one, two] = [jira(on, { app }), jira(on, { app })]
  const ask = async (at: Installation): Promise<Answer> => graphql(on, at, ASK, { input: { contextIds: [at.contexts[0].ari], userId: '5b10' } })
  for (const at of [one, two]) t.match((await ask(at)).body, { data: { offlineUserAuthToken: { success: true } } })
  const errors = [{ extensions: { errorType: 'RATE_LIMIT_EXCEEDED', statusCode: 429 } }]
  t.match(await ask(one), { status: 200, body: { data: { offlineUserAuthToken: { success: false, errors, authToken: null } } } })
  await on.simulator.turn({ graphqlLimit: 'status' })
  t.match(await ask(one), { status: 429, body: { data: { offlineUserAuthToken: { errors } } } })
  await on.clock.advance(60_000)
  t.match((await ask(one)).body, { data: { offlineUserAuthToken: { success: true } } })
})

test('the storage takes so many requests in a second, and so many begun 10 KB in a minute', async (t) => {
  const on = await stage(t, [200], { rateLimits: { storage: { requestsPerSecond: 5, writesPerMinute: 4 } } })
  const installation = on.simulator.createInstallation()
  const other = on.simulator.createInstallation()
  t.equal((await kvs(on, installation, 'set', { key: 'k', value: 'x'.repeat(35_000) })).status, 200)
  t.match(await kvs(on, installation, 'set', { key: 'l', value: 1 }), { status: 429, body: { code: 'RATE_LIMIT_EXCEEDED', message: String } })
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 200, 'reads are counted apart')
  t.equal((await kvs(on, other, 'set', { key: 'l', value: 1 })).status, 200, 'and so are installations')
  const answers = await times(3, async () => kvs(on, installation, 'get', { key: 'k' }))
  t.same(answers.map(({ status }) => status), [200, 200, 429])
  await on.clock.advance(60_000)
  t.equal((await kvs(on, installation, 'set', { key: 'l', value: 1 })).status, 200)
})

test('one key takes 1 MB of writes in a second', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const value = 'x'.repeat(240_000)
  const answers = await times(5, async () => kvs(on, installation, 'set', { key: 'hot', value }))
  t.same(answers.map(({ status }) => status), [200, 200, 200, 200, 429])
  t.equal((await kvs(on, installation, 'set', { key: 'cold', value })).status, 200)
})

test('an account of a fresh installation lacks permissions for as long as a switch says, on the products only', async (t) => {
  const on = await stage(t, [200], { switches: { permissionDelayMs: 120_000 } })
  const installation = jira(on)
  t.match(await rest(on, installation, PROJECT), { status: 403, body: { code: 'FORBIDDEN' } })
  t.equal((await kvs(on, installation, 'set', { key: 'k', value: 1 })).status, 200)
  await on.simulator.turn({ permissionDelayStatus: 401 })
  t.equal((await rest(on, installation, PROJECT)).status, 401)
  await on.clock.advance(120_000)
  t.equal((await rest(on, installation, PROJECT)).status, 404)
  const { installation: again } = await on.simulator.reinstall(installation)
  t.equal((await rest(on, again, PROJECT)).status, 401, 'a reinstallation is fresh')
  t.match(on.simulator.api.requests(again), [{ refusal: 'not-permitted-yet' }])
})

test('an API can be made to fail for a number of calls or a span: by status, garbage, reset, silence', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  const { api } = on.simulator
  api.script({ product: 'jira', status: 502, times: 1 })
  t.equal((await kvs(on, installation, 'query', {})).status, 200, 'another product')
  t.equal((await rest(on, installation, PROJECT)).status, 502)
  api.script({ kind: 'garbage', times: 1 })
  await t.rejects(rest(on, installation, PROJECT), SyntaxError)
  api.script({ kind: 'reset', times: 1 })
  await t.rejects(rest(on, installation, PROJECT), { message: 'fetch failed' })
  api.script({ kind: 'hang', forMs: 1_000 })
  const headers = { authorization: `Bearer ${on.simulator.tokens.for(installation).value}` }
  await t.rejects(fetch(installation.apiBaseUrl + PROJECT, { headers, signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  t.match(api.requests(installation).at(-1), { status: 0, refusal: 'scripted' })
  await on.clock.advance(1_000)
  t.equal((await rest(on, installation, PROJECT)).status, 404)
})

test('a whole API can be away and come back at its address', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  await on.simulator.api.close()
  await t.rejects(rest(on, installation, PROJECT), { message: 'fetch failed' })
  await on.simulator.api.open()
  t.equal((await rest(on, installation, PROJECT)).status, 404)
})

test('a 429 of each limit can be had without filling it', async (t) => {
  const on = await stage(t)
  const installation = jira(on)
  for (const reason of ['jira-quota-global-based', 'jira-quota-tenant-based', 'jira-burst-based', 'jira-per-issue-on-write']) {
    on.simulator.api.limitRate(installation, 7, { times: 1 }, reason)
    const { status, headers } = await call(on, installation, installation.apiBaseUrl + PROJECT)
    t.match({ status, headers }, { status: 429, headers: { 'retry-after': '7', 'ratelimit-reason': reason } })
  }
})

test('a limit that cannot be kept is refused at the start', async (t) => {
  await t.rejects(ForgeSimulator.start({ rateLimits: { pointsPerHour: 0 } }), { code: 'HKS_ERR_OPTION_INVALID', message: /rateLimits\.pointsPerHour/ })
  await t.rejects(ForgeSimulator.start({ rateLimits: { storage: { readsPerMinute: NaN } } }), { code: 'HKS_ERR_OPTION_INVALID' })
})
