import type { StoredJob } from './stored-job.js'

/** Who holds leases. All leases of one holder end together: it gives its sign of life for all at once. */
export interface Holder {
  readonly handlers: ReadonlySet<string>
  readonly leases: Set<Lease>
  /** The instant at which the leases end unless there is another sign of life, epoch milliseconds. */
  leaseEndsAt: number
  /** Something may be ready. `by` is the queue whose call made it so, `undefined` when time did. */
  wake (by: object | undefined): void
  /** The earliest instant at which something is to happen, when it has changed. */
  plan (nextAt: number | undefined): void
}

/** One attempt's claim on a job, with what is needed to judge a late outcome. */
export interface Lease {
  readonly job: StoredJob
  readonly holder: Holder
  /** `starts`, `attempt` and `crashes` of the job when the attempt began. */
  readonly starts: number
  readonly attempt: number
  readonly crashes: number
  /** Which signals had been raised by then. */
  readonly position: number
}
