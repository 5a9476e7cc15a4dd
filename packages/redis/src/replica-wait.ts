import { HKS_ERR_QUEUE_REPLICAS } from './errors.js'
import type { RedisClient } from './client.js'
import type { ReplicaWaitOptions } from './options.js'

/** What {@link ReplicaWait} is told. */
export interface ReplicaWaitParts extends Required<ReplicaWaitOptions> {
  /** The client that the writes go through. */
  readonly client: RedisClient
  /** A hash that lies where the writes do. */
  readonly key: string
}

/**
 * Waits until replicas have what one client wrote.
 *
 * WAIT speaks of the writes before it on its own connection: it is sent in the turn of the event loop in which they are, so that no reconnect
 * lies in between. Source: https://redis.io/docs/latest/commands/wait/, read 2026-11.
 */
export class ReplicaWait {
  readonly #parts: ReplicaWaitParts
  #next: Promise<void> | undefined

  constructor (parts: ReplicaWaitParts) {
    this.#parts = parts
  }

  /**
   * Call when a write is being sent; all calls of a turn share one wait.
   *
   * @returns Resolves when the replicas have it. Rejects with `HKS_ERR_QUEUE_REPLICAS`.
   */
  cover (): Promise<void> {
    this.#next ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#next = undefined
        this.#wait().then(resolve, reject)
      })
    })
    return this.#next
  }

  async #wait (): Promise<void> {
    const { client, key, replicas, timeoutMs } = this.#parts
    // A write of its own: a repeat that finds everything stored has written nothing.
    const replies = await client.pipeline([['hincrby', key, 'w', 1], ['wait', replicas, timeoutMs]]).exec().catch(() => null)
    const [wrote, waited] = replies ?? []
    const count = wrote?.[0] === null && waited?.[0] === null ? Number(waited[1]) : 0
    if (!(count >= replicas)) throw new HKS_ERR_QUEUE_REPLICAS(String(count), replicas, timeoutMs)
  }
}
