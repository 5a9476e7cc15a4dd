import type { AppToken, Clock, TokenStore, VerifierRequest } from '@hooksmith/contracts'
import type { ForgeCaller } from './verifier/caller.js'

/** Forge promises at most 4 h (…/remote/calling-product-apis/, read 2026-08); what claims more than this is not believed. */
const MAX_LIFETIME_MS = 86_400_000
const MAX_TOKEN_LENGTH = 16_384
/** How long a stored token is not offered to the store again, in milliseconds. */
const REMEMBER_MS = 60_000
const MAX_REMEMBERED = 10_000

/** What capturing needs. */
export interface CaptureParts {
  readonly tokens: TokenStore
  readonly clock: Clock
  /** Raises a signal for jobs that wait. */
  readonly signal: (name: string) => Promise<unknown>
  /** Told the expiry of a token that was stored, or that this process did not know of. */
  readonly onKept?: (tenant: string, expiresAt: number) => Promise<void>
  /** Told, in words fit for a log, why a token that came was not kept. */
  readonly onIgnored: (reason: string, caller: ForgeCaller) => void
}

/** The signal on which jobs wait for a token of `tenant`. */
export function tokenSignal (tenant: string): string {
  return `token:${tenant}`
}

/**
 * Keeps the app system token that came with a delivery.
 *
 * A header that is absent erases nothing; the token that lives longest stays, whoever stores last. Forge sends the same token with
 * many deliveries, so one that was stored within the last minute is not stored again: expiry and tenant are remembered for that,
 * never the token.
 */
export class TokenCapture {
  readonly #parts: CaptureParts
  readonly #stored = new Map<string, { readonly expiresAt: number, readonly at: number }>()

  constructor (parts: CaptureParts) {
    this.#parts = parts
  }

  /** Resolves once the token is stored, and the jobs that waited for one are woken. Rejects as the TokenStore does. */
  async capture (request: VerifierRequest, caller: ForgeCaller): Promise<void> {
    const value = tokenIn(request.headers['x-forge-oauth-system'])
    if (value === undefined) return
    const expiresAt = expiryOf(value)
    const now = this.#parts.clock.now()
    if (expiresAt === undefined) { this.#parts.onIgnored('no expiry can be read from it', caller); return }
    if (expiresAt > now + MAX_LIFETIME_MS) { this.#parts.onIgnored('it claims to live longer than a day', caller); return }
    if (expiresAt > now) await this.#keep(caller.tenant, { value, expiresAt, apiBaseUrl: caller.apiBaseUrl }, now)
  }

  async #keep (tenant: string, token: AppToken, now: number): Promise<void> {
    const stored = this.#stored.get(tenant)
    const isKnown = stored !== undefined && stored.expiresAt >= token.expiresAt
    if (isKnown && now - stored.at < REMEMBER_MS) return
    const isNewer = await this.#parts.tokens.put(tenant, token)
    // Not only if newer: a process that stored it may have died before it woke anybody.
    if (isNewer || !isKnown) await this.#parts.signal(tokenSignal(tenant))
    if (isNewer || !isKnown) await this.#parts.onKept?.(tenant, token.expiresAt)
    this.#remember(tenant, isKnown ? stored.expiresAt : token.expiresAt, now)
  }

  #remember (tenant: string, expiresAt: number, at: number): void {
    this.#stored.delete(tenant)
    this.#stored.set(tenant, { expiresAt, at })
    if (this.#stored.size <= MAX_REMEMBERED) return
    const [oldest] = this.#stored.keys()
    if (oldest !== undefined) this.#stored.delete(oldest)
  }
}

/** The documentation shows the bare token; a `Bearer ` before it does no harm. */
function tokenIn (header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.length > MAX_TOKEN_LENGTH) return undefined
  const value = header.replace(/^bearer +/i, '')
  // RFC 6750 §2.1: what a bearer token can consist of.
  return /^[\w.~+/-]+=*$/.test(value) ? value : undefined
}

/** Epoch milliseconds of `exp`. The token is opaque but for this claim, and not ours to verify. */
function expiryOf (token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined
    return typeof exp === 'number' && Number.isFinite(exp) ? Math.floor(exp * 1_000) : undefined
  } catch {
    // Not a JWT: the caller says so.
    return undefined
  }
}
