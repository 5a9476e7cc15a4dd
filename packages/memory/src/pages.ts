import { HKS_ERR_OPTION_INVALID, type JobPage, type JobSummary, type ListOptions } from '@hooksmith/contracts'
import { summaryOf, type StoredJob } from './stored-job.js'

/** One page, in order of storing; the cursor is the number under which the last job was stored. */
export function pageOf (stored: Iterable<StoredJob>, options: ListOptions): JobPage {
  const limit = options.limit ?? 100
  const isLimit = Number.isInteger(limit) && limit >= 1 && limit <= 1_000
  if (!isLimit) throw new HKS_ERR_OPTION_INVALID('limit', 'a whole number from 1 to 1,000', String(limit))
  const after = Number(options.after ?? 0)
  if (!Number.isFinite(after)) throw new HKS_ERR_OPTION_INVALID('after', 'the next of another page', String(options.after))
  const jobs: JobSummary[] = []
  let last = 0
  for (const job of stored) {
    if (job.sequence <= after || !isMeant(job, options)) continue
    if (jobs.length === limit) return { jobs, next: String(last) }
    jobs.push(summaryOf(job, options.state))
    last = job.sequence
  }
  return { jobs }
}

/** Whether a job is in the state and, where they are named, of the handler and the tenant. */
export function isMeant (job: StoredJob, { state, handler, tenant }: Pick<ListOptions, 'state' | 'handler' | 'tenant'>): boolean {
  return job.state === state && (handler ?? job.handler) === job.handler && (tenant ?? job.tenant) === job.tenant
}
