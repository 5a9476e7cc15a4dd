import { createSigningKey, type InvocationTokenOverrides } from '@hooksmith/simulator'
import { fromMacro } from '../src/rows/calls.js'
import { bringToken, everywhere } from './everywhere.js'

const OTHER_APP = '1e1ce5ad-9c8f-4a4a-a44f-8a1b6b1f6d10'

everywhere('an endpoint gets to know what the token says, and never a token', async (t, stage) => {
  const { simulator, installation, ann, pageId } = stage
  const result = await fromMacro(stage, { path: '/who-called' })
  t.match(result, {
    state: 'resolved',
    status: 200,
    body: {
      app: { id: installation.app.id, version: installation.appVersion },
      installation: installation.id,
      environment: 'PRODUCTION',
      module: { key: 'page-panel', type: 'macro' },
      site: { cloudId: installation.cloudId, url: /^https:\/\/site-/ },
      user: ann.accountId,
      license: { active: true, type: 'COMMERCIAL' },
      place: { type: 'macro', content: { id: pageId } }
    }
  })
  const { request, answer } = simulator.journal.last() ?? {}
  t.match(request?.headers, { authorization: /redacted/, 'x-forge-oauth-system': /redacted/, 'x-forge-oauth-user': /redacted/ }, 'all three came')
  t.notMatch(answer?.text, /redacted|eyJ/, 'and none went out')
})

everywhere('a token that Forge did not make for this app reaches no handler', async (t, stage) => {
  const { simulator } = stage
  const forgeries: Readonly<Record<string, InvocationTokenOverrides>> = {
    unsigned: { alg: 'none' },
    'signed by HMAC with the public key': { alg: 'HS256' },
    'signed by another key': { key: await createSigningKey(), kid: simulator.keys.active.kid },
    'for another app': { aud: `ari:cloud:ecosystem::app/${OTHER_APP}` },
    'by another issuer': { iss: 'forge' },
    expired: { iat: 1_000_000_000, nbf: 1_000_000_000, exp: 1_000_000_025 },
    changed: { tamper: 'payload' }
  }
  for (const [name, token] of Object.entries(forgeries)) {
    const result = await fromMacro(stage, { path: `/pages/${stage.pageId}/as-app`, token })
    t.match(result, { state: 'rejected', message: 'Remote could not verify the Forge Invocation Token', delivery: { status: 401 } }, name)
  }
  t.same(simulator.api.requests(), [], 'nothing was asked of Atlassian')
})

everywhere('the key set is downloaded once for any number of requests', async (t, stage) => {
  const results = await Promise.all(Array.from({ length: 20 }, async () => await fromMacro(stage, { path: '/who-called' })))
  t.ok(results.every(({ state }) => state === 'resolved'))
  t.equal(stage.simulator.keySet.fetchCount, 1)
})

everywhere('without the key set Forge is told to come again, not that its token was bad', async (t, stage) => {
  const { simulator, installation, jobs } = stage
  t.match(await simulator.tick(installation, 'hourly'), { status: 503, answer: { text: /HKS_ERR_VERIFIER_KEYS_UNAVAILABLE/ } })
  t.same(jobs.verdicts, [])
}, { switches: { keySet: 'outage' } })

everywhere('one backend serves several apps, and keeps their tokens apart', async (t, stage) => {
  const { simulator } = stage
  const other = simulator.createInstallation({ app: simulator.createApp({ id: OTHER_APP }), product: 'confluence' })
  await bringToken(stage)
  const calls = await stage.callsOf(async () => { t.equal((await simulator.tick(other, 'hourly')).status, 200) })
  t.match(calls, [{ installationId: other.id, status: Number }])
}, { otherAppIds: [OTHER_APP] })

everywhere("what a developer's environment sends is not handled in production", async (t, stage) => {
  const { simulator, installation: { app } } = stage
  const ofDeveloper = simulator.createInstallation({ app, product: 'confluence', environment: 'DEVELOPMENT' })
  const calls = await stage.callsOf(async () => { t.equal((await simulator.tick(ofDeveloper, 'hourly')).status, 200, 'or Forge would send it four times more') })
  t.same(calls, [])
  t.match(await stage.server.forge.installations.list(), { installations: [] })
})
