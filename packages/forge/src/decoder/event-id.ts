import { hash } from 'node:crypto'
import type { Members } from './body.js'

/** 192 bits of the digest: no two events share an id, and ids stay short. */
const ID_LENGTH = 32

/**
 * The id that a redelivery shares with its first delivery: over tenant, type and all of the content. Any difference in
 * the content makes another id.
 *
 * @param contentText - JSON.stringify of the content.
 */
export function contentId (tenant: string, type: string, contentText: string): string {
  // Neither a tenant nor the length of a type can hold a line break, so no two triples give the same text.
  return hash('sha256', `${tenant}\n${type.length}\n${type}\n${contentText}`, 'base64url').slice(0, ID_LENGTH)
}

/** Members that make two events with equal bodies one event: each holds an instant, or an id of the event. */
const IDENTITY = ['eventCreatedDate', 'timestamp', 'entityUpdateTimeStamp'] as const

/** Whether a body carries an id or a time of its own, so that an equal body can only be the same event. */
export function hasIdentity (data: Members): boolean {
  if (IDENTITY.some((name) => isMark(data[name]))) return true
  // CloudEvents 1.0.2 §3.1: `source` + `id` is unique for each distinct event.
  return typeof data['specversion'] === 'string' && (isMark(data['id']) || isMark(data['time']))
}

function isMark (value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '')
}
