import { randomUUID } from 'node:crypto'
import {
  assertConcurrency, HKS_ERR_QUEUE_HANDED_BACK, HKS_ERR_QUEUE_LEASE_LOST, type Consumer, type ConsumeOptions
} from '@hooksmith/contracts'
import { Attempts } from './attempts.js'
import { claim, type Claim, type Claimant } from './claims.js'
import { queueFailure } from './errors.js'
import { handBack } from './leases.js'
import type { ResolvedLmdbQueueOptions } from './options.js'
import type { Tables } from './tables.js'
import { Timer } from './timer.js'
import { nextDueAt } from './turns.js'
import { dismissWorker } from './workers.js'
import { Upkeep } from './upkeep.js'
import { summaryOf } from './views.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000
/** How soon upkeep goes on when it left something undone. */
const BEHIND_PAUSE_MS = 20

/**
 * Takes jobs while it has free slots: when told of a write, when an attempt ends, when the next job comes due, and every
 * `pollMs` in case nobody told it. Looks with a read first. One timer renews the lease of all it runs.
 */
export class LmdbConsumer implements Consumer {
  readonly #open: () => Tables
  readonly #options: ResolvedLmdbQueueOptions
  readonly #consume: ConsumeOptions
  readonly #claimant: Claimant
  readonly #attempts: Attempts
  readonly #timers: { readonly look: Timer, readonly lease: Timer, readonly orphans: Timer }
  readonly #onClosed: (consumer: LmdbConsumer) => void
  #upkeep: Upkeep | undefined
  #unlisten: (() => void) | undefined
  #claiming: Promise<void> | undefined
  #isAskedAgain = false
  #isPaused = false
  #closed: Promise<void> | undefined
  #failures = 0
  #restUntil = 0
  #aliveAt: number

  constructor (
    open: () => Tables, options: ResolvedLmdbQueueOptions, consume: ConsumeOptions, onClosed: (consumer: LmdbConsumer) => void
  ) {
    assertConcurrency(consume.concurrency)
    const { clock, leaseMs, orphanAfterMs } = options
    this.#open = open
    this.#options = options
    this.#consume = consume
    this.#onClosed = onClosed
    this.#aliveAt = clock.now()
    this.#claimant = { consumer: randomUUID(), handlers: new Set(consume.handlers), leaseMs, orphanAfterMs }
    this.#attempts = new Attempts({
      options, consume, open, freed: () => { this.#take() }, failed: (error) => { this.#fail(error) }
    })
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
    return this.#attempts.count('running')
  }

  get abandoned (): number {
    return this.#attempts.count('abandoned')
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
    await this.#attempts.idleWithin(graceMs)
    await this.#handBackAll()
    await this.#attempts.stop()
    this.#timers.lease.cancel()
    this.#unlisten?.()
    this.#onClosed(this)
  }

  async #handBackAll (): Promise<void> {
    const rest = this.#attempts.giveUp()
    if (rest.length === 0 && this.#upkeep?.isAnnounced !== true) return
    for (const { job, controller } of rest) controller.abort(new HKS_ERR_QUEUE_HANDED_BACK(job.id))
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
    const isAlive = now < this.#aliveAt + this.#options.leaseMs
    return this.#closed === undefined && !this.#isPaused && this.#free > 0 && now >= this.#restUntil && isAlive
  }

  get #free (): number {
    return this.#consume.concurrency - this.running
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
      // First of all: what was claimed has nobody else.
      this.#start(claimed.jobs, now)
      this.#reportClaim(claimed, now)
      return claimed.jobs.length + claimed.parked > 0
    } catch (error) {
      this.#fail(error)
      return false
    }
  }

  /** Begins what was claimed; hands it back when the event loop stood still for so long since that it may be somebody else's by now. */
  #start (jobs: Claim['jobs'], claimedAt: number): void {
    const { clock, leaseMs } = this.#options
    const { consumer } = this.#claimant
    const isOurs = clock.now() < claimedAt + leaseMs
    for (const job of jobs) {
      if (isOurs) this.#attempts.start(job, consumer, claimedAt)
      else this.#attempts.giveBack(job, consumer)
    }
  }

  #reportClaim (claimed: Claim, now: number): void {
    for (const { stored, note } of claimed.dead) this.#consume.onDead?.(summaryOf(stored, now), note)
    for (const error of claimed.errors) this.#report(error)
  }

  /** Renews the lease of what runs here, and does what time has brought about. */
  #tick (): void {
    const { leaseMs, clock } = this.#options
    this.#aliveAt = clock.now()
    this.#timers.lease.set(leaseMs / 3)
    void this.#renew(this.#aliveAt).then(() => {
      if (this.#upkeep?.isBehind === true && this.#closed === undefined) this.#timers.lease.set(Math.min(BEHIND_PAUSE_MS, leaseMs / 3))
      this.#look()
    }, (error: unknown) => { this.#fail(error) })
  }

  async #renew (now: number): Promise<void> {
    const attempts = this.#attempts.all
    const lost = await this.#upkeepOf(this.#tables()).tick(attempts.map(({ ending }) => ending.seq), now)
    for (const { ending, job, controller, stage } of attempts) {
      if (lost.has(ending.seq) && stage !== 'settling') controller.abort(new HKS_ERR_QUEUE_LEASE_LOST(job.id))
    }
  }

  /** Wakes the jobs that were put aside because no consumer had their handler. */
  #callOrphans (): void {
    this.#timers.orphans.set(this.#options.orphanCheckMs)
    const wakeOrphans = async (): Promise<void> => { await this.#upkeepOf(this.#tables()).callOrphans(this.#options.clock.now()) }
    void wakeOrphans().catch((error: unknown) => { this.#fail(error) })
  }

  #upkeepOf (tables: Tables): Upkeep {
    return (this.#upkeep ??= new Upkeep(tables, this.#claimant, this.#options.maxKeyHoldMs))
  }

  /** Reports a failure and rests, longer each time. */
  #fail (error: unknown): void {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(this.#failures++, 10), LONGEST_PAUSE_MS)
    this.#restUntil = this.#options.clock.now() + pauseMs
    if (this.#closed === undefined) this.#timers.look.set(pauseMs)
    this.#report(error)
  }

  #report (error: unknown): void {
    this.#consume.onError?.(queueFailure(error))
  }
}
