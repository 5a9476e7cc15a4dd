import type { EventEnvelope, NewJob } from '@hooksmith/contracts'

/** What is kept of one event: all that a queue is handed. */
export interface SpooledEvent {
  readonly event: EventEnvelope
  readonly jobs: readonly NewJob[]
  /** `JSON.stringify(event.data)`; absent where that gives nothing. */
  readonly dataText?: string
}

interface Head { readonly event: Omit<EventEnvelope, 'data'>, readonly jobs: readonly NewJob[] }

/** The bytes of a record: a line about the event and its jobs, and a line with the data as the queue takes it. */
export function encodeEvent ({ event, jobs, dataText }: SpooledEvent): Buffer {
  const { data, ...attributes } = event
  const head: Head = { event: attributes, jobs }
  // JSON text has no line break of its own here, so the first one is ours.
  const text = dataText ?? JSON.stringify(data)
  return Buffer.from(text === undefined ? JSON.stringify(head) : `${JSON.stringify(head)}\n${text}`)
}

/** Reads what {@link encodeEvent} wrote. Whatever it throws says that these bytes are no record. */
export function decodeEvent (bytes: Uint8Array): SpooledEvent {
  const text = Buffer.from(bytes).toString()
  const end = text.indexOf('\n')
  // What this release wrote has this shape; the queue checks event and jobs once more.
  const head = JSON.parse(end < 0 ? text : text.slice(0, end)) as Head
  if (end < 0) return { event: { ...head.event, data: undefined } as EventEnvelope, jobs: head.jobs }
  const dataText = text.slice(end + 1)
  return { event: { ...head.event, data: JSON.parse(dataText) as unknown } as EventEnvelope, jobs: head.jobs, dataText }
}
