import { test } from 'tap'
import { reply, type EndpointHandler, type EndpointOptions } from '@hooksmith/core'
import { route } from '@hooksmith/forge/client'
import { Type } from '@sinclair/typebox'
import { callsThatWere, endpoint, endpointStage, USER } from './support/endpoint-stage.js'

const IT = { moduleKey: 'panel', path: '/it', accountId: USER }

test('a call of a UI has the user, the installation, the module and its context', async (t) => {
  const on = await endpoint(t, ({ body, headers }, { forge, tenant }) => {
    const { installation, module, principal, context } = forge
    return { body, installation, module, principal, context, tenant, oauth: Object.keys(headers).filter((name) => name.startsWith('x-forge-oauth')), auth: headers['authorization'] ?? 'gone' }
  })
  const { installation: { app, environment, id, cloudId, apiBaseUrl } } = on
  const result = await on.simulator.calls.invokeRemote(on.installation, { ...IT, body: { a: 1 }, extension: { type: 'jira:issuePanel', issue: { id: '1' } } })
  t.match(result, {
    state: 'resolved',
    status: 200,
    body: {
      body: { a: 1 },
      installation: { tenant: `forge:${app.id}:${environment.id}:${id}`, id, appId: app.id, cloudId, apiBaseUrl, environment: { type: 'PRODUCTION', id: environment.id } },
      module: { key: 'panel', type: 'jira:issuePanel' },
      principal: USER,
      context: { cloudId, moduleKey: 'panel', localId: String, siteUrl: /^https:/, extension: { type: 'jira:issuePanel', issue: { id: '1' } } },
      oauth: [],
      auth: 'gone'
    }
  })
  t.equal(callsThatWere('answered', on), 1)
})

test('a call of a function has neither user nor context, and the module is what the token names', async (t) => {
  const on = await endpoint(t, (_call, { forge }) => ({ ...forge, asApp: undefined }), { methods: ['GET', 'PUT'] })
  for (const method of ['GET', 'PUT']) {
    const result = await on.simulator.calls.invokeRemoteFromFunction(on.installation, { remoteKey: 'backend', path: '/it', method, accountId: USER })
    t.match(result, { state: 'resolved', status: 200, body: { module: { key: 'backend', type: 'core:endpoint' }, principal: undefined, context: undefined } })
  }
})

test('a token that is not for this app, or that was changed, gives the bridge its 401 and runs nothing', async (t) => {
  let handled = 0
  const on = await endpoint(t, () => { handled++ })
  for (const token of [{ aud: 'ari:cloud:ecosystem::app/other' }, { tamper: 'signature' as const }, { exp: 1 }]) {
    const result = await on.simulator.calls.invokeRemote(on.installation, { ...IT, token })
    t.match(result, { state: 'rejected', message: 'Remote could not verify the Forge Invocation Token' })
  }
  t.equal(handled, 0)
})

test('an endpoint that is bound to modules refuses every other with 401', async (t) => {
  const on = await endpointStage(t, {
    register (router) {
      router.endpoint('/one', { forge: { moduleKey: 'panel' } }, () => ({ ok: true }))
      router.endpoint('/two', { forge: { moduleKey: ['panel', 'page'] } }, () => ({ ok: true }))
    }
  })
  const ask = async (moduleKey: string, path: string): Promise<string> => {
    const { state } = await on.simulator.calls.invokeRemote(on.installation, { moduleKey, path })
    return state
  }
  t.same([await ask('panel', '/one'), await ask('page', '/one'), await ask('panel', '/two'), await ask('page', '/two')], ['resolved', 'rejected', 'resolved', 'resolved'])
  t.equal(callsThatWere('HKS_ERR_VERIFIER_BINDING', on), 1)
})

test('an environment that is not served gets 403, and nothing that it brought is kept', async (t) => {
  const on = await endpoint(t, () => ({ ok: true }))
  const installation = on.simulator.createInstallation({ app: on.app, product: 'jira', environment: 'DEVELOPMENT' })
  t.match(await on.simulator.calls.invokeRemote(installation, IT), { state: 'resolved', status: 403, body: { code: 'HKS_ERR_FORGE_NOT_SERVED' } })
  t.equal(await on.server.forge.installations.get(installation.id), undefined)
  const calls = await on.server.forge.client.forInstallation(`forge:${on.app.id}:${installation.environment.id}:${installation.id}`)
  await t.rejects(calls.asApp().requestJira('/x'), { code: 'HKS_ERR_FORGE_TOKEN_MISSING' })
})

test('requireUser lets nobody in who is not logged in', async (t) => {
  const on = await endpoint(t, () => ({ ok: true }), { forge: { requireUser: true } })
  t.match(await on.simulator.calls.invokeRemote(on.installation, IT), { state: 'resolved', status: 200 })
  const { accountId, ...anonymous } = IT
  t.match(await on.simulator.calls.invokeRemote(on.installation, anonymous), { state: 'resolved', status: 403, body: { code: 'HKS_ERR_FORGE_NO_USER' } })
  t.equal(accountId, USER)
})

const LICENSES: ReadonlyArray<readonly [what: string, given: Record<string, unknown> | null, expected: unknown]> = [
  ['none', null, 'none'],
  ['the older isActive', { isActive: true }, { isActive: true, active: true }],
  ['active and isActive at odds', { active: false, isActive: true }, { active: false, isActive: true }],
  ['a type in lower case', { active: true, type: 'commercial' }, { active: true, type: 'COMMERCIAL' }],
  ['members of other types', { active: 'yes', type: 7, trialEndDate: null, isEvaluation: 1, billingPeriod: 'MONTHLY' }, { billingPeriod: 'MONTHLY' }],
  ['members that are new', { active: true, brandNew: { a: 1 } }, { active: true, brandNew: { a: 1 } }]
]

for (const [what, given, expected] of LICENSES) {
  test(`of a license with ${what} a handler finds what its types say`, async (t) => {
    const on = await endpoint(t, (_call, { forge }) => ({ license: forge.license ?? 'none' }))
    // What stands in a token is whatever JSON Atlassian writes.
    const token = { license: given as Record<string, string> | null }
    t.match(await on.simulator.calls.invokeRemote(on.installation, { ...IT, token }), { state: 'resolved' })
    const result = await on.simulator.calls.invokeRemote(on.installation, { ...IT, token })
    t.same(result.state === 'resolved' ? result.body : result.message, { license: expected })
  })
}

test('members of a context that are of another type than their names promise read as absent', async (t) => {
  const on = await endpoint(t, (_call, { forge }) => ({ context: forge.context ?? 'none' }))
  const context = { cloudId: 7, siteUrl: 'https://x', extension: [1], localId: null, own: 'o' }
  const result = await on.simulator.calls.invokeRemote(on.installation, { ...IT, token: { context: context as never } })
  t.same(result.state === 'resolved' ? result.body : result.message, { context: { siteUrl: 'https://x', own: 'o' } })
})

test('of our answers the bridge resolves all, whatever their status; 401 and redirects never go out of a handler', async (t) => {
  const on = await endpointStage(t, {
    register (router) {
      for (const status of [200, 201, 204, 400, 403, 404, 409, 422, 500, 503]) router.endpoint(`/s${status}`, {}, () => reply({ status, body: { status } }))
      for (const status of [301, 302, 304, 307, 401]) router.endpoint(`/s${status}`, {}, () => reply({ status, headers: { location: '/' } }))
      router.endpoint('/throws', {}, () => { throw Object.assign(new TypeError('x'), { code: 'ACME_LOGIN', statusCode: 401 }) })
      router.endpoint('/fails', { bodyLimitBytes: 20 }, () => { throw new TypeError('x') })
    }
  })
  const statusOf = async (path: string, body = {}): Promise<number | string> => {
    const result = await on.simulator.calls.invokeRemote(on.installation, { ...IT, path, body })
    return result.state === 'resolved' ? result.status : result.message
  }
  for (const status of [200, 201, 204, 400, 403, 404, 409, 422, 500, 503]) t.equal(await statusOf(`/s${status}`), status)
  for (const status of [301, 302, 304, 307, 401]) t.equal(await statusOf(`/s${status}`), 500, `${status} is 500`)
  t.same([await statusOf('/throws'), await statusOf('/fails'), await statusOf('/fails', { x: 'x'.repeat(30) }), await statusOf('/nowhere')], [500, 500, 413, 404])
  t.match(on.logged(), /status 401: Forge takes it for/)
})

test('5 MB reach the page, and a byte more is 500 instead of an unexpected error', async (t) => {
  const on = await endpoint(t, ({ body }) => 'x'.repeat((body as { length: number }).length - 2))
  const { calls } = on.simulator
  const ask = async (length: number): Promise<unknown> => await calls.invokeRemote(on.installation, { ...IT, body: { length } })
  t.match(await ask(5_000_000), { state: 'resolved', status: 200 })
  t.match(await ask(5_000_001), { state: 'resolved', status: 500, body: { code: 'HKS_ERR_ENDPOINT_REPLY' } })
})

test('a handler that takes too long is answered 504 before the bridge gives up', async (t) => {
  let ended: unknown
  const on = await endpoint(t, async (_call, { signal }) => {
    await new Promise((resolve) => { signal.addEventListener('abort', resolve) })
    ended = signal.reason
  })
  const result = on.simulator.calls.invokeRemote(on.installation, IT)
  await on.simulator.advance(23_999, 200)
  t.equal(ended, undefined)
  await on.simulator.advance(1)
  t.match(await result, { state: 'resolved', status: 504, body: { code: 'HKS_ERR_ENDPOINT_TIMEOUT' } })
  t.match(ended, { code: 'HKS_ERR_ENDPOINT_TIMEOUT' })
})

test("a page of the app's own calls by the rules of CORS, and sees refusals; another page does not get as far", async (t) => {
  const options = { cors: true, methods: ['PUT'], forge: { requireUser: true } } as const
  const on = await endpoint(t, ({ body }, { forge }) => ({ body, for: forge.principal }), options)
  const call = { remoteKey: 'backend', moduleKey: 'panel', path: '/it', method: 'PUT', body: { a: 1 }, accountId: USER }
  const { calls } = on.simulator
  const good = { state: 'resolved', status: 200, body: { body: { a: 1 }, for: USER }, preflight: { status: 204 } }
  t.match(await calls.requestRemote(on.installation, call), good)
  const { accountId, ...anonymous } = call
  t.match(await calls.requestRemote(on.installation, anonymous), { state: 'resolved', status: 403, body: { code: 'HKS_ERR_FORGE_NO_USER' } })
  t.match(await calls.requestRemote(on.installation, { ...call, token: { exp: 1 } }), { state: 'resolved', status: 401 })
  t.match(await calls.requestRemote(on.installation, { ...call, origin: 'https://evil.example' }), { state: 'rejected', message: /allow-origin/, delivery: undefined })
  t.equal(accountId, USER)
})

test("a parameter that does not belong into a path of Atlassian's is the caller's mistake where a schema says so, and the log tells whoever has none", async (t) => {
  const title: EndpointHandler<unknown, { readonly key: string }> = async ({ params }, { forge }) =>
    ({ status: (await forge.asApp().requestJira(route`/rest/api/3/issue/${params.key}`)).status })
  const params = Type.Object({ key: Type.String({ pattern: '^[A-Z]+-[0-9]+$' }) })
  const on = await endpointStage(t, {
    register (router) {
      const get: EndpointOptions = { methods: ['GET'] }
      router.endpoint('/bare/:key', get, title)
      router.endpoint('/checked/:key', { methods: ['GET'], params }, title)
    }
  })
  const ask = async (path: string): Promise<unknown> => await on.simulator.calls.invokeRemote(on.installation, { moduleKey: 'panel', path, method: 'GET' })
  for (const value of ['', '..%2Fmyself', '%5C..', 'a%2Fb']) {
    t.match(await ask(`/checked/${value}`), { status: 400, body: { code: 'HKS_ERR_ENDPOINT_PARAMS', problems: [{ path: '/key' }] } }, value)
    t.match(await ask(`/bare/${value}`), { status: 500, body: { code: 'HKS_ERR_FORGE_PATH' } }, value)
  }
  t.same(on.simulator.api.requests(), [])
  t.equal(on.logged().match(/HKS_ERR_FORGE_PATH: [^"]*a schema in the endpoint's options: params, query or body"/g)?.length, 4)
})
