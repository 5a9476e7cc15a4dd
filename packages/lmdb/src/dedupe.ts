import { above, nameKey, sweepNote } from './keys.js'
import { entries, type Tables } from './tables.js'

/** How many ids one record of the sweep index holds at most. */
const IDS_A_NOTE = 200
/** How many records of the sweep index one call takes. */
const NOTES_A_SWEEP = 20

interface Window { readonly seq: number, readonly expiresAt: number }

/** Remembers ids for their windows, and notes in few records when to forget them. */
export class Windows {
  readonly #tables: Tables
  #pending = new Map<number, string[]>()

  constructor (tables: Tables) {
    this.#tables = tables
  }

  /** Whether the id may not be stored: inside its window, or its job is still there. */
  isKnown (id: string, now: number): boolean {
    const text = this.#tables.ids.get(nameKey(id))
    if (text === undefined) return false
    const window = parse(text)
    return window.expiresAt > now || this.#tables.jobs.doesExist(window.seq)
  }

  remember (id: string, seq: number, expiresAt: number): void {
    const key = nameKey(id)
    void this.#tables.ids.put(key, `${seq} ${expiresAt}`)
    if (this.#pending.size === 0) this.#tables.environment.writer.atEnd(() => { this.#write() })
    const ids = this.#pending.get(expiresAt)
    if (ids === undefined) this.#pending.set(expiresAt, [key])
    else ids.push(key)
  }

  #write (): void {
    for (const [expiresAt, ids] of this.#pending) {
      for (let from = 0; from < ids.length; from += IDS_A_NOTE) {
        const seq = this.#tables.counters.seq + from / (IDS_A_NOTE * 1_000)
        this.#tables.note(sweepNote(expiresAt, seq), JSON.stringify(ids.slice(from, from + IDS_A_NOTE)))
      }
    }
    this.#pending = new Map()
  }
}

/** Whether {@link sweepIds} has something to do. */
export function hasExpiredIds (tables: Tables, now: number): boolean {
  return entries(tables.notes, ['sweep', 0], ['sweep', above(now)], 1).length > 0
}

/** Forgets ids whose window has ended and whose job is gone; a job still there takes its id with it when it goes. */
export function sweepIds (tables: Tables, now: number): void {
  for (const { key: [, expiresAt, seq], value } of entries(tables.notes, ['sweep', 0], ['sweep', above(now)], NOTES_A_SWEEP)) {
    tables.unnote(sweepNote(Number(expiresAt), Number(seq)))
    // Only Windows wrote it.
    for (const id of JSON.parse(value) as string[]) forget(tables, id, now)
  }
}

/** Forgets one id, unless its window goes on or its job is still there. */
export function forget (tables: Tables, idKey: string, now: number): void {
  const text = tables.ids.get(idKey)
  if (text === undefined) return
  const { seq, expiresAt } = parse(text)
  if (expiresAt <= now && !tables.jobs.doesExist(seq)) void tables.ids.remove(idKey)
}

function parse (text: string): Window {
  const space = text.indexOf(' ')
  return { seq: Number(text.slice(0, space)), expiresAt: Number(text.slice(space + 1)) }
}
