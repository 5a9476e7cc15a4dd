import {
  FakeClock, HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_READ_ONLY, HKS_ERR_QUEUE_TIMEOUT, HKS_ERR_QUEUE_UNAVAILABLE, HKS_ERR_STORE_READ_ONLY,
  HKS_ERR_STORE_UNAVAILABLE, type Consumer, type ConsumeOptions, type EnqueueOptions, type EventEnvelope, type JobPage, type JobRecord,
  type JobSelector, type ListOptions, type NewJob, type PutOptions, type Queue, type QueueStats, type Receipt, type Store, type StorePage,
  type StoreRecord
} from '@hooksmith/contracts'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import type { Test } from 'tap'
import type { SpoolOptions } from '../src/index.js'
import { handle, start, type Bench, type StartOptions } from './support.js'

/** How a {@link SwitchedQueue} takes an `enqueue` or `signal`. `unanswered`: nobody says that it was stored. `unheard`: it was not. */
export type Mode = 'up' | 'away' | 'read-only' | 'unanswered' | 'unheard' | 'full'

/** A queue whose server can be switched off. */
export class SwitchedQueue implements Queue {
  readonly shared = 'process'
  readonly durable = 'no'
  readonly #queue: Queue
  mode: Mode = 'up'
  /** Ids of the events of every `enqueue`, whatever came of it. */
  readonly asked: string[] = []
  /** Ids of the events that were stored, in order. */
  readonly stored: string[] = []
  readonly raised: string[] = []
  /** Called before an `enqueue` of an event; throws to refuse it. */
  refuse: (event: EventEnvelope) => void = () => {}
  /** Called before a signal is raised. */
  onSignal: () => Promise<void> = async () => {}

  constructor (queue: Queue) {
    this.#queue = queue
  }

  async enqueue (event: EventEnvelope, jobs: readonly NewJob[], options?: EnqueueOptions): Promise<readonly Receipt[]> {
    this.asked.push(event.id)
    this.refuse(event)
    return await this.#through(async () => {
      const receipts = await this.#queue.enqueue(event, jobs, options)
      if (receipts.some(({ receipt }) => receipt === 'stored')) this.stored.push(event.id)
      return receipts
    })
  }

  async signal (name: string): Promise<number> {
    return await this.#through(async () => {
      await this.onSignal()
      this.raised.push(name)
      return await this.#queue.signal(name)
    })
  }

  async #through<T> (work: () => Promise<T>): Promise<T> {
    switch (this.mode) {
      case 'up': return await work()
      case 'away': throw new HKS_ERR_QUEUE_UNAVAILABLE('switched off')
      case 'read-only': throw new HKS_ERR_QUEUE_READ_ONLY('switched')
      case 'full': throw new HKS_ERR_QUEUE_FULL('switched')
      case 'unheard': throw new HKS_ERR_QUEUE_TIMEOUT(1)
      case 'unanswered':
        await work()
        throw new HKS_ERR_QUEUE_TIMEOUT(1)
    }
  }

  consume (options: ConsumeOptions): Consumer { return this.#queue.consume(options) }
  async stats (): Promise<QueueStats> { return await this.#queue.stats() }
  async list (options: ListOptions): Promise<JobPage> { return await this.#queue.list(options) }
  async get (jobId: string): Promise<JobRecord | undefined> { return await this.#queue.get(jobId) }
  async retry (selector: JobSelector): Promise<number> { return await this.#queue.retry(selector) }
  async remove (selector: JobSelector): Promise<number> { return await this.#queue.remove(selector) }
  async close (): Promise<void> { await this.#queue.close() }
}

/** A store that can be out of reach, or stop in the middle of several writes as a killed process does. */
export class SwitchedStore implements Store {
  readonly shared = 'process'
  readonly durable = 'no'
  readonly #store: Store
  mode: 'up' | 'away' | 'read-only' = 'up'
  /** Writes that are carried out still; all after them are refused. */
  writesLeft = Infinity

  constructor (store: Store) {
    this.#store = store
  }

  async get (key: string): Promise<StoreRecord | undefined> {
    this.#assertUp()
    return await this.#store.get(key)
  }

  async put (key: string, value: Uint8Array, options?: PutOptions): Promise<boolean> {
    this.#write()
    return await this.#store.put(key, value, options)
  }

  async add (key: string, by: number, options?: { readonly expiresAt?: number }): Promise<number> {
    this.#write()
    return await this.#store.add(key, by, options)
  }

  async delete (key: string): Promise<boolean> {
    this.#write()
    return await this.#store.delete(key)
  }

  async list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage> {
    this.#assertUp()
    return await this.#store.list(prefix, options)
  }

  async close (): Promise<void> { await this.#store.close() }

  #assertUp (): void {
    if (this.mode === 'away') throw new HKS_ERR_STORE_UNAVAILABLE('switched off')
  }

  #write (): void {
    this.#assertUp()
    if (this.mode === 'read-only') throw new HKS_ERR_STORE_READ_ONLY('switched')
    if (this.writesLeft-- <= 0) throw new HKS_ERR_STORE_UNAVAILABLE('cut off')
  }
}

/** What {@link startSpool} stands on; a second server may be given the first one's, as if it had been started after it. */
export interface Ground {
  readonly clock: FakeClock
  readonly switched: SwitchedQueue
  readonly disk: SwitchedStore
}

export function makeGround (): Ground {
  const clock = new FakeClock()
  return { clock, switched: new SwitchedQueue(new MemoryQueue({ clock })), disk: new SwitchedStore(new MemoryStore({ clock })) }
}

/** A server that takes events of type `a` in, has a spool, and runs no jobs. */
export async function startSpool (
  t: Test, spool: Partial<SpoolOptions> = {}, ground = makeGround(), rest: StartOptions = {}): Promise<Ground & Pick<Bench, 'app' | 'lines'>> {
  const { clock, switched, disk } = ground
  const { app, lines } = await start(t, {
    plugins: [handle('a', {}, () => {})],
    ...rest,
    options: { role: 'ingest', clock, queue: switched, spool: { store: disk, allowVanishing: true, ...spool }, ...rest.options }
  })
  return { ...ground, app, lines }
}
