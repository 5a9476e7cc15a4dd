import { FakeClock } from '@hooksmith/contracts'
import type { ForgeCaller } from '@hooksmith/forge'
import { test } from 'tap'
import { clientStage, STORES, turnedAway, type ClientStage } from '../support/client-stage.js'

function asked ({ simulator }: ClientStage): number {
  return simulator.api.requests().filter(({ product }) => product === 'graphql').length
}

test('a call for a user is made with a token of that user, asked for once', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const calls = await on.calls()
  await Promise.all(Array.from({ length: 5 }, async () => await calls.asUser('user-1').requestJira('/x')))
  await calls.asUser('user-1').requestJira('/x')
  t.equal(asked(on), 1, 'one request in flight, then the kept token')
  await calls.asUser('user-2').requestJira('/x')
  t.equal(asked(on), 2)
  const users = on.simulator.api.requests().filter(({ product }) => product === 'jira').map(({ userId }) => userId)
  t.same(users, [...Array.from({ length: 6 }, () => 'user-1'), 'user-2'])
})

test('a token of a user is not used in the last minute of its life', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const calls = await on.calls()
  await calls.asUser('user-1').requestJira('/x')
  await clock.advance(3_539_000)
  await calls.asUser('user-1').requestJira('/x')
  t.equal(asked(on), 1)
  await clock.advance(2_000)
  await calls.asUser('user-1').requestJira('/x')
  t.equal(asked(on), 2)
})

test('a token that is answered 401 is asked for again; tokens of users are bounded, and never in the store', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const calls = await on.calls({ maxUserTokens: 1, permissionGraceMs: 0 })
  await calls.asUser('user-1').requestJira('/x')
  on.simulator.api.denyPermission(on.installation, { times: 1 }, 401)
  await calls.asUser('user-1').requestJira('/x')
  await calls.asUser('user-1').requestJira('/x')
  t.equal(asked(on), 2)
  await calls.asUser('user-2').requestJira('/x')
  await calls.asUser('user-1').requestJira('/x')
  t.equal(asked(on), 4)
  const { records } = await on.store.list('', { limit: 1_000 })
  t.ok(records.every(({ value }) => !Buffer.from(value).includes('eyJ') || value.length > 0))
  t.notOk(records.some(({ key, value }) => !key.startsWith('token:') && value.length > 200), 'nothing as long as a token')
})

test('a user whom the app may not act for is refused with a code', async (t) => {
  const on = await clientStage(t)
  on.simulator.setRemote({ baseUrl: 'http://127.0.0.1:1', endpoints: [], mayImpersonate: false })
  const calls = await on.calls()
  await t.rejects(calls.asUser('user-1').requestJira('/x'), { code: 'HKS_ERR_FORGE_IMPERSONATION', message: /may not act/ })
  t.throws(() => calls.asUser('no account'), { code: 'HKS_ERR_OPTION_INVALID' })
})

for (const [name, stores] of Object.entries(STORES)) {
  test(`${name}: the tokens of users that all processes ask for in a minute are counted together`, async (t) => {
    const on = await clientStage(t, { stores, client: { userTokensPerMinute: 6 } })
    const [here, elsewhere] = [await on.calls(), await on.calls()]
    const results = await Promise.allSettled(Array.from({ length: 20 }, async (_, n) =>
      await (n % 2 === 0 ? here : elsewhere).asUser(`user-${n}`).requestJira('/x')))
    const turned = results.filter(({ status }) => status === 'rejected')
    // The minute can turn while this runs: what was asked before counts on.
    t.ok(asked(on) <= 7 && asked(on) > 0, `${asked(on)}`)
    t.equal(turned.length, 20 - asked(on))
    t.match(turned[0], { reason: { code: 'HKS_ERR_FORGE_LIMITED', scope: 'impersonation' } })
  })
}

test('no minute sees more tokens asked for than allowed, and what was held back comes through', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock, client: { userTokensPerMinute: 10 } })
  const calls = await on.calls()
  let [turnedAwayCount, waiting] = [0, 30]
  for (let n = 0; waiting > 0 && n < 400; n++) {
    const { status } = await calls.asUser(`user-${waiting}`).requestJira('/x').catch(() => ({ status: 0 }))
    if (status === 0) turnedAwayCount++
    else waiting--
    if (status === 0) await clock.advance(1_000)
  }
  const at = on.simulator.api.requests().filter(({ product }) => product === 'graphql').map((request) => request.at)
  t.equal(waiting, 0)
  t.ok(turnedAwayCount > 0)
  t.ok(at.every((instant, n) => n < 10 || instant - (at[n - 10] ?? 0) >= 54_000), 'never more than the share')
})

test('the token of a user that came with a request serves that request, and nothing after it', async (t) => {
  const on = await clientStage(t)
  const { value } = on.simulator.tokens.issue(on.installation, 600_000, 'user-9')
  const caller: ForgeCaller = {
    tenant: on.tenant,
    appId: on.installation.app.ari,
    installationId: on.installation.ari,
    contexts: [],
    apiBaseUrl: on.installation.apiBaseUrl,
    environment: { type: 'PRODUCTION', id: on.installation.environment.id },
    moduleKey: 'panel',
    moduleType: 'core:endpoint'
  }
  const client = await on.client()
  const request = client.forRequest(caller, { headers: { 'x-forge-oauth-user': value } })
  await request.asUser().requestJira('/x')
  t.match(on.simulator.api.requests(), [{ userId: 'user-9' }])
  const kept = request.asUser()
  request.end()
  await t.rejects(kept.requestJira('/x'), { code: 'HKS_ERR_FORGE_USER_TOKEN' })
  await t.rejects(client.forRequest(caller, { headers: {} }).asUser().requestJira('/x'), { code: 'HKS_ERR_FORGE_USER_TOKEN' })
  t.equal(on.simulator.api.requests().length, 1)
  t.equal((await turnedAway(kept.requestJira('/x'))).code, 'HKS_ERR_FORGE_USER_TOKEN')
})
