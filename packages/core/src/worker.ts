import type { Abandoned, Consumer, EventEnvelope, LeasedJob, Outcome } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import { runAttempt } from './attempt.js'
import { HKS_ERR_ROUTER_EXHAUSTED } from './errors.js'
import type { HandlerContext, RetryContext } from './handler.js'
import type { HandlerTable, Registration } from './handler-table.js'
import { watchLoop } from './loop-lag.js'
import type { Observer } from './observations.js'
import type { ResolvedRouterOptions } from './options.js'
import { BUSY, Outcomes } from './outcomes.js'
import { describeError } from './redact.js'

/** What the worker needs of the router. */
export interface WorkerParts {
  readonly options: ResolvedRouterOptions
  readonly table: HandlerTable
  readonly log: FastifyBaseLogger
  readonly observe: Observer
  /** What the event's receiver adds to the context. */
  contextOf (event: EventEnvelope): Partial<HandlerContext>
}

/** What is known of an attempt beside its outcome. */
interface Note { readonly startedAt: number, readonly isSkipped: boolean }

/** Takes jobs from the queue and runs their handlers. */
export class Worker {
  readonly #parts: WorkerParts
  readonly #outcomes: Outcomes
  readonly #consumer: Consumer
  readonly #stopWatching: () => void
  readonly #running = new Map<Registration, number>()
  readonly #notes = new WeakMap<LeasedJob, Note>()
  #abandoned = 0
  #isExhausted = false

  constructor (parts: WorkerParts) {
    this.#parts = parts
    this.#outcomes = new Outcomes(parts.options)
    this.#consumer = parts.options.queue.consume({
      handlers: parts.table.ids(),
      concurrency: parts.options.concurrency,
      run: (job, signal) => this.#run(job, signal),
      onSettled: (job, outcome, settlement) => { this.#settled(job, outcome, settlement) },
      onDead: (job, note) => {
        parts.log.error({ job: job.id, code: note.code }, note.reason)
        parts.observe({ kind: 'orphan', job, note })
      },
      onError: (error) => { parts.log.error({ reason: describeError(error) }, 'queue out of order, the worker goes on trying') }
    })
    this.#stopWatching = watchLoop(parts.options.maxLoopLagMs, (lagMs) => {
      const handlers = [...this.#running.keys()].map(({ id }) => id)
      parts.log.warn({ lagMs, handlers }, 'the event loop stood still; a handler blocks it')
    })
  }

  /** Whether so many attempts run on past their timeout that the process has to be replaced. */
  get isExhausted (): boolean {
    return this.#isExhausted
  }

  /** Takes no further job. */
  pause (): void {
    this.#consumer.pause()
  }

  /** Waits for what runs, then hands the rest back. */
  async close (graceMs: number): Promise<void> {
    this.#stopWatching()
    await this.#consumer.close({ graceMs })
  }

  async #run (job: LeasedJob, leaseSignal: AbortSignal): Promise<Outcome | Abandoned> {
    const { options, table } = this.#parts
    const handler = table.get(job.handler)
    // The queue hands out jobs of the listed handlers only; a driver that errs must not lose the job over it.
    if (handler === undefined) return this.#outcomes.busy(job)
    const note = { startedAt: options.clock.now(), isSkipped: false }
    this.#notes.set(job, note)
    const early = this.#outcomes.beforeAttempt(job, handler)
    if (early !== undefined) return early
    const running = this.#running.get(handler) ?? 0
    if (handler.concurrency !== undefined && running >= handler.concurrency) return this.#outcomes.busy(job)
    this.#running.set(handler, running + 1)
    try {
      if (this.#skips(job, handler)) {
        this.#notes.set(job, { ...note, isSkipped: true })
        return { outcome: 'done' }
      }
      return await runAttempt({
        job,
        handler,
        leaseSignal,
        clock: options.clock,
        outcomes: this.#outcomes,
        abandonAfterMs: options.abandonAfterMs,
        context: (signal) => this.#context(job, handler, signal),
        onAbandoned: (change) => { this.#countAbandoned(change, handler) }
      })
    } catch (error) {
      return this.#outcomes.ofError(job, handler, error)
    } finally {
      const left = (this.#running.get(handler) ?? 1) - 1
      if (left === 0) this.#running.delete(handler)
      else this.#running.set(handler, left)
    }
  }

  #skips (job: LeasedJob, handler: Registration): boolean {
    return job.attempt === 1 && handler.filter !== undefined && !handler.filter(job.event)
  }

  #context (job: LeasedJob, handler: Registration, signal: AbortSignal): HandlerContext {
    const log = this.#parts.log.child({ handler: handler.id, job: job.id, event: job.event.id, tenant: job.tenant, attempt: job.attempt })
    const base = { jobId: job.id, attempt: job.attempt, signal, log, ...retryContextOf(job) }
    // A receiver's context() gives what it declared by merging; that it is there for its own events is its promise.
    return { ...base, ...this.#parts.contextOf(job.event) } as HandlerContext
  }

  #countAbandoned (change: 1 | -1, handler: Registration): void {
    const { options, log } = this.#parts
    this.#abandoned += change
    if (change === 1) log.warn({ handler: handler.id, abandoned: this.#abandoned }, 'attempt goes on past its timeout and was abandoned')
    if (this.#isExhausted || this.#abandoned <= options.maxAbandoned) return
    this.#isExhausted = true
    this.#consumer.pause()
    const error = new HKS_ERR_ROUTER_EXHAUSTED(this.#abandoned)
    log.fatal({ code: error.code }, error.message)
    options.onExhausted?.(error)
  }

  #settled (job: LeasedJob, outcome: Outcome, settlement: 'in time' | 'late' | 'refused'): void {
    const { options, observe, log } = this.#parts
    const { startedAt, isSkipped } = this.#notes.get(job) ?? { startedAt: options.clock.now(), isSkipped: false }
    observe({ kind: 'attempt', job, outcome, settlement, isSkipped, startedAt, durationMs: options.clock.now() - startedAt })
    const line = { handler: job.handler, job: job.id, attempt: job.attempt }
    if (outcome.outcome === 'dead') log.error({ ...line, code: outcome.code, reason: outcome.reason }, 'job is dead')
    if (outcome.outcome === 'retry' && outcome.reason !== BUSY) log.info({ ...line, reason: outcome.reason, at: outcome.at }, 'job is retried')
    if (settlement !== 'in time') log.warn({ ...line, settlement }, 'outcome came after the lease had ended')
  }
}

function retryContextOf (job: LeasedJob): { retryContext?: RetryContext } {
  if (job.retry === undefined || job.retry.reason === BUSY) return {}
  return { retryContext: { retryCount: Math.max(1, job.attempt - 1), retryReason: job.retry.reason, retryData: job.retry.data ?? null } }
}
