import { above, LAST, placeNote, turnNote, wakeNote } from './keys.js'
import { entries, type Entry, type Tables } from './tables.js'

/*
 * Tenants take turns. A tenant with a due job stands in the row of turns exactly once; one whose first job is due later
 * has a wake instead. `place` says which: `t<turn>` or `w<dueAt>`. A place is never later than the tenant's first job.
 */

/** Sees to it that the tenant gets a turn once a job of it is due at `dueAt`. */
export function offer (tables: Tables, tenant: string, dueAt: number, now: number): void {
  const place = tables.notes.get(placeNote(tenant))
  if (place?.startsWith('t') === true) return
  const wakeAt = place === undefined ? undefined : Number(place.slice(1))
  if (dueAt > now && wakeAt !== undefined && wakeAt <= dueAt) return
  if (wakeAt !== undefined) tables.unnote(wakeNote(wakeAt, tenant))
  if (dueAt <= now) lineUp(tables, tenant)
  else sleep(tables, tenant, dueAt)
}

/** Puts every tenant whose first job has come due at the end of the row. */
export function wakeTenants (tables: Tables, now: number): void {
  for (const { key: [, dueAt, tenant] } of entries(tables.notes, ['wake', 0], ['wake', above(now)])) {
    tables.unnote(wakeNote(Number(dueAt), String(tenant)))
    lineUp(tables, String(tenant))
  }
}

/** A due job of a tenant. */
export interface LineEntry { readonly key: Array<number | string>, readonly seq: number }

/** One tenant in the row, while a batch is claimed. */
export class Line {
  readonly tenant: string
  readonly #tables: Tables
  readonly turn: number
  readonly #now: number
  readonly #chunk: number
  #entries: Entry[] = []
  #isRead = false
  #isServed = false
  #next = 0
  #from: Array<number | string>

  constructor (tables: Tables, turn: number, tenant: string, now: number, chunk: number) {
    this.#tables = tables
    this.turn = turn
    this.tenant = tenant
    this.#now = now
    this.#chunk = chunk
    this.#from = [tenant, 0]
  }

  /** The tenant's first due entry that was not looked at, or `undefined`. */
  next (): LineEntry | undefined {
    if (this.#next === this.#entries.length && !this.#isRead) this.#read()
    const entry = this.#entries[this.#next++]
    return entry === undefined ? undefined : { key: entry.key, seq: Number(entry.value) }
  }

  /** A job was taken out: the turn is used up. */
  serve (): void {
    this.#isServed = true
  }

  /**
   * Gives up a used turn, and takes one at the end of the row or a wake when the tenant has more. A turn that was not used
   * is kept: what is due there is for another consumer.
   */
  leave (): void {
    if (!this.#isServed && this.#entries.length > 0) return
    this.#tables.unnote(turnNote(this.turn, this.tenant))
    const [first] = entries(this.#tables.indexes.queue, [this.tenant, 0], [this.tenant, LAST, LAST], 1)
    if (first === undefined) this.#tables.unnote(placeNote(this.tenant))
    else if (Number(first.key[1]) <= this.#now) lineUp(this.#tables, this.tenant)
    else sleep(this.#tables, this.tenant, Number(first.key[1]))
  }

  #read (): void {
    this.#entries = entries(this.#tables.indexes.queue, this.#from, [this.tenant, this.#now, LAST], this.#chunk)
    this.#next = 0
    this.#isRead = this.#entries.length < this.#chunk
    const last = this.#entries.at(-1)
    // The smallest key above the last one: its order is a whole number.
    if (last !== undefined) this.#from = [this.tenant, Number(last.key[1]), Number(last.key[2]) + 1]
  }
}

/** How many tenants one claim goes past whose due jobs are for other consumers. */
const MAX_LINES = 2_000

/** The row of turns while a batch is claimed: tenants are served round after round, as if each job were claimed alone. */
export class Row {
  readonly #tables: Tables
  readonly #wanted: number
  readonly #now: number
  #lines: Line[] = []
  #waiting: Line[] = []
  #seen = 0
  #isAll = false

  constructor (tables: Tables, wanted: number, now: number) {
    this.#tables = tables
    this.#wanted = wanted
    this.#now = now
  }

  /** The tenant whose turn it is: those who have not been served in this batch come before those who have. */
  next (): Line | undefined {
    if (this.#seen === this.#lines.length && !this.#isAll) this.#read()
    return this.#lines[this.#seen] === undefined ? this.#waiting.shift() : this.#lines[this.#seen++]
  }

  /** The tenant goes to the end of the row. */
  again (line: Line): void {
    this.#waiting.push(line)
  }

  /** Writes the row as this batch leaves it. */
  end (): void {
    const waiting = new Set(this.#waiting)
    for (const line of this.#waiting) line.leave()
    for (const line of this.#lines.slice(0, this.#seen)) if (!waiting.has(line)) line.leave()
  }

  #read (): void {
    const after = this.#lines.at(-1)?.turn ?? 0
    const row = entries(this.#tables.notes, ['turn', after + 1], ['turn', LAST], this.#wanted)
    const chunk = Math.ceil(this.#wanted / Math.max(1, row.length)) + 1
    for (const { key: [, turn, tenant] } of row) this.#lines.push(new Line(this.#tables, Number(turn), String(tenant), this.#now, chunk))
    this.#isAll = row.length < this.#wanted || this.#lines.length >= MAX_LINES
  }
}

function lineUp (tables: Tables, tenant: string): void {
  const turn = ++tables.counters.turn
  tables.note(turnNote(turn, tenant), '-')
  tables.note(placeNote(tenant), `t${turn}`)
}

function sleep (tables: Tables, tenant: string, dueAt: number): void {
  tables.note(wakeNote(dueAt, tenant), '-')
  tables.note(placeNote(tenant), `w${dueAt}`)
}

/** When the next job is due, 0 for at once, `undefined` when there is none. Found by reading alone. */
export function nextDueAt (tables: Tables): number | undefined {
  if (entries(tables.notes, ['turn', 0], ['turn', LAST], 1).length > 0) return 0
  const [wake] = entries(tables.notes, ['wake', 0], ['wake', LAST], 1)
  return wake === undefined ? undefined : Number(wake.key[1])
}
