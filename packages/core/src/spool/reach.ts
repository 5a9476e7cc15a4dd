import type { FastifyBaseLogger } from 'fastify'
import { describeError } from '../redact.js'
import { isOutOfReach, isRefusal } from './drain.js'
import type { ResolvedSpoolOptions } from './options.js'

/**
 * What this process knows of the queue's server.
 *
 * ```text
 *            a call that found it out of reach, or had no answer           a pass that stored something, or had nothing to store
 *   reached ────────────────────────────────────────────────────► away ────────────────────────────────────────────────────► reached
 * ```
 *
 * `refusal` stands beside: the server is reached and takes nothing.
 */
export class Reach {
  readonly #options: ResolvedSpoolOptions
  readonly #log: FastifyBaseLogger
  #away: unknown
  #refusal: Error | undefined
  #failures = 0

  constructor (options: ResolvedSpoolOptions, log: FastifyBaseLogger) {
    this.#options = options
    this.#log = log
  }

  /** The last error that said so; `undefined` when the queue can be reached as far as anybody knows. */
  get away (): unknown {
    return this.#away
  }

  get isAway (): boolean {
    return this.#away !== undefined
  }

  /** Why the queue takes nothing although it is reached: it is full, or of a newer release. */
  get refusal (): Error | undefined {
    return this.#refusal
  }

  get hasFailed (): boolean {
    return this.#failures > 0
  }

  /** How long to wait before the next try, in milliseconds. */
  get pauseMs (): number {
    const { retryMs, maxRetryMs } = this.#options
    return Math.min(maxRetryMs, retryMs * 2 ** Math.min(30, Math.max(0, this.#failures - 1)))
  }

  /** A call of a request failed. */
  lose (error: unknown): void {
    if (!this.isAway) this.#log.warn({ reason: describeError(error) }, 'the queue is out of reach, events go to the spool')
    this.#away = error
    this.#failures = Math.max(1, this.#failures)
  }

  /** The queue takes events, or nothing is left that could tell: the next event will. */
  regain (): void {
    if (this.isAway) this.#log.info('the queue is back, the spool drains')
    this.#away = undefined
    this.#refusal = undefined
    this.#failures = 0
  }

  /** A pass ended early, for the `times`-th time in a row. */
  fail (error: unknown, about: object): void {
    this.#failures++
    this.#refusal = error instanceof Error && isRefusal(error) ? error : undefined
    // Reached, or not asked because the disk failed: then the next event finds out.
    this.#away = isOutOfReach(error) ? error : undefined
    const line = { ...about, reason: describeError(error) }
    if (isOutOfReach(error)) this.#log.warn(line, 'the queue is still out of reach')
    else this.#log.error(line, 'the spool cannot be drained now')
  }

  /** Something stays in the spool by its own fault, after so many failures before. */
  hold (failures: number): void {
    this.#failures = failures + 1
  }

  get failures (): number {
    return this.#failures
  }
}
