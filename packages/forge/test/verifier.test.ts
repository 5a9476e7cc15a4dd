import { generateKeyPairSync } from 'node:crypto'
import { FakeClock, systemClock, type Clock } from '@hooksmith/contracts'
import { ForgeVerifier, type ForgeVerifierOptions } from '@hooksmith/forge'
import { test, type Test } from 'tap'
import { Agent, fetch } from 'undici'
import { clockDifference } from '../src/verifier/fetch-key-set.js'
import { APP_ID, APP_UUID, CLOUD_ID, delivery, ENVIRONMENT_UUID, fitClaims, INSTALLATION_ID, signFit, TENANT, type ClaimChanges } from './support/fit.js'
import { KeyServer, makePair } from './support/key-server.js'

const PAIR = makePair()

interface Bench {
  readonly clock: FakeClock
  readonly server: KeyServer
  readonly verifier: ForgeVerifier
  readonly verify: (changes?: ClaimChanges) => Promise<unknown>
}

/** @param originClock - What the key set's origin says the time is. @defaultValue that of the verifier */
async function bench (t: Test, options: Partial<ForgeVerifierOptions> = {}, originClock?: Clock): Promise<Bench> {
  const clock = new FakeClock()
  const server = await KeyServer.start(PAIR, () => (originClock ?? clock).now())
  t.teardown(async () => { await server.close() })
  // Deadlines run in real time, because the origin does.
  const verifierClock = { now: () => clock.now(), after: systemClock.after }
  const verifier = new ForgeVerifier({ appIds: [APP_ID], keySetUrl: server.url, clock: verifierClock, ...options })
  const verify = (changes?: ClaimChanges) => verifier.verify(delivery(signFit(PAIR, fitClaims(clock.now(), changes)), {}, clock.now()))
  return { clock, server, verifier, verify }
}

test('a caller is all that its token proves', async (t) => {
  const { verify } = await bench(t)
  const license = { active: true, type: 'COMMERCIAL' }
  t.match(await verify({ app: { license }, claims: { principal: 'account', context: { siteUrl: 'https://x.atlassian.net' } } }), {
    tenant: TENANT,
    appId: APP_ID,
    installationId: INSTALLATION_ID,
    cloudId: CLOUD_ID,
    contexts: [{ name: 'confluence', cloudId: CLOUD_ID }],
    apiBaseUrl: `https://api.atlassian.com/ex/confluence/${CLOUD_ID}`,
    environment: { type: 'PRODUCTION', id: ENVIRONMENT_UUID },
    moduleKey: 'remote-events',
    moduleType: 'core:endpoint',
    appVersion: '2.0.0',
    license,
    principal: 'account',
    context: { siteUrl: 'https://x.atlassian.net' }
  })
})

test('an environment is known by the last segment of its ARI, in both documented forms', async (t) => {
  const { verify } = await bench(t)
  const environment = { type: 'PRODUCTION', id: `ari:cloud:ecosystem::environment/${ENVIRONMENT_UUID}` }
  t.match(await verify({ app: { environment } }), { tenant: TENANT })
})

test('app ids are taken as UUIDs and as ARIs, in any case', async (t) => {
  for (const appId of [APP_UUID, APP_ID, APP_UUID.toUpperCase()]) {
    const { verify } = await bench(t, { appIds: ['11111111-1f32-48bb-8c52-5877dab48107', appId] })
    t.match(await verify(), { appId: APP_ID })
  }
})

test('a header that is there more than once is malformed', async (t) => {
  const { verifier } = await bench(t)
  const request = { ...delivery('a.b.c', {}, 0), headers: { authorization: ['Bearer a.b.c', 'Bearer a.b.c'] } }
  await t.rejects(verifier.verify(request), { code: 'HKS_ERR_VERIFIER_MALFORMED', statusCode: 401 })
})

test('a token that fails by time is our fault when our clock is off, and the sender’s when it is not', async (t) => {
  const expired = { claims: { exp: 1 } }
  await t.rejects((await bench(t)).verify(expired), { code: 'HKS_ERR_VERIFIER_EXPIRED', statusCode: 401 })
  for (const offMs of [-600_000, 600_000]) {
    const origin = new FakeClock(new FakeClock().now() + offMs)
    const { verify, verifier } = await bench(t, {}, origin)
    await t.rejects(verify(expired), { code: 'HKS_ERR_VERIFIER_CLOCK_SKEW', statusCode: 503 })
    t.match(verifier.health, { isReady: false, reason: /clock/ })
  }
})

test('a token that is forged stays the sender’s fault when our clock is off', async (t) => {
  const { verifier, clock } = await bench(t, {}, new FakeClock(0))
  const forged = signFit({ ...makePair(), kid: PAIR.kid }, fitClaims(clock.now(), { claims: { exp: 1 } }))
  await t.rejects(verifier.verify(delivery(forged, {}, clock.now())), { code: 'HKS_ERR_VERIFIER_SIGNATURE' })
})

test('a clock that was set right makes the verifier ready again, without a delivery', async (t) => {
  const origin = new FakeClock(new FakeClock().now() + 600_000)
  const { verifier, clock } = await bench(t, {}, origin)
  await verifier.warm()
  t.equal(verifier.health.isReady, false)
  await clock.advance(600_000)
  t.equal(verifier.health.isReady, false, 'asking starts another look')
  for (let look = 0; look < 200 && !verifier.health.isReady; look++) await new Promise((resolve) => { setTimeout(resolve, 5) })
  t.equal(verifier.health.isReady, true)
})

test('replayed expired tokens measure the clock once a cool-down', async (t) => {
  const { verify, server } = await bench(t)
  for (let call = 0; call < 5; call++) await t.rejects(verify({ claims: { exp: 1 } }))
  t.equal(server.paths.length, 1)
})

test('the difference of clocks is counted only as far as it is certain', async (t) => {
  const date = 'Mon, 02 Mar 2026 09:15:00 GMT'
  const at = Date.parse(date)
  const cases: Array<[string | null, string | null, number, number, number | undefined]> = [
    [date, null, at, at, 0], [date, null, at + 999, at + 999, 0], [date, null, at - 500, at + 500, 0],
    [date, null, at + 3_000, at + 3_100, 2_001], [date, null, at - 3_100, at - 3_000, -3_000],
    [date, '600', at + 600_500, at + 600_600, 0], [null, null, at, at, undefined], ['soon', null, at, at, undefined]
  ]
  for (const [dateHeader, age, sentAt, receivedAt, expected] of cases) {
    t.equal(clockDifference({ date: dateHeader, age }, sentAt, receivedAt), expected)
  }
})

test('an origin that is down is asked once per cool-down of failures, and old keys serve at once meanwhile', async (t) => {
  const { verify, server, clock } = await bench(t, { maxAgeMs: 60_000, failureCooldownMs: 5_000, keySetTimeoutMs: 300 })
  await verify()
  server.answer = 'hang'
  await clock.advance(60_000)
  await verify()
  t.equal(server.paths.length, 2)
  for (let call = 0; call < 5; call++) await verify()
  t.equal(server.paths.length, 2)
  await clock.advance(5_000)
  const first = await Promise.race([verify().then(() => 'verified'), server.nextEnd().then(() => 'gave up on the origin')])
  t.equal(first, 'verified')
})

test('a key that is too weak is our fault, not the sender’s', async (t) => {
  const { server, verifier, clock } = await bench(t)
  server.pair = { kid: 'weak', ...generateKeyPairSync('rsa', { modulusLength: 1_024 }) }
  const token = signFit(server.pair, fitClaims(clock.now()))
  await t.rejects(verifier.verify(delivery(token, {}, clock.now())), { code: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE', statusCode: 503 })
})

test('a redirect of the key set is not followed', async (t) => {
  const { verify, server } = await bench(t)
  server.answer = (response) => { response.writeHead(302, { location: '/elsewhere' }).end() }
  await t.rejects(verify(), { code: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE' })
  t.same(server.paths, ['/.well-known/jwks.json'])
})

test('a key set without end is cut off', async (t) => {
  const { verify, server } = await bench(t)
  let written = 0
  server.answer = (response) => {
    const more = (): void => { if (!response.destroyed) response.write(' '.repeat(65_536), () => { written += 65_536; more() }) }
    more()
  }
  await t.rejects(verify(), { code: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE', message: /larger than/ })
  t.ok(written < 64 * 1_048_576)
})

test('every key set is downloaded through the dispatcher that was given, which is left open', async (t) => {
  const elsewhere = await KeyServer.start(PAIR)
  const asked: string[] = []
  // Leads every request to one server, as a proxy may: the names of the options exist nowhere.
  const dispatcher = new Agent().compose((dispatch) => (request, handler) => {
    asked.push(String(request.origin))
    return dispatch({ ...request, origin: elsewhere.origin }, handler)
  })
  t.teardown(async () => { await dispatcher.destroy(); await elsewhere.close() })
  const urls = { keySetUrl: 'https://keys.invalid/jwks.json', isolatedKeySetUrl: 'https://isolated.invalid/{IC_LABEL}/keys.json' }
  const { verify } = await bench(t, { ...urls, keySetDispatcher: dispatcher })
  t.match(await verify(), { appId: APP_ID })
  t.match(await verify({ claims: { icLabel: 'acme-1' } }), { icLabel: 'acme-1' })
  t.same(asked, ['https://keys.invalid', 'https://isolated.invalid'])
  t.same(elsewhere.paths, ['/jwks.json', '/acme-1/keys.json'])
  t.equal((await fetch('https://keys.invalid/again', { dispatcher })).status, 200)
})

test('a dispatcher that leads nowhere is a key set out of reach', async (t) => {
  const dispatcher = new Agent()
  await dispatcher.close()
  const { verify, server } = await bench(t, { keySetDispatcher: dispatcher })
  await t.rejects(verify(), { code: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE', message: /cannot be reached/ })
  t.same(server.paths, [])
})

test('an Isolated Cloud has the key set of its template, and its label never becomes anything but a part of it', async (t) => {
  const { verify, server } = await bench(t)
  const isolated = await bench(t, { isolatedKeySetUrl: `${server.origin}/{IC_LABEL}/keys.json` })
  t.match(await isolated.verify({ claims: { icLabel: 'acme-1' } }), { icLabel: 'acme-1' })
  t.same(server.paths, ['/acme-1/keys.json'])
  for (const icLabel of ['../x', 'a/b', 'A', '', 'x'.repeat(51), 'a.b', 7, null, { a: 1 }]) {
    await t.rejects(isolated.verify({ claims: { icLabel } }), { code: 'HKS_ERR_VERIFIER_CLAIMS' }, JSON.stringify(icLabel))
    await t.rejects(verify({ claims: { icLabel } }), { code: 'HKS_ERR_VERIFIER_CLAIMS' }, JSON.stringify(icLabel))
  }
  t.same(server.paths, ['/acme-1/keys.json', '/.well-known/jwks.json'])
})

test('invented labels do not push out the key set of a real Isolated Cloud', async (t) => {
  const { server } = await bench(t)
  const { verify } = await bench(t, { isolatedKeySetUrl: `${server.origin}/{IC_LABEL}/keys.json` })
  await verify({ claims: { icLabel: 'real' } })
  server.answer = 'status 500'
  for (let label = 0; label < 40; label++) await t.rejects(verify({ claims: { icLabel: `invented-${label}` } }), { code: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE' })
  await verify({ claims: { icLabel: 'real' } })
  t.equal(server.paths.filter((path) => path.startsWith('/real/')).length, 1)
})

test('every mistake in the options is named at once, and no key set is fetched over a wire that is not secured', async (t) => {
  const addresses = { keySetUrl: 'http://example.com/keys', isolatedKeySetUrl: 'https://example.com' }
  // @ts-expect-error -- from JavaScript anything can come
  const bad: ForgeVerifierOptions = { appIds: ['my-app'], ...addresses, keySetDispatcher: 'http://proxy', leewayMs: -1, cooldownMs: NaN }
  const names = ['appIds', 'keySetUrl', 'isolatedKeySetUrl', 'keySetDispatcher', 'leewayMs', 'cooldownMs']
  t.throws(() => new ForgeVerifier(bad), { code: 'HKS_ERR_FORGE_OPTIONS' })
  for (const name of names) t.throws(() => new ForgeVerifier(bad), { message: new RegExp(`'${name}'`) })
  t.throws(() => new ForgeVerifier({ appIds: [] }), { code: 'HKS_ERR_FORGE_OPTIONS' })
  for (const keySetUrl of ['https://user:pass@example.com', 'http://localhost.example.com', 'file:///keys', 'http://127.0.0.1.example.com']) {
    t.throws(() => new ForgeVerifier({ appIds: [APP_ID], keySetUrl }), { code: 'HKS_ERR_FORGE_OPTIONS' }, keySetUrl)
  }
})
