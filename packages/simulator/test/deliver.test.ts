import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { test } from 'tap'
import { stage, tokenOf } from './support/stage.js'

test('a delivered token verifies against the published key set', async (t) => {
  const { simulator, receiver, clock } = await stage(t)
  const installation = simulator.createInstallation()
  const result = await simulator.deliver({ installation, baseUrl: receiver.url, route: '/events', moduleKey: 'events', body: { eventType: 'x' } })
  const keys = createRemoteJWKSet(new URL(simulator.jwksUrl))
  const { payload, protectedHeader } = await jwtVerify(tokenOf(receiver), keys, {
    audience: installation.app.ari, issuer: 'forge/invocation-token', algorithms: ['RS256'], currentDate: new Date(clock.now())
  })
  t.match(result, { status: 200, verdict: 'accepted' })
  t.match(protectedHeader, { alg: 'RS256', kid: /^forge\/invocation-token\/[0-9a-f-]{36}$/ })
  t.match(payload, { iat: clock.now() / 1000, nbf: clock.now() / 1000, exp: clock.now() / 1000 + 25, jti: /^[0-9a-f]{40}$/ })
})

test('the claims name app, installation, environment, module and the API of the stub', async (t) => {
  const { simulator, receiver } = await stage(t)
  const app = simulator.createApp({ id: '8db33809-1f32-48bb-8c52-5877dab48107', version: '3.1.0' })
  const installation = simulator.createInstallation({ app, product: 'jira', environment: 'STAGING', alsoCovers: ['confluence'] })
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'remote-events' })
  const { app: claim, aud } = decodeJwt<{ app: unknown }>(tokenOf(receiver))
  const apiBaseUrl = `${simulator.api.origin}/ex/jira/${installation.cloudId}`
  t.equal(aud, 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107')
  t.same(claim, {
    id: aud,
    appVersion: '3.1.0',
    installationId: `ari:cloud:ecosystem::installation/${installation.id}`,
    apiBaseUrl,
    installation: {
      id: `ari:cloud:ecosystem::installation/${installation.id}`,
      contexts: [
        { name: 'jira', apiBaseUrl, cloudId: installation.cloudId },
        { name: 'confluence', apiBaseUrl: apiBaseUrl.replace('/jira/', '/confluence/'), cloudId: installation.cloudId }
      ]
    },
    environment: { type: 'STAGING', id: `ari:cloud:ecosystem::environment/${app.id}/${installation.environment.id}` },
    module: { type: 'core:endpoint', key: 'remote-events' }
  })
})

test('a delivery is a POST of JSON with trace ids and the bare system token', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  await simulator.deliver({ installation, baseUrl: `${receiver.url}/base/`, route: '/a', moduleKey: 'm', body: { one: 1 } })
  const [received] = receiver.received
  t.equal(received?.path, '/base/a')
  t.equal(received?.text, '{"one":1}')
  t.match(received?.headers, {
    'content-type': 'application/json',
    'x-b3-traceid': /^[0-9a-f]{32}$/,
    'x-b3-spanid': /^[0-9a-f]{16}$/,
    'x-forge-oauth-system': simulator.tokens.for(installation).value
  })
})

test('a rotated key signs at once and is published with the earlier ones, or not', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  const before = simulator.keys.published.length
  const key = await simulator.keys.rotate({ publish: false })
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'm' })
  t.equal(decodeProtectedHeader(tokenOf(receiver)).kid, key.kid)
  t.equal(simulator.keys.published.length, before)
  simulator.keys.publish(key)
  const { keys } = await (await fetch(simulator.jwksUrl)).json() as { keys: Array<Record<string, unknown>> }
  t.equal(keys.length, before + 1)
  t.notOk(keys.some((shown) => 'd' in shown), 'no private member is shown')
})

test('deliveries one after the other share a connection', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  for (let sent = 0; sent < 3; sent++) await simulator.deliver({ installation, url: receiver.url, moduleKey: 'm', body: { sent } })
  t.equal(receiver.received.length, 3)
  t.equal(new Set(receiver.received.map(({ port }) => port)).size, 1)
})
