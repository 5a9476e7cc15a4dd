import { HKS_ERR_OPTION_INVALID, type JobPage, type JobState, type JobSummary, type ListOptions, type QueueStats } from '@hooksmith/contracts'
import { LAST, nameKey, type Key } from './keys.js'
import { load } from './places.js'
import type { Facts } from './records.js'
import { entries, type Entry, type Counted, type Table, type Tables } from './tables.js'
import { stateOf, summaryOf } from './views.js'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1_000

const FROM_START: Position = [0]

/** Jobs of a state lie in one index each, save that time moves some on without a write. */
const INDEX_OF: Readonly<Record<JobState, Counted>> = {
  ready: 'queue', delayed: 'later', held: 'held', waiting: 'waiting', running: 'running', dead: 'dead'
}

/** The key of an index entry. */
export type Position = Array<number | string>

/** A page of jobs by their numbers, and the key after which the next one goes on. */
export interface Page { readonly seqs: readonly number[], readonly next: Position | undefined }

export function statsOf (tables: Tables, now: number): QueueStats {
  const { queue, later, waiting, running, held, dead } = tables.readCounters()
  let dueWaiting = 0
  let due = 0
  for (const { value } of entries(tables.indexes.later, FROM_START, [now, LAST])) {
    due++
    if (tables.mark(Number(value))?.state === 'waiting') dueWaiting++
  }
  const notDueWaiting = Math.max(0, waiting - dueWaiting)
  const counts = { ready: queue - later + due, delayed: later - due - notDueWaiting, held, waiting: notDueWaiting, running, dead }
  const oldestReadyAt = counts.ready === 0 ? undefined : oldestReady(tables, now)
  return { counts, ...(oldestReadyAt === undefined ? undefined : { oldestReadyAt }) }
}

/** The first due time of each tenant that has a turn, or a wake that has come. */
function oldestReady (tables: Tables, now: number): number | undefined {
  const row = entries(tables.notes, ['turn', 0], ['turn', LAST])
  const [firstWake] = entries(tables.notes, ['wake', 0], ['wake', now], 1)
  let oldest = firstWake === undefined ? Infinity : Number(firstWake.key[1])
  for (const { key: [, , tenant] } of row) {
    const [first] = entries(tables.indexes.queue, [String(tenant), 0], [String(tenant), now, LAST], 1)
    if (first !== undefined) oldest = Math.min(oldest, Number(first.key[1]))
  }
  return oldest === Infinity ? undefined : oldest
}

/** @throws `HKS_ERR_OPTION_INVALID`. */
export function listJobs (tables: Tables, options: ListOptions, now: number): JobPage {
  const limit = options.limit ?? DEFAULT_LIMIT
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new HKS_ERR_OPTION_INVALID('limit', 'a whole number from 1 to 1,000', String(limit))
  }
  const after = options.after === undefined ? undefined : parseCursor(options.after)
  const page = pageOf(tables, options.state, options.tenant, after, limit, now)
  const jobs = page.seqs
    .map((seq) => load(tables, seq))
    .filter((stored) => stored !== undefined)
    .filter(({ facts }) => matches(facts, options))
    .map((stored): JobSummary => summaryOf(stored, now))
  return { jobs, ...(page.next === undefined ? undefined : { next: JSON.stringify(page.next) }) }
}

/** Whether a job is meant by a filter. */
export function matches (facts: Pick<Facts, 'handler' | 'tenant'>, filter: Partial<Pick<Facts, 'handler' | 'tenant'>>): boolean {
  const isHandler = filter.handler === undefined || facts.handler === filter.handler
  return isHandler && (filter.tenant === undefined || facts.tenant === filter.tenant)
}

/** The jobs of a state behind a key. A tenant's ready jobs are found by key; any other filter is for the caller. */
export function pageOf (
  tables: Tables, state: JobState, tenant: string | undefined, after: Position | undefined, limit: number, now: number
): Page {
  if (state === 'ready') return readyPage(tables, tenant, after, limit, now)
  const start = after ?? (state === 'delayed' ? [now, LAST] : FROM_START)
  const found = entriesAfter(tables.indexes[INDEX_OF[state]], start, undefined, limit, after !== undefined)
  const seqs = found.map(({ value }) => Number(value))
  const next = found.length < limit ? undefined : found.at(-1)?.key
  // Time moves only these two on without a write.
  const isMoving = state === 'delayed' || state === 'waiting'
  return { seqs: isMoving ? seqs.filter((seq) => isIn(tables, seq, state, now)) : seqs, next }
}

/** A tenant's due jobs come first in its part of the queue; the rest of it is skipped. */
function readyPage (
  tables: Tables, tenant: string | undefined, after: Position | undefined, limit: number, now: number
): Page {
  const table = tables.indexes.queue
  const seqs: number[] = []
  let from: Position = after ?? (tenant === undefined ? FROM_START : [nameKey(tenant), 0])
  let isAfter = after !== undefined
  while (seqs.length < limit) {
    const [head] = entriesAfter(table, from, tenant === undefined ? undefined : [nameKey(tenant), LAST, LAST], 1, isAfter)
    if (head === undefined) return { seqs, next: undefined }
    const name = String(head.key[0])
    const found = entries(table, head.key, [name, now, LAST], limit - seqs.length)
    for (const { value } of found) seqs.push(Number(value))
    const isCut = seqs.length === limit
    from = isCut ? found.at(-1)?.key ?? head.key : [name, LAST, LAST]
    isAfter = true
  }
  return { seqs, next: from }
}

function isIn (tables: Tables, seq: number, state: JobState, now: number): boolean {
  const stored = load(tables, seq)
  return stored !== undefined && stateOf(stored.mark, now) === state
}

function entriesAfter (
  table: Table, start: Position, end: Key | undefined, limit: number, isAfter: boolean
): Entry[] {
  const found = entries(table, start, end, isAfter ? limit + 1 : limit)
  const isSame = isAfter && found[0] !== undefined && JSON.stringify(found[0].key) === JSON.stringify(start)
  return isSame ? found.slice(1) : found.slice(0, limit)
}

function parseCursor (text: string): Position {
  try {
    const key: unknown = JSON.parse(text)
    if (Array.isArray(key) && key.every((part) => typeof part === 'number' || typeof part === 'string')) return key
  } catch {
    // Not JSON: refused below like any other text that no page gave.
  }
  throw new HKS_ERR_OPTION_INVALID('after', '`next` of a page before', 'another text')
}
