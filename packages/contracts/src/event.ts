import { HKS_ERR_EVENT_INPUT } from './errors.js'

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** What a CloudEvents extension attribute can hold (CloudEvents 1.0.2, "Type System", without the binary types). */
export type ExtensionValue = string | number | boolean | undefined

/**
 * One event, in the JSON form of CloudEvents 1.0 (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 *
 * `tenant` is the one extension that every event has. The names of other extension attributes are lower-case letters
 * and digits, as CloudEvents asks.
 *
 * @typeParam Data - The sender's body.
 */
export interface EventEnvelope<Data = unknown> {
  readonly specversion: '1.0'
  /**
   * Identifies the event among all events of a deployment: a redelivery has the id of the first delivery, and no two
   * events share one, whatever their tenant or sender. 1 to 256 characters.
   */
  readonly id: string
  /** What happened, by the sender's own name, for example `avi:confluence:created:comment`. 1 to 256 characters. */
  readonly type: string
  /** Who sent it, as a URI reference. 1 to 512 characters. */
  readonly source: string
  /** The entity it is about, where there is one. */
  readonly subject?: string
  /** When it happened, RFC 3339; absent where the sender does not say. */
  readonly time?: string
  readonly datacontenttype?: string
  /** The sender's body, untouched but for credentials in it, which a receiver leaves out. */
  readonly data: Data
  /** Whose event it is; fairness, keys and tokens are kept apart by it. 1 to 256 characters. */
  readonly tenant: string
  /** W3C trace context of the delivery, where the sender gave one. */
  readonly traceparent?: string
  /** The sender's own count of redeliveries: absent on a first delivery, else from 1. */
  readonly redelivery?: number
  /** The sender's reason for redelivering, in its own words. */
  readonly redeliveryreason?: string
  /** True when the app itself caused the event; such events reach only handlers that ask for them. */
  readonly selfgenerated?: boolean
  readonly [extension: string]: ExtensionValue | Data
}

/**
 * Refuses an event that no driver has to take.
 *
 * @throws `HKS_ERR_EVENT_INPUT` naming the attribute, what was expected and what came.
 */
export function assertEvent (event: EventEnvelope): void {
  assertAttribute('id', event.id, 256)
  assertAttribute('type', event.type, 256)
  assertAttribute('source', event.source, 512)
  assertAttribute('tenant', event.tenant, 256)
  if (event.specversion !== '1.0') throw new HKS_ERR_EVENT_INPUT('specversion', "'1.0'", typeof event.specversion)
}

function assertAttribute (name: string, value: unknown, max: number): void {
  if (typeof value !== 'string') throw new HKS_ERR_EVENT_INPUT(name, 'a string', typeof value)
  if (value.length < 1 || value.length > max) throw new HKS_ERR_EVENT_INPUT(name, `1 to ${max} characters`, `${value.length}`)
}
