import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { importJWK, jwtVerify, SignJWT, type CryptoKey, type JWTVerifyOptions } from 'jose'
import { test } from 'tap'
import { claimsOf } from '../src/verifier/claims-of.js'

const NOW = Date.UTC(2026, 2, 2, 9, 15)
const CHECKS: JWTVerifyOptions = {
  algorithms: ['RS256'], issuer: 'forge/invocation-token', audience: ['app'], clockTolerance: 5, requiredClaims: ['exp'], currentDate: new Date(NOW)
}
const GOOD = { iss: 'forge/invocation-token', aud: 'app', iat: NOW / 1_000, nbf: NOW / 1_000, exp: NOW / 1_000 + 25, app: { id: 'app' } }
const base64 = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** Any header and payload, well signed. */
function sign (header: unknown, payload: unknown, key: KeyObject = pair.privateKey, hash = 'RSA-SHA256'): string {
  const text = `${base64(header)}.${base64(payload)}`
  return `${text}.${createSign(hash).update(text).sign(key).toString('base64url')}`
}

async function keyOf (publicKey: KeyObject, alg: string): Promise<CryptoKey> {
  // The JWK of a public key makes no secret.
  return await importJWK(publicKey.export({ format: 'jwk' }), alg) as CryptoKey
}

type Verdict = { readonly claims: unknown } | { readonly error: string, readonly claim: unknown }

async function verdict (work: () => Promise<unknown>): Promise<Verdict> {
  try {
    return { claims: await work() }
  } catch (error) {
    return error instanceof Error ? { error: error.name, claim: 'claim' in error ? error.claim : undefined } : { error: typeof error, claim: undefined }
  }
}

async function verdicts (token: string, key: CryptoKey): Promise<{ readonly ours: Verdict, readonly jose: Verdict }> {
  const find = async (): Promise<CryptoKey> => key
  return {
    ours: await verdict(async () => await claimsOf(token, find, CHECKS)),
    jose: await verdict(async () => (await jwtVerify(token, find, CHECKS)).payload)
  }
}

const HEADERS: Readonly<Record<string, unknown>> = {
  plain: { alg: 'RS256', kid: 'k', typ: 'JWT' },
  'without kid': { alg: 'RS256' },
  'a list': [],
  'a text': '"RS256"',
  'no JSON': 'RS256',
  'no algorithm': { kid: 'k' },
  'another algorithm': { alg: 'RS512', kid: 'k' },
  'an algorithm of a list': { alg: ['RS256'], kid: 'k' },
  none: { alg: 'none' },
  HMAC: { alg: 'HS256' },
  'an empty crit': { alg: 'RS256', crit: [] },
  'an unknown crit': { alg: 'RS256', crit: ['exp'], exp: 1 },
  'crit with b64': { alg: 'RS256', crit: ['b64'], b64: true },
  'crit without encoding': { alg: 'RS256', crit: ['b64'], b64: false },
  'b64 alone': { alg: 'RS256', b64: false },
  'a crit that is null': { alg: 'RS256', crit: null },
  'a prototype': '{"alg":"RS256","__proto__":{"crit":["exp"]}}'
}

const PAYLOADS: Readonly<Record<string, unknown>> = {
  good: GOOD,
  'no JSON': 'claims',
  'a list': [GOOD],
  null: 'null',
  empty: '',
  'without exp': { ...GOOD, exp: undefined },
  'a text as exp': { ...GOOD, exp: String(GOOD.exp) },
  expired: { ...GOOD, exp: GOOD.exp - 31 },
  'expired within the tolerance': { ...GOOD, exp: NOW / 1_000 - 4 },
  'not yet valid': { ...GOOD, nbf: NOW / 1_000 + 6 },
  'a text as nbf': { ...GOOD, nbf: 'now' },
  'another issuer': { ...GOOD, iss: 'forge' },
  'no issuer': { ...GOOD, iss: undefined },
  'another audience': { ...GOOD, aud: 'other' },
  'several audiences': { ...GOOD, aud: ['other', 'app'] },
  'an audience of numbers': { ...GOOD, aud: [1] },
  'a text as iat': { ...GOOD, iat: 'yesterday' }
}

test('every header and payload that is signed gets the verdict of jose', async (t) => {
  const key = await keyOf(pair.publicKey, 'RS256')
  for (const [head, header] of Object.entries(HEADERS)) {
    for (const [body, payload] of Object.entries(PAYLOADS)) {
      const { ours, jose } = await verdicts(sign(header, payload), key)
      t.same(ours, jose, `${head}, ${body}`)
    }
  }
  t.ok('claims' in (await verdicts(sign(HEADERS['plain'], GOOD), key)).ours, 'and a good one is good')
})

test('every kind of key gets the verdict of jose', async (t) => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const keys: Readonly<Record<string, CryptoKey>> = {
    'too small': await keyOf(small.publicKey, 'RS256'),
    'of another hash': await keyOf(pair.publicKey, 'RS512'),
    'for another padding': await keyOf(pair.publicKey, 'PS256'),
    'for encryption': await keyOf(pair.publicKey, 'RSA-OAEP-256'),
    'a curve': await keyOf(curve.publicKey, 'ES256'),
    'of somebody else': await keyOf(other.publicKey, 'RS256'),
    // A private key does not verify anything.
    private: await importJWK(pair.privateKey.export({ format: 'jwk' }), 'RS256') as CryptoKey
  }
  const header = HEADERS['plain']
  const tokens = [sign(header, GOOD), sign(header, GOOD, small.privateKey), sign(header, GOOD, pair.privateKey, 'RSA-SHA512')]
  for (const [name, key] of Object.entries(keys)) {
    for (const [at, token] of tokens.entries()) {
      const { ours, jose } = await verdicts(token, key)
      t.same(ours, jose, `${name}, token ${at}`)
      t.notOk('claims' in ours, `${name}, token ${at} is refused`)
    }
  }
})

test('a token that was changed in any place gets the verdict of jose', async (t) => {
  const key = await keyOf(pair.publicKey, 'RS256')
  const token = await new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(pair.privateKey)
  const change = fc.record({ at: fc.nat(token.length - 1), to: fc.constantFrom(...'ABab09-_.+/= é'), cut: fc.nat(3) })
  await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
    const changed = changes.reduce((text, { at, to, cut }) => `${text.slice(0, at)}${to}${text.slice(at + cut)}`, token)
    const { ours, jose } = await verdicts(changed, key)
    return JSON.stringify(ours) === JSON.stringify(jose)
  }), { numRuns: 400 })
  t.pass('no change was judged otherwise')
})

test('a signature that is no base64url is refused, as jose does', async (t) => {
  const key = await keyOf(pair.publicKey, 'RS256')
  const token = sign(HEADERS['plain'], GOOD)
  for (const stray of ['é', '+', '/', '=', '!', '\n', '\0']) {
    for (const changed of [`${token.slice(0, -9)}${stray}${token.slice(-9)}`, `${token}${stray}`]) {
      const { ours, jose } = await verdicts(changed, key)
      t.same(ours, jose, JSON.stringify(stray))
    }
  }
})

test('what the look-up of the key throws comes through, and it is asked once', async (t) => {
  let asked = 0
  const find = async (): Promise<CryptoKey> => { asked++; throw new RangeError('no such key') }
  await t.rejects(claimsOf(sign(HEADERS['plain'], GOOD), find, CHECKS), RangeError)
  t.equal(asked, 1)
})
