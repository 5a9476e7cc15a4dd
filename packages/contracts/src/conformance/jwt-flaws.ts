import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { VerifierRequest } from '../verifier.js'
import type { VerifierFlaws } from './harness.js'

/** Stands in every flawed claim and key id, so that the suite finds it where it must not be repeated. */
export const CREDENTIAL_MARKER = 'hks-credential-marker'

/** Header and claims of a JSON web token (RFC 7519). A member that is `undefined` is left out. */
export interface JwtParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** What is needed to make a scheme's JSON web tokens, and to spoil them. */
export interface JwtControl {
  /** The parts of a token that is to be accepted at the present instant, with `alg`, `kid`, `iss`, `aud` and `exp`. */
  parts (): JwtParts
  /** The pair that the key set has under the `kid` of `parts`. */
  keys (): { readonly privateKey: KeyObject, readonly publicKey: KeyObject }
  /** A request that carries `token`, or none, where the scheme wants it. */
  request (token: string | undefined): VerifierRequest
  /** The present instant, epoch milliseconds. */
  now (): number
  /** How far the verifier lets clocks differ, in milliseconds. */
  readonly leewayMs: number
}

/** How node:crypto is told the algorithms that a key set is used with (RFC 7518, "Digital Signature with …"). */
const SIGNERS: Readonly<Record<string, (data: Buffer, key: KeyObject) => Buffer>> = {
  RS256: (data, key) => sign('sha256', data, key),
  RS512: (data, key) => sign('sha512', data, key),
  PS256: (data, key) => sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  ES256: (data, key) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (data, key) => sign(null, data, key)
}

/** A compact JWS of `parts`, signed by the algorithm that its header names: RS256, RS512, PS256, ES256 or EdDSA. */
export function signJwt (parts: JwtParts, privateKey: KeyObject): string {
  return signText(parts.header, JSON.stringify(parts.claims), privateKey)
}

function signText (header: JwtParts['header'], payload: string, privateKey: KeyObject): string {
  const signer = SIGNERS[String(header.alg)]
  const data = signingInput(header, payload)
  // An algorithm that is not in the table is a mistake of the harness; the token then fails every case, the good one included.
  return `${data}.${signer === undefined ? '' : base64(signer(Buffer.from(data), privateKey))}`
}

function signingInput (header: JwtParts['header'], payload: string): string {
  return `${base64(JSON.stringify(header))}.${base64(payload)}`
}

function base64 (data: string | Buffer): string {
  return Buffer.from(data).toString('base64url')
}

/**
 * Every flaw that a signed JSON web token can have, for {@link VerifierHarness.flaws}. The attacks on algorithms are those
 * of RFC 8725, "Weak Signatures and Insufficient Signature Validation".
 */
export function jwtFlaws (jwt: JwtControl): Required<VerifierFlaws> {
  const requests = (tokens: readonly string[]): VerifierRequest[] => tokens.map((token) => jwt.request(token))
  const withClaims = (...changes: ReadonlyArray<Record<string, unknown>>): VerifierRequest[] => requests(changes.map((change) => {
    const { header, claims } = jwt.parts()
    return signJwt({ header, claims: { ...claims, jti: CREDENTIAL_MARKER, ...change } }, jwt.keys().privateKey)
  }))
  const seconds = (offsetMs: number): number => Math.floor((jwt.now() + offsetMs) / 1_000)
  return {
    missing: () => [jwt.request(undefined)],
    malformed: () => requests(malformed(jwt)),
    signature: () => requests(forged(jwt)),
    algorithm: () => requests(confused(jwt)),
    'key unknown': () => requests([unknownKey(jwt)]),
    issuer: () => withClaims({ iss: CREDENTIAL_MARKER }, { iss: `${String(jwt.parts().claims.iss)}/${CREDENTIAL_MARKER}` }),
    'no issuer': () => withClaims({ iss: undefined }),
    audience: () => withClaims({ aud: CREDENTIAL_MARKER }, { aud: `${String(jwt.parts().claims.aud)}/${CREDENTIAL_MARKER}` }, { aud: [CREDENTIAL_MARKER] }),
    'no audience': () => withClaims({ aud: undefined }, { aud: [] }),
    expired: () => withClaims({ exp: seconds(-jwt.leewayMs - 1_000) }, { exp: 1 }),
    'not yet valid': () => withClaims({ nbf: seconds(jwt.leewayMs + 60_000), exp: seconds(jwt.leewayMs + 120_000) }),
    claims: () => withClaims({ exp: undefined }, { exp: String(seconds(60_000)) }, { exp: null })
  }
}

function malformed (jwt: JwtControl): string[] {
  const { header, claims } = jwt.parts()
  const { privateKey } = jwt.keys()
  const good = signJwt({ header, claims }, privateKey)
  return [
    'garbage', 'a.b', 'a.b.c', '..', 'a.b.c.d.e', `${good}.${base64(CREDENTIAL_MARKER)}`,
    signText(header, CREDENTIAL_MARKER, privateKey),
    signText({ ...header, crit: [CREDENTIAL_MARKER], [CREDENTIAL_MARKER]: true }, JSON.stringify(claims), privateKey)
  ]
}

/** Signed by somebody else, or changed after signing. */
function forged (jwt: JwtControl): string[] {
  const { header, claims } = jwt.parts()
  const { privateKey, publicKey } = jwt.keys()
  const impostor = impostorOf(publicKey)
  const [head = '', body = '', signature = ''] = signJwt({ header, claims }, privateKey).split('.')
  const changed = base64(JSON.stringify({ ...claims, jti: CREDENTIAL_MARKER }))
  const flipped = Buffer.from(signature, 'base64url')
  flipped.writeUInt8(flipped.readUInt8(9) ^ 1, 9)
  return [
    signJwt({ header, claims }, impostor.privateKey),
    signJwt({ header: { ...header, jwk: impostor.publicKey.export({ format: 'jwk' }) }, claims }, impostor.privateKey),
    `${head}.${changed}.${signature}`,
    `${head}.${body}.${base64(flipped)}`,
    `${head}.${body}.`
  ]
}

function impostorOf (publicKey: KeyObject): { readonly privateKey: KeyObject, readonly publicKey: KeyObject } {
  switch (publicKey.asymmetricKeyType) {
    case 'ec': return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'ed25519': return generateKeyPairSync('ed25519')
    default: return generateKeyPairSync('rsa', { modulusLength: 2_048 })
  }
}

/** Not signed at all, or by an HMAC whose secret everybody knows: the public key. */
function confused (jwt: JwtControl): string[] {
  const { header, claims } = jwt.parts()
  const { privateKey, publicKey } = jwt.keys()
  const payload = JSON.stringify({ ...claims, jti: CREDENTIAL_MARKER })
  const [, , signature = ''] = signJwt({ header, claims }, privateKey).split('.')
  const unsigned = ['none', 'None', 'NONE', 'nOnE'].map((alg) => `${signingInput({ ...header, alg }, payload)}.`)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const secrets = [pem, pem.trimEnd(), publicKey.export({ type: 'spki', format: 'der' }), JSON.stringify(publicKey.export({ format: 'jwk' }))]
  const hashed = secrets.map((secret) => {
    const data = signingInput({ ...header, alg: 'HS256' }, payload)
    return `${data}.${base64(createHmac('sha256', secret).update(data).digest())}`
  })
  const otherHash = header.alg === 'RS256' ? [signJwt({ header: { ...header, alg: 'RS512' }, claims }, privateKey)] : []
  return [...unsigned, `${signingInput({ ...header, alg: 'none' }, payload)}.${signature}`, ...hashed, ...otherHash]
}

function unknownKey (jwt: JwtControl): string {
  const { header, claims } = jwt.parts()
  return signJwt({ header: { ...header, kid: CREDENTIAL_MARKER }, claims }, jwt.keys().privateKey)
}
