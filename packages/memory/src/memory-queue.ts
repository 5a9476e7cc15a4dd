import {
  assertEvent, assertJobs, assertSignal, HKS_ERR_QUEUE_CLOSED, JOB_STATES,
  type Consumer, type ConsumeOptions, type EnqueueOptions, type EventEnvelope, type JobPage, type JobRecord, type JobSelector,
  type JobState, type ListOptions, type NewJob, type Queue, type QueueStats, type Receipt, type ResolvedQueueOptions
} from '@hooksmith/contracts'
import { MemoryConsumer } from './memory-consumer.js'
import type { MemorySpace } from './memory-space.js'
import { resolveMemoryQueueOptions, type MemoryQueueOptions } from './options.js'

/** How many jobs one step of a retry or removal moves before others get their turn on the event loop. */
const STEP = 1_000

const REMOVABLE: ReadonlySet<JobState> = new Set(JOB_STATES.filter((state) => state !== 'running'))

/** A queue inside this process. What it holds ends with the process. */
export class MemoryQueue implements Queue {
  readonly shared = 'process'
  readonly durable = 'no'
  readonly #space: MemorySpace
  readonly #options: ResolvedQueueOptions
  readonly #consumers = new Set<MemoryConsumer>()
  readonly #calls = new Set<Promise<unknown>>()
  #isClosed = false

  /** @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (options: MemoryQueueOptions = {}) {
    const { space, ...rest } = resolveMemoryQueueOptions(options)
    this.#space = space
    this.#options = rest
  }

  async enqueue (event: EventEnvelope, jobs: readonly NewJob[], options: EnqueueOptions = {}): Promise<readonly Receipt[]> {
    this.#assertOpen()
    assertEvent(event)
    assertJobs(jobs)
    return this.#space.enqueue(event, jobs, options, this.#options, this)
  }

  consume (options: ConsumeOptions): Consumer {
    this.#assertOpen()
    const consumer = new MemoryConsumer(this.#space, this, options, this.#options)
    for (const other of this.#consumers) if (other.isClosed) this.#consumers.delete(other)
    this.#consumers.add(consumer)
    return consumer
  }

  async signal (name: string): Promise<number> {
    this.#assertOpen()
    assertSignal(name)
    return this.#space.signal(name, this.#options.clock.now(), this)
  }

  async stats (): Promise<QueueStats> {
    this.#assertOpen()
    return this.#space.stats()
  }

  async list (options: ListOptions): Promise<JobPage> {
    this.#assertOpen()
    return this.#space.list(options)
  }

  async get (jobId: string): Promise<JobRecord | undefined> {
    this.#assertOpen()
    return this.#space.get(jobId)
  }

  async retry (selector: JobSelector): Promise<number> {
    this.#assertOpen()
    if ('state' in selector && selector.state !== 'dead') return 0
    return await this.#inSteps(this.#space.select(selector), (ids) => this.#space.retry(ids, this.#options.clock.now(), this))
  }

  async remove (selector: JobSelector): Promise<number> {
    this.#assertOpen()
    const selected = this.#space.select(selector)
    if ('ids' in selector) this.#space.assertNoneRunning(selected)
    const states = 'state' in selector ? new Set([selector.state].filter((state) => REMOVABLE.has(state))) : REMOVABLE
    return await this.#inSteps(selected, (ids) => this.#space.remove(ids, states, this.#options.clock.now(), this))
  }

  async close (): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#consumers].map(async (consumer) => { await consumer.close() }))
    await Promise.allSettled(this.#calls)
  }

  #assertOpen (): void {
    if (this.#isClosed) throw new HKS_ERR_QUEUE_CLOSED()
  }

  async #inSteps (ids: readonly string[], step: (ids: readonly string[]) => number): Promise<number> {
    const work = this.#run(ids, step)
    this.#calls.add(work)
    try {
      return await work
    } finally {
      this.#calls.delete(work)
    }
  }

  async #run (ids: readonly string[], step: (ids: readonly string[]) => number): Promise<number> {
    let count = 0
    for (let from = 0; from < ids.length; from += STEP) {
      if (from > 0) await new Promise((resolve) => { setImmediate(resolve) })
      count += step(ids.slice(from, from + STEP))
    }
    return count
  }
}
