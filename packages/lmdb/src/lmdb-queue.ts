import {
  assertEvent, assertJobs, assertSignal, HKS_ERR_QUEUE_CLOSED, HKS_ERR_QUEUE_TIMEOUT, type Consumer, type ConsumeOptions, type Durable,
  type EnqueueOptions, type EventEnvelope, type JobPage, type JobRecord, type JobSelector, type ListOptions, type NewJob, type Queue,
  type QueueStats, type Receipt, type Shared
} from '@hooksmith/contracts'
import { LmdbConsumer } from './consumer.js'
import { before } from './deadline.js'
import { Environment } from './environment.js'
import { queueFailure } from './errors.js'
import { listJobs, statsOf, type Position } from './inspection.js'
import { resolveLmdbQueueOptions, type LmdbQueueOptions, type ResolvedLmdbQueueOptions } from './options.js'
import { load, seqOf } from './places.js'
import { eventJson } from './records.js'
import { assertNoneRuns, removeOne, retryDead, selectedPage, SELECTION_BATCH } from './selection.js'
import { raise, wake } from './signals.js'
import { store } from './storing.js'
import { openSpace, type Space } from './space.js'
import type { Tables } from './tables.js'
import { recordOf } from './views.js'

/**
 * A queue in an LMDB file: embedded, durable, shared by the processes of one machine. The file is opened by the first call.
 *
 * `enqueue` resolves when the data is flushed to the disk, so `durable` is `machine crash`, as far as the disk keeps what
 * it says it wrote.
 * Source: https://github.com/kriszyp/lmdb-js#readme, "Overlapping Sync Options".
 */
export class LmdbQueue implements Queue {
  readonly shared: Shared = 'machine'
  readonly durable: Durable = 'machine crash'
  readonly #options: ResolvedLmdbQueueOptions
  readonly #consumers = new Set<LmdbConsumer>()
  readonly #calls = new Set<Promise<unknown>>()
  #opened: Space | undefined
  #closed: Promise<void> | undefined
  #isReleased = false

  /** @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (options: LmdbQueueOptions) {
    this.#options = resolveLmdbQueueOptions(options)
  }

  async enqueue (event: EventEnvelope, jobs: readonly NewJob[], options: EnqueueOptions = {}): Promise<readonly Receipt[]> {
    this.#assertOpen()
    assertEvent(event)
    assertJobs(jobs)
    const { id, type, tenant } = event
    const stored = { id, type, tenant, text: eventJson(event, options.dataText) }
    const copies = jobs.map((job) => ({ ...job }))
    const { maxJobs, clock } = this.#options
    const now = clock.now()
    return await this.#call(async ({ tables, windows }) => {
      return await tables.environment.writer.flush(() => store(tables, windows, stored, copies, maxJobs, now))
    })
  }

  consume (options: ConsumeOptions): Consumer {
    this.#assertOpen()
    const consumer = new LmdbConsumer(() => this.#open().tables, this.#options, options, (closed) => { this.#consumers.delete(closed) })
    this.#consumers.add(consumer)
    return consumer
  }

  async signal (name: string): Promise<number> {
    this.#assertOpen()
    assertSignal(name)
    const now = this.#options.clock.now()
    return await this.#call(async ({ tables }) => {
      const { writer } = tables.environment
      let batch = await writer.flush(() => { raise(tables, name, now); return wake(tables, name, now) })
      let woken = batch.woken
      while (!batch.isAll) {
        batch = await writer.flush(() => wake(tables, name, now))
        woken += batch.woken
      }
      return woken
    })
  }

  async stats (): Promise<QueueStats> {
    return await this.#read((tables, now) => statsOf(tables, now))
  }

  async list (options: ListOptions): Promise<JobPage> {
    return await this.#read((tables, now) => listJobs(tables, options, now))
  }

  async get (jobId: string): Promise<JobRecord | undefined> {
    return await this.#read((tables, now) => {
      const seq = seqOf(tables, jobId)
      const stored = seq === undefined ? undefined : load(tables, seq)
      return stored === undefined ? undefined : recordOf(tables, stored, now)
    })
  }

  async retry (selector: JobSelector): Promise<number> {
    return await this.#change(selector, retryDead)
  }

  async remove (selector: JobSelector): Promise<number> {
    await this.#read((tables) => { assertNoneRuns(tables, selector) })
    return await this.#change(selector, (tables, seq, now) => removeOne(tables, seq, selector, now))
  }

  async close (): Promise<void> {
    this.#closed ??= this.#close()
    await this.#closed
  }

  async #close (): Promise<void> {
    await Promise.all([...this.#consumers].map(async (consumer) => { await consumer.close() }))
    await Promise.allSettled(this.#calls)
    this.#isReleased = true
    await this.#opened?.tables.environment.close()
    this.#opened = undefined
  }

  /** Changes the selected jobs, a few hundred in a transaction. */
  async #change (selector: JobSelector, change: (tables: Tables, seq: number, now: number) => boolean): Promise<number> {
    const { clock } = this.#options
    const seqs = await this.#selected(selector)
    let changed = 0
    for (let from = 0; from < seqs.length; from += SELECTION_BATCH) {
      const batch = seqs.slice(from, from + SELECTION_BATCH)
      const now = clock.now()
      changed += await this.#call(async ({ tables }) => {
        return await tables.environment.writer.flush(() => batch.filter((seq) => change(tables, seq, now)).length)
      })
    }
    return changed
  }

  /** The jobs that are meant now, looked up page by page; those that come into the state meanwhile may be meant as well. */
  async #selected (selector: JobSelector): Promise<number[]> {
    const seqs: number[] = []
    let after: Position | undefined
    do {
      const from = after
      const page = await this.#read((tables, now) => selectedPage(tables, selector, from, now))
      seqs.push(...page.seqs)
      after = page.next
      // Others get the event loop between two pages.
      if (after !== undefined) await new Promise<void>((resolve) => { setImmediate(resolve) })
    } while (after !== undefined)
    return [...new Set(seqs)]
  }

  async #read<T> (read: (tables: Tables, now: number) => T): Promise<T> {
    this.#assertOpen()
    return await this.#call(async ({ tables }) => {
      await tables.environment.writer.answered()
      tables.environment.refresh()
      return read(tables, this.#options.clock.now())
    })
  }

  /** One call: it is waited for by `close`, has a deadline, and fails in the contract's words. */
  async #call<T> (work: (opened: Space) => Promise<T>): Promise<T> {
    const { clock, callTimeoutMs } = this.#options
    const run = async (): Promise<T> => await work(this.#open())
    const call = before(clock, callTimeoutMs, run(), () => new HKS_ERR_QUEUE_TIMEOUT(callTimeoutMs))
    this.#calls.add(call)
    try {
      return await call
    } catch (error) {
      throw queueFailure(error)
    } finally {
      this.#calls.delete(call)
    }
  }

  #open (): Space {
    if (this.#isReleased) throw new HKS_ERR_QUEUE_CLOSED()
    if (this.#opened !== undefined) return this.#opened
    const environment = Environment.open(this.#options.path)
    try {
      return (this.#opened = openSpace(environment, this.#options.name))
    } catch (error) {
      // Nobody else has it open through this call; what fails to close is reported as the failure to open.
      void environment.close().catch(() => {})
      throw error
    }
  }

  #assertOpen (): void {
    if (this.#closed !== undefined) throw new HKS_ERR_QUEUE_CLOSED()
  }
}
