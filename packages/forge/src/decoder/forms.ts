import type { Members } from './body.js'
import { isMembers } from './body.js'

/** What a delivery says about itself, in whichever of the forms that are seen it came. */
export interface Delivery {
  /** The event's own name; `undefined` where the body has none. */
  readonly name: string | undefined
  /**
   * The event: the body, or its `payload` where that holds the whole event; without its `contextToken`, a credential that means nothing
   * to an app and would otherwise be stored with every job
   * (https://developer.atlassian.com/platform/forge/events-reference/scheduled-trigger/, read 2026-08).
   */
  readonly data: Members
  /** All that tells this event from others: the body without `retryContext`. The same object as `data` where possible. */
  readonly content: Members
  /** How often Forge delivered it again: 0 on the first delivery. */
  readonly retryCount: number
  readonly retryReason: string | undefined
}

const MAX_NAME_LENGTH = 256

/**
 * Reads a body in every form in which Forge is known, or documented, to send events: flat with `eventType`; the whole event
 * in `payload`; CloudEvents with `type`; `retryContext` at the root, or in `payload`.
 *
 * Sources: https://developer.atlassian.com/platform/forge/remote/sending-product-events/ ("Retry"),
 * https://developer.atlassian.com/platform/forge/events-reference/data-security-policy-events/, read 2026-08.
 */
export function readDelivery (raw: Members): Delivery {
  const body = without('contextToken', raw)
  const payload = isMembers(body['payload']) ? without('contextToken', body['payload']) : undefined
  const name = nameIn(body['eventType'])
  const wrapped = name === undefined && payload !== undefined ? nameIn(payload['eventType']) ?? cloudEventName(payload) : undefined
  const retry = retryIn(body) ?? (payload === undefined ? undefined : retryIn(payload))
  const isWrapped = wrapped !== undefined && payload !== undefined
  return {
    name: name ?? wrapped ?? cloudEventName(body),
    data: isWrapped ? payload : body,
    content: isWrapped ? contentOfWrapped(body, payload) : contentOfFlat(body, payload),
    retryCount: retry?.count ?? 0,
    retryReason: retry?.reason
  }
}

function nameIn (value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH ? value : undefined
}

function cloudEventName (body: Members): string | undefined {
  return typeof body['specversion'] === 'string' ? nameIn(body['type']) : undefined
}

function retryIn (body: Members): { readonly count: number, readonly reason: string | undefined } | undefined {
  const context = body['retryContext']
  if (!isMembers(context)) return undefined
  const { retryCount, retryReason } = context
  if (typeof retryCount !== 'number' || !Number.isInteger(retryCount) || retryCount < 1) return undefined
  return { count: retryCount, reason: typeof retryReason === 'string' ? retryReason.slice(0, 256) : undefined }
}

/** A wrapped event counts as the same as a flat one, unless something stands beside `payload`. */
function contentOfWrapped (body: Members, payload: Members): Members {
  const content = withoutRetry(payload)
  const { payload: _, ...beside } = withoutRetry(body)
  return Object.keys(beside).length === 0 ? content : { ...beside, payload: content }
}

/** A `payload` that came with nothing but a `retryContext` was made for it. */
function contentOfFlat (body: Members, payload: Members | undefined): Members {
  const content = withoutRetry(body)
  if (payload === undefined || !Object.hasOwn(payload, 'retryContext')) return content
  const { payload: _, ...rest } = content
  const inner = withoutRetry(payload)
  return Object.keys(inner).length === 0 ? rest : { ...content, payload: inner }
}

function withoutRetry (body: Members): Members {
  return without('retryContext', body)
}

/** The same object when there is nothing to take out; the order of the other members stays. */
function without (name: string, body: Members): Members {
  if (!Object.hasOwn(body, name)) return body
  const { [name]: _, ...rest } = body
  return rest
}
