import type { DeadNote, EventEnvelope, JobRecord, JobState, JobSummary, LeasedJob, NewJob, RetryNote } from '@hooksmith/contracts'
import { HKS_ERR_EVENT_INPUT } from '@hooksmith/contracts'
import type { Ticket } from './agenda.js'
import type { Lane } from './lane.js'

/** The attributes of an event without its data. */
export type EventHead = Pick<EventEnvelope, 'id' | 'type' | 'tenant'> & Readonly<Record<string, unknown>>

/** An event as it lies in memory: its data is text, so that nobody shares an object with anybody. */
export interface StoredEvent {
  readonly head: EventHead
  /** Absent where the event has no data. */
  readonly dataText: string | undefined
}

/** A job as it lies in memory. Only the space that holds it writes to it. */
export interface StoredJob {
  readonly id: string
  readonly handler: string
  readonly tenant: string
  readonly key: string | undefined
  readonly event: StoredEvent
  /** Order of storing among all jobs. */
  readonly sequence: number
  readonly storedAt: number
  readonly maxKeyHoldMs: number
  /** Order among jobs that are due at one instant: that of storing, or of the retry by a person. */
  order: number
  state: JobState | 'gone'
  dueAt: number
  attempt: number
  starts: number
  crashes: number
  retry: { readonly reason: string, readonly dataText: string | undefined } | undefined
  woke: 'signal' | 'deadline' | undefined
  waitingFor: string | undefined
  /** The signal of the last wait of its own; `woke` says whether it still matters. */
  wokeFor: string | undefined
  waitingSince: number | undefined
  dead: DeadNote | undefined
  /** While it holds its key. */
  lane: Lane<StoredJob> | undefined
  /** While it is delayed or waits: what ends that. */
  ticket: Ticket | undefined
  /** While it runs. */
  lease: Lease | undefined
  slot: number
}

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

/** @throws `HKS_ERR_EVENT_INPUT` when the data is not JSON. */
export function storeEvent (event: EventEnvelope, dataText: string | undefined): StoredEvent {
  const text = dataText ?? textOf(event.data)
  if (text !== undefined) return { head: { ...event, data: undefined }, dataText: text }
  // Without data the member itself stays away, too; leaving it out costs more than overwriting it.
  const { data: _data, ...head } = event
  return { head, dataText: text }
}

export function storeJob (job: NewJob, event: StoredEvent, sequence: number, now: number, maxKeyHoldMs: number): StoredJob {
  return {
    id: job.id,
    handler: job.handler,
    tenant: event.head.tenant,
    key: job.key,
    event,
    sequence,
    storedAt: now,
    maxKeyHoldMs,
    order: sequence,
    state: 'gone',
    dueAt: Math.max(job.dueAt ?? now, now),
    attempt: 1,
    starts: 0,
    crashes: 0,
    retry: undefined,
    woke: undefined,
    waitingFor: undefined,
    wokeFor: undefined,
    waitingSince: undefined,
    dead: undefined,
    lane: undefined,
    ticket: undefined,
    lease: undefined,
    slot: 0
  }
}

export function summaryOf (job: StoredJob, state: JobState): JobSummary {
  const { id, handler, tenant, storedAt, dueAt, attempt, starts, crashes } = job
  return {
    id,
    handler,
    tenant,
    ...(job.key === undefined ? undefined : { key: job.key }),
    state,
    eventId: job.event.head.id,
    eventType: job.event.head.type,
    storedAt,
    dueAt,
    attempt,
    starts,
    crashes,
    ...(job.retry === undefined ? undefined : { retry: noteOf(job.retry) }),
    ...(job.waitingFor === undefined ? undefined : { waitingFor: job.waitingFor }),
    ...(job.waitingSince === undefined ? undefined : { waitingSince: job.waitingSince }),
    ...(job.dead === undefined ? undefined : { dead: job.dead })
  }
}

/** The job with an event of its own making, which the reader may change. */
export function recordOf (job: StoredJob, state: JobState): JobRecord {
  return { ...summaryOf(job, state), event: eventOf(job.event) }
}

/** What an attempt is given. */
export function leasedJobOf (job: StoredJob): LeasedJob {
  const { woke, wokeFor } = job
  return { ...recordOf(job, 'running'), state: 'running', ...(woke === undefined || wokeFor === undefined ? undefined : { woke, waitingFor: wokeFor }) }
}

function eventOf ({ head, dataText }: StoredEvent): EventEnvelope {
  // `head` is what storeEvent() left of a whole envelope; the rest is put back here.
  return (dataText === undefined ? { ...head } : { ...head, data: JSON.parse(dataText) as unknown }) as EventEnvelope
}

function noteOf ({ reason, dataText }: NonNullable<StoredJob['retry']>): RetryNote {
  return dataText === undefined ? { reason } : { reason, data: JSON.parse(dataText) as NonNullable<RetryNote['data']> }
}

function textOf (data: unknown): string | undefined {
  try {
    return JSON.stringify(data)
  } catch (error) {
    const refusal = new HKS_ERR_EVENT_INPUT('data', 'JSON', typeof data)
    refusal.cause = error
    throw refusal
  }
}
