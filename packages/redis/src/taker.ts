import type { Clock } from '@hooksmith/contracts'
import { Backoff } from './backoff.js'
import type { Connection } from './connection.js'
import { listOf } from './job-codec.js'
import { CLAIM, TAKE } from './scripts.js'

/** How many jobs one call starts at most. */
const MAX_TAKE = 64

/** What {@link Taker} is told. */
export interface TakerOptions {
  readonly connection: Connection
  readonly clock: Clock
  readonly leaseMs: number
  readonly handlers: readonly string[]
  /** How many jobs may be started now. */
  freeSlots (): number
  nextToken (): string
  /** Called with each job that was started, as the scripts reply it, its lease token, and when it was asked for. */
  onJob (reply: unknown, token: string, askedAt: number): void
  /** Called when there are free slots and no jobs. */
  onIdle (): void
  onError (error: unknown): void
}

/**
 * Starts jobs for the free slots of one consumer, those first that were put aside for its handlers. One call is under way at a time; a wish that comes
 * meanwhile is carried out behind it. When there are no jobs it looks again at the next due time.
 */
export class Taker {
  readonly #options: TakerOptions
  readonly #backoff: Backoff
  #running: Promise<void> | undefined
  #mustRepeat = false
  #mustClaim = true
  #cancelDue: () => void = () => {}

  constructor (options: TakerOptions) {
    this.#options = options
    this.#backoff = new Backoff(options.clock)
  }

  /** Whether jobs may have been put aside: those come before any other. */
  get mustClaim (): boolean { return this.#mustClaim }

  /** Never rejects; failures go to `onError`, and it looks again after a pause. */
  fill (): void {
    if (this.#options.freeSlots() <= 0) return
    if (this.#running !== undefined) this.#mustRepeat = true
    else this.#running = this.#fill().finally(() => { this.#running = undefined })
  }

  claim (): void {
    this.#mustClaim = true
    this.fill()
  }

  /** Looks again in so many milliseconds, as a script replied them; does nothing for a reply without. */
  expect (dueInMs: unknown): void {
    if (typeof dueInMs !== 'string') return
    this.#cancelDue()
    this.#cancelDue = this.#options.clock.after(Number(dueInMs), () => { this.fill() })
  }

  /** Resolves when no call is under way. */
  async stop (): Promise<void> {
    this.#cancelDue()
    await this.#running
    this.#cancelDue()
  }

  async #fill (): Promise<void> {
    try {
      do {
        this.#mustRepeat = false
        if (this.#mustClaim) await this.#claim()
        if (this.#options.freeSlots() > 0) await this.#take()
      } while (this.#mustRepeat && this.#options.freeSlots() > 0)
      this.#backoff.reset()
    } catch (error) {
      this.#options.onError(error)
      this.expect(String(this.#backoff.next()))
    }
    if (this.#options.freeSlots() > 0) this.#options.onIdle()
  }

  async #claim (): Promise<void> {
    const { connection, clock, leaseMs, handlers } = this.#options
    const askedAt = clock.now()
    const tokens = this.#tokens()
    this.#mustClaim = false
    const jobs = listOf(await connection.run(CLAIM, [leaseMs, tokens.length, ...tokens, ...handlers]))
    if (jobs.length === tokens.length) this.#mustClaim = true
    this.#start(jobs, tokens, askedAt)
  }

  async #take (): Promise<void> {
    const { connection, clock, leaseMs } = this.#options
    const askedAt = clock.now()
    const tokens = this.#tokens()
    const [dueInMs, ...jobs] = listOf(await connection.run(TAKE, [leaseMs, ...tokens]))
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
