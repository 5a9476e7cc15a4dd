import {
  HKS_ERR_QUEUE_FORMAT, JOB_STATES,
  type EnqueueOptions, type EventEnvelope, type JobRecord, type JobState, type JobSummary, type LeasedJob, type QueueStats,
  type RetryNote
} from '@hooksmith/contracts'
import { HKS_ERR_QUEUE_REPLY } from './errors.js'
import { jobIdOfBull } from './keys.js'
import { VIEW_FIELDS } from './scripts.js'

/** The format number of the records that this release writes. */
export const RECORD_FORMAT = 1

type Fields = Readonly<Record<string, string | undefined>>

/** An event as it is stored: its JSON, with the sender's body put in as the text that the caller has at hand. */
export function eventText (event: EventEnvelope, options: EnqueueOptions | undefined): string {
  if (options?.dataText === undefined) return JSON.stringify(event)
  return `${JSON.stringify({ ...event, data: undefined }).slice(0, -1)},"data":${options.dataText}}`
}

/** Reads a reply that must be a list. */
export function listOf (reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new HKS_ERR_QUEUE_REPLY(`${typeof reply} for a list`)
  return reply
}

/** Reads a reply that must be a list of strings. */
export function stringsOf (reply: unknown): string[] {
  return listOf(reply).filter((item) => typeof item === 'string')
}

/** Fields and values alternately, as HGETALL gives them inside a script. */
export function fieldsOf (reply: unknown): Fields {
  const list = listOf(reply)
  const fields: Record<string, string> = {}
  for (let i = 0; i + 1 < list.length; i += 2) fields[String(list[i])] = String(list[i + 1])
  return fields
}

/** One row of the VIEW script. */
export function viewOf (id: string, reply: unknown, state: JobState): JobSummary {
  const row = listOf(reply)
  const fields: Record<string, string> = {}
  VIEW_FIELDS.forEach((name, i) => { if (typeof row[i] === 'string') fields[name] = row[i] })
  return summaryOf(id, fields, state)
}

/** @throws `HKS_ERR_QUEUE_FORMAT` for a record of a newer release. */
export function summaryOf (id: string, fields: Fields, state: JobState): JobSummary {
  const format = numberOf(fields.v)
  if (format > RECORD_FORMAT) throw new HKS_ERR_QUEUE_FORMAT(format, RECORD_FORMAT)
  const crashes = numberOf(fields.stc)
  return {
    id: jobIdOfBull(id),
    handler: textOf(fields.name, 'name'),
    tenant: textOf(fields.tenant, 'tenant'),
    ...fields.key !== undefined && { key: fields.key },
    state,
    eventId: textOf(fields.eid, 'eid'),
    eventType: textOf(fields.et, 'et'),
    storedAt: numberOf(fields.timestamp),
    dueAt: numberOf(fields.due),
    attempt: numberOf(fields.atm) + crashes + 1,
    starts: numberOf(fields.ats),
    crashes,
    ...fields.rn !== undefined && { retry: noteOf(fields.rn) },
    ...state === 'waiting' && fields.wf !== undefined && { waitingFor: fields.wf },
    ...fields.ws !== undefined && { waitingSince: numberOf(fields.ws) },
    ...fields.dc !== undefined && { dead: { code: fields.dc, reason: fields.failedReason ?? '', at: numberOf(fields.finishedOn) } }
  }
}

/** @throws `HKS_ERR_QUEUE_FORMAT` for a record of a newer release. */
export function recordOf (id: string, fields: Fields, state: JobState): JobRecord {
  return { ...summaryOf(id, fields, state), event: parseEvent(fields.body ?? fields.data) }
}

/** A job that was just started. */
export function leasedOf (id: string, fields: Fields): LeasedJob {
  const woke = fields.woke === 'signal' || fields.woke === 'deadline' ? { woke: fields.woke } as const : {}
  const waited = 'woke' in woke && fields.wn !== undefined ? { waitingFor: fields.wn } : {}
  return { ...recordOf(id, fields, 'running'), state: 'running', ...woke, ...waited }
}

/** The reply of the STATS script: six counts in the order of {@link JOB_STATES}, then the oldest due time of a ready job. */
export function statsOf (reply: unknown): QueueStats {
  const [ready = 0, delayed = 0, held = 0, waiting = 0, running = 0, dead = 0] = listOf(reply).map(Number)
  const oldest = listOf(reply)[6]
  return { counts: { ready, delayed, held, waiting, running, dead }, ...typeof oldest === 'string' && { oldestReadyAt: Number(oldest) } }
}

/** Reads the name of a state. */
export function stateOf (reply: unknown): JobState {
  const state = JOB_STATES.find((name) => name === reply)
  if (state === undefined) throw new HKS_ERR_QUEUE_REPLY('the state of a job')
  return state
}

function parseEvent (text: string | undefined): EventEnvelope {
  // Written by eventText from an envelope that was checked when it was stored.
  return JSON.parse(textOf(text, 'data')) as EventEnvelope
}

function noteOf (text: string): RetryNote {
  // Written by the settle script from a RetryNote.
  return JSON.parse(text) as RetryNote
}

function textOf (value: string | undefined, field: string): string {
  if (value === undefined) throw new HKS_ERR_QUEUE_REPLY(`a job without '${field}'`)
  return value
}

function numberOf (value: string | undefined): number {
  return value === undefined ? 0 : Number(value)
}
