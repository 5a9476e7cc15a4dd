import type {
  EnqueueOptions, EventEnvelope, JobPage, JobRecord, JobSelector, JobState, ListOptions, NewJob, Outcome, QueueStats, Receipt,
  ResolvedQueueOptions, Settlement
} from '@hooksmith/contracts'
import { DEFAULT_DEDUPE_MS, HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_JOB_RUNNING } from '@hooksmith/contracts'
import { isMeant, pageOf } from './pages.js'
import { recordOf, storeEvent, storeJob, type Holder, type Lease, type StoredJob } from './stored-job.js'
import { Transitions } from './transitions.js'
import { Windows } from './windows.js'

/** A Map holds 2²⁴ entries at most; ids of the dedupe windows are refused a little below that. */
const MAX_REMEMBERED = 16_000_000

/**
 * The storage that {@link MemoryQueue}s of one process share: hand one space to several queues and they are views of one queue.
 * It has no clock and no timers; each of its methods is one step that nothing interrupts.
 */
export class MemorySpace {
  readonly #jobs = new Map<string, StoredJob>()
  readonly #windows = new Windows()
  readonly #transitions: Transitions
  #stored = 0

  /** @param transitions - How jobs move; what is derived from it shows what the conformance suite notices. @internal */
  constructor (transitions: (jobs: Map<string, StoredJob>) => Transitions = (jobs) => new Transitions(jobs)) {
    this.#transitions = transitions(this.#jobs)
  }

  /** @internal For {@link MemoryQueue}. */
  enqueue (
    event: EventEnvelope, jobs: readonly NewJob[], { dataText }: EnqueueOptions, limits: ResolvedQueueOptions, by: object
  ): Receipt[] {
    const now = limits.clock.now()
    this.#windows.sweep(now)
    const fresh = new Map<string, NewJob>()
    const receipts = jobs.map((job): Receipt => {
      if (fresh.has(job.id) || this.#isKnown(job.id, now)) return { jobId: job.id, receipt: 'duplicate' }
      fresh.set(job.id, job)
      return { jobId: job.id, receipt: 'stored' }
    })
    if (fresh.size === 0) return receipts
    this.#assertRoom(fresh.size, limits.maxJobs)
    const stored = storeEvent(event, dataText)
    for (const job of fresh.values()) {
      this.#windows.add(job.id, now + (job.dedupeMs ?? DEFAULT_DEDUPE_MS))
      const entry = storeJob(job, stored, ++this.#stored, now, limits.maxKeyHoldMs)
      this.#jobs.set(job.id, entry)
      this.#transitions.enter(entry, now)
    }
    this.#transitions.announce(by)
    return receipts
  }

  /** @internal */
  join (holder: Holder): void {
    this.#transitions.join(holder)
  }

  /** @internal Gives up what the holder still has: uncounted, due at once. */
  leave (holder: Holder): void {
    this.#transitions.leave(holder)
    this.#transitions.announce(undefined)
  }

  /** @internal The next job for the holder, leased to it. */
  take (holder: Holder, orphanAfterMs: number, now: number): Lease | undefined {
    const lease = this.#transitions.take(holder, orphanAfterMs, now)
    this.#transitions.announce(undefined)
    return lease
  }

  /** @internal Takes the end of an attempt. */
  settle (lease: Lease, outcome: Outcome, now: number, by: object): Settlement {
    const settlement = this.#transitions.settle(lease, outcome, now)
    this.#transitions.announce(by)
    return settlement
  }

  /** @internal Ends the leases of every other holder whose time is up. */
  sweep (holder: Holder, now: number): void {
    this.#transitions.sweep(holder, now)
    this.#transitions.announce(undefined)
  }

  /** @internal Does all that is due by now; gives the jobs that became orphans by it. */
  runDue (now: number): JobRecord[] {
    const dead = this.#transitions.runDue(now)
    this.#transitions.announce(undefined)
    return dead.map((job) => recordOf(job, 'dead'))
  }

  /** @internal Lets the jobs go that wait for one of the holder's handlers. */
  offer (holder: Holder, now: number): void {
    for (const handler of holder.handlers) this.#transitions.wake(`handler:${handler}`, now)
    this.#transitions.announce(undefined)
  }

  /** @internal */
  signal (name: string, now: number, by: object): number {
    const woken = this.#transitions.signal(name, now)
    this.#transitions.announce(by)
    return woken
  }

  /** @internal */
  stats (): QueueStats {
    const oldestReadyAt = this.#transitions.turns.oldestDueAt()
    return { counts: { ...this.#transitions.counts }, ...(oldestReadyAt === undefined ? undefined : { oldestReadyAt }) }
  }

  /** @internal */
  list (options: ListOptions): JobPage {
    return pageOf(this.#jobs.values(), options)
  }

  /** @internal */
  get (jobId: string): JobRecord | undefined {
    const job = this.#jobs.get(jobId)
    return job === undefined || job.state === 'gone' ? undefined : recordOf(job, job.state)
  }

  /** @internal The ids that a selector means, `state` aside where it names ids. */
  select (selector: JobSelector): readonly string[] {
    if ('ids' in selector) return [...new Set(selector.ids)]
    const ids: string[] = []
    for (const job of this.#jobs.values()) if (isMeant(job, selector)) ids.push(job.id)
    return ids
  }

  /** @internal Makes those of `ids` due again that are dead letters; gives how many. */
  retry (ids: readonly string[], now: number, by: object): number {
    let count = 0
    for (const id of ids) {
      const job = this.#jobs.get(id)
      if (job?.state !== 'dead') continue
      this.#transitions.revive(job, ++this.#stored, now)
      count++
    }
    this.#transitions.announce(by)
    return count
  }

  /** @internal Refuses when one of `ids` runs. @throws `HKS_ERR_QUEUE_JOB_RUNNING`. */
  assertNoneRunning (ids: readonly string[]): void {
    for (const id of ids) if (this.#jobs.get(id)?.state === 'running') throw new HKS_ERR_QUEUE_JOB_RUNNING(id)
  }

  /** @internal Removes those of `ids` that are in one of `states`; gives how many. */
  remove (ids: readonly string[], states: ReadonlySet<JobState>, now: number, by: object): number {
    let count = 0
    for (const id of ids) {
      const job = this.#jobs.get(id)
      if (job === undefined || job.state === 'gone' || !states.has(job.state)) continue
      this.#transitions.remove(job, now)
      count++
    }
    this.#transitions.announce(by)
    return count
  }

  #isKnown (id: string, now: number): boolean {
    return this.#jobs.has(id) || this.#windows.has(id, now)
  }

  #assertRoom (count: number, maxJobs: number): void {
    const { size } = this.#jobs
    if (size + count > maxJobs) throw new HKS_ERR_QUEUE_FULL(`${size} jobs are stored and maxJobs is ${maxJobs}`)
    if (this.#windows.size + count > MAX_REMEMBERED) throw new HKS_ERR_QUEUE_FULL(`${MAX_REMEMBERED} ids are remembered`)
  }
}
