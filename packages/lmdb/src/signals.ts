import { laterKey, LAST, nameKey, queueKey, signalNote, waitingKey, type Key } from './keys.js'
import { enter, load } from './places.js'
import type { Mark } from './records.js'
import { entries, type Tables } from './tables.js'

/**
 * How long it is known that a signal was raised. An attempt that started longer ago and then asks to wait is
 * put straight back instead: it may have missed one.
 */
const SIGNAL_KEPT_MS = 3_600_000

/** How many jobs one transaction wakes. */
export const WAKE_BATCH = 500

const SWEEP_PAGE = 200
export const FIRST_SIGNAL: Key = ['signal']

/** Notes that the signal was raised, so that attempts that run now do not miss it. */
export function raise (tables: Tables, signal: string, now: number): void {
  tables.note(signalNote(nameKey(signal)), `${++tables.counters.signal} ${now}`)
}

/** Whether an attempt may have missed the signal. */
export function isRaisedSince (tables: Tables, signal: string, attempt: Mark, now: number): boolean {
  if ((attempt.startedAt ?? 0) < now - SIGNAL_KEPT_MS) return true
  const note = tables.notes.get(signalNote(nameKey(signal)))
  return note !== undefined && Number.parseInt(note, 10) > (attempt.signalAt ?? 0)
}

/** Whether a job waits for the signal. */
export function hasWaiting (tables: Tables, signal: string): boolean {
  const name = nameKey(signal)
  return entries(tables.indexes.waiting, [name, 0], [name, LAST], 1).length > 0
}

/** Makes up to {@link WAKE_BATCH} jobs due that wait for the signal. */
export function wake (tables: Tables, signal: string, now: number): { readonly woken: number, readonly isAll: boolean } {
  const name = nameKey(signal)
  const found = entries(tables.indexes.waiting, [name, 0], [name, LAST], WAKE_BATCH)
  let woken = 0
  for (const { value } of found) if (wakeOne(tables, Number(value), name, now)) woken++
  return { woken, isAll: found.length < WAKE_BATCH }
}

/** @returns Whether it was waiting still, and not due by its deadline. */
function wakeOne (tables: Tables, seq: number, name: string, now: number): boolean {
  tables.take('waiting', waitingKey(name, seq))
  const stored = load(tables, seq)
  if (stored === undefined) return false
  const { facts, mark } = stored
  tables.drop('queue', queueKey(nameKey(facts.tenant), mark.dueAt, mark.order))
  if (mark.isLater === true) tables.drop('later', laterKey(mark.dueAt, seq))
  const isDue = mark.dueAt <= now
  endWait(mark, isDue ? 'deadline' : 'signal')
  endOrphanage(mark)
  mark.dueAt = Math.min(mark.dueAt, now)
  enter(tables, stored, now)
  return !isDue
}

/** The wait of a job is over. How an earlier wait ended stays, when this one was only for a consumer with its handler. */
export function endWait (mark: Mark, woke: 'signal' | 'deadline'): void {
  mark.state = 'queued'
  mark.waitingFor = undefined
  if (mark.orphanSince === undefined) mark.woke = woke
}

/** A live consumer has the job's handler: time without one counts from anew, and was no wait of the job's own. */
export function endOrphanage (mark: Mark): void {
  if (mark.orphanSince !== undefined && mark.waitingSince === mark.orphanSince) mark.waitingSince = undefined
  mark.orphanSince = undefined
}

/**
 * Forgets signals whose attempts are put straight back anyway, a page at a time.
 *
 * @returns Where the next call goes on.
 */
export function sweepSignals (tables: Tables, from: Key, now: number): Key {
  const page = entries(tables.notes, from, ['signal~'], SWEEP_PAGE)
  for (const { key, value } of page) {
    if (Number(value.slice(value.indexOf(' ') + 1)) < now - SIGNAL_KEPT_MS) tables.unnote(key)
  }
  return page.length < SWEEP_PAGE ? FIRST_SIGNAL : page.at(-1)?.key ?? FIRST_SIGNAL
}
