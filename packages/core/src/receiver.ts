import type { Caller, EventEnvelope, Receipt, VerifierRequest } from '@hooksmith/contracts'
import type { HandlerContext } from './handler.js'

/** An event as a receiver decoded it. */
export interface DecodedEvent {
  readonly event: EventEnvelope
  /** `JSON.stringify(event.data)`, where decoding made it anyway: saves the queue from making it again. */
  readonly dataText?: string
}

/** What a verified request turned out to be. */
export type Decoded =
  /** Events to store; an empty list is an answer too (a challenge, a ping). */
  | { readonly kind: 'events', readonly events: readonly DecodedEvent[] }
  /** Verified, but not in a form that means anything here. Recorded and counted. */
  | { readonly kind: 'unreadable', readonly reason: string }
  /** Verified and in order, but for somebody whom this server does not serve. Recorded and counted. */
  | { readonly kind: 'not served', readonly reason: string }

/** What became of one decoded event. */
export interface IngestedEvent {
  readonly event: EventEnvelope
  /**
   * - `stored`: at least one job was stored now.
   * - `duplicate`: every job had been stored before, or the event is in the spool.
   * - `spooled`: the queue is out of reach; the event is on this machine's disk, and its jobs are stored once the queue is back.
   * - `unwanted`: no handler asks for this type.
   * - `self`: the app caused it itself, and no handler asks for such events.
   * - `filtered`: the filter expressions of all its handlers refused it.
   */
  readonly verdict: 'stored' | 'duplicate' | 'spooled' | 'unwanted' | 'self' | 'filtered'
  readonly receipts: readonly Receipt[]
}

/** What {@link Receiver.reply} answers to. */
export type ReceiverResult<C extends Caller = Caller> =
  | { readonly kind: 'events', readonly caller: C, readonly events: readonly IngestedEvent[] }
  | { readonly kind: 'unreadable' | 'not served', readonly caller: C, readonly reason: string }

/** An HTTP answer. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Readonly<Record<string, unknown>>
}

/**
 * The part that takes one sender's requests: verify, decode, reply.
 *
 * The router calls, for each request and in this order: `verify` over the raw bytes, `decode`, `capture`, then it stores the
 * events, then `reply`. Nothing of the body is parsed before `verify` resolved. A rejection with a coded error
 * ends the request with the error's `statusCode` (400 to 599) and `code`; any other rejection with 500 and a log line.
 *
 * @typeParam C - What the sender proves about itself.
 */
export interface Receiver<C extends Caller = Caller> {
  /**
   * Which sender it is for. The router writes it into every event as the attribute `receiver`, and it says whose {@link Receiver.context} a
   * handler gets. 1 to 80 lower-case letters, digits, dashes.
   */
  readonly name: string
  /** The route, from `/`; one receiver may be added under several paths, each with a Receiver object of its own. */
  readonly path: string
  /** @defaultValue ['POST'] */
  readonly methods?: ReadonlyArray<'GET' | 'POST' | 'PUT' | 'DELETE'>
  /** Largest body taken, in bytes; above it the answer is 413 and nothing is verified. @defaultValue 1_048_576 */
  readonly bodyLimitBytes?: number
  /** How long a repeat of an event is a duplicate, in milliseconds; at least the sender's redelivery horizon. @defaultValue 86_400_000 */
  readonly dedupeMs?: number
  /**
   * How long after the first delivery the sender may deliver an event again, in milliseconds. A spool has to fit into what `dedupeMs` leaves.
   * @defaultValue 3_600_000 (1 h)
   */
  readonly redeliveryHorizonMs?: number
  /** See `Verifier` of `@hooksmith/contracts`, whose codes it rejects with. */
  verify (request: VerifierRequest): Promise<C>
  /**
   * Turns the verified request into events. Bad content is an answer (`unreadable`), not an error; an event that is not in order (see
   * `assertEvent` of `@hooksmith/contracts`) is recorded as unreadable, and the others of its request are stored.
   */
  decode (request: VerifierRequest, caller: C): Decoded | Promise<Decoded>
  /** Keeps what the request brought beside its events (tokens), before the events are stored; a rejection ends the request as one of `verify` does. */
  capture?(request: VerifierRequest, caller: C): Promise<void>
  /** The answer once everything is stored. @defaultValue 200 with `{"status": …}` */
  reply?(result: ReceiverResult<C>): Reply
  /**
   * What handlers of this receiver's events find in their context, for example `{ forge }`. Called once an attempt.
   *
   * @param signal - The attempt's own, as in the context; what is done for the attempt ends with it.
   */
  context?(event: EventEnvelope, signal: AbortSignal): Partial<HandlerContext>
}
