import type { ScopeKind } from './scopes.js'

/** A limit that an answer tells of. */
export interface Limit {
  readonly kind: ScopeKind
  readonly reason: string
  /** How long no call of the scope may be made, in milliseconds; `undefined` where the answer does not say. */
  readonly waitMs: number | undefined
}

/** What of an answer is looked at: fetch's `Headers` has it. */
export interface HeaderReader { get (name: string): string | null }

/** Whatever a header says, no shorter and no longer. */
const MIN_WAIT_MS = 1_000
const MAX_WAIT_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Confluence has the same systems under its own name (community reports, 2026). */
const KINDS: ReadonlyArray<readonly [ending: string, kind: ScopeKind]> = [
  ['quota-global-based', 'app'],
  ['quota-tenant-based', 'installation'],
  ['burst-based', 'endpoint'],
  ['per-issue-on-write', 'issue']
]

/**
 * The limit that an answer tells of, if it does: every 429, and 503 with `Retry-After`.
 *
 * A 429 without a reason that is known holds the whole installation back: in doubt the wider scope. A 503 holds back its endpoint.
 *
 * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08.
 *
 * @param now - Epoch milliseconds, of the clock that the wait is measured by.
 */
export function limitOf (status: number, headers: HeaderReader, now: number): Limit | undefined {
  if (status === 503 && headers.get('retry-after') !== null) {
    return { kind: 'endpoint', reason: 'service-unavailable', waitMs: waitIn(headers, now) }
  }
  if (status !== 429) return undefined
  const reason = reasonIn(headers)
  const [, kind] = KINDS.find(([ending]) => reason.endsWith(ending)) ?? []
  // The points of an hour come back at its end, whatever the answer leaves out.
  const fallback = reason.includes('-quota-') ? HOUR_MS - now % HOUR_MS : undefined
  return { kind: kind ?? 'installation', reason, waitMs: waitIn(headers, now) ?? fallback }
}

/** Of a header only what cannot be anything but a name. */
function reasonIn (headers: HeaderReader): string {
  const names = ['ratelimit-reason', 'x-ratelimit-reason', 'x-beta-ratelimit-reason']
  return names.map((name) => headers.get(name) ?? '').find((value) => /^[a-z][a-z-]{1,60}$/.test(value)) ?? 'unknown'
}

function waitIn (headers: HeaderReader, now: number): number | undefined {
  const waitMs = spanIn(headers.get('retry-after'), now) ?? spanIn(headers.get('x-ratelimit-reset'), now) ?? resetIn(headers.get('ratelimit'))
  return waitMs === undefined ? undefined : Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, waitMs))
}

/** Seconds, an HTTP date (RFC 9110 §10.2.3, §5.6.7), or an instant as Atlassian's other headers have it. */
function spanIn (value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000)
  const at = /^(?:[A-Z][a-z]{2}, \d\d |\d{4}-\d\d-\d\dT)/.test(value) ? Date.parse(value) : NaN
  if (Number.isNaN(at)) return undefined
  // Jira leaves the seconds out: the instant lies somewhere in that minute, unless it is the full hour at which quotas begin.
  return at - now + (/T\d\d:(?!00)\d\dZ$/.test(value) ? 60_000 : 0)
}

/** Of `"policy";r=0;t=600` entries the longest `t` among those with nothing left, in milliseconds. */
function resetIn (value: string | null): number | undefined {
  const spent = [...(value ?? '').matchAll(/;r=0;t=(\d{1,6})\b/g)].map(([, seconds]) => Number(seconds) * 1_000)
  return spent.length === 0 ? undefined : Math.max(...spent)
}
