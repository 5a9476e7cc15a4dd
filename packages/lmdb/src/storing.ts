import { DEFAULT_DEDUPE_MS, HKS_ERR_QUEUE_FULL, type EventEnvelope, type NewJob, type Receipt } from '@hooksmith/contracts'
import type { Windows } from './dedupe.js'
import { laterKey, nameKey, queueKey, sharesNote } from './keys.js'
import { join, laneOf } from './lanes.js'
import { encodeEvent, encodeJob, firstMark, type Facts } from './records.js'
import type { Tables } from './tables.js'
import { offer } from './turns.js'

/** What of an event the jobs' records repeat, and its text. */
export interface EventToStore extends Pick<EventEnvelope, 'id' | 'type' | 'tenant'> {
  readonly text: string
}

/**
 * Stores an event's jobs, inside a transaction.
 *
 * @throws `HKS_ERR_QUEUE_FULL`, before anything is written.
 */
export function store (
  tables: Tables, windows: Windows, event: EventToStore, jobs: readonly NewJob[], maxJobs: number, now: number
): Receipt[] {
  const fresh = new Map<string, NewJob>()
  const receipts = jobs.map((job): Receipt => {
    if (fresh.has(job.id) || windows.isKnown(job.id, now)) return { jobId: job.id, receipt: 'duplicate' }
    fresh.set(job.id, job)
    return { jobId: job.id, receipt: 'stored' }
  })
  if (fresh.size === 0) return receipts
  const { counters } = tables
  if (counters.jobs + fresh.size > maxJobs) throw new HKS_ERR_QUEUE_FULL(`it holds ${counters.jobs} of at most ${maxJobs} jobs`)
  const eventSeq = fresh.size === 1 ? undefined : storeShared(tables, event.text, fresh.size)
  for (const job of fresh.values()) storeJob(tables, windows, event, job, eventSeq, now)
  tables.announce()
  return receipts
}

function storeShared (tables: Tables, text: string, shares: number): number {
  const eventSeq = tables.counters.seq + 1
  void tables.events.put(eventSeq, encodeEvent(text))
  tables.note(sharesNote(eventSeq), String(shares))
  return eventSeq
}

function storeJob (tables: Tables, windows: Windows, event: EventToStore, job: NewJob, eventSeq: number | undefined, now: number): void {
  const seq = ++tables.counters.seq
  const facts: Facts = {
    id: job.id,
    handler: job.handler,
    tenant: event.tenant,
    key: job.key,
    eventId: event.id,
    eventType: event.type,
    storedAt: now,
    dueAt: finite(job.dueAt ?? now),
    expiresAt: finite(now + (job.dedupeMs ?? DEFAULT_DEDUPE_MS)),
    eventSeq
  }
  void tables.jobs.put(seq, encodeJob(facts, eventSeq === undefined ? event.text : undefined))
  tables.counters.jobs++
  windows.remember(job.id, seq, facts.expiresAt)
  const lane = laneOf(facts)
  if (lane === undefined || join(tables, lane, seq, seq, now)) lineUpFirst(tables, facts, seq, now)
  else tables.putMark(seq, { ...firstMark(facts, seq), state: 'held', isLater: undefined })
}

/** Like `enter`, for a job that needs no mark yet. */
function lineUpFirst (tables: Tables, facts: Facts, seq: number, now: number): void {
  const tenant = nameKey(facts.tenant)
  tables.put('queue', queueKey(tenant, facts.dueAt, seq), seq)
  if (facts.dueAt > now) tables.put('later', laterKey(facts.dueAt, seq), seq)
  offer(tables, tenant, facts.dueAt, now)
}

function finite (instant: number): number {
  return Math.min(instant, Number.MAX_SAFE_INTEGER)
}
