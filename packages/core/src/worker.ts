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
import { placeIn } from './place.js'
import { describeError } from './redact.js'

/** What the worker needs of the router. */
export interface WorkerParts {
  readonly options: ResolvedRouterOptions
  readonly table: HandlerTable
  readonly log: FastifyBaseLogger
  readonly observe: Observer
  /** What the event's receiver adds to the context. */
  contextOf (event: EventEnvelope, signal: AbortSignal): Partial<HandlerContext>
}

/** What is known of an attempt beside its outcome. */
interface Note {
  readonly startedAt: number
  readonly kind: 'run' | 'skipped' | 'deferred'
  /** Where the handler threw: for the log only, no queue and no page gets it. */
  readonly place?: string
}

/** Takes jobs from the queue and runs their handlers. */
export class Worker {
  readonly #parts: WorkerParts
  readonly #outcomes: Outcomes
  readonly #consumer: Consumer
  readonly #stopWatching: () => void
  readonly #running = new Map<Registration, number>()
  readonly #ranLately = new Set<string>()
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
    this.#stopWatching = watchLoop(parts.options.maxLoopLagMs, (lagMs, isTooLong) => {
      // Whoever blocked the loop has often ended by the time that anybody can look.
      const handlers = [...this.#ranLately]
      this.#ranLately.clear()
      for (const { id } of this.#running.keys()) this.#ranLately.add(id)
      if (isTooLong) parts.log.warn({ lagMs, handlers }, 'the event loop stood still; one of these handlers may block it')
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
    if (handler === undefined) return this.#defer(job)
    const startedAt = options.clock.now()
    this.#notes.set(job, { startedAt, kind: 'run' })
    const early = this.#outcomes.beforeAttempt(job, handler)
    if (early !== undefined) return early
    const running = this.#running.get(handler) ?? 0
    if (handler.concurrency !== undefined && running >= handler.concurrency) return this.#defer(job)
    this.#running.set(handler, running + 1)
    this.#ranLately.add(handler.id)
    try {
      if (this.#skips(job, handler)) {
        this.#notes.set(job, { startedAt, kind: 'skipped' })
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
        onThrown: (error) => { this.#notes.set(job, { startedAt, kind: 'run', ...placeIn(error) }) },
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

  #defer (job: LeasedJob): Outcome {
    this.#notes.set(job, { startedAt: this.#parts.options.clock.now(), kind: 'deferred' })
    return this.#outcomes.busy(job)
  }

  /** As with an expression, an event whose filter throws passes: in doubt it is handled. */
  #skips (job: LeasedJob, handler: Registration): boolean {
    if (handler.filter === undefined || job.attempt !== 1 || retryContextOf(job).retryContext !== undefined) return false
    try {
      return !handler.filter(job.event)
    } catch (error) {
      const line = { handler: handler.id, job: job.id, reason: describeError(error), ...placeIn(error) }
      this.#parts.log.warn(line, 'filter cannot be evaluated, the event passes')
      return false
    }
  }

  #context (job: LeasedJob, handler: Registration, signal: AbortSignal): HandlerContext {
    const { id: event, traceparent } = job.event
    const trace = traceparent === undefined ? {} : { traceparent }
    const log = this.#parts.log.child({ handler: handler.id, job: job.id, event, tenant: job.tenant, attempt: job.attempt, ...trace })
    const base = { jobId: job.id, attempt: job.attempt, signal, log, ...retryContextOf(job) }
    // A receiver's context() gives what it declared by merging; that it is there for its own events is its promise.
    return { ...this.#parts.contextOf(job.event, signal), ...base } as HandlerContext
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
    try {
      options.onExhausted?.(error)
    } catch (thrown) {
      log.error({ reason: describeError(thrown) }, 'onExhausted failed')
    }
  }

  #settled (job: LeasedJob, outcome: Outcome, settlement: 'in time' | 'late' | 'refused'): void {
    const { options, observe, log } = this.#parts
    const { startedAt, kind, ...thrown }: Note = this.#notes.get(job) ?? { startedAt: options.clock.now(), kind: 'run' }
    // Nothing was attempted, and the queue shows the job as delayed.
    if (kind === 'deferred') return
    const durationMs = options.clock.now() - startedAt
    observe({ kind: 'attempt', job, outcome, settlement, isSkipped: kind === 'skipped', startedAt, durationMs })
    const line = { handler: job.handler, job: job.id, attempt: job.attempt }
    if (outcome.outcome === 'dead') log.error({ ...line, code: outcome.code, reason: outcome.reason, ...thrown }, 'job is dead')
    if (outcome.outcome === 'retry') log.info({ ...line, reason: outcome.reason, ...thrown, at: outcome.at }, 'job is retried')
    if (settlement !== 'in time') log.warn({ ...line, settlement }, 'outcome came after the lease had ended')
  }
}

function retryContextOf (job: LeasedJob): { retryContext?: RetryContext } {
  if (job.retry === undefined || job.retry.reason === BUSY) return {}
  return { retryContext: { retryCount: Math.max(1, job.attempt - 1), retryReason: job.retry.reason, retryData: job.retry.data ?? null } }
}
