import type { VerifierRequest } from '@hooksmith/contracts'
import { HKS_ERR_VERIFIER_MALFORMED, HKS_ERR_VERIFIER_MISSING } from '@hooksmith/contracts'

/** Longest token read, in characters. Node's own limit for all headers together is 16 KiB. */
export const MAX_TOKEN_LENGTH = 16_384

/** RFC 6750 §2.1 with the scheme in any case (RFC 9110 §11.1). */
const SCHEME = /^bearer +/i
/** The three parts of a JWS (RFC 7515 §7.1). Apart from the scheme: to ignore case over a whole token costs each delivery several microseconds. */
const JWS = /^[\w-]+\.[\w-]+\.[\w-]*$/

/**
 * The token of the `authorization` header.
 *
 * @throws `HKS_ERR_VERIFIER_MISSING` without the header; `HKS_ERR_VERIFIER_MALFORMED` when there is more than one, another
 * scheme, or something that is no token.
 */
export function bearerOf (headers: VerifierRequest['headers']): string {
  const header = headers['authorization']
  if (header === undefined || header === '') throw new HKS_ERR_VERIFIER_MISSING('authorization header')
  if (typeof header !== 'string') throw new HKS_ERR_VERIFIER_MALFORMED('the authorization header is there more than once')
  if (header.length > MAX_TOKEN_LENGTH) throw new HKS_ERR_VERIFIER_MALFORMED(`longer than ${MAX_TOKEN_LENGTH} characters`)
  const start = SCHEME.exec(header)?.[0].length
  if (start === undefined) throw new HKS_ERR_VERIFIER_MALFORMED('the authorization header is no bearer token')
  const token = header.slice(start)
  if (!JWS.test(token)) throw new HKS_ERR_VERIFIER_MALFORMED('the authorization header is no bearer token')
  return token
}
