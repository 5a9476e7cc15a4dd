import type { EventEnvelope, JobRecord, JobState, JobSummary, LeasedJob } from '@hooksmith/contracts'
import { eventTextOf, type Stored } from './places.js'
import type { Mark } from './records.js'
import type { Tables } from './tables.js'

/** Where a job stands at an instant: time alone makes delayed and waiting jobs ready. */
export function stateOf (mark: Mark, now: number): JobState {
  if (mark.state === 'queued') return mark.dueAt <= now ? 'ready' : 'delayed'
  return mark.state === 'waiting' && mark.dueAt <= now ? 'ready' : mark.state
}

export function summaryOf ({ facts, mark }: Stored, now: number): JobSummary {
  const state = stateOf(mark, now)
  return {
    id: facts.id,
    handler: facts.handler,
    tenant: facts.tenant,
    ...(facts.key === undefined ? undefined : { key: facts.key }),
    state,
    eventId: facts.eventId,
    eventType: facts.eventType,
    storedAt: facts.storedAt,
    dueAt: mark.dueAt,
    attempt: mark.attempt,
    starts: mark.starts,
    crashes: mark.crashes,
    ...(mark.retry === undefined ? undefined : { retry: mark.retry }),
    ...(mark.waitingFor === undefined || state !== 'waiting' ? undefined : { waitingFor: mark.waitingFor }),
    ...(mark.waitingSince === undefined ? undefined : { waitingSince: mark.waitingSince }),
    ...(mark.dead === undefined ? undefined : { dead: mark.dead })
  }
}

export function recordOf (tables: Tables, stored: Stored, now: number): JobRecord {
  return { ...summaryOf(stored, now), event: parseEvent(eventTextOf(tables, stored.seq, stored.facts)) }
}

export function leasedOf (stored: Stored, eventText: string, now: number): LeasedJob {
  const { woke, wokeFor } = stored.mark
  return {
    ...summaryOf(stored, now),
    state: 'running',
    event: parseEvent(eventText),
    ...(woke === undefined ? undefined : { woke }),
    ...(woke === undefined || wokeFor === undefined ? undefined : { waitingFor: wokeFor })
  }
}

/** The text was made from an envelope when it was stored. */
function parseEvent (text: string): EventEnvelope {
  return JSON.parse(text) as EventEnvelope
}
