import { assertSignal, HKS_ERR_JOB_INPUT, type Outcome } from '@hooksmith/contracts'

const KINDS: ReadonlySet<unknown> = new Set(['done', 'retry', 'wait', 'dead'])

/** Refuses, before anything is changed, what is no way for an attempt to end. @throws `HKS_ERR_JOB_INPUT`. */
export function assertOutcome (outcome: Outcome): void {
  if (!KINDS.has(outcome?.outcome)) throw new HKS_ERR_JOB_INPUT('outcome', "'done', 'retry', 'wait' or 'dead'", typeof outcome?.outcome)
  if (outcome.outcome === 'retry') assertInstant('at', outcome.at)
  if (outcome.outcome !== 'wait') return
  assertSignal(outcome.signal)
  assertInstant('until', outcome.until)
}

function assertInstant (name: string, at: number): void {
  if (!Number.isFinite(at)) throw new HKS_ERR_JOB_INPUT(name, 'a finite number of milliseconds', String(at))
}
