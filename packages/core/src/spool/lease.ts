import { randomUUID } from 'node:crypto'
import type { Clock, Store } from '@hooksmith/contracts'

const KEY = 'spool:lease'

/** How long a process that gives no sign of life keeps the others from draining, in milliseconds. */
const LEASE_MS = 5_000

/**
 * Of the processes that share a spool one drains at a time. It only saves work: two that drain at once store nothing twice.
 */
export class DrainLease {
  readonly #store: Store
  readonly #clock: Clock
  readonly #owner = Buffer.from(randomUUID())
  #renewAt = 0

  constructor (store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Resolves to whether this process has it now. */
  async claim (): Promise<boolean> {
    const now = this.#clock.now()
    if (now < this.#renewAt) return true
    const expiresAt = now + LEASE_MS
    const holder = await this.#store.get(KEY)
    if (holder !== undefined && !this.#owner.equals(holder.value)) return false
    const isMine = await this.#store.put(KEY, this.#owner, { when: holder === undefined ? 'absent' : 'always', expiresAt })
    if (isMine) this.#renewAt = now + LEASE_MS / 3
    return isMine
  }

  /** Lets others have it, if it is this process's. */
  async release (): Promise<void> {
    if (this.#renewAt === 0) return
    this.#renewAt = 0
    const holder = await this.#store.get(KEY)
    if (holder !== undefined && this.#owner.equals(holder.value)) await this.#store.delete(KEY)
  }
}
