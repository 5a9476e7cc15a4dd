import { decodeJwt } from 'jose'
import { test } from 'tap'
import { stage } from './support/stage.js'

const HOUR_MS = 3_600_000

test('deliveries carry one token per installation until it has less than 2 h left', async (t) => {
  const { simulator, clock } = await stage(t)
  const [one, other] = [simulator.createInstallation(), simulator.createInstallation()]
  const first = simulator.tokens.for(one)
  t.equal(first.expiresAt, clock.now() + 4 * HOUR_MS)
  t.not(simulator.tokens.for(other).value, first.value)
  await clock.advance(2 * HOUR_MS)
  t.equal(simulator.tokens.for(one).value, first.value, 'exactly 2 h are enough')
  await clock.advance(1)
  t.not(simulator.tokens.for(one).value, first.value)
  t.equal(simulator.tokens.find(first.value)?.installationId, one.id, 'the old one lives on until its exp')
})

test('a shorter life makes deliveries change tokens sooner, not every time', async (t) => {
  const { simulator, clock } = await stage(t, [200], { systemTokenLifetimeMs: 60_000 })
  const installation = simulator.createInstallation()
  const { value } = simulator.tokens.for(installation)
  await clock.advance(30_000)
  t.equal(simulator.tokens.for(installation).value, value)
  await clock.advance(1)
  t.not(simulator.tokens.for(installation).value, value)
})

test('the exp inside a token is the instant at which the API refuses it', async (t) => {
  const { simulator } = await stage(t)
  const token = simulator.tokens.issue(simulator.createInstallation(), 10_500)
  t.equal((decodeJwt(token.value).exp ?? 0) * 1_000, token.expiresAt)
})

test('a delivery carries no system token where installation, endpoint or delivery say so', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  simulator.setRemote({ baseUrl: receiver.url, endpoints: [{ key: 'bare', route: '/bare', systemToken: false }] })
  await simulator.deliver({ installation: simulator.createInstallation({ systemToken: false }), url: receiver.url, moduleKey: 'm' })
  await simulator.tick(installation, 'bare')
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'm', systemToken: false })
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'm', systemToken: 'another' })
  t.same(receiver.received.map(({ headers }) => headers['x-forge-oauth-system']), [undefined, undefined, undefined, 'another'])
})

test('a revoked token is unknown', async (t) => {
  const { simulator } = await stage(t)
  const installation = simulator.createInstallation()
  const { value } = simulator.tokens.for(installation)
  simulator.tokens.revoke(installation.id)
  t.equal(simulator.tokens.find(value), undefined)
})
