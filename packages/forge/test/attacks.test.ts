import { createHmac } from 'node:crypto'
import { test, type Test } from 'tap'
import { APP_ID, fitClaims, signFit } from './support/fit.js'
import { makePair, publicJwk } from './support/key-server.js'
import { PAIR, requestsThatWere, startServer, storedJobs, type TestServer } from './support/server.js'

const BODY = JSON.stringify({ eventType: 'avi:confluence:created:page', eventCreatedDate: '2026-03-02T09:15:00.250Z', content: { id: '1' } })
const base64 = (text: string): string => Buffer.from(text).toString('base64url')

/** What an attacker sends as a token, and the code that refuses it. */
const ATTACKS: Readonly<Record<string, { readonly code: string, readonly token: (server: TestServer) => string }>> = {
  'a token that somebody else signed': { code: 'SIGNATURE', token: (server) => signFit({ ...makePair(), kid: PAIR.kid }, claims(server)) },
  'a token that has expired': { code: 'EXPIRED', token: (server) => changed(server, { exp: seconds(server) - 6 }) },
  'a token from the future': { code: 'NOT_YET_VALID', token: (server) => changed(server, { nbf: seconds(server) + 60, exp: seconds(server) + 85 }) },
  'a token for another app': { code: 'AUDIENCE', token: (server) => changed(server, { aud: APP_ID.replace('8db33809', '9db33809') }) },
  'a token of another issuer': { code: 'ISSUER', token: (server) => changed(server, { iss: 'forge' }) },
  'a context token of Forge': { code: 'ISSUER', token: (server) => changed(server, { iss: 'forge/context-token' }) },
  'an unsigned token': { code: 'ALGORITHM', token: (server) => `${base64('{"alg":"none"}')}.${base64(JSON.stringify(claims(server)))}.` },
  'a token signed with the public key as a secret': { code: 'ALGORITHM', token: hmacWithPublicKey },
  'a key id that nobody knows': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: 'unknown' }) },
  'a key id that is a path': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: '../../../../dev/null' }) },
  'a key id that is a URL': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: 'https://attacker.example/jwks.json' }) },
  'a key id of 4 kB': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: 'k'.repeat(4_096) }) },
  'no key id': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: undefined }) },
  'a key id that is no text': { code: 'KEY_UNKNOWN', token: (server) => signFit(PAIR, claims(server), { kid: { toString: 'x' } }) },
  'a key inside the token': { code: 'SIGNATURE', token: (server) => selfMade(server, (pair) => ({ jwk: publicJwk(pair) })) },
  'a key set of the attacker': { code: 'SIGNATURE', token: (server) => selfMade(server, () => ({ jku: `${server.keys.origin}/attacker` })) },
  'a certificate of the attacker': { code: 'SIGNATURE', token: (server) => selfMade(server, () => ({ x5u: `${server.keys.origin}/attacker`, x5c: ['AAAA'] })) },
  'a critical header that nobody understands': { code: 'MALFORMED', token: (server) => signFit(PAIR, claims(server), { crit: ['exp'], exp: 1 }) },
  'an unencoded payload': { code: 'MALFORMED', token: (server) => signFit(PAIR, claims(server), { crit: ['b64'], b64: false }) },
  'a payload that is not JSON': { code: 'SIGNATURE', token: (server) => withPart(server, 1, base64('not JSON')) },
  'a payload that is a list': { code: 'SIGNATURE', token: (server) => withPart(server, 1, base64('[]')) },
  'a header that is not JSON': { code: 'MALFORMED', token: (server) => withPart(server, 0, base64('not JSON')) },
  'a token cut off in its signature': { code: 'SIGNATURE', token: (server) => server.token().slice(0, -20) },
  'a token cut off before its signature': { code: 'MALFORMED', token: (server) => server.token().split('.').slice(0, 2).join('.') },
  'a token of 12 kB': { code: 'AUDIENCE', token: (server) => changed(server, { aud: 'x'.repeat(8_000) }) },
  'a token of 40 kB': { code: 'MALFORMED', token: (server) => changed(server, { pad: 'x'.repeat(30_000) }) },
  'a token without expiry': { code: 'CLAIMS', token: (server) => changed(server, { exp: undefined }) },
  'a token without app': { code: 'CLAIMS', token: (server) => changed(server, { app: undefined }) },
  'an app in the claims that is not the audience': { code: 'CLAIMS', token: (server) => server.token({ app: { id: `${APP_ID}0` } }) },
  'two installations in one token': { code: 'CLAIMS', token: (server) => server.token({ app: { installationId: 'ari:cloud:ecosystem::installation/other' } }) },
  'an installation id with a separator in it': { code: 'CLAIMS', token: (server) => server.token({ installationUuid: 'a:b' }) },
  'an environment that does not exist': { code: 'CLAIMS', token: (server) => server.token({ environmentType: 'production' }) },
  'an Isolated Cloud where none is configured': { code: 'CLAIMS', token: (server) => changed(server, { icLabel: 'attacker.example/' }) }
}

for (const [attack, { code, token }] of Object.entries(ATTACKS)) {
  test(`refused with 401, stored and logged nowhere: ${attack}`, async (t) => {
    const server = await startServer(t)
    const sent = token(server)
    const response = await server.post(BODY, { 'content-type': 'application/json', authorization: `Bearer ${sent}` })
    t.equal(response.statusCode, 401)
    t.equal(response.json().code, `HKS_ERR_VERIFIER_${code}`)
    assertUntouched(t, server, response.body, sent)
    t.notOk(server.keys.paths.includes('/attacker'), 'nothing was fetched from where the token says')
    t.ok(server.keys.paths.length <= 2, 'the key set was asked once, and once more for an unknown key id at most')
  })
}

test('an authorization header of another form is refused with 401', async (t) => {
  const server = await startServer(t)
  const token = server.token()
  const headers = ['', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer ${token} ${token}`, `Bearer ${token}, Bearer ${token}`, `Bearer\t${token}`, `xBearer ${token}`]
  for (const authorization of headers) {
    const response = await server.post(BODY, { 'content-type': 'application/json', authorization })
    t.equal(response.statusCode, 401, authorization.slice(0, 20))
    t.match(response.json().code, /^HKS_ERR_VERIFIER_(?:MISSING|MALFORMED)$/)
    assertUntouched(t, server, response.body, token)
  }
})

test('the scheme of a good token may be in any case', async (t) => {
  const server = await startServer(t)
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    t.equal((await server.post(BODY, { authorization: `${scheme} ${server.token()}` })).statusCode, 200, scheme)
  }
})

test('a body of any kind is answered 401 as long as the caller is not proven', async (t) => {
  const server = await startServer(t)
  for (const body of ['', 'x', '{"__proto__":1}', '['.repeat(100_000)]) {
    t.equal((await server.post(body, { 'content-type': 'application/json' })).statusCode, 401)
  }
})

test('a body over the limit is answered 413 before anything is verified', async (t) => {
  const server = await startServer(t, { bodyLimitBytes: 10_000 })
  const fetches = server.keys.paths.length
  const response = await server.post('x'.repeat(10_001), { 'content-type': 'application/json', authorization: `Bearer ${server.token()}` })
  t.equal(response.statusCode, 413)
  t.equal(response.json().code, 'HKS_ERR_ROUTER_BODY_TOO_LARGE')
  t.ok(server.keys.paths.length - fetches <= 1)
  t.equal(storedJobs(server), 0)
})

test('bodies of verified callers that cannot be read are acknowledged, recorded and not handled', async (t) => {
  const server = await startServer(t)
  const bodies = ['', '{}', BODY.slice(0, -10), 'not JSON', '[]', '7', '['.repeat(50_000), `{"eventType":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`]
  for (const body of bodies) {
    const response = await server.post(body, { 'content-type': 'application/json', authorization: `Bearer ${server.token()}` })
    t.equal(response.statusCode, 200, body.slice(0, 20))
    t.same(response.json(), { status: 'unreadable' })
  }
  t.equal(storedJobs(server), 0)
  t.equal((await server.store.list('unreadable/record/')).records.length, bodies.length)
  t.equal(requestsThatWere('unreadable', server), bodies.length)
})

test('a good delivery leaves no part of its tokens in any log line', async (t) => {
  const server = await startServer(t)
  const token = server.token()
  const response = await server.post(BODY, { authorization: `Bearer ${token}`, 'x-forge-oauth-system': token })
  t.equal(response.statusCode, 200)
  t.equal(storedJobs(server), 1)
  for (const part of token.split('.')) t.notOk(server.logged().includes(part) || response.body.includes(part))
})

function assertUntouched (t: Test, server: TestServer, answer: string, token: string): void {
  t.equal(storedJobs(server), 0, 'nothing was stored')
  const seen = server.logged() + answer
  // Parts of a few characters are found in any text by chance.
  for (const part of token.split(/[.\s]/).filter(({ length }) => length >= 16)) {
    t.notOk(seen.includes(part.slice(0, 200)) || seen.includes(part.slice(-16)), 'no part of the token is seen')
  }
}

function claims (server: TestServer): Record<string, unknown> {
  return fitClaims(server.clock.now())
}

function changed (server: TestServer, changes: Record<string, unknown>): string {
  return server.token({ claims: changes })
}

function seconds (server: TestServer): number {
  return Math.floor(server.clock.now() / 1_000)
}

function selfMade (server: TestServer, header: (pair: ReturnType<typeof makePair>) => Record<string, unknown>): string {
  const pair = makePair()
  return signFit({ ...pair, kid: PAIR.kid }, claims(server), header(pair))
}

function withPart (server: TestServer, index: number, part: string): string {
  return server.token().split('.').with(index, part).join('.')
}

function hmacWithPublicKey (server: TestServer): string {
  const data = `${base64(JSON.stringify({ alg: 'HS256', kid: PAIR.kid }))}.${base64(JSON.stringify(claims(server)))}`
  const secret = PAIR.publicKey.export({ type: 'spki', format: 'pem' })
  return `${data}.${createHmac('sha256', secret).update(data).digest('base64url')}`
}
