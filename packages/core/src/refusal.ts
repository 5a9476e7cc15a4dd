import { HKS_ERR_ROUTER_BODY_TOO_LARGE, HKS_ERR_ROUTER_INTERNAL } from './errors.js'

/** What a refused sender gets to know. */
export interface Refusal {
  readonly code: string
  readonly status: number
  /** Fixed by the status: no message of an error leaves the house. */
  readonly message: string
}

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  401: 'The caller could not be verified.',
  403: 'The caller may not do this.',
  404: 'There is nothing of this kind.',
  409: 'It is at odds with what is there.',
  413: 'The body is too large.',
  415: 'The body must be JSON.',
  500: 'The request could not be taken.',
  503: 'The request cannot be taken now; deliver it again.',
  504: 'The request took too long.'
}

/** Of every answer that is JSON. */
export const JSON_TYPE = 'application/json; charset=utf-8'

const CODE = /^[A-Z][A-Z0-9_]{0,79}$/

/**
 * What to answer for an error: its own code and status where it is a coded one, else 500. A status outside of 400 to 599 is never taken from
 * an error: a 2xx would claim that the event was stored.
 *
 * @param otherwise - The code for errors without one.
 */
export function toRefusal (error: unknown, bodyLimitBytes: number, otherwise = new HKS_ERR_ROUTER_INTERNAL().code): Refusal {
  const { code, statusCode } = typeof error === 'object' && error !== null ? error as { code?: unknown, statusCode?: unknown } : {}
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refusal(new HKS_ERR_ROUTER_BODY_TOO_LARGE(bodyLimitBytes).code, 413)
  if (typeof code === 'string' && CODE.test(code) && isErrorStatus(statusCode)) return refusal(code, statusCode)
  return refusal(otherwise, 500)
}

function isErrorStatus (status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
}

function refusal (code: string, status: number): Refusal {
  return { code, status, message: SENTENCES[status] ?? 'The request was refused.' }
}
