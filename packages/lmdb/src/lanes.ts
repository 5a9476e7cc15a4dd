import { above, heldKey, holdNote, laneKey, laneNote, LAST } from './keys.js'
import { enter, load } from './places.js'
import type { Facts, Mark } from './records.js'
import { entries, type Tables } from './tables.js'

/*
 * A lane is the row of the jobs of one handler, tenant and key. Its note names the job that has the key, and since when;
 * the others are held. A `hold` exists while others wait behind the first, so that only those are looked through.
 */

/** The lane of a job, or `undefined` for one without a key. */
export function laneOf (facts: Facts, mark?: Mark): string | undefined {
  return facts.key === undefined || mark?.isUnkeyed === true ? undefined : laneKey(facts.handler, facts.tenant, facts.key)
}

/** Joins the lane. @returns Whether the job has the key now; else it is held. */
export function join (tables: Tables, lane: string, seq: number, order: number, now: number): boolean {
  const note = tables.notes.get(laneNote(lane))
  if (note === undefined) {
    tables.note(laneNote(lane), `${seq} ${now}`)
    return true
  }
  const since = Number(note.slice(note.indexOf(' ') + 1))
  tables.put('held', heldKey(lane, order), seq)
  tables.note(holdNote(since, lane), '-')
  return false
}

/** Passes the key on, if the job has it. */
export function passOn (tables: Tables, lane: string, seq: number, now: number): void {
  const note = tables.notes.get(laneNote(lane))
  if (note === undefined || Number.parseInt(note, 10) !== seq) return
  tables.unnote(holdNote(Number(note.slice(note.indexOf(' ') + 1)), lane))
  const [next, further] = entries(tables.indexes.held, [lane, 0], [lane, LAST, LAST], 2)
  if (next === undefined) {
    tables.unnote(laneNote(lane))
    return
  }
  const nextSeq = Number(next.value)
  tables.take('held', heldKey(lane, Number(next.key[1])))
  tables.note(laneNote(lane), `${nextSeq} ${now}`)
  if (further !== undefined) tables.note(holdNote(now, lane), '-')
  const stored = load(tables, nextSeq)
  if (stored !== undefined) enter(tables, { ...stored, mark: { ...stored.mark, state: 'queued' } }, now)
}

/** Takes the key from jobs that have had it for longer than `maxKeyHoldMs` while others wait; they go on without it. */
export function endLongHolds (tables: Tables, maxKeyHoldMs: number, now: number): void {
  for (const { key: [, since, name] } of entries(tables.notes, ['hold', 0], ['hold', above(now - maxKeyHoldMs)], 200)) {
    const lane = String(name)
    const note = tables.notes.get(laneNote(lane))
    const stored = note === undefined ? undefined : load(tables, Number.parseInt(note, 10))
    if (stored === undefined) tables.unnote(holdNote(Number(since), lane))
    else {
      tables.putMark(stored.seq, { ...stored.mark, isUnkeyed: true })
      passOn(tables, lane, stored.seq, now)
    }
  }
}
