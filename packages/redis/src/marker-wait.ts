import type { Clock } from '@hooksmith/contracts'
import { Backoff } from './backoff.js'
import type { RedisClient } from './client.js'

/** How long one blocking wait lasts, in seconds. Its end is a look at the queue as well, in case a marker was lost with its process. */
const BLOCK_SECONDS = 5
/** How long after that a wait without an answer is given up: the connection was dropped in silence. */
const WATCHDOG_MS = 2_000

/** What {@link MarkerWait} is told. */
export interface MarkerWaitOptions {
  readonly client: RedisClient
  /** For any worker, and for this one. */
  readonly keys: readonly [any: string, own: string]
  readonly clock: Clock
  /** Whether anybody waits for jobs. */
  isWanted (): boolean
  /** Called when there may be jobs: for any worker, or for this one alone. */
  onMark (isOwn: boolean): void
}

/**
 * Waits, on a connection of its own, for the marker that BullMQ's structures wake idle workers with. Sleeping → waiting when somebody wants a job;
 * waiting → sleeping when nobody does any more; closed is final.
 */
export class MarkerWait {
  readonly #options: MarkerWaitOptions
  #isRunning = false
  #isClosed = false
  readonly #backoff: Backoff

  constructor (options: MarkerWaitOptions) {
    this.#options = options
    this.#backoff = new Backoff(options.clock)
    // The wait itself reports failures by pausing; ioredis would write to the console without a listener.
    options.client.on('error', () => {})
  }

  /** Call when somebody has begun to want a job. */
  wake (): void {
    if (this.#isRunning || this.#isClosed) return
    this.#isRunning = true
    this.#loop().catch(() => { this.#isRunning = false })
  }

  close (): void {
    this.#isClosed = true
    this.#options.client.disconnect()
  }

  async #loop (): Promise<void> {
    while (!this.#isClosed && this.#options.isWanted()) {
      try {
        const key = await this.#wait()
        this.#backoff.reset()
        if (!this.#isClosed) this.#options.onMark(key === this.#options.keys[1])
        await new Promise<void>((resolve) => { setImmediate(resolve) })
      } catch {
        // Nothing is lost: whoever wants jobs also looks at due times and at every sweep, and the calls there report the failure.
        await this.#backoff.pause()
      }
    }
    this.#isRunning = false
  }

  async #wait (): Promise<unknown> {
    const { client, keys: [any, own] } = this.#options
    if (client.status === 'wait' || client.status === 'end') await client.connect()
    const watchdog = setTimeout(() => { client.disconnect() }, BLOCK_SECONDS * 1_000 + WATCHDOG_MS)
    watchdog.unref()
    try {
      const reply = await client.bzpopmin(own, any, BLOCK_SECONDS)
      return Array.isArray(reply) ? reply[0] : undefined
    } finally {
      clearTimeout(watchdog)
    }
  }
}
