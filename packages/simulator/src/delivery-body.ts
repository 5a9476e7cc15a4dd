import type { JsonValue } from '@hooksmith/contracts'
import type { Invocation } from './invocation.js'
import type { RetryContext } from './journal-record.js'
import type { JsonObject } from './options.js'
import type { Switches } from './switches.js'

type Place = Switches['retryContextAt']

/** The bytes of one delivery: an object is JSON and can say that it is a redelivery, text and bytes are as they are. */
export function bodyOf ({ body }: Invocation, retryContext: RetryContext | undefined, place: Place): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(formed(body, retryContext, place)))
}

/** The same as JSON, for the journal. */
export function recordable ({ body }: Invocation, retryContext: RetryContext | undefined, place: Place): JsonValue {
  if (body === undefined) return null
  if (body instanceof Uint8Array) return Buffer.from(body).toString()
  return typeof body === 'string' ? body : formed(body, retryContext, place)
}

export function membersOf (body: Invocation['body']): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && !(body instanceof Uint8Array) ? body : {}
}

function formed (body: JsonObject, retryContext: RetryContext | undefined, place: Place): JsonObject {
  const retry: JsonObject = retryContext === undefined ? {} : { retryContext: { ...retryContext } }
  if (place === 'wrapped') return { payload: { ...body, ...retry } }
  if (place === 'root' || retryContext === undefined) return { ...body, ...retry }
  return { ...body, payload: { ...objectIn(body.payload), ...retry } }
}

function objectIn (value: JsonValue | undefined): JsonObject {
  // What is an object, and neither null nor a list, is one in JSON.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {}
}
