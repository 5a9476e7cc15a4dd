import { createHash } from 'node:crypto'

/*
 * The only code that builds a key. Keys are arrays in lmdb's ordered encoding: numbers before strings, strings by their
 * bytes. Names that this encoding cannot carry, or that are long, are replaced by a digest.
 */

export type Key = number | string | Array<number | string>

/** Above every order number and every instant. */
export const LAST = Number.MAX_VALUE

/** Just above an instant, finer than any two instants of a clock differ. */
export const above = (instant: number): number => instant + 0.0005

const PLAIN = /^(?!#)[^\p{Cc}\p{Cs}]+$/u
const MAX_PLAIN_LENGTH = 128

/** A name as part of a key: itself, or `#` and its digest. One to one for all practical purposes. */
export function nameKey (name: string): string {
  return name.length <= MAX_PLAIN_LENGTH && PLAIN.test(name) ? name : `#${digest(name)}`
}

/** The lane of a handler, tenant and concurrency key. */
export function laneKey (handler: string, tenant: string, key: string): string {
  return digest(JSON.stringify([handler, tenant, key]))
}

function digest (text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('base64url')
}

/** Jobs that may start now or later, waiting ones by their deadline: in order for each tenant. */
export const queueKey = (tenant: string, dueAt: number, order: number): Key => [tenant, dueAt, order]
/** What was not due when it was put into the queue, by due time. */
export const laterKey = (dueAt: number, seq: number): Key => [dueAt, seq]
export const waitingKey = (signal: string, seq: number): Key => [signal, seq]
export const runningKey = (consumer: string, seq: number): Key => [consumer, seq]
export const heldKey = (lane: string, order: number): Key => [lane, order]
export const deadKey = (at: number, seq: number): Key => [at, seq]

/* Notes: small records that are never counted. */
export const COUNTERS: Key = ['counters']
export const FORMAT_NOTE: Key = ['format']
export const turnNote = (turn: number, tenant: string): Key => ['turn', turn, tenant]
export const wakeNote = (dueAt: number, tenant: string): Key => ['wake', dueAt, tenant]
export const placeNote = (tenant: string): Key => ['place', tenant]
export const signalNote = (signal: string): Key => ['signal', signal]
export const consumerNote = (consumer: string): Key => ['consumer', consumer]
export const workerNote = (consumer: string): Key => ['worker', consumer]
export const laneNote = (lane: string): Key => ['lane', lane]
export const holdNote = (since: number, lane: string): Key => ['hold', since, lane]
export const sweepNote = (expiresAt: number, seq: number): Key => ['sweep', expiresAt, seq]
export const sharesNote = (eventSeq: number): Key => ['shares', eventSeq]
