import type { JsonValue } from '@hooksmith/contracts'

/** Tells results of this module from whatever else a handler returns. */
const RESULT = Symbol.for('hooksmith.result')

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

/** Ends the attempt and runs the handler again later. */
export function retry (
  options: { readonly reason: string, readonly afterMs?: number, readonly data?: JsonValue, readonly counted?: boolean }): RetryResult {
  return { [RESULT]: 'retry', counted: true, ...options }
}

/** Ends the attempt; the handler runs again when `signal` is raised, and the attempt does not count. */
export function wait (options: { readonly signal: string, readonly forMs?: number }): WaitResult {
  return { [RESULT]: 'wait', ...options }
}

/** Ends the job as a dead letter, whatever its policy says. */
export function dead (options: { readonly reason: string }): DeadResult {
  return { [RESULT]: 'dead', ...options }
}

/** Which result a handler's return value is, if any. */
export function asResult (value: unknown): RetryResult | WaitResult | DeadResult | undefined {
  if (typeof value !== 'object' || value === null || !(RESULT in value)) return undefined
  // The symbol is this module's own, so only its three functions made the object.
  return value as RetryResult | WaitResult | DeadResult
}

/**
 * Says how an attempt goes on that ends by `error`: a client that lacks a token throws its own error and lets the job wait for one. Without
 * it an error means a retry by the handler's policy.
 */
export function withResult<E extends Error> (error: E, result: RetryResult | WaitResult | DeadResult): E {
  return Object.defineProperty(error, CONSEQUENCE, { value: result })
}

/** What {@link withResult} left on an error. */
export function resultOf (error: unknown): RetryResult | WaitResult | DeadResult | undefined {
  return error instanceof Error && CONSEQUENCE in error ? asResult(error[CONSEQUENCE]) : undefined
}
