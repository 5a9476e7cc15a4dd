import type { VerifierRequest } from '@hooksmith/contracts'
import type { Members } from './body.js'
import { isMembers } from './body.js'

/**
 * The members that hold an event's entity, the narrower one first: a comment event names its issue, too, and is about
 * the issue, as its name says (`avi:jira:commented:issue`).
 */
const ENTITIES = [
  'content', 'issue', 'attachment', 'task', 'worklog', 'pullrequest', 'deployment', 'buildStatus', 'sprint', 'board', 'version',
  'component', 'filter', 'label', 'issueType', 'comment', 'project', 'space', 'user', 'group', 'repository'
] as const

/** RFC 3339, as Confluence and CloudEvents write instants. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
/** The last instant that a Date holds (ECMA-262, "Time Values and Time Range"). */
const LAST_INSTANT = 8.64e15

/** Id of the entity that an event is about, where the body says so clearly. */
export function subjectOf (data: Members): string | undefined {
  if (typeof data['specversion'] === 'string') return idIn(data['subject'])
  for (const name of ENTITIES) {
    const entity = data[name]
    if (isMembers(entity)) return idIn(entity['id']) ?? idIn(entity['uuid'])
  }
  // JSM events name their entity at the root, and so do events about links, fields and contexts.
  return idIn(data['entityId']) ?? idIn(data['id'])
}

function idIn (value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.length > 0 && value.length <= 512 ? value : undefined
}

/** When it happened, RFC 3339; `undefined` where the body does not say, or not in a form that is known. */
export function timeOf (data: Members): string | undefined {
  const time = data['eventCreatedDate'] ?? data['timestamp'] ?? data['entityUpdateTimeStamp'] ?? (typeof data['specversion'] === 'string' ? data['time'] : undefined)
  if (typeof time === 'string' && INSTANT.test(time)) return time
  const millis = typeof time === 'string' && /^\d{10,16}$/.test(time) ? Number(time) : time
  if (typeof millis !== 'number' || !(millis > 0 && millis <= LAST_INSTANT)) return undefined
  return new Date(millis).toISOString()
}

/**
 * W3C trace context of the delivery's B3 headers (https://www.w3.org/TR/trace-context/#traceparent-header-field-values). A trace id
 * of 64 bits is padded with zeros; ids of any other shape, or of zeros only, give nothing.
 */
export function traceparentOf (headers: VerifierRequest['headers']): string | undefined {
  const traceId = headers['x-b3-traceid']
  const spanId = headers['x-b3-spanid']
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined
  if (!/^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i.test(traceId) || !/^[0-9a-f]{16}$/i.test(spanId)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return `00-${traceId.toLowerCase().padStart(32, '0')}-${spanId.toLowerCase()}-01`
}
