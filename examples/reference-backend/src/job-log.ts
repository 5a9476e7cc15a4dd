import type { Observer } from '@hooksmith/core'

/** How a job ended. */
export interface EndedJob { readonly event: string, readonly handler: string, readonly outcome: 'done' | 'dead' | 'skipped', readonly attempts: number }

/** Follows jobs from the instant they are stored to their end. */
export class JobLog {
  readonly #open = new Set<string>()
  readonly #early = new Set<string>()
  readonly ended: EndedJob[] = []
  /** Ids of jobs that were put aside until a signal, once each time. */
  readonly waiting: string[] = []
  /** What became of each event that arrived: `stored`, `duplicate`, `self` … */
  readonly verdicts: Array<readonly [event: string, verdict: string]> = []

  /** Whether every job has ended. */
  get isSettled (): boolean {
    return this.#open.size === 0
  }

  /** Given to the router. */
  readonly observe: Observer = (seen) => {
    if (seen.kind === 'event') {
      this.verdicts.push([seen.event.type, seen.verdict])
      // A worker may have been quicker than the answer of the queue.
      for (const { jobId, receipt } of seen.receipts) if (receipt === 'stored' && !this.#early.delete(jobId)) this.#open.add(jobId)
    }
    if (seen.kind === 'attempt' && seen.outcome.outcome === 'wait') this.waiting.push(seen.job.id)
    if (seen.kind === 'attempt' && (seen.outcome.outcome === 'done' || seen.outcome.outcome === 'dead')) {
      const { job, outcome, isSkipped } = seen
      if (!this.#open.delete(job.id)) this.#early.add(job.id)
      this.ended.push({ event: job.event.type, handler: job.handler, outcome: isSkipped ? 'skipped' : outcome.outcome, attempts: job.attempt })
    }
  }
}
