import { dead, retry, type HandlerResult } from '@hooksmith/core'

/** Refusals by which the other side asks for another try (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4). */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 425, 429])

/** Longest wait that another side can ask for, in milliseconds: a day. */
const MAX_WAIT_MS = 86_400_000

/**
 * What an answer means for the job: 2xx is done; 408, 425, 429 and 5xx come again, when `Retry-After` says if it says so; a redirect and every
 * other 4xx is a dead letter, since the same request would be refused again.
 *
 * @param now - Epoch milliseconds, for dates in `Retry-After`.
 */
export function verdictOf (status: number, retryAfter: string | undefined, now: number): HandlerResult {
  if (status >= 200 && status < 300) return undefined
  const reason = `the other side answered ${status}`
  if (status < 400) return dead({ reason: `${reason}; redirects are not followed, put the final address into 'url'` })
  if (status < 500 && !TRY_AGAIN.has(status)) return dead({ reason })
  const afterMs = retryAfterMs(retryAfter, now)
  return retry(afterMs === undefined ? { reason } : { reason, afterMs })
}

/** Seconds or a date (RFC 9110 §10.2.3), as milliseconds from now; `undefined` for anything else. */
export function retryAfterMs (value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  // Date.parse takes more than HTTP's dates, which all end so.
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : text.endsWith('GMT') ? Date.parse(text) - now : NaN
  return Number.isFinite(ms) ? Math.min(MAX_WAIT_MS, Math.max(0, ms)) : undefined
}
