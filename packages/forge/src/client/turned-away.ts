import { retry, withResult } from '@hooksmith/core'
import {
  HKS_ERR_FORGE_LIMITED, HKS_ERR_FORGE_NOT_PERMITTED, HKS_ERR_FORGE_UNAVAILABLE, type LimitDetails, type RetryLater
} from './errors.js'
import { HKS_ERR_FORGE_REQUEST } from '../errors.js'

/** A limit: a handler that lets it pass runs again after `retryAfterMs`, uncounted. */
export function limited (details: LimitDetails): Error & LimitDetails {
  const { scope, reason, retryAfterMs } = details
  return later(Object.assign(new HKS_ERR_FORGE_LIMITED(scope, reason, retryAfterMs), details), `Atlassian limits calls of this ${scope} (${reason})`)
}

/** A fresh installation's account lacks permissions. @param pauseMs - Middle of the pause before the next call. */
export function notPermitted (status: number, pauseMs: number): Error & RetryLater {
  // 0.7 to 1.3 of the pause: what was refused together does not come back together.
  const retryAfterMs = Math.round(pauseMs * (0.7 + Math.random() * 0.6))
  return later(Object.assign(new HKS_ERR_FORGE_NOT_PERMITTED(status), { retryAfterMs }), `not permitted yet (${status})`)
}

/** The service is away, and to call again does no harm. */
export function unavailable (status: number, retryAfterMs: number): Error & RetryLater {
  return later(Object.assign(new HKS_ERR_FORGE_UNAVAILABLE(status), { retryAfterMs }), `Atlassian answered ${status}`)
}

/** No answer. Counted by the handler's own policy where a second call could do what the first one did. */
export function unanswered (detail: string, retryAfterMs: number, isHarmless: boolean): Error & RetryLater {
  const error = Object.assign(new HKS_ERR_FORGE_REQUEST(detail), { retryAfterMs })
  return isHarmless ? later(error, `Atlassian gave no answer (${detail})`) : error
}

function later<E extends Error & RetryLater> (error: E, reason: string): E {
  return withResult(error, retry({ reason, afterMs: error.retryAfterMs, counted: false }))
}
