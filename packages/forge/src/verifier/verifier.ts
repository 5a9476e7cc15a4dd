import type { Verifier, VerifierRequest } from '@hooksmith/contracts'
import {
  HKS_ERR_VERIFIER_CLAIMS, HKS_ERR_VERIFIER_CLOCK_SKEW, HKS_ERR_VERIFIER_EXPIRED, HKS_ERR_VERIFIER_NOT_YET_VALID
} from '@hooksmith/contracts'
import type { JWTPayload, JWTVerifyOptions } from 'jose'
import { bearerOf } from './bearer.js'
import type { ForgeCaller } from './caller.js'
import { claimsOf } from './claims-of.js'
import { parseClaims } from './claims.js'
import { fromJose } from './jose-error.js'
import type { KeySet } from './key-set.js'
import { KeySets } from './key-sets.js'
import type { ForgeVerifierOptions, ResolvedVerifierOptions } from './options.js'
import { resolveVerifierOptions } from './options.js'

/** Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("Verifying"), read 2026-08. */
const ISSUER = 'forge/invocation-token'
/** Everything else, `none` and HMAC with the public key among it, is refused before a key is looked up. */
const ALGORITHMS = ['RS256']

/** Whether a verifier can do its work, and why not. */
export interface VerifierHealth {
  readonly isReady: boolean
  /** One sentence for a person; absent when ready. */
  readonly reason?: string
}

/**
 * Verifies Forge Invocation Tokens.
 *
 * Guarantees: no claim is read before the signature was checked against a key set that the options name; RS256 only;
 * issuer, audience, `exp` and `nbf` are checked at the instant of receipt. It settles within `keySetTimeoutMs` and, for
 * a token that fails by time, twice that. Nothing of a token is kept: what is cached are keys, in this process.
 *
 * A token that is good except for its times is refused with 503 instead of 401 when the key set's origin shows that our
 * clock is off by more than the leeway: the token is probably right, and a redelivery can help.
 */
export class ForgeVerifier implements Verifier<ForgeCaller> {
  readonly #options: ResolvedVerifierOptions
  readonly #keySets: KeySets
  readonly #checks: JWTVerifyOptions

  /** @throws `HKS_ERR_FORGE_OPTIONS` naming every mistake. */
  constructor (options: ForgeVerifierOptions) {
    const resolved = resolveVerifierOptions(options)
    this.#options = resolved
    this.#keySets = new KeySets(resolved.keySetUrl, resolved.isolatedKeySetUrl, resolved, resolved.clock)
    this.#checks = {
      algorithms: ALGORITHMS,
      issuer: ISSUER,
      audience: [...resolved.appIds],
      clockTolerance: resolved.leewayMs / 1_000,
      requiredClaims: ['exp']
    }
  }

  /**
   * Not ready while no key set is loaded, and while our clock is off. Asking has what is wrong looked at again, within the cool-downs,
   * so a server that gets no deliveries because it is not ready gets ready again.
   */
  get health (): VerifierHealth {
    const { main } = this.#keySets
    const differenceMs = main.clockDifferenceMs ?? 0
    if (this.#isOff(differenceMs)) {
      main.measureClock().catch(neverRejects)
      return { isReady: false, reason: `the clock of this machine differs from that of the key set by ${differenceMs} ms; set it right (NTP)` }
    }
    if (main.isLoaded) return { isReady: true }
    main.warm().catch(neverRejects)
    return { isReady: false, reason: 'the key set is not loaded' }
  }

  /** Loads the key set, so that the first delivery need not wait for it. Never rejects; {@link ForgeVerifier.health} tells. */
  async warm (): Promise<void> {
    await this.#keySets.main.warm()
  }

  async verify (request: VerifierRequest): Promise<ForgeCaller> {
    const token = bearerOf(request.headers)
    const keySet = this.#keySets.of(token)
    const checks = { ...this.#checks, currentDate: new Date(request.receivedAt) }
    let claims: JWTPayload
    try {
      claims = await claimsOf(token, (header) => keySet.find(header), checks)
    } catch (error) {
      throw await this.#blame(fromJose(error), keySet)
    }
    if (claims['icLabel'] !== undefined && keySet === this.#keySets.main) throw new HKS_ERR_VERIFIER_CLAIMS('icLabel')
    return parseClaims(claims)
  }

  /** A token that fails by its times only may be right, and our clock wrong. */
  async #blame (error: unknown, keySet: KeySet): Promise<unknown> {
    if (!(error instanceof HKS_ERR_VERIFIER_EXPIRED || error instanceof HKS_ERR_VERIFIER_NOT_YET_VALID)) return error
    const differenceMs = await keySet.measureClock() ?? 0
    return this.#isOff(differenceMs) ? new HKS_ERR_VERIFIER_CLOCK_SKEW(differenceMs) : error
  }

  #isOff (differenceMs: number): boolean {
    return Math.abs(differenceMs) > this.#options.leewayMs
  }
}

/** Key sets keep their failures; what is started behind a call has no one else to tell. */
function neverRejects (): void {}
