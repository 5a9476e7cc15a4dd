import type { Queue } from '@hooksmith/contracts'
import type { HandlerWrapper } from '@hooksmith/core'
import type { SteppedClock } from './stepped-clock.js'

/** One call of a handler that has not ended. */
interface Running { readonly jobId: string }

/** Rounds that go by without real time, before each further one takes a millisecond of it. */
const QUICK_ROUNDS = 10

/**
 * Knows which handlers run, and waits until none does.
 *
 * A handler that was given up waiting for once, since it hangs, is not waited for again: it costs a test its patience one time only.
 */
export class AttemptsUnderWay {
  readonly #queue: Queue
  readonly #clock: SteppedClock
  readonly #running = new Set<Running>()
  readonly #hanging = new WeakSet<Running>()
  #blocked = 0

  constructor (queue: Queue, clock: SteppedClock) {
    this.#queue = queue
    this.#clock = clock
  }

  /** Wraps every handler, outermost. */
  readonly watch: HandlerWrapper = (next) => async (event, ctx) => {
    const running = { jobId: ctx.jobId }
    this.#running.add(running)
    try {
      return await next(event, ctx)
    } finally {
      this.#running.delete(running)
    }
  }

  /** Ids of the jobs whose handlers run. */
  get jobIds (): readonly string[] {
    return [...this.#running].map(({ jobId }) => jobId)
  }

  /**
   * Resolves to true once no job is ready and none runs, at this instant of the clock; to false after `patienceMs` of real time.
   */
  async settle (patienceMs: number): Promise<boolean> {
    const endsAt = performance.now() + patienceMs
    for (let round = 0, calm = 0; calm < 2; round++) {
      await this.#clock.advance(0)
      calm = await this.#isBusy() ? 0 : calm + 1
      if (calm > 0) continue
      if (performance.now() > endsAt) return await this.#giveUp()
      if (round >= QUICK_ROUNDS) await new Promise((resolve) => { setTimeout(resolve, 1) })
    }
    return true
  }

  async #isBusy (): Promise<boolean> {
    const fresh = [...this.#running].some((running) => !this.#hanging.has(running))
    if (fresh) return true
    const { running, ready } = (await this.#queue.stats()).counts
    // A job whose handler has returned is leased for a moment yet, until its outcome is stored.
    return running > this.#running.size || ready > this.#blocked
  }

  /** What is ready now has no slot left to run in: those that hang have them all. */
  async #giveUp (): Promise<false> {
    for (const running of this.#running) this.#hanging.add(running)
    this.#blocked = (await this.#queue.stats()).counts.ready
    return false
  }
}
