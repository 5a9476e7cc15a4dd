import { randomUUID } from 'node:crypto'
import type { Queue, Store } from '@hooksmith/contracts'

const PREFIX = 'spool:signal:'

/** Signals that could not be raised: they are kept, and raised when the queue is back. */
export class SpooledSignals {
  readonly #store: Store
  /** Names that this process has kept, with their keys, until their raising begins. */
  readonly #kept = new Map<string, string>()
  /** Whether something may be stored beside those: by a process before this one, or by a raising that did not come to its end. */
  #mayHaveMore = true

  constructor (store: Store) {
    this.#store = store
  }

  /** Whether one may be left that was not raised yet, as far as this process knows. */
  get isWaiting (): boolean {
    return this.#mayHaveMore || this.#kept.size > 0
  }

  /** Resolves once it is stored. */
  async add (name: string): Promise<void> {
    if (this.#kept.has(name)) return
    const key = PREFIX + randomUUID()
    await this.#store.put(key, Buffer.from(name))
    this.#kept.set(name, key)
  }

  /** Raises all of them, those of other processes as well. Rejects with the first that cannot be; it and the rest stay. */
  async raise (queue: Queue): Promise<void> {
    this.#mayHaveMore = true
    for (let page = await this.#store.list(PREFIX); page.records.length > 0; page = await this.#store.list(PREFIX)) {
      for (const { key, value } of page.records) {
        const name = Buffer.from(value).toString()
        // Whoever raises the same name from here on means something that happened later: it is kept by itself.
        if (this.#kept.get(name) === key) this.#kept.delete(name)
        await queue.signal(name)
        await this.#store.delete(key)
      }
    }
    this.#mayHaveMore = false
    for (const name of [...this.#kept.keys()]) await this.#forgetIfGone(name)
  }

  /** Another process may have raised it. */
  async #forgetIfGone (name: string): Promise<void> {
    const key = this.#kept.get(name)
    if (key !== undefined && await this.#store.get(key) === undefined) this.#kept.delete(name)
  }
}
