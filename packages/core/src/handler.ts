import type { EventEnvelope, JsonValue } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { AddEndpoint } from './endpoints/endpoint.js'
import type { EventName, EventPayload } from './event-map.js'
import type { HandlerResult } from './results.js'
import type { RetryPolicy } from './retry-policy.js'
import type { ScheduleOptions } from './schedules/options.js'

/** What a retried handler learns about the attempt before. The shape is that of Forge's own `retryContext`. */
export interface RetryContext {
  /** Retries so far, from 1. */
  readonly retryCount: number
  readonly retryReason: string
  /** What the handler left with `retry({ data })`. */
  readonly retryData: JsonValue
}

/**
 * What a handler gets beside its event. Receivers add to it by declaration merging (`ctx.forge`); what a receiver adds is there
 * for the events of that receiver.
 */
export interface HandlerContext {
  /** The same on every attempt: fit for an idempotency key. */
  readonly jobId: string
  /** From 1. See `JobSummary.attempt` of `@hooksmith/contracts`. */
  readonly attempt: number
  /** Aborts at the timeout, when the lease is lost, and when the process shuts down; `reason` is a coded error. */
  readonly signal: AbortSignal
  /** Writes the job, event and tenant ids with every line, and the event's `traceparent` where it has one. */
  readonly log: FastifyBaseLogger
  /** Absent on the first attempt. */
  readonly retryContext?: RetryContext
}

/** A function that a plugin registers for events. It returns nothing when it is done, or says how to go on. */
export type Handler<Data = unknown> = (event: EventEnvelope<Data>, ctx: HandlerContext) => HandlerResult | Promise<HandlerResult>

/** Wraps a handler, as a transaction or a trace does. */
export type HandlerWrapper = (next: Handler) => Handler

/** How a handler wants to be run. */
export interface HandlerOptions<Data = unknown> {
  /** Stable name inside the plugin: jobs outlive deploys. Letters, digits, `.`, `_`, `-`; up to 80 characters. */
  readonly id: string
  /** Former ids, the oldest first; never removed while jobs of theirs may be stored. */
  readonly aliases?: readonly string[]
  /** @defaultValue 4 retries, exponential from 5 s with factor 4 up to 1 h, full jitter */
  readonly retry?: Partial<RetryPolicy>
  /** How long one attempt may take, in milliseconds; its signal is then aborted. @defaultValue 60_000 */
  readonly timeoutMs?: number
  /** How many attempts of this handler run at a time in one process. @defaultValue that of the router */
  readonly concurrency?: number
  /** Jobs of this handler with equal tenant and key run one at a time, in order. `undefined`: no such bond for this event. */
  readonly key?: (event: EventEnvelope<Data>) => string | undefined
  /**
   * Which events it wants. A CEL expression over `event` is evaluated when the event arrives; a function in the worker, before the first
   * attempt. An expression that cannot be evaluated for an event lets it through.
   */
  readonly filter?: string | ((event: EventEnvelope<Data>) => boolean)
  /** Whether it wants events that the app caused itself. @defaultValue false */
  readonly self?: boolean
}

/** What `definePlugin` hands to `register`. */
export interface PluginRouter {
  /**
   * Runs `handler` for every event whose type matches one of `patterns`: exact names, and globs by segment between colons
   * (`*` one segment, `**` one or more at the end).
   *
   * Mistakes are collected and refused together when the server gets ready: `HKS_ERR_ROUTER_SETUP`.
   */
  on<N extends EventName> (
    patterns: N | readonly N[], options: HandlerOptions<EventPayload<N>>, handler: Handler<EventPayload<N>>): void
  /**
   * Answers calls at `path` while their callers wait: from a UI, a function, a web trigger. A guard, such as the Forge receiver's, proves each
   * caller before the body is read; the server's Fastify hooks run, wrappers of handlers do not. The path may have `:names`, and `*` in the
   * last place.
   *
   * What a handler throws is answered with its `statusCode` (400 to 599) and `code` where it is a coded error, else with 500 and
   * `HKS_ERR_ENDPOINT_FAILED`; `retryAfterMs` of an error becomes `Retry-After`. No message of an error leaves the house.
   *
   * Mistakes are collected and refused together when the server gets ready: `HKS_ERR_ROUTER_SETUP`.
   */
  readonly endpoint: AddEndpoint
  /** Wraps every handler of this plugin, the first wrapper outermost. */
  wrap (wrapper: HandlerWrapper): void
  /** Adds a schedule, whose slots are events `schedule:<name>` for everybody; no two plugins can have schedules of one name. */
  schedule (name: string, options: ScheduleOptions): void
}
