import type { Abandoned, Clock, LeasedJob, Outcome } from '@hooksmith/contracts'
import { HKS_ERR_HANDLER_ABANDONED, HKS_ERR_HANDLER_TIMEOUT } from './errors.js'
import type { HandlerContext } from './handler.js'
import type { Registration } from './handler-table.js'
import type { Outcomes } from './outcomes.js'

/** What the handler's promise came to. */
type Settled = { readonly value: unknown } | { readonly error: unknown }

/** How long a handler that honours its signal has to wind up after the timeout, in milliseconds. */
const WIND_UP_MS = 100

/** What one attempt is run with. */
export interface AttemptParts {
  readonly job: LeasedJob
  readonly handler: Registration
  /** Of the lease: aborts when it is lost or handed back. */
  readonly leaseSignal: AbortSignal
  /** Makes the handler's context, given the attempt's own signal. */
  context (signal: AbortSignal): HandlerContext
  readonly outcomes: Outcomes
  readonly clock: Clock
  readonly abandonAfterMs: number
  /** Told what the handler threw, also after its timeout. */
  onThrown (error: unknown): void
  /** Told when the attempt is abandoned, and when it settled after all. */
  onAbandoned (change: 1 | -1): void
}

/**
 * Runs a handler once.
 *
 * ```text
 * running ──settles──────────────────────────────► its outcome
 *    └─timeout, signal aborted─► winding up ──settles within WIND_UP_MS─► its outcome; an error counts as a timeout
 *                                    └─────► abandoned: slot free, lease and key kept
 *                                                ├─settles──────────────► its outcome; an error counts as a timeout
 *                                                └─abandonAfterMs───────► retry by the policy; the handler may still run
 * ```
 */
export async function runAttempt (parts: AttemptParts): Promise<Outcome | Abandoned> {
  const { handler, leaseSignal, clock } = parts
  const controller = new AbortController()
  const passOn = (): void => { controller.abort(leaseSignal.reason) }
  if (leaseSignal.aborted) passOn()
  else leaseSignal.addEventListener('abort', passOn, { once: true })

  const timeout = new HKS_ERR_HANDLER_TIMEOUT(handler.timeoutMs)
  const settled = settle(parts, controller.signal)
  let cancel = (): void => {}
  const overdue = new Promise<undefined>((resolve) => {
    cancel = clock.after(handler.timeoutMs, () => {
      controller.abort(timeout)
      cancel = clock.after(WIND_UP_MS, () => { resolve(undefined) })
    })
  })
  const first = await Promise.race([settled, overdue])
  cancel()
  const outcomeOf = (end: Settled): Outcome => {
    leaseSignal.removeEventListener('abort', passOn)
    return settledOutcome(parts, end, controller.signal.reason === timeout ? timeout : undefined)
  }
  return first === undefined ? abandon(parts, settled, outcomeOf) : outcomeOf(first)
}

async function settle ({ handler, job, context, onThrown }: AttemptParts, signal: AbortSignal): Promise<Settled> {
  try {
    return { value: await handler.run(job.event, context(signal)) }
  } catch (error) {
    onThrown(error)
    return { error }
  }
}

/** Never throws: nobody would be left to settle an abandoned attempt. */
function settledOutcome ({ job, handler, outcomes }: AttemptParts, end: Settled, timeout: Error | undefined): Outcome {
  if ('error' in end) return outcomes.ofError(job, handler, timeout ?? end.error)
  try {
    return outcomes.ofValue(job, handler, end.value)
  } catch (error) {
    return outcomes.ofError(job, handler, error)
  }
}

function abandon (parts: AttemptParts, settled: Promise<Settled>, outcomeOf: (end: Settled) => Outcome): Abandoned {
  const { job, handler, clock, abandonAfterMs, onAbandoned } = parts
  onAbandoned(1)
  const given = new Promise<Outcome>((resolve) => {
    const cancel = clock.after(abandonAfterMs, () => {
      resolve(parts.outcomes.ofError(job, handler, new HKS_ERR_HANDLER_ABANDONED(abandonAfterMs)))
    })
    // settle() never rejects.
    void settled.then((end) => {
      cancel()
      onAbandoned(-1)
      resolve(outcomeOf(end))
    })
  })
  return { outcome: 'abandoned', settled: given }
}
