import { HKS_ERR_EVENT_INPUT, HKS_ERR_QUEUE_FORMAT, type DeadNote, type EventEnvelope, type RetryNote } from '@hooksmith/contracts'

/** The format of every record that this release writes. It reads this one. */
export const FORMAT = 1

/** What is fixed about a job once it is stored. */
export interface Facts {
  readonly id: string
  readonly handler: string
  readonly tenant: string
  readonly key: string | undefined
  readonly eventId: string
  readonly eventType: string
  readonly storedAt: number
  readonly dueAt: number
  /** End of the dedupe window. */
  readonly expiresAt: number
  /** Where the event's text is, when it is not in the job's own record. */
  readonly eventSeq: number | undefined
}

/** What changes about a job. A job that was never started, moved or held has no mark. */
export interface Mark {
  state: 'queued' | 'waiting' | 'held' | 'running' | 'dead'
  dueAt: number
  /** Its place among equal due times and in its lane; the job's own number unless a dead letter was retried. */
  order: number
  attempt: number
  starts: number
  crashes: number
  /** True when it stands in the index of what was not due. */
  isLater?: boolean | undefined
  retry?: RetryNote | undefined
  waitingFor?: string | undefined
  waitingSince?: number | undefined
  /** Since when no consumer that met it had its handler. */
  orphanSince?: number | undefined
  woke?: 'signal' | 'deadline' | undefined
  /** The signal of the last wait of its own. */
  wokeFor?: string | undefined
  dead?: DeadNote | undefined
  /** Who runs it. */
  consumer?: string | undefined
  startedAt?: number | undefined
  /** The number of the newest signal when the attempt started. */
  signalAt?: number | undefined
  /** True when it held its key for too long and goes on without it. */
  isUnkeyed?: boolean | undefined
}

type Row = [string, string, string, string | null, string, string, number, number, number, number | null]

/** The record of a job: format, facts, and the event's text unless it is shared. */
export function encodeJob (facts: Facts, eventText: string | undefined): string {
  const row: Row = [facts.id, facts.handler, facts.tenant, facts.key ?? null, facts.eventId, facts.eventType, facts.storedAt, facts.dueAt,
    facts.expiresAt, facts.eventSeq ?? null]
  return `${FORMAT} ${JSON.stringify(row)}\n${eventText ?? ''}`
}

/** @throws `HKS_ERR_QUEUE_FORMAT`. */
export function decodeJob (text: string): Facts {
  const [id, handler, tenant, key, eventId, eventType, storedAt, dueAt, expiresAt, eventSeq] = parseBody(text, text.indexOf('\n')) as Row
  return { id, handler, tenant, key: key ?? undefined, eventId, eventType, storedAt, dueAt, expiresAt, eventSeq: eventSeq ?? undefined }
}

/** The event's text in a job's own record. */
export function inlineEvent (text: string): string {
  return text.slice(text.indexOf('\n') + 1)
}

export function encodeMark (mark: Mark): string {
  return `${FORMAT} ${JSON.stringify(mark)}`
}

/** @throws `HKS_ERR_QUEUE_FORMAT`. */
export function decodeMark (text: string): Mark {
  return parseBody(text, text.length) as Mark
}

/** The mark of a job that has none. */
export function firstMark (facts: Facts, seq: number): Mark {
  const isLater = facts.dueAt > facts.storedAt ? { isLater: true } : undefined
  return { state: 'queued', dueAt: facts.dueAt, order: seq, attempt: 1, starts: 0, crashes: 0, ...isLater }
}

export function encodeEvent (eventText: string): string {
  return `${FORMAT} ${eventText}`
}

export function decodeEvent (text: string): string {
  assertFormat(text)
  return text.slice(text.indexOf(' ') + 1)
}

/** The JSON of an event; `dataText` saves making its body's again. @throws `HKS_ERR_EVENT_INPUT` for what JSON cannot say. */
export function eventJson (event: EventEnvelope, dataText: string | undefined): string {
  try {
    if (dataText === undefined) return JSON.stringify(event)
    return `${JSON.stringify({ ...event, data: undefined }).slice(0, -1)},"data":${dataText}}`
  } catch (cause) {
    throw Object.assign(new HKS_ERR_EVENT_INPUT('data', 'what JSON can say', typeof event.data), { cause })
  }
}

/** What follows the format number. The casts of its callers rest on the format: this release wrote that shape. */
function parseBody (text: string, end: number): unknown {
  assertFormat(text)
  return JSON.parse(text.slice(text.indexOf(' ') + 1, end))
}

function assertFormat (text: string): void {
  const format = Number.parseInt(text, 10)
  if (!(format <= FORMAT)) throw new HKS_ERR_QUEUE_FORMAT(format, FORMAT)
}
