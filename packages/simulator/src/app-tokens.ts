import type { Clock } from '@hooksmith/contracts'
import type { Installation } from './installations.js'
import type { Randomness } from './randomness.js'

/** An app system token that this platform handed out. */
export interface IssuedToken {
  /** Looks like a JWT; only its `exp` means something to an app. */
  readonly value: string
  readonly installationId: string
  /** Set for a token that acts for a user. */
  readonly userId?: string
  /** From its `exp`, in epoch milliseconds; a whole second. */
  readonly expiresAt: number
}

export interface AppTokenOptions {
  readonly clock: Clock
  readonly lifetimeMs: number
  readonly minLeftMs: number
  readonly random: Randomness
}

/** How long an expired token is remembered, so that its use can be told from that of an unknown one, in milliseconds. */
const REMEMBER_EXPIRED_MS = 3_600_000

/**
 * App system tokens as Forge hands them out: cached per installation, the same one with many deliveries, replaced before it
 * has less left than the least that Forge promises. An older token stays valid until its own `exp`.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/calling-product-apis/, read 2026-08.
 */
export class AppTokens {
  readonly #options: AppTokenOptions
  readonly #current = new Map<string, IssuedToken>()
  readonly #issued = new Map<string, IssuedToken>()
  readonly #sources = new Map<string, Randomness>()

  constructor (options: AppTokenOptions) {
    this.#options = options
  }

  /** The token that a delivery to `installation` carries now. */
  for (installation: Installation): IssuedToken {
    const current = this.#current.get(installation.id)
    const isFresh = current !== undefined && current.expiresAt - this.#options.clock.now() >= this.#options.minLeftMs
    return isFresh ? current : this.rotate(installation)
  }

  /** As a call from a Forge function gets it: the last one until its `exp`, without a promise of how long that is. */
  atHand (installation: Installation): IssuedToken {
    const current = this.#current.get(installation.id)
    return current !== undefined && current.expiresAt > this.#options.clock.now() ? current : this.rotate(installation)
  }

  /** The token that acts for a user in a session, the same one until it has less left than Forge promises. */
  forUser (installation: Installation, userId: string): IssuedToken {
    const name = `${installation.id}/${userId}`
    const current = this.#current.get(name)
    const isFresh = current !== undefined && current.expiresAt - this.#options.clock.now() >= this.#options.minLeftMs
    const token = isFresh ? current : this.issue(installation, this.#options.lifetimeMs, userId)
    this.#current.set(name, token)
    return token
  }

  /** Hands out a new token, which deliveries carry from now on. */
  rotate (installation: Installation): IssuedToken {
    const token = this.issue(installation)
    this.#current.set(installation.id, token)
    return token
  }

  /**
   * Hands out a token beside the one that deliveries carry. To send it, give it to the delivery.
   *
   * @param lifetimeMs - Until its `exp`; negative for one that has expired already. @defaultValue the simulator's `systemTokenLifetimeMs`
   * @param userId - Makes it a token that acts for this user. @defaultValue none
   */
  issue (installation: Installation, lifetimeMs = this.#options.lifetimeMs, userId?: string): IssuedToken {
    this.#forgetExpired()
    const random = this.#sourceOf(installation)
    const now = this.#options.clock.now()
    const exp = Math.floor((now + lifetimeMs) / 1_000)
    const claims = { iss: 'simulator', sub: installation.ari, aud: installation.app.ari, iat: Math.floor(now / 1_000), exp, jti: random.uuid() }
    const value = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.${random.base64url(256)}`
    const user = userId === undefined ? {} : { userId }
    const token = Object.freeze({ value, installationId: installation.id, expiresAt: exp * 1_000, ...user })
    this.#issued.set(value, token)
    return token
  }

  /** What is known about a token that somebody shows, expired or not. */
  find (value: string): IssuedToken | undefined {
    return this.#issued.get(value)
  }

  /** Makes every token of an installation unknown. */
  revoke (installationId: string): void {
    for (const [name, token] of this.#current) if (token.installationId === installationId) this.#current.delete(name)
    for (const [value, token] of this.#issued) if (token.installationId === installationId) this.#issued.delete(value)
  }

  /** One source per installation, so that the order among installations changes no token. */
  #sourceOf ({ id }: Installation): Randomness {
    const source = this.#sources.get(id) ?? this.#options.random.fork(id)
    this.#sources.set(id, source)
    return source
  }

  /** Looks at the oldest only: lifetimes are alike, so whoever is behind a live token will go soon after it. */
  #forgetExpired (): void {
    const before = this.#options.clock.now() - REMEMBER_EXPIRED_MS
    for (const [value, token] of this.#issued) {
      if (token.expiresAt >= before) return
      this.#issued.delete(value)
    }
  }
}

function encode (value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
