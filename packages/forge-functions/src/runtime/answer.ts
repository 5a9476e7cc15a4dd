import { dead, retry, type HandlerContext, type HandlerResult, type JsonValue } from '@hooksmith/core'

/*
 * Limits of a retry that a function asks for.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/product_events/ ("Retry"), read 2026-08.
 */

/** How often Forge runs a function again that asks for it. */
export const MAX_RETRIES = 4
/** The longest `retryAfter`, in seconds. */
export const MAX_RETRY_AFTER_S = 900
/** What `@forge/events` makes of a `retryAfter` of 0 or less, in seconds. */
const MIN_RETRY_AFTER_S = 1
/** The reason of an `InvocationError` that names none. */
const DEFAULT_REASON = 'FUNCTION_RETRY_REQUEST'

/** What an `InvocationError` of `@forge/events` comes down to, in every version of the package so far: a plain object. */
interface RetryAsked { readonly retryAfter?: unknown, readonly retryReason?: unknown, readonly retryData?: unknown }

/**
 * How a job goes on after a function returned: an `InvocationError` runs it again, anything else ends it.
 *
 * Core refuses `retryData` that is no JSON or has more than 4 kB: the attempt then fails with `HKS_ERR_HANDLER_RETRY_DATA`.
 */
export function resultOf (returned: unknown, name: string, ctx: Pick<HandlerContext, 'attempt' | 'log'>): HandlerResult {
  const asked = retryAskedIn(returned)
  if (asked === undefined) return undefined
  const { retryAfter, retryReason, retryData } = asked
  const reason = typeof retryReason === 'string' && retryReason !== '' ? retryReason : DEFAULT_REASON
  if (ctx.attempt > MAX_RETRIES) return dead({ reason: `${reason}, after ${MAX_RETRIES} retries; Forge allows no more` })
  // The router checks it before it is kept.
  const data = retryData as JsonValue | undefined
  return retry({ afterMs: secondsOf(retryAfter, name, ctx) * 1_000, reason, counted: true, ...data === undefined ? {} : { data } })
}

function retryAskedIn (returned: unknown): RetryAsked | undefined {
  if (typeof returned !== 'object' || returned === null || !('_retry' in returned) || returned._retry !== true) return undefined
  const asked = 'retryOptions' in returned ? returned.retryOptions : undefined
  return typeof asked === 'object' && asked !== null ? asked : {}
}

/** A header's text counts as a number: `retryAfter: response.headers.get('retry-after')`. */
function secondsOf (given: unknown, name: string, { log }: Pick<HandlerContext, 'log'>): number {
  const seconds = typeof given === 'string' ? Number(given) : given
  if (typeof seconds !== 'number' || Number.isNaN(seconds) || seconds <= 0) return MIN_RETRY_AFTER_S
  if (seconds <= MAX_RETRY_AFTER_S) return seconds
  log.warn({ function: name, retryAfter: seconds }, `retryAfter is cut to ${MAX_RETRY_AFTER_S} s, as it is by Forge`)
  return MAX_RETRY_AFTER_S
}
