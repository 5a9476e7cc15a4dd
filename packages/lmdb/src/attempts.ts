import type { Abandoned, ConsumeOptions, LeasedJob, Outcome } from '@hooksmith/contracts'
import type { Claimed } from './claims.js'
import { settle, type Ending } from './endings.js'
import { queueFailure } from './errors.js'
import { handBack } from './leases.js'
import type { ResolvedLmdbQueueOptions } from './options.js'
import type { Tables } from './tables.js'
import { leasedOf } from './views.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000

/** One attempt, from its lease until its outcome is in the file. Only a running one holds a slot. */
export interface Attempt {
  readonly job: LeasedJob
  readonly ending: Ending
  readonly controller: AbortController
  stage: 'running' | 'abandoned' | 'settling'
}

/** What attempts need of the consumer they belong to. */
export interface Host {
  readonly options: ResolvedLmdbQueueOptions
  readonly consume: ConsumeOptions
  readonly open: () => Tables
  /** A slot is free. */
  readonly freed: () => void
  readonly failed: (error: unknown) => void
}

/** The attempts of one consumer: runs them and brings their outcomes to the file. */
export class Attempts {
  readonly #host: Host
  readonly #attempts = new Map<number, Attempt>()
  readonly #settling = new Set<Promise<void>>()
  #onIdle: (() => void) | undefined
  #isStopped = false

  constructor (host: Host) {
    this.#host = host
  }

  get all (): Attempt[] {
    return [...this.#attempts.values()]
  }

  count (stage: Attempt['stage']): number {
    let count = 0
    for (const attempt of this.#attempts.values()) if (attempt.stage === stage) count++
    return count
  }

  /** Runs a job that was claimed. One that cannot be read is put off by a lease, uncounted, so that it keeps nothing else from running. */
  start (claimed: Claimed, consumer: string, now: number): void {
    const { clock, leaseMs } = this.#host.options
    const ending = endingOf(claimed, consumer)
    try {
      const job = leasedOf(claimed, claimed.eventText, now)
      const started: Attempt = { job, ending, controller: new AbortController(), stage: 'running' }
      this.#attempts.set(ending.seq, started)
      // It reports its failures itself.
      void this.#drive(started)
    } catch (error) {
      this.#report(error)
      const outcome: Outcome = { outcome: 'retry', at: clock.now() + leaseMs, reason: 'unreadable', counted: false }
      void this.#track(this.#insist((tables, at) => settle(tables, ending, outcome, at)))
    }
  }

  /** Hands a job back that was claimed and is not run. */
  giveBack ({ seq, mark: { starts } }: Claimed, consumer: string): void {
    void this.#track(this.#insist((tables, now) => { handBack(tables, consumer, seq, starts, now) }))
  }

  /** Resolves when no attempt is left, or after `ms` milliseconds. */
  async idleWithin (ms: number): Promise<void> {
    if (this.#attempts.size === 0 || ms <= 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#host.options.clock.after(ms, resolve)
      this.#onIdle = () => { cancel(); resolve() }
    })
  }

  /** Gives up what has no outcome yet. @returns What was given up. */
  giveUp (): Attempt[] {
    const rest = this.all.filter(({ stage }) => stage !== 'settling')
    for (const attempt of rest) this.#forget(attempt)
    return rest
  }

  /** Waits for outcomes on their way; none is tried again after that. */
  async stop (): Promise<void> {
    this.#isStopped = true
    await Promise.all(this.#settling)
  }

  async #drive (attempt: Attempt): Promise<void> {
    const outcome = await this.#run(attempt)
    attempt.stage = 'settling'
    const settling = this.#track(this.#settle(attempt, outcome))
    this.#host.freed()
    await settling
  }

  /** Sees to it that {@link Attempts.stop} waits for the work. */
  async #track (work: Promise<unknown>): Promise<void> {
    const tracked = work.then(() => {}, (error: unknown) => { this.#report(error) }).finally(() => { this.#settling.delete(tracked) })
    this.#settling.add(tracked)
    await tracked
  }

  async #run (attempt: Attempt): Promise<Outcome> {
    const first = await this.#outcome(async () => await this.#host.consume.run(attempt.job, attempt.controller.signal))
    if (first.outcome !== 'abandoned') return first
    attempt.stage = 'abandoned'
    this.#host.freed()
    const settled = await this.#outcome(async () => await first.settled)
    return settled.outcome === 'abandoned' ? this.#mistake('an abandoned attempt was abandoned again') : settled
  }

  /** What the runner gives; a rejection is its mistake and becomes a retry. */
  async #outcome (run: () => Promise<Outcome | Abandoned>): Promise<Outcome | Abandoned> {
    try {
      return await run()
    } catch (error) {
      this.#report(error)
      return this.#mistake(error instanceof Error ? error.message : String(error))
    }
  }

  #mistake (reason: string): Outcome {
    const { clock, leaseMs } = this.#host.options
    return { outcome: 'retry', at: clock.now() + leaseMs, reason }
  }

  /** Brings the outcome to the file, and tells. */
  async #settle (attempt: Attempt, outcome: Outcome): Promise<void> {
    const settlement = await this.#insist((tables, now) => settle(tables, attempt.ending, outcome, now))
    this.#forget(attempt)
    if (settlement !== undefined) this.#host.consume.onSettled?.(attempt.job, outcome, settlement)
  }

  /** Brings something to the file, again and again while the file refuses. @returns Nothing when it was stopped before that. */
  async #insist<T> (work: (tables: Tables, now: number) => T): Promise<T | undefined> {
    const { clock } = this.#host.options
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const tables = this.#host.open()
        const now = clock.now()
        return await tables.environment.writer.commit(() => work(tables, now))
      } catch (error) {
        // Nothing is lost: the lease ends by itself, and the job runs again.
        if (this.#isStopped) return undefined
        this.#host.failed(error)
      }
      await new Promise<void>((resolve) => { clock.after(pauseMs, resolve) })
    }
  }

  #report (error: unknown): void {
    this.#host.consume.onError?.(error instanceof Error ? error : queueFailure(error))
  }

  #forget (attempt: Attempt): void {
    if (this.#attempts.get(attempt.ending.seq) === attempt) this.#attempts.delete(attempt.ending.seq)
    if (this.#attempts.size === 0) this.#onIdle?.()
  }
}

function endingOf ({ seq, mark: { starts, attempt, crashes } }: Claimed, consumer: string): Ending {
  return { seq, starts, attempt, crashes, consumer }
}
