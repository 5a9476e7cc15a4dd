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

/** Names a body whose own members do not, for example by who sent it; `undefined` where it means nothing either. */
export type NameOf = (data: Members) => string | undefined

/**
 * Reads a body in every form in which Forge is known, or documented, to send events: flat with `eventType`; the whole event
 * in `payload`; CloudEvents with `type`; without a name, as lifecycle events are shown; `retryContext` at the root, or in `payload`.
 *
 * Sources: https://developer.atlassian.com/platform/forge/remote/sending-product-events/ ("Retry"),
 * https://developer.atlassian.com/platform/forge/events-reference/data-security-policy-events/, read 2026-08.
 *
 * @param nameOf - Asked, of the body and then of its `payload`, when no member names the event.
 */
export function readDelivery (raw: Members, nameOf: NameOf): Delivery {
  const { body, payload } = partsOf(raw)
  const flat = nameIn(body['eventType'])
  const wrapped = flat === undefined && payload !== undefined ? nameIn(payload['eventType']) ?? cloudEventName(payload) : undefined
  const own = flat ?? wrapped ?? cloudEventName(body) ?? nameOf(body)
  const given = own === undefined && payload !== undefined ? nameOf(payload) : undefined
  const isWrapped = wrapped !== undefined || given !== undefined
  return formOf(own ?? given, body, payload, isWrapped)
}

/** Reads the body of a call whose module key says what it is: wrapped where nothing but `payload` came. */
export function readCall (raw: Members): Delivery {
  const { body, payload } = partsOf(raw)
  const isWrapped = Object.keys(withoutRetry(body)).every((name) => name === 'payload')
  return formOf(undefined, body, payload, isWrapped)
}

interface Parts { readonly body: Members, readonly payload: Members | undefined }

function partsOf (raw: Members): Parts {
  const body = without('contextToken', raw)
  if (!isMembers(body['payload'])) return { body, payload: undefined }
  const payload = without('contextToken', body['payload'])
  return { body: payload === body['payload'] ? body : { ...body, payload }, payload }
}

function formOf (name: string | undefined, body: Members, payload: Members | undefined, isWrapped: boolean): Delivery {
  const retry = retryIn(body) ?? (payload === undefined ? undefined : retryIn(payload))
  const inner = isWrapped ? payload : undefined
  return {
    name,
    data: inner ?? body,
    content: inner === undefined ? contentOfFlat(body, payload) : contentOfWrapped(body, inner),
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
