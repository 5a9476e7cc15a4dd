import { above, LAST, placeNote, turnNote, wakeNote } from './keys.js'
import { entries, type Tables } from './tables.js'

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

/** One tenant in the row, while a batch is claimed. */
export class Line {
  readonly tenant: string
  readonly #tables: Tables
  readonly #turn: number
  readonly #now: number
  readonly #chunk: number
  #entries: ReturnType<typeof entries> = []
  #isRead = false
  #next = 0
  #from: Array<number | string>

  constructor (tables: Tables, turn: number, tenant: string, now: number, chunk: number) {
    this.#tables = tables
    this.#turn = turn
    this.tenant = tenant
    this.#now = now
    this.#chunk = chunk
    this.#from = [tenant, 0]
  }

  /** The tenant's first due entry that was not looked at, or `undefined`. */
  next (): { readonly key: Array<number | string>, readonly seq: number } | undefined {
    if (this.#next === this.#entries.length && !this.#isRead) this.#read()
    const entry = this.#entries[this.#next++]
    return entry === undefined ? undefined : { key: entry.key, seq: Number(entry.value) }
  }

  /** Whether {@link Line.next} has another. */
  get hasMore (): boolean {
    if (this.#next === this.#entries.length && !this.#isRead) this.#read()
    return this.#next < this.#entries.length
  }

  /** Gives up the present turn, and takes one at the end of the row or a wake when the tenant has more. */
  leave (): void {
    this.#tables.unnote(turnNote(this.#turn, this.tenant))
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

/** The first tenants of the row, at most `count`. */
export function linesOf (tables: Tables, count: number, now: number): Line[] {
  const row = entries(tables.notes, ['turn', 0], ['turn', LAST], count)
  const chunk = Math.ceil(count / Math.max(1, row.length)) + 1
  return row.map(({ key: [, turn, tenant] }) => new Line(tables, Number(turn), String(tenant), now, chunk))
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
