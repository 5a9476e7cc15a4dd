import { enqueueFate, type Clock } from '@hooksmith/contracts'
import { Backoff } from './backoff.js'
import type { Connection } from './connection.js'
import { HKS_ERR_QUEUE_REPLY } from './errors.js'
import { listOf } from './job-codec.js'
import { CLAIM, RECALL, TAKE } from './scripts.js'

/** How many jobs one call starts at most. */
const MAX_TAKE = 64
/** How often a closing consumer tries to learn what it was started with: a connection that just broke is back by then. */
const LAST_TRIES = 5

/** What {@link Taker} is told. */
export interface TakerOptions {
  readonly connection: Connection
  readonly clock: Clock
  readonly leaseMs: number
  readonly handlers: readonly string[]
  /** How many jobs may be started now. */
  freeSlots (): number
  nextToken (): string
  /** Called with each job that was started, as the scripts reply it, its lease token, and when it was asked for. There may be no slot for a recalled one. */
  onJob (reply: unknown, token: string, askedAt: number): void
  /** Called when there are free slots and no jobs. */
  onIdle (): void
  onError (error: unknown): void
}

/**
 * Starts jobs for the free slots of one consumer, those first that were put aside for its handlers. One call is under way at a time; a wish that comes
 * meanwhile is carried out behind it. When there are no jobs it looks again at the next due time.
 *
 * Lease tokens are made here, so a call whose answer was lost is not lost itself: what was started with its tokens is recalled, for as long as a lease lasts.
 */
export class Taker {
  readonly #options: TakerOptions
  readonly #backoff: Backoff
  #running: Promise<void> | undefined
  #mustRepeat = false
  #mustClaim = true
  /** Tokens that jobs may have been started with, and when that was asked for. */
  readonly #lost = new Map<string, number>()
  #mustRecall = false
  #cancelDue: () => void = () => {}
  #isStopped = false

  constructor (options: TakerOptions) {
    this.#options = options
    this.#backoff = new Backoff(options.clock)
  }

  /** Whether jobs may have been put aside: those come before any other. */
  get mustClaim (): boolean { return this.#mustClaim }

  /** Never rejects; failures go to `onError`, and it looks again after a pause. */
  fill (): void {
    if (this.#isStopped || (this.#options.freeSlots() <= 0 && !this.#mustRecall)) return
    this.#mustRepeat = true
    this.#running ??= this.#fill().finally(() => {
      this.#running = undefined
      // A wish may have come between the last look at them and now.
      if (this.#mustRepeat) this.fill()
    })
  }

  claim (): void {
    this.#mustClaim = true
    this.fill()
  }

  /** Jobs may have been started with these tokens, without this process knowing. */
  lose (tokens: readonly string[]): void {
    const now = this.#options.clock.now()
    for (const token of tokens) this.#lost.set(token, now)
    this.#mustRecall = this.#lost.size > 0
  }

  /** Looks once more for what was lost: a call may be carried out long after its connection broke. */
  recall (): void {
    if (this.#lost.size === 0) return
    this.#mustRecall = true
    this.fill()
  }

  /** Looks again in so many milliseconds, as a script replied them; does nothing for a reply without. */
  expect (dueInMs: unknown): void {
    if (this.#isStopped || typeof dueInMs !== 'string') return
    this.#cancelDue()
    this.#cancelDue = this.#options.clock.after(Number(dueInMs), () => { this.fill() })
  }

  /** Resolves when no call is under way. What was lost is recalled before, so that it can be handed back. */
  async stop (): Promise<void> {
    this.#isStopped = true
    this.#cancelDue()
    await this.#running
    for (let tries = 0; this.#lost.size > 0 && tries < LAST_TRIES; tries++) {
      try {
        await this.#recall()
        return
      } catch (error) {
        this.#options.onError(error)
        await this.#backoff.pause()
      }
    }
  }

  async #fill (): Promise<void> {
    try {
      do {
        this.#mustRepeat = false
        if (this.#mustRecall) await this.#recall()
        if (this.#mustClaim && this.#options.freeSlots() > 0) await this.#claim()
        if (this.#options.freeSlots() > 0) await this.#take()
      } while (this.#mustRepeat && this.#options.freeSlots() > 0)
      this.#backoff.reset()
    } catch (error) {
      this.#options.onError(error)
      this.#mustRepeat = false
      this.expect(String(this.#backoff.next()))
    }
    if (this.#options.freeSlots() > 0) this.#options.onIdle()
  }

  async #recall (): Promise<void> {
    const { connection, clock, leaseMs } = this.#options
    const askedAt = clock.now()
    const found = listOf(await connection.run(RECALL, [leaseMs, ...this.#lost.keys()])).map(listOf)
    this.#mustRecall = false
    for (const [token] of found) this.#lost.delete(String(token))
    for (const [token, lostAt] of this.#lost) if (lostAt + leaseMs <= askedAt) this.#lost.delete(token)
    for (const [token, job] of found) this.#options.onJob(job, String(token), askedAt)
  }

  /** A call that starts jobs. One that was refused has started none; of one without an answer nobody knows. */
  async #ask (tokens: readonly string[], call: () => Promise<unknown>): Promise<unknown> {
    try {
      return await call()
    } catch (error) {
      if (enqueueFate(error) === 'unknown') this.lose(tokens)
      throw error
    }
  }

  async #claim (): Promise<void> {
    const { connection, clock, leaseMs, handlers } = this.#options
    const askedAt = clock.now()
    const tokens = this.#tokens()
    const args = [leaseMs, tokens.length, ...tokens, ...handlers]
    this.#mustClaim = false
    try {
      const reply = await this.#ask(tokens, async () => await connection.run(CLAIM, args))
      const jobs = reply === null ? [] : listOf(reply)
      if (reply === null || jobs.length === tokens.length) this.#mustClaim = true
      this.#start(jobs, tokens, askedAt)
    } catch (error) {
      // What the server cannot answer it cannot answer next time either: that must not keep other jobs from being taken.
      if (!(error instanceof HKS_ERR_QUEUE_REPLY)) this.#mustClaim = true
      throw error
    }
  }

  async #take (): Promise<void> {
    const { connection, clock, leaseMs } = this.#options
    const askedAt = clock.now()
    const tokens = this.#tokens()
    const [dueInMs, ...jobs] = listOf(await this.#ask(tokens, async () => await connection.run(TAKE, [leaseMs, ...tokens])))
    if (jobs.length === tokens.length) this.#mustRepeat = true
    else this.expect(dueInMs)
    this.#start(jobs, tokens, askedAt)
  }

  #tokens (): string[] {
    return Array.from({ length: Math.min(this.#options.freeSlots(), MAX_TAKE) }, () => this.#options.nextToken())
  }

  #start (jobs: unknown[], tokens: string[], askedAt: number): void {
    jobs.forEach((job, i) => { this.#options.onJob(job, tokens[i] ?? '', askedAt) })
  }
}
