import type { Store } from '@hooksmith/contracts'
import type { EndpointHandler } from '@hooksmith/core'
import { test } from 'tap'
import type { ForgeRequester } from '../src/index.js'
import { callsThatWere, endpoint, endpointStage, until, USER, type EndpointStage } from './support/endpoint-stage.js'

const IT = { moduleKey: 'panel', path: '/it', accountId: USER }

/** The calls of Jira's API, in order. */
function jira ({ simulator }: EndpointStage): Array<{ readonly path: string, readonly userId?: string, readonly installationId?: string }> {
  return simulator.api.requests().filter(({ product }) => product === 'jira').map(({ path, userId, installationId }) => ({
    path, ...userId === undefined ? {} : { userId }, ...installationId === undefined ? {} : { installationId }
  }))
}

test('a handler calls as the app, as the user who sits there, as another user, and uses the storage', async (t) => {
  const on = await endpoint(t, async (_call, { forge }) => {
    const answers = [
      await forge.asApp().requestJira('/app'), await forge.asUser().requestJira('/here'), await forge.asUser('somebody-else').requestJira('/other')
    ]
    await forge.storage.set('k', { n: 1 })
    return { statuses: answers.map(({ status }) => typeof status), stored: await forge.storage.get('k') }
  })
  const result = await on.simulator.calls.invokeRemote(on.installation, IT)
  t.match(result, { state: 'resolved', status: 200, body: { stored: { n: 1 } } })
  const installationId = on.installation.id
  t.match(jira(on), [{ path: '/app', installationId }, { path: '/here', userId: USER }, { path: '/other', userId: 'somebody-else' }])
  t.equal(jira(on)[0]?.userId, undefined)
})

test('a call that brought no token of a user has none, and says so with 403', async (t) => {
  const on = await endpoint(t, async (_call, { forge }) => ({ status: (await forge.asUser().requestJira('/x')).status }))
  const anonymous = { moduleKey: 'panel', path: '/it' }
  const { calls } = on.simulator
  t.match(await calls.invokeRemote(on.installation, anonymous), { state: 'resolved', status: 403, body: { code: 'HKS_ERR_FORGE_USER_TOKEN' } })
  t.match(await calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'backend', path: '/it', method: 'POST' }), { state: 'resolved', status: 403 })
})

test("a browser's own call brings no tokens: the app's is the one that was kept before", async (t) => {
  const on = await endpoint(t, async (_call, { forge }) => ({ status: (await forge.asApp().requestJira('/x')).status }), { cors: true })
  const call = { remoteKey: 'backend', moduleKey: 'panel', path: '/it', method: 'POST', accountId: USER }
  t.match(await on.simulator.calls.requestRemote(on.installation, call), { state: 'resolved', status: 503, body: { code: 'HKS_ERR_FORGE_TOKEN_MISSING' } })
  await on.simulator.calls.invokeRemote(on.installation, IT)
  t.match(await on.simulator.calls.requestRemote(on.installation, call), { state: 'resolved', status: 200 })
})

test("the app's token of a call is kept for events that come later, the user's is kept nowhere", async (t) => {
  const stores: Store[] = []
  const on = await endpoint(t, () => undefined, {}, { tokenStore: (store) => { stores.push(store); return store } })
  const { value: userToken } = on.simulator.tokens.forUser(on.installation, USER)
  const { value: appToken } = on.simulator.tokens.for(on.installation)
  await on.simulator.calls.invokeRemote(on.installation, IT)
  const later = await on.server.forge.installation(on.installation.id)
  await later.asApp().requestJira('/later')
  t.match(jira(on), [{ path: '/later', installationId: on.installation.id }])
  const { records } = await stores[0]?.list('', { limit: 1_000 }) ?? { records: [] }
  t.ok(records.some(({ key }) => key.includes(on.installation.id)), 'something was kept')
  const dump = records.map(({ key, value }) => key + Buffer.from(value).toString('latin1')).join('\n')
  for (const token of [userToken, appToken]) t.notOk(dump.includes(token) || dump.includes(token.split('.')[2] ?? token), 'no token in clear')
})

test("once the call is answered its user's token is forgotten, and its calls have ended", async (t) => {
  const kept: ForgeRequester[] = []
  const on = await endpoint(t, (_call, { forge }) => { kept.push(forge.asUser()) })
  t.match(await on.simulator.calls.invokeRemote(on.installation, IT), { status: 200 })
  await t.rejects(async () => await kept[0]?.requestJira('/x'), { code: 'HKS_ERR_FORGE_USER_TOKEN' })
  t.same(jira(on), [])
})

test('calls back end with the time of the call that they were made for', async (t) => {
  const outcomes: unknown[] = []
  const on = await endpoint(t, async (_call, { forge }) => {
    await forge.asApp().requestJira('/slow').catch((error: unknown) => { outcomes.push(error) })
  }, { timeoutMs: 1_000 })
  on.simulator.api.script({ product: 'jira', path: '/slow', kind: 'hang', forMs: 60_000 })
  const result = on.simulator.calls.invokeRemote(on.installation, IT)
  await until(() => jira(on).length === 1, 'the API is asked')
  await on.clock.advance(1_000)
  t.match(await result, { state: 'resolved', status: 504 })
  await until(() => outcomes.length === 1, 'the call back ended')
})

test("a limit of Atlassian's that a handler lets pass is 503 with Retry-After", async (t) => {
  const on = await endpoint(t, async (_call, { forge }) => { await forge.asApp().requestJira('/x') })
  on.simulator.api.limitRate(on.installation, 7, { times: 1 })
  const result = await on.simulator.calls.invokeRemote(on.installation, IT)
  t.match(result, { state: 'resolved', status: 503, body: { code: 'HKS_ERR_FORGE_LIMITED' }, headers: { 'retry-after': /^\d+$/ } })
})

test('calls of several tenants and users at once are never mixed', async (t) => {
  const on = await endpoint(t, async ({ body }, { forge, tenant }) => {
    const { at } = body as { at: string }
    await Promise.all([forge.asUser().requestJira(`/user/${at}`), forge.asApp().requestJira(`/app/${at}`)])
    return { at, tenant, principal: forge.principal, context: forge.context?.extension }
  })
  const sites = [on.installation, ...Array.from({ length: 3 }, () => on.simulator.createInstallation({ app: on.app, product: 'jira' }))]
  const wanted = sites.flatMap((site) => Array.from({ length: 6 }, (_, at) => ({ site, user: `user-${at}`, at: `${site.id}/${at}` })))
  const results = await Promise.all(wanted.map(async ({ site, user, at }) =>
    await on.simulator.calls.invokeRemote(site, { ...IT, accountId: user, body: { at }, extension: { type: 'macro', at } })))
  for (const [index, { site, user, at }] of wanted.entries()) {
    t.match(results[index], { state: 'resolved', status: 200, body: { at, principal: user, tenant: new RegExp(`:${site.id}$`), context: { at } } })
    t.match(jira(on).find(({ path }) => path === `/user/${at}`), { userId: user })
    t.match(jira(on).find(({ path }) => path === `/app/${at}`), { installationId: site.id })
  }
  t.equal(jira(on).length, 2 * wanted.length)
})

/** A store that fails, or does not answer, once it is turned. */
function troubled (store: Store, state: { is: 'well' | 'down' | 'silent' }): Store {
  return new Proxy(store, {
    get (target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]): Promise<unknown> => {
        if (state.is === 'down') throw new TypeError('the store is out of reach')
        if (state.is === 'silent') return await new Promise(() => {})
        return await (Reflect.apply(member, target, given) as Promise<unknown>)
      }
    }
  })
}

const asksBack: EndpointHandler = async (_call, { forge }) => ({ status: typeof (await forge.asUser().requestJira('/x')).status })

for (const trouble of ['down', 'silent'] as const) {
  test(`with a token store that is ${trouble} the call goes on, with the tokens that it brought`, async (t) => {
    const state: { is: 'well' | 'down' | 'silent' } = { is: 'well' }
    const on = await endpoint(t, asksBack, {}, { tokenStore: (store) => troubled(store, state) })
    state.is = trouble
    const result = on.simulator.calls.invokeRemote(on.installation, IT)
    if (trouble === 'silent') await on.simulator.advance(1_000, 200)
    t.match(await result, { state: 'resolved', status: 200, body: { status: 'number' } })
    t.equal(on.server.hooksmith.counters()['endpoint_capture_failed{guard="forge"}'], 1)
    t.match(on.logged(), /what the call brought could not be kept/)
    state.is = 'well'
  })
}

test('no token stands in any line of the log, at the finest level, whatever becomes of the call', async (t) => {
  const on = await endpointStage(t, {
    register (router) {
      router.endpoint('/it', { cors: true }, async (_call, { forge, log }) => {
        log.info({ forge: forge.principal }, 'at work')
        await forge.asUser().requestJira('/x')
        throw new TypeError('and then it fails')
      })
    }
  })
  await on.simulator.calls.invokeRemote(on.installation, IT)
  await on.simulator.calls.invokeRemote(on.installation, { ...IT, token: { tamper: 'signature' } })
  const { value: appToken } = on.simulator.tokens.for(on.installation)
  const { value: userToken } = on.simulator.tokens.forUser(on.installation, USER)
  for (const token of [appToken, userToken]) t.notOk(on.logged().includes(token))
  t.notMatch(on.logged(), /eyJ/)
  t.equal(callsThatWere('HKS_ERR_ENDPOINT_FAILED', on), 1)
})
