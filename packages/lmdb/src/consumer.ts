import { randomUUID } from 'node:crypto'
import { assertConcurrency, HKS_ERR_QUEUE_HANDED_BACK, HKS_ERR_QUEUE_LEASE_LOST, type Abandoned, type Consumer, type ConsumeOptions, type LeasedJob, type Outcome } from '@hooksmith/contracts'
import { claim, type Claim, type Claimant, type Claimed } from './claims.js'
import { settle, type Ending } from './endings.js'
import { queueFailure } from './errors.js'
import { handBack, renew } from './leases.js'
import type { ResolvedLmdbQueueOptions } from './options.js'
import { hasWaiting, raise, wake } from './signals.js'
import type { Tables } from './tables.js'
import { Timer } from './timer.js'
import { nextDueAt } from './turns.js'
import { announceWorker, dismissWorker } from './workers.js'
import { Upkeep } from './upkeep.js'
import { leasedOf, summaryOf } from './views.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000

interface Attempt {
  readonly job: LeasedJob
  readonly ending: Ending
  readonly controller: AbortController
  stage: 'running' | 'abandoned' | 'settling'
}

/**
 * Takes jobs while it has free slots: when told of a write, when an attempt ends, when the next job comes due, and every
 * `pollMs` in case nobody told it. Looks with a read first. One timer renews the lease of all it runs.
 */
export class LmdbConsumer implements Consumer {
  readonly #open: () => Tables
  readonly #options: ResolvedLmdbQueueOptions
  readonly #consume: ConsumeOptions
  readonly #claimant: Claimant
  readonly #attempts = new Map<number, Attempt>()
  readonly #endings = new Set<Promise<void>>()
  readonly #timers: { readonly look: Timer, readonly lease: Timer, readonly orphans: Timer }
  readonly #onClosed: (consumer: LmdbConsumer) => void
  #upkeep: Upkeep | undefined
  #unlisten: (() => void) | undefined
  #claiming: Promise<void> | undefined
  #isAskedAgain = false
  #onIdle: (() => void) | undefined
  #announcedAt = -Infinity
  #isPaused = false
  #closed: Promise<void> | undefined
  #isStopped = false
  #failures = 0
  #restUntil = 0
  #aliveAt: number

  constructor (open: () => Tables, options: ResolvedLmdbQueueOptions, consume: ConsumeOptions, onClosed: (consumer: LmdbConsumer) => void) {
    assertConcurrency(consume.concurrency)
    const { clock, leaseMs, orphanAfterMs } = options
    this.#open = open
    this.#options = options
    this.#consume = consume
    this.#onClosed = onClosed
    this.#aliveAt = clock.now()
    this.#claimant = { consumer: randomUUID(), handlers: new Set(consume.handlers), leaseMs, orphanAfterMs }
    this.#timers = {
      look: new Timer(clock, () => { this.#look() }),
      lease: new Timer(clock, () => { this.#tick() }),
      orphans: new Timer(clock, () => { this.#callOrphans() })
    }
    this.#timers.look.set(0)
    this.#timers.lease.set(leaseMs / 3)
    this.#timers.orphans.set(0)
  }

  get running (): number {
    return this.#count('running')
  }

  get abandoned (): number {
    return this.#count('abandoned')
  }

  pause (): void {
    this.#isPaused = true
  }

  resume (): void {
    this.#isPaused = false
    this.#look()
  }

  async close ({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#close(graceMs)
    await this.#closed
  }

  async #close (graceMs: number): Promise<void> {
    this.#timers.look.cancel()
    this.#timers.orphans.cancel()
    await this.#claiming
    if (graceMs > 0 && this.#attempts.size > 0) await this.#drained(graceMs)
    await this.#handBackAll()
    this.#isStopped = true
    await Promise.all(this.#endings)
    this.#timers.lease.cancel()
    this.#unlisten?.()
    this.#onClosed(this)
  }

  /** Resolves when no attempt is left, or the time is up. */
  async #drained (graceMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(graceMs, resolve)
      this.#onIdle = () => { cancel(); resolve() }
    })
  }

  async #handBackAll (): Promise<void> {
    const rest = [...this.#attempts.values()].filter(({ stage }) => stage !== 'settling')
    if (rest.length === 0 && this.#announcedAt === -Infinity) return
    for (const { ending, job, controller } of rest) {
      this.#attempts.delete(ending.seq)
      controller.abort(new HKS_ERR_QUEUE_HANDED_BACK(job.id))
    }
    const now = this.#options.clock.now()
    try {
      const tables = this.#open()
      await tables.environment.writer.commit(() => {
        for (const { ending } of rest) handBack(tables, ending.consumer, ending.seq, ending.starts, now)
        dismissWorker(tables, this.#claimant.consumer)
      })
    } catch (error) {
      // Their lease ends by itself then.
      this.#report(error)
    }
  }

  /** Whether a claim may be made; a consumer whose timers stood still for a lease first shows that it lives. */
  #canTake (): boolean {
    const now = this.#options.clock.now()
    return this.#closed === undefined && !this.#isPaused && this.#free > 0 && now >= this.#restUntil && now < this.#aliveAt + this.#options.leaseMs
  }

  get #free (): number {
    return this.#consume.concurrency - this.running
  }

  #count (stage: Attempt['stage']): number {
    let count = 0
    for (const attempt of this.#attempts.values()) if (attempt.stage === stage) count++
    return count
  }

  /** Claims when there is something to claim, and sets the timer for the next look. */
  #look (): void {
    if (this.#closed !== undefined) return
    const now = this.#options.clock.now()
    this.#timers.look.set(this.#options.pollMs)
    if (this.#claiming !== undefined) this.#isAskedAgain = true
    if (this.#claiming !== undefined || !this.#canTake()) return
    try {
      const tables = this.#tables()
      tables.environment.refresh()
      const dueAt = nextDueAt(tables)
      if (dueAt !== undefined && dueAt <= now) this.#take()
      else if (dueAt !== undefined) this.#timers.look.set(Math.min(this.#options.pollMs, dueAt - now))
    } catch (error) {
      this.#fail(error)
    }
  }

  #tables (): Tables {
    const tables = this.#open()
    this.#unlisten ??= tables.environment.listen(() => { this.#look() })
    return tables
  }

  #take (): void {
    if (this.#claiming !== undefined) this.#isAskedAgain = true
    if (this.#claiming !== undefined || !this.#canTake()) return
    this.#isAskedAgain = false
    this.#claiming = this.#claim().then((gave) => {
      this.#claiming = undefined
      if (gave || this.#isAskedAgain) this.#look()
    })
  }

  async #claim (): Promise<boolean> {
    const now = this.#options.clock.now()
    try {
      const tables = this.#tables()
      const claimed = await tables.environment.writer.commit(() => claim(tables, this.#claimant, this.#free, now))
      this.#failures = 0
      for (const job of claimed.jobs) this.#start(job, now)
      this.#reportClaim(claimed, now)
      return claimed.jobs.length + claimed.parked > 0
    } catch (error) {
      this.#fail(error)
      return false
    }
  }

  #reportClaim (claimed: Claim, now: number): void {
    for (const { stored, note } of claimed.dead) this.#consume.onDead?.(summaryOf(stored, now), note)
    for (const error of claimed.errors) this.#report(error)
  }

  #start (claimed: Claimed, now: number): void {
    const { seq, mark: { starts, attempt, crashes } } = claimed
    const ending: Ending = { seq, starts, attempt, crashes, consumer: this.#claimant.consumer }
    const started: Attempt = { job: leasedOf(claimed, claimed.eventText, now), ending, controller: new AbortController(), stage: 'running' }
    this.#attempts.set(seq, started)
    const ended = this.#drive(started).finally(() => { this.#endings.delete(ended) })
    // Closing waits for what settles, not for what runs.
    void ended
  }

  async #drive (attempt: Attempt): Promise<void> {
    const first = await this.#outcome(async () => await this.#consume.run(attempt.job, attempt.controller.signal))
    let outcome: Outcome
    if (first.outcome === 'abandoned') {
      attempt.stage = 'abandoned'
      this.#take()
      const settled = await this.#outcome(async () => await first.settled)
      outcome = settled.outcome === 'abandoned' ? this.#failed(undefined) : settled
    } else outcome = first
    attempt.stage = 'settling'
    const settling = this.#settle(attempt, outcome)
    this.#endings.add(settling)
    this.#take()
    await settling
    this.#endings.delete(settling)
  }

  /** What the runner gives; a rejection is its mistake and becomes a retry. */
  async #outcome (run: () => Promise<Outcome | Abandoned>): Promise<Outcome | Abandoned> {
    try {
      return await run()
    } catch (error) {
      if (error instanceof Error) this.#consume.onError?.(error)
      else this.#report(error)
      return this.#failed(error)
    }
  }

  #failed (error: unknown): Outcome {
    const { clock, leaseMs } = this.#options
    return { outcome: 'retry', at: clock.now() + leaseMs, reason: error instanceof Error ? error.message : String(error) }
  }

  /** Brings the outcome to the file, again and again while the file refuses. */
  async #settle (attempt: Attempt, outcome: Outcome): Promise<void> {
    const { ending, job } = attempt
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const tables = this.#open()
        const now = this.#options.clock.now()
        const settlement = await tables.environment.writer.commit(() => settle(tables, ending, outcome, now))
        this.#forget(attempt)
        this.#consume.onSettled?.(job, outcome, settlement)
        return
      } catch (error) {
        this.#fail(error)
      }
      if (this.#isStopped || this.#closed !== undefined) break
      await new Promise<void>((resolve) => { this.#options.clock.after(pauseMs, resolve) })
    }
    this.#forget(attempt)
  }

  #forget (attempt: Attempt): void {
    if (this.#attempts.get(attempt.ending.seq) === attempt) this.#attempts.delete(attempt.ending.seq)
    if (this.#attempts.size === 0) this.#onIdle?.()
  }

  /** Renews the lease of what runs here, and does what time has brought about. */
  #tick (): void {
    const { leaseMs, clock } = this.#options
    const now = clock.now()
    this.#aliveAt = now
    this.#timers.lease.set(leaseMs / 3)
    void this.#renew(now).then(() => { this.#look() }, (error: unknown) => { this.#fail(error) })
  }

  async #renew (now: number): Promise<void> {
    const tables = this.#tables()
    const upkeep = (this.#upkeep ??= new Upkeep(tables, this.#options))
    const attempts = [...this.#attempts.values()]
    const { consumer, leaseMs, handlers } = this.#claimant
    const isSilent = now >= this.#announcedAt + leaseMs
    tables.environment.refresh()
    if (attempts.length === 0 && !isSilent && !upkeep.isDue(now)) return
    const lost = await tables.environment.writer.commit(() => {
      const seqs = attempts.map(({ ending }) => ending.seq)
      const gone = attempts.length === 0 ? [] : renew(tables, consumer, seqs, leaseMs, now)
      upkeep.run(now)
      if (isSilent) announceWorker(tables, consumer, handlers, leaseMs, now)
      return new Set(gone)
    })
    if (isSilent) this.#announcedAt = now
    for (const { ending, job, controller, stage } of attempts) {
      if (lost.has(ending.seq) && stage !== 'settling') controller.abort(new HKS_ERR_QUEUE_LEASE_LOST(job.id))
    }
  }

  /** Wakes the jobs that were put aside because no consumer had their handler. */
  #callOrphans (): void {
    this.#timers.orphans.set(this.#options.orphanCheckMs)
    void this.#wakeOrphans().catch((error: unknown) => { this.#fail(error) })
  }

  async #wakeOrphans (): Promise<void> {
    const tables = this.#tables()
    tables.environment.refresh()
    const { consumer, handlers, leaseMs } = this.#claimant
    const signals = [...handlers].map((handler) => `handler:${handler}`).filter((signal) => hasWaiting(tables, signal))
    if (signals.length === 0 && this.#announcedAt !== -Infinity) return
    const now = this.#options.clock.now()
    this.#announcedAt = now
    await tables.environment.writer.commit(() => {
      announceWorker(tables, consumer, handlers, leaseMs, now)
      for (const signal of signals) {
        raise(tables, signal, now)
        wake(tables, signal, now)
      }
    })
  }

  /** Reports a failure and rests, longer each time. */
  #fail (error: unknown): void {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#failures++, 10), LONGEST_PAUSE_MS)
    this.#restUntil = this.#options.clock.now() + pauseMs
    if (this.#closed === undefined) this.#timers.look.set(pauseMs)
    this.#report(error)
  }

  #report (error: unknown): void {
    const failure = queueFailure(error)
    this.#consume.onError?.(failure instanceof Error ? failure : queueFailure(failure) as Error)
  }
}
