import type { LeasedJob, Outcome } from '@hooksmith/contracts'
import { bullId } from './keys.js'

/** One started job of this process. */
export interface Lease {
  readonly job: LeasedJob
  /** BullMQ's id of the job. */
  readonly id: string
  readonly token: string
  readonly abort: AbortController
  /** `slot`: holds one. `abandoned`: goes on without one. `over`: settled or handed back. */
  state: 'slot' | 'abandoned' | 'over'
  /** Its outcome is on the way to the server. */
  isEnding: boolean
}

export function leaseOf (job: LeasedJob, token: string): Lease {
  return { job, id: bullId(job.id), token, abort: new AbortController(), state: 'slot', isEnding: false }
}

/** Longest text kept of a reason. */
const MAX_REASON = 1_000
/** The last instant that a Date can name. */
const MAX_AT = 8_640_000_000_000_000

/** An outcome as the settle script takes it. */
export function settleArgs (outcome: Outcome): string[] {
  switch (outcome.outcome) {
    case 'done': return ['done']
    case 'retry': {
      const { reason, data, counted = true } = outcome
      return ['retry', at(outcome.at), JSON.stringify({ reason: reason.slice(0, MAX_REASON), data }), counted ? '1' : '']
    }
    case 'wait': return ['wait', outcome.signal, at(outcome.until)]
    case 'dead': return ['dead', outcome.code, outcome.reason.slice(0, MAX_REASON)]
  }
}

function at (instant: number): string {
  return String(Math.min(Math.ceil(instant), MAX_AT))
}
