import { KeyObject, verify } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify, UnsecuredJWT } from 'jose'
import type { CryptoKey, JWSHeaderParameters, JWTPayload, JWTVerifyOptions } from 'jose'

/** The header of a token whose payload jose alone reads. */
const UNSECURED = Buffer.from('{"alg":"none"}').toString('base64url')
/** Three parts of base64url (RFC 7515 §7.1). */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** RFC 7518 §3.3. */
const LEAST_BITS = 2_048

/**
 * The claims of a token that was signed with a key of `find`, for whom and when `checks` say. Rejects as `jwtVerify` of jose does, and as `find`.
 *
 * jose decides what is valid. For a token of the plain kind only the RSA operation is made here, on the thread pool: WebCrypto takes twice the
 * processor time for it. Its claims are jose's to check, as those of a token without a signature; and every other kind of token or key is jose's
 * from the beginning.
 */
export async function claimsOf (
  token: string, find: (header: JWSHeaderParameters) => Promise<CryptoKey>, checks: JWTVerifyOptions): Promise<JWTPayload> {
  const header = plainHeaderOf(token)
  const isSigned = header === undefined ? undefined : await checkSignature(token, await find(header))
  if (isSigned === undefined) return (await jwtVerify(token, find, checks)).payload
  if (!isSigned) throw new errors.JWSSignatureVerificationFailed()
  const payload = token.slice(token.indexOf('.') + 1, token.lastIndexOf('.'))
  return UnsecuredJWT.decode(`${UNSECURED}.${payload}.`, checks).payload
}

/** The header of a token that asks for RS256 and for nothing besides. */
function plainHeaderOf (token: string): JWSHeaderParameters | undefined {
  if (!COMPACT.test(token)) return undefined
  try {
    const header = decodeProtectedHeader(token)
    // `b64` belongs to `crit` (RFC 7797 §6); a token that has the one without the other is for jose to judge.
    const isPlain = header.alg === 'RS256' && header['crit'] === undefined && header['b64'] === undefined
    // decodeProtectedHeader gives what stands there; jose's own functions take it for this as well.
    return isPlain ? header as JWSHeaderParameters : undefined
  } catch {
    return undefined
  }
}

/** Whether the key signed the token; `undefined` where that is for jose to say. */
async function checkSignature (token: string, key: CryptoKey): Promise<boolean | undefined> {
  const usable = usableOf(key)
  const end = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  // Node's decoder forgives a length that cannot be, where jose does not.
  if (usable === undefined || signature.toString('base64url') !== token.slice(end + 1)) return undefined
  const signed = Buffer.from(token.slice(0, end), 'latin1')
  return await new Promise((resolve) => {
    verify('sha256', signed, usable, signature, (error, isGood) => { resolve(error === null ? isGood : undefined) })
  })
}

const converted = new WeakMap<CryptoKey, KeyObject | null>()

/** The key as node:crypto takes it; `undefined` for one that jose would not use. */
function usableOf (key: CryptoKey): KeyObject | undefined {
  let known = converted.get(key)
  if (known === undefined) converted.set(key, known = convert(key))
  return known ?? undefined
}

function convert (key: CryptoKey): KeyObject | null {
  const { name, hash } = key.algorithm as { readonly name: string, readonly hash?: { readonly name: string } }
  if (name !== 'RSASSA-PKCS1-v1_5' || hash?.name !== 'SHA-256' || key.type !== 'public' || !key.usages.includes('verify')) return null
  const own = KeyObject.from(key)
  return (own.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS ? own : null
}
