import type { Observation } from '@hooksmith/core'
import type { Override } from '../../server/config/environment.js'
import type { ServerSummary } from '../../server/summary.js'
import type { CallableEndpoint } from './planned-call.js'

/** What the server's process is told on its command line. */
export interface ChildOptions {
  readonly directory: string
  readonly file: string
  readonly overrides: readonly Override[]
}

/** What the server's process says. */
export type ChildMessage =
  | { readonly what: 'started', readonly summary: ServerSummary, readonly patterns: readonly string[], readonly endpoints: readonly CallableEndpoint[] }
  | { readonly what: 'failed', readonly text: string }
  | { readonly what: 'seen', readonly mark: Mark, readonly text: string }

export type Mark = 'in' | 'refused' | 'done' | 'retry' | 'wait' | 'dead'

/** One line about what was observed; `undefined` for what other lines tell as well. Ids, names and reasons only, no data. */
export function describeObservation (seen: Observation): { readonly mark: Mark, readonly text: string } | undefined {
  switch (seen.kind) {
    case 'request': return describeRequest(seen)
    case 'event': {
      const jobs = seen.receipts.length
      return { mark: 'in', text: `${seen.event.type}  ${VERDICTS[seen.verdict] ?? seen.verdict}${jobs > 0 ? `, ${jobs} job${jobs === 1 ? '' : 's'}` : ''}` }
    }
    case 'orphan': return { mark: 'dead', text: `${seen.job.handler}  ${seen.note.reason}` }
    case 'spool': return { mark: 'in', text: `from the spool after ${Math.round(seen.waitedMs / 1_000)} s` }
    case 'attempt': return describeAttempt(seen)
    default: return undefined
  }
}

const VERDICTS: Readonly<Record<string, string>> = {
  stored: 'stored',
  duplicate: 'a duplicate, not stored again',
  spooled: 'in the spool',
  unwanted: 'no handler wants it',
  self: 'caused by the app itself, no handler wants that',
  filtered: 'refused by the filters of its handlers',
  refused: 'refused: neither queue nor spool took it'
}

/** An accepted one is told with its events. */
function describeRequest ({ receiver, status, verdict, durationMs }: Extract<Observation, { kind: 'request' }>): { readonly mark: Mark, readonly text: string } | undefined {
  if (verdict === 'accepted' || verdict === 'preflight') return undefined
  if (verdict !== 'answered') return { mark: 'refused', text: `${receiver} answered ${status}: ${verdict}` }
  return { mark: status < 400 ? 'done' : 'refused', text: `a call of ${receiver}  answered ${status} in ${Math.round(durationMs)} ms` }
}

function describeAttempt ({ job, outcome, isSkipped, durationMs }: Extract<Observation, { kind: 'attempt' }>): { readonly mark: Mark, readonly text: string } {
  const head = `${job.handler}${job.attempt > 1 ? `  attempt ${job.attempt}` : ''}`
  const took = `${Math.round(durationMs)} ms`
  switch (outcome.outcome) {
    case 'done': return { mark: 'done', text: `${head}  ${isSkipped ? 'skipped by its filter' : `done in ${took}`}` }
    case 'retry': return { mark: 'retry', text: `${head}  again in ${Math.max(0, Math.round((outcome.at - Date.now()) / 1_000))} s: ${outcome.reason}` }
    case 'wait': return { mark: 'wait', text: `${head}  waits for ${outcome.signal}` }
    case 'dead': return { mark: 'dead', text: `${head}  dead letter: ${outcome.reason}` }
  }
}
