import {
  assertConcurrency, HKS_ERR_QUEUE_HANDED_BACK, HKS_ERR_QUEUE_LEASE_LOST,
  type Abandoned, type CancelTimer, type Consumer, type ConsumeOptions, type LeasedJob, type Outcome, type ResolvedQueueOptions
} from '@hooksmith/contracts'
import PQueue from 'p-queue'
import type { MemorySpace } from './memory-space.js'
import { assertOutcome } from './outcome.js'
import { leasedJobOf, type Holder, type Lease } from './stored-job.js'
import { Timer } from './timer.js'

/** A lease is renewed this many times before it would end. */
const BEATS_PER_LEASE = 3

/** An attempt that has not settled. */
interface Attempt {
  readonly lease: Lease
  readonly controller: AbortController
}

/** Takes jobs from a space while it has a free slot, and gives each to p-queue to run. */
export class MemoryConsumer implements Consumer, Holder {
  readonly handlers: ReadonlySet<string>
  readonly leases = new Set<Lease>()
  leaseEndsAt: number
  readonly #space: MemorySpace
  readonly #owner: object
  readonly #given: ConsumeOptions
  readonly #options: ResolvedQueueOptions
  readonly #pool: PQueue
  readonly #attempts = new Set<Attempt>()
  readonly #beat: Timer
  readonly #offer: Timer
  readonly #due: Timer
  readonly #pump: Timer
  #running = 0
  #abandoned = 0
  #isPaused = false
  #isPumping = false
  #closing: Promise<void> | undefined
  #idle: (() => void) | undefined

  constructor (space: MemorySpace, owner: object, given: ConsumeOptions, options: ResolvedQueueOptions) {
    assertConcurrency(given.concurrency)
    const { clock, leaseMs } = options
    this.#space = space
    this.#owner = owner
    this.#given = given
    this.#options = options
    this.#pool = new PQueue({ concurrency: given.concurrency })
    this.handlers = new Set(given.handlers)
    this.leaseEndsAt = clock.now() + leaseMs
    this.#beat = new Timer(clock, (lateMs) => { this.#onBeat(lateMs) })
    this.#offer = new Timer(clock, () => { this.#onOffer() })
    this.#due = new Timer(clock, () => { this.#onDue() })
    this.#pump = new Timer(clock, () => { this.#take() })
    space.join(this)
    this.#beat.set(clock.now() + leaseMs / BEATS_PER_LEASE)
    this.#onOffer()
    this.wake(owner)
  }

  get running (): number {
    return this.#running
  }

  get abandoned (): number {
    return this.#abandoned
  }

  get isClosed (): boolean {
    return this.#closing !== undefined && this.#attempts.size === 0
  }

  pause (): void {
    this.#isPaused = true
  }

  resume (): void {
    this.#isPaused = false
    this.wake(this.#owner)
  }

  async close (options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.graceMs ?? 0)
    await this.#closing
  }

  /** What this queue itself brought is taken in the same turn; what others brought as soon as the timers of this one go. */
  wake (by: object | undefined): void {
    if (this.#isFull()) return
    if (by !== this.#owner) { this.#pump.setEarlier(this.#options.clock.now()); return }
    if (this.#isPumping) return
    this.#isPumping = true
    queueMicrotask(() => {
      this.#isPumping = false
      this.#take()
    })
  }

  plan (nextAt: number | undefined): void {
    if (nextAt !== undefined) this.#due.setEarlier(nextAt)
  }

  #isFull (): boolean {
    return this.#isPaused || this.#closing !== undefined || this.#running >= this.#given.concurrency
  }

  #take (): void {
    const { clock, leaseMs, orphanAfterMs } = this.#options
    while (!this.#isFull()) {
      const now = clock.now()
      const lease = this.#space.take(this, orphanAfterMs, now)
      if (lease === undefined) return
      this.leaseEndsAt = now + leaseMs
      this.#running++
      const attempt = { lease, controller: new AbortController() }
      this.#attempts.add(attempt)
      // Nothing is lost: #run() takes every failure to onError itself.
      this.#pool.add(async () => { await this.#run(attempt) }).catch(() => {})
    }
  }

  async #run (attempt: Attempt): Promise<void> {
    let job: LeasedJob | undefined
    try {
      job = leasedJobOf(attempt.lease.job)
      const end = await this.#given.run(job, attempt.controller.signal)
      if (end?.outcome === 'abandoned') this.#abandon(attempt, job, end)
      else this.#settle(attempt, job, end)
    } catch (error) {
      this.#fail(attempt, job, error)
    }
    this.#running--
    this.#afterAttempt()
  }

  #abandon (attempt: Attempt, job: LeasedJob, { settled }: Abandoned): void {
    this.#abandoned++
    const end = async (): Promise<void> => {
      try {
        this.#settle(attempt, job, await settled)
      } catch (error) {
        this.#fail(attempt, job, error)
      }
      this.#abandoned--
      this.#afterAttempt()
    }
    // Nothing is lost: all but a mistake in onSettled or onError, which must not throw, is caught above.
    end().catch(() => {})
  }

  #settle (attempt: Attempt, job: LeasedJob | undefined, outcome: Outcome): void {
    assertOutcome(outcome)
    const settlement = this.#space.settle(attempt.lease, outcome, this.#options.clock.now(), this.#owner)
    this.#attempts.delete(attempt)
    if (job !== undefined) this.#given.onSettled?.(job, outcome, settlement)
  }

  /** The runner made a mistake: the attempt counts, and the next one is a lease away. */
  #fail (attempt: Attempt, job: LeasedJob | undefined, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    const at = this.#options.clock.now() + this.#options.leaseMs
    if (this.#attempts.has(attempt)) this.#settle(attempt, job, { outcome: 'retry', at, reason })
    this.#given.onError?.(error instanceof Error ? error : new TypeError(reason, { cause: error }))
  }

  #afterAttempt (): void {
    if (this.#running + this.#abandoned === 0) this.#idle?.()
    this.#take()
  }

  /** A beat that comes late says that this event loop stood still, and so nothing about the others on it. */
  #onBeat (lateMs: number): void {
    const { clock, leaseMs } = this.#options
    const now = clock.now()
    this.leaseEndsAt = now + leaseMs
    for (const { lease, controller } of this.#attempts) {
      if (lease.job.lease !== lease) controller.abort(new HKS_ERR_QUEUE_LEASE_LOST(lease.job.id))
    }
    if (lateMs < leaseMs / BEATS_PER_LEASE) this.#space.sweep(this, now)
    this.#beat.set(now + leaseMs / BEATS_PER_LEASE)
  }

  #onOffer (): void {
    const now = this.#options.clock.now()
    this.#space.offer(this, now)
    this.#offer.set(now + this.#options.orphanCheckMs)
    this.wake(undefined)
  }

  #onDue (): void {
    for (const job of this.#space.runDue(this.#options.clock.now())) {
      if (job.dead !== undefined) this.#given.onDead?.(job, job.dead)
    }
  }

  async #close (graceMs: number): Promise<void> {
    if (graceMs > 0 && this.#running + this.#abandoned > 0) await this.#idleWithin(graceMs)
    for (const timer of [this.#beat, this.#offer, this.#due, this.#pump]) timer.clear()
    this.#space.leave(this)
    for (const { lease, controller } of this.#attempts) {
      if (lease.job.lease === undefined) controller.abort(new HKS_ERR_QUEUE_HANDED_BACK(lease.job.id))
    }
  }

  async #idleWithin (graceMs: number): Promise<void> {
    let cancel: CancelTimer = () => {}
    await new Promise<void>((resolve) => {
      this.#idle = resolve
      cancel = this.#options.clock.after(graceMs, resolve)
    })
    cancel()
  }
}
