import type { AppTokens } from '../app-tokens.js'
import type { Installations } from '../installations.js'
import type { ResolvedSimulatorOptions } from '../options.js'
import type { Remotes } from '../remote.js'
import type { ApiAnswer } from './documents.js'
import { refusal } from './kvs-limits.js'
import { SlidingWindows } from './windows.js'

export interface UserTokenParts {
  readonly tokens: AppTokens
  readonly installations: Installations
  readonly remotes: Remotes
  readonly options: ResolvedSimulatorOptions
}

/** Whom a token is to act for, and where. */
export interface UserTokenRequest { readonly contextIds: readonly string[], readonly userId: string }

/** The answer that refuses, or the token with the seconds that it lives. */
export type UserTokenOutcome =
  | { readonly problem: ApiAnswer, readonly token?: never }
  | { readonly problem?: never, readonly token: { readonly token: string, readonly ttl: number } }

/** Seconds that a user token lives which was asked for without a session; `ttl` says it to the app. */
const TTL = 3_600

const FORBIDDEN: ApiAnswer = refusal('FORBIDDEN', 'The app may not act for this user here.', 403)
const TOO_MUCH: ApiAnswer = refusal('RATE_LIMIT_EXCEEDED', 'The app asks for too many user tokens.', 429)

/**
 * Hands out tokens that act for a user, where a scope allows impersonation and the sites are the installation's, so many in a minute.
 *
 * Sources: https://developer.atlassian.com/platform/forge/remote/calling-product-apis/, …/platform/forge/limits-invocation/, read 2026-08.
 */
export class UserTokens {
  readonly #parts: UserTokenParts
  readonly #asked = new SlidingWindows()

  constructor (parts: UserTokenParts) {
    this.#parts = parts
  }

  exchange (installationId: string, { contextIds, userId }: UserTokenRequest): UserTokenOutcome {
    const { installations, remotes, tokens } = this.#parts
    const installation = installations.get(installationId)
    if (installation === undefined) return { problem: FORBIDDEN }
    if (this.#isTooMuch(installation.app.id)) return { problem: TOO_MUCH }
    const isAllowed = remotes.for(installation)?.mayImpersonate ?? true
    const isHere = contextIds.length > 0 && contextIds.every((id) => installation.contexts.some(({ ari }) => ari === id))
    if (!isAllowed || !isHere || userId === '') return { problem: FORBIDDEN }
    return { token: { token: tokens.issue(installation, TTL * 1_000, userId).value, ttl: TTL } }
  }

  #isTooMuch (appId: string): boolean {
    const { rateLimits, clock } = this.#parts.options
    if (rateLimits === false) return false
    return this.#asked.spend(appId, 1, [{ most: rateLimits.userTokensPerMinute, withinMs: 60_000 }], clock.now()) > 0
  }
}
