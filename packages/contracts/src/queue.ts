import type { Capabilities } from './capabilities.js'
import { HKS_ERR_QUEUE_TIMEOUT } from './errors.js'
import type { EventEnvelope } from './event.js'
import type { Abandoned, DeadNote, JobRecord, JobState, JobSummary, LeasedJob, NewJob, Outcome } from './job.js'

/** What became of one job of an {@link Queue.enqueue} call. */
export interface Receipt {
  readonly jobId: string
  /** `duplicate`: the id was stored before, inside its window; whatever became of that job, nothing was stored now. */
  readonly receipt: 'stored' | 'duplicate'
}

/** What {@link Queue.enqueue} may know beside the event. */
export interface EnqueueOptions {
  /** The text of `JSON.stringify(event.data)`, when the caller has it at hand: a driver may store it instead of making it again. */
  readonly dataText?: string
}

/** How the end of an attempt was taken by the queue. */
export type Settlement =
  /** While the lease was held. */
  | 'in time'
  /** After the lease had ended, with nobody else having started the job since. It counts all the same. */
  | 'late'
  /** Somebody else started the job, or it is gone. Nothing was changed. */
  | 'refused'

/** What a consumer is and does. */
export interface ConsumeOptions {
  /** The handlers whose jobs it takes, aliases included. */
  readonly handlers: readonly string[]
  /** How many attempts run at a time in this consumer. Abandoned ones do not count. 1 to 10,000. */
  readonly concurrency: number
  /**
   * Runs one attempt. A rejection is a mistake of the runner; it counts as a retry after one lease, and goes to `onError`.
   *
   * @param signal - Aborts when the lease is lost (`HKS_ERR_QUEUE_LEASE_LOST`) or the job is handed back
   * (`HKS_ERR_QUEUE_HANDED_BACK`), the reason being that error. Whatever the run gives after that is refused or late.
   */
  run (job: LeasedJob, signal: AbortSignal): Promise<Outcome | Abandoned>
  /** Called once for each attempt whose outcome reached the queue. Must not throw. */
  onSettled?(job: LeasedJob, outcome: Outcome, settlement: Settlement): void
  /** Called for each job that this consumer's upkeep made a dead letter by itself: orphans. Must not throw. */
  onDead?(job: JobSummary, note: DeadNote): void
  /**
   * Called for each failure of the loop itself: the store out of reach, a record that cannot be read. The loop goes on, with a growing
   * pause. Must not throw.
   */
  onError?(error: Error): void
}

/** A running consumer. */
export interface Consumer {
  /** Attempts that hold a slot. */
  readonly running: number
  /** Attempts that were abandoned and have not settled. */
  readonly abandoned: number
  /** Takes no further job until {@link Consumer.resume}. What runs goes on. */
  pause (): void
  resume (): void
  /**
   * Takes no further job, waits up to `graceMs` for what runs, then hands the rest back: uncounted, due at once, their signals
   * aborted. Resolves when everything is settled or handed back. Twice is fine. @defaultValue graceMs 0
   */
  close (options?: { readonly graceMs?: number }): Promise<void>
}

/** Which jobs {@link Queue.retry} and {@link Queue.remove} mean: by id, or all of a state that match. */
export type JobSelector =
  | { readonly ids: readonly string[] }
  | { readonly state: JobState, readonly handler?: string, readonly tenant?: string }

/** What {@link Queue.list} lists. */
export interface ListOptions {
  readonly state: JobState
  readonly handler?: string
  readonly tenant?: string
  /** `next` of the page before. */
  readonly after?: string
  /** 1 to 1,000. A page may hold fewer even when more follow. @defaultValue 100 */
  readonly limit?: number
}

/** Part of a listing. */
export interface JobPage {
  readonly jobs: readonly JobSummary[]
  /** Present when there may be more. */
  readonly next?: string
}

/** A queue at one instant. */
export interface QueueStats {
  readonly counts: Readonly<Record<JobState, number>>
  /** Due time of the job that could have started for longest and has not; absent when none is ready. Epoch milliseconds. */
  readonly oldestReadyAt?: number
}

/**
 * Stores events with their jobs and hands each job to one consumer at a time, until it is done or dead.
 *
 * **Storing.** The unit is one event with its jobs. A job id that was stored inside its window is not stored again, also
 * when that job is done, dead or removed; nor is one whose job is still stored, however old. What a caller changes in an
 * object after handing it in changes nothing.
 *
 * **Leases.** A started job is leased to its consumer, which renews the lease while the attempt runs. When a lease ends
 * without that (process death, an event loop that stands still, a server out of reach), the attempt counts, and the
 * job is due again at once. There is no bound on such ends here; the runner sees `attempt` and `crashes` and decides.
 * An outcome that arrives after its lease ended is taken as long as nobody has started the job since; else it is refused
 * and changes nothing, neither the job nor the attempt of the new holder.
 *
 * **Order.** Jobs of one tenant start in order of due time, then of storing; a retry counts from its new due time, a woken
 * job from its waking. Tenants take turns: a job whose tenant has no other starts after at most one job of each other tenant
 * that waits, plus those already running, however many of them came due at once. A retried dead letter takes its turn like any other.
 *
 * **Keys.** Of the jobs of one handler, tenant and key one at a time runs, in order of storing. The first holds the key while it is
 * delayed, runs, retries, waits, is handed back or crashes; the others are `held`. Done, dead and removed pass it on. A key
 * held by one job for longer than `maxKeyHoldMs` passes on as well; that job then goes on without the key. A retried dead letter
 * goes to the end of its key.
 *
 * **Signals.** `signal(name)` makes every job due that waits for `name`. A job that asks to wait for a signal that was
 * raised after its attempt started is due at once instead.
 *
 * **Handlers that are not there.** A job whose handler the consumer that meets it does not have waits for the signal
 * `handler:<handler id>`, which every consumer raises for its own handlers when it starts and while it lives. After
 * `orphanAfterMs` of that it becomes a dead letter with `HKS_ERR_QUEUE_ORPHANED`. A job never runs in a consumer without its handler.
 *
 * **Full.** A queue refuses at a mark of its own, `maxJobs` stored jobs of all states or a share of its server's memory,
 * below the server's limit, so that workers can still drain it. A call all of whose jobs are duplicates resolves
 * also then, and so does everything else but `enqueue`.
 *
 * **Rejections.** `HKS_ERR_EVENT_INPUT`, `HKS_ERR_JOB_INPUT`, `HKS_ERR_QUEUE_UNAVAILABLE`, `HKS_ERR_QUEUE_FULL`, `HKS_ERR_QUEUE_READ_ONLY`,
 * `HKS_ERR_QUEUE_CLOSED`: nothing was stored. `HKS_ERR_QUEUE_TIMEOUT`: unknown; a repeat with the same ids is safe and completes what is
 * missing. `HKS_ERR_QUEUE_FORMAT`: the data is of a newer release. No call hangs: each settles within the driver's deadline.
 */
export interface Queue extends Capabilities {
  /**
   * Stores `event` once, with `jobs` (1 to 1,000, all for this event), all or nothing; or else a repeat of the call completes it.
   * Resolves to one receipt a job, in their order, once stored as `durable` says. Of two equal ids in one call the second is a duplicate.
   * A number of jobs outside that range rejects with `HKS_ERR_JOB_INPUT`.
   */
  enqueue (event: EventEnvelope, jobs: readonly NewJob[], options?: EnqueueOptions): Promise<readonly Receipt[]>

  /** Starts taking jobs. Failures of the store reach `onError`; bad options throw `HKS_ERR_OPTION_INVALID`. */
  consume (options: ConsumeOptions): Consumer

  /** Makes every job due that waits for `name` (1 to 512 characters); resolves to how many. */
  signal (name: string): Promise<number>

  /** Counts by state, and the age of the oldest job that is ready. Cheap at any size. */
  stats (): Promise<QueueStats>

  /** Jobs of one state, page by page, in an order that the driver keeps; a job that moves while pages are read may be missed or seen twice. */
  list (options: ListOptions): Promise<JobPage>

  /** One stored job with its event; `undefined` when there is none (any more). */
  get (jobId: string): Promise<JobRecord | undefined>

  /** Makes dead letters due again, as new ones: stored now, attempt 1, own turn. Jobs of other states are left alone. Resolves to how many. */
  retry (selector: JobSelector): Promise<number>

  /**
   * Removes jobs of any state but `running`; their ids stay duplicates until their window ends. Resolves to how many. A running job named by
   * id rejects with `HKS_ERR_QUEUE_JOB_RUNNING`, before anything is removed.
   */
  remove (selector: JobSelector): Promise<number>

  /**
   * Closes the consumers of this instance (no grace), waits for running calls, releases what the driver opened itself. Twice is fine. Every
   * later call but `close` rejects with `HKS_ERR_QUEUE_CLOSED`; `consume` throws it.
   */
  close (): Promise<void>
}

/** Whether a rejected {@link Queue.enqueue} stored anything: certainly not, or nobody knows. */
export function enqueueFate (error: unknown): 'not stored' | 'unknown' {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && NOT_STORED.has(code) ? 'not stored' : 'unknown'
}

const NOT_STORED: ReadonlySet<string> = new Set([
  'HKS_ERR_EVENT_INPUT', 'HKS_ERR_JOB_INPUT', 'HKS_ERR_QUEUE_UNAVAILABLE', 'HKS_ERR_QUEUE_FULL', 'HKS_ERR_QUEUE_READ_ONLY', 'HKS_ERR_QUEUE_CLOSED'
])

/**
 * Puts a deadline around a driver's call, for clients that have none of their own. An answer that is there already counts, also when this process
 * stood still past the deadline before it could read it.
 *
 * @throws `HKS_ERR_QUEUE_TIMEOUT` after `ms` milliseconds; `work` goes on, and what becomes of it is no longer seen.
 */
export async function withDeadline<T> (work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    // What lies in the sockets is read between this timer and the immediate (libuv, "Design overview": timers, then poll, then check).
    timer = setTimeout(() => { setImmediate(() => { reject(new HKS_ERR_QUEUE_TIMEOUT(ms)) }) }, ms)
  })
  // A rejection after the deadline has no reader left; the caller was told "unknown".
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
