import { createHmac } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, type JWTVerifyOptions } from 'jose'
import { test, type Test } from 'tap'
import { createSigningKey, type InvocationTokenOverrides } from '../src/index.js'
import { stage, tokenOf } from './support/stage.js'

/** What a strict verifier says to a delivery made with these overrides: the token, and jose's code. */
async function judged (t: Test, token: InvocationTokenOverrides): Promise<{ token: string, code: string }> {
  const { simulator, receiver, clock } = await stage(t)
  const installation = simulator.createInstallation()
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'events', token })
  const keys = createRemoteJWKSet(new URL(simulator.jwksUrl))
  const options: JWTVerifyOptions = {
    audience: installation.app.ari,
    issuer: 'forge/invocation-token',
    algorithms: ['RS256'],
    currentDate: new Date(clock.now()),
    requiredClaims: ['exp', 'nbf', 'aud', 'iss']
  }
  const sent = tokenOf(receiver)
  const code = await jwtVerify(sent, keys, options).then(() => 'accepted', (error: { code: string }) => error.code)
  return { token: sent, code }
}

const REFUSED: ReadonlyArray<[what: string, overrides: InvocationTokenOverrides, code: string]> = [
  ['another audience', { aud: 'ari:cloud:ecosystem::app/other' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['no audience', { aud: null }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['another issuer', { iss: 'forge' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['an exp in the past', { exp: 1 }, 'ERR_JWT_EXPIRED'],
  ['no exp', { exp: null }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['an nbf in the future', { nbf: 9_999_999_999 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ['an unknown kid', { kid: 'forge/invocation-token/unknown' }, 'ERR_JWKS_NO_MATCHING_KEY'],
  ['PS256', { alg: 'PS256' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['RS512', { alg: 'RS512' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['HS256 with the public key as secret', { alg: 'HS256' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['alg none', { alg: 'none' }, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ['a changed payload', { tamper: 'payload' }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  ['a changed signature', { tamper: 'signature' }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED']
]

for (const [what, overrides, code] of REFUSED) {
  test(`a token with ${what} is made so that a strict verifier refuses it`, async (t) => {
    t.equal((await judged(t, overrides)).code, code)
  })
}

test('a token signed with a foreign key under a published kid fails on its signature', async (t) => {
  const { simulator, receiver } = await stage(t)
  const kid = simulator.keys.active.kid
  await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'm', token: { key: await createSigningKey(), kid } })
  t.equal(decodeProtectedHeader(tokenOf(receiver)).kid, kid)
  await t.rejects(jwtVerify(tokenOf(receiver), createRemoteJWKSet(new URL(simulator.jwksUrl)), { currentDate: new Date('2026-03-02T09:15:00Z') }),
    { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })
})

test('an HS256 token is a true HMAC under the public key, as the attack needs it', async (t) => {
  const { simulator, receiver } = await stage(t)
  await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'm', token: { alg: 'HS256' } })
  const [header, payload, signature] = tokenOf(receiver).split('.')
  const pem = simulator.keys.active.publicKey.export({ type: 'spki', format: 'pem' })
  t.equal(signature, createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url'))
})

test('claims that say something else are signed like good ones', async (t) => {
  const overrides: InvocationTokenOverrides = {
    icLabel: '../evil',
    license: { active: false },
    context: { cloudId: 'c' },
    principal: 'p',
    environment: { type: 'DEVELOPMENT', id: 'e' },
    app: { installationId: 'other', module: null },
    claims: (claims) => ({ ...claims, extra: 1 })
  }
  const { token, code } = await judged(t, overrides)
  t.equal(code, 'accepted')
  const claims = decodeJwt<{ app: Record<string, unknown> }>(token)
  t.match(claims, { icLabel: '../evil', context: { cloudId: 'c' }, principal: 'p', extra: 1 })
  t.match(claims.app, { license: { active: false }, environment: { type: 'DEVELOPMENT' }, installationId: 'other' })
  t.notOk('module' in claims.app, 'null leaves a member out')
})

test('headers can be replaced and left out', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'm', headers: { authorization: null, 'x-b3-traceid': 'ff' } })
  t.notOk(receiver.received[0]?.headers.authorization)
  t.equal(receiver.received[0]?.headers['x-b3-traceid'], 'ff')
})
