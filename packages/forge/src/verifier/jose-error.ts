import {
  HKS_ERR_VERIFIER_ALGORITHM, HKS_ERR_VERIFIER_AUDIENCE, HKS_ERR_VERIFIER_CLAIMS, HKS_ERR_VERIFIER_EXPIRED,
  HKS_ERR_VERIFIER_ISSUER, HKS_ERR_VERIFIER_KEYS_UNAVAILABLE, HKS_ERR_VERIFIER_MALFORMED,
  HKS_ERR_VERIFIER_NOT_YET_VALID, HKS_ERR_VERIFIER_SIGNATURE
} from '@hooksmith/contracts'
import { errors } from 'jose'

/**
 * The contract's error for one of jose. The cause is left out: jose's errors carry the claims of the token. Whatever is
 * not jose's comes back as it is.
 */
export function fromJose (error: unknown): unknown {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) return fromClaim(error)
  if (error instanceof errors.JWSSignatureVerificationFailed) return new HKS_ERR_VERIFIER_SIGNATURE()
  if (error instanceof errors.JOSEAlgNotAllowed) return new HKS_ERR_VERIFIER_ALGORITHM()
  if (error instanceof errors.JOSENotSupported) return new HKS_ERR_VERIFIER_MALFORMED('it asks for an extension that is not supported')
  if (error instanceof errors.JOSEError) return new HKS_ERR_VERIFIER_MALFORMED('it is no signed token')
  // A key that is too small or of the wrong kind: jose refuses to use it, whoever sent the token.
  return error instanceof TypeError ? new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('a key of it cannot be used') : error
}

/** jose checks issuer and audience before the times, and the signature before all claims. */
function fromClaim ({ claim, reason }: { readonly claim: string, readonly reason: string }): Error {
  if (reason === 'check_failed') {
    if (claim === 'exp') return new HKS_ERR_VERIFIER_EXPIRED()
    if (claim === 'nbf') return new HKS_ERR_VERIFIER_NOT_YET_VALID()
    if (claim === 'iss') return new HKS_ERR_VERIFIER_ISSUER()
    if (claim === 'aud') return new HKS_ERR_VERIFIER_AUDIENCE()
  }
  if (claim === 'iss' && reason === 'missing') return new HKS_ERR_VERIFIER_ISSUER()
  if (claim === 'aud' && reason === 'missing') return new HKS_ERR_VERIFIER_AUDIENCE()
  return new HKS_ERR_VERIFIER_CLAIMS(claim)
}
