import type { EventEnvelope, JobState, Outcome, Queue } from '@hooksmith/contracts'
import type { AttemptObservation, IngestedEvent, Observer } from '@hooksmith/core'

/** How one attempt of a job ended. */
export interface TestAttempt {
  /** From 1; an attempt that did not count is followed by one of the same number. */
  readonly number: number
  /** `skipped`: the handler's filter refused the event. */
  readonly outcome: 'done' | 'retry' | 'wait' | 'dead' | 'skipped'
  /** Why it is retried or dead. */
  readonly reason?: string
  /** Of a dead letter. */
  readonly code?: string
  /** Of a retry: when it is due again, epoch milliseconds. */
  readonly dueAt?: number
  /** Of a wait. */
  readonly signal?: string
  /** Epoch milliseconds, by the test's clock. */
  readonly startedAt: number
}

/** A job: one event for one handler. */
export interface TestJob {
  readonly id: string
  /** `plugin/handler`. */
  readonly handler: string
  readonly event: EventEnvelope
  /** Where it stands now. `removed`: somebody took it out of the queue. */
  readonly state: JobState | 'done' | 'removed'
  readonly attempts: readonly TestAttempt[]
}

/** An event that arrived, and what became of it. */
export interface TestEvent {
  readonly event: EventEnvelope
  readonly verdict: IngestedEvent['verdict'] | 'refused'
}

interface Kept { readonly event: EventEnvelope, readonly attempts: TestAttempt[] }

/** Remembers every event, job and attempt of a router, in order. */
export class JobLog {
  readonly events: TestEvent[] = []
  readonly #queue: Queue
  readonly #jobs = new Map<string, Kept>()

  constructor (queue: Queue) {
    this.#queue = queue
  }

  /** Takes what the router tells. */
  readonly observe: Observer = (seen) => {
    if (seen.kind === 'attempt') this.#of(seen.job.id, seen.job.event).attempts.push(attemptOf(seen))
    if (seen.kind !== 'event') return
    this.events.push({ event: seen.event, verdict: seen.verdict })
    for (const { jobId } of seen.receipts) this.#of(jobId, seen.event)
  }

  /** Every job, in order of storing. */
  async jobs (): Promise<readonly TestJob[]> {
    return await Promise.all([...this.#jobs].map(async ([id, { event, attempts }]) => {
      const stored = await this.#queue.get(id)
      const isDone = ['done', 'skipped'].includes(attempts.at(-1)?.outcome ?? '')
      const handler = stored?.handler ?? id.slice(event.id.length + 1)
      return { id, handler, event, state: stored?.state ?? (isDone ? 'done' : 'removed'), attempts: [...attempts] }
    }))
  }

  #of (id: string, event: EventEnvelope): Kept {
    const kept = this.#jobs.get(id) ?? { event, attempts: [] }
    this.#jobs.set(id, kept)
    return kept
  }
}

function attemptOf ({ job, outcome, isSkipped, startedAt }: AttemptObservation): TestAttempt {
  const base = { number: job.attempt, startedAt }
  return isSkipped ? { ...base, outcome: 'skipped' } : { ...base, ...partsOf(outcome) }
}

function partsOf (outcome: Outcome): Omit<TestAttempt, 'number' | 'startedAt'> {
  switch (outcome.outcome) {
    case 'done': return { outcome: 'done' }
    case 'retry': return { outcome: 'retry', reason: outcome.reason, dueAt: outcome.at }
    case 'wait': return { outcome: 'wait', signal: outcome.signal }
    case 'dead': return { outcome: 'dead', reason: outcome.reason, code: outcome.code }
  }
}
