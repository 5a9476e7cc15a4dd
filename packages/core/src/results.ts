import { assertSignal, HKS_ERR_OPTION_INVALID, type JsonValue } from '@hooksmith/contracts'

/** Tells results of this module from whatever else a handler returns. Registered, so that two copies of this package agree. */
export const RESULT: unique symbol = Symbol.for('hooksmith.result')

/** Where an error carries its result. */
const CONSEQUENCE = Symbol.for('hooksmith.consequence')

/** Run me again. */
export interface RetryResult {
  readonly [RESULT]: 'retry'
  /** From now, in milliseconds; absent: as the handler's retry policy says. */
  readonly afterMs?: number
  readonly reason: string
  /** Handed to the next attempt in `ctx.retryContext.retryData`: up to 4 kB of JSON. */
  readonly data?: JsonValue
  /** Whether the attempt counts towards the policy's limit. @defaultValue true */
  readonly counted: boolean
}

/** Put me aside until a signal. */
export interface WaitResult {
  readonly [RESULT]: 'wait'
  readonly signal: string
  /** From now, in milliseconds; never longer than the router's `maxWaitMs` since the first wait. */
  readonly forMs?: number
}

/** Give up. */
export interface DeadResult {
  readonly [RESULT]: 'dead'
  readonly reason: string
}

/** What a handler may return; nothing means done. Any other value means done, too. */
export type HandlerResult = undefined | void | null | RetryResult | WaitResult | DeadResult

/** Ends the attempt and runs the handler again later. @throws `HKS_ERR_OPTION_INVALID`: the attempt then fails with it. */
export function retry (
  options: { readonly reason: string, readonly afterMs?: number, readonly data?: JsonValue, readonly counted?: boolean }): RetryResult {
  assertReason(options.reason)
  assertSpan('afterMs', options.afterMs)
  return { ...options, [RESULT]: 'retry', counted: options.counted ?? true }
}

/**
 * Ends the attempt; the handler runs again when `signal` is raised, and the attempt does not count. When nobody raises it in time, the job
 * becomes a dead letter with `HKS_ERR_JOB_WAIT_EXPIRED`, without another attempt.
 *
 * @param options.signal - 1 to 512 characters.
 * @throws `HKS_ERR_JOB_INPUT`, `HKS_ERR_OPTION_INVALID`: the attempt then fails with it.
 */
export function wait (options: { readonly signal: string, readonly forMs?: number }): WaitResult {
  assertSignal(options.signal)
  assertSpan('forMs', options.forMs)
  return { ...options, [RESULT]: 'wait' }
}

/** Ends the job as a dead letter, whatever its policy says. @throws `HKS_ERR_OPTION_INVALID`: the attempt then fails with it. */
export function dead (options: { readonly reason: string }): DeadResult {
  assertReason(options.reason)
  return { ...options, [RESULT]: 'dead' }
}

/** Which result a handler's return value is, if any. */
export function asResult (value: unknown): RetryResult | WaitResult | DeadResult | undefined {
  if (typeof value !== 'object' || value === null || !(RESULT in value)) return undefined
  // Only the three functions of this module write the symbol.
  return value as RetryResult | WaitResult | DeadResult
}

/**
 * Says how an attempt goes on that ends by `error`: a client that lacks a token throws its own error and lets the job wait for one. Without
 * it an error means a retry by the handler's policy. The last result given to an error stands.
 */
export function withResult<E extends Error> (error: E, result: RetryResult | WaitResult | DeadResult): E {
  return Object.defineProperty(error, CONSEQUENCE, { value: result, configurable: true })
}

/** What {@link withResult} left on an error. */
export function resultOf (error: unknown): RetryResult | WaitResult | DeadResult | undefined {
  return error instanceof Error && CONSEQUENCE in error ? asResult(error[CONSEQUENCE]) : undefined
}

function assertReason (reason: unknown): void {
  if (typeof reason !== 'string') throw new HKS_ERR_OPTION_INVALID('reason', 'a string', typeof reason)
}

function assertSpan (name: string, ms: unknown): void {
  if (ms === undefined || (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0)) return
  throw new HKS_ERR_OPTION_INVALID(name, 'a finite number of milliseconds, at least 0', typeof ms === 'number' ? String(ms) : typeof ms)
}
