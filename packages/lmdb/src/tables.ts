import { HKS_ERR_QUEUE_FORMAT } from '@hooksmith/contracts'
import type { Database } from 'lmdb'
import type { Environment } from './environment.js'
import { COUNTERS, FORMAT_NOTE, type Key } from './keys.js'
import { decodeMark, encodeMark, FORMAT, type Mark } from './records.js'

export type Table = Database<string, Key>

/** Jobs in each index, and the last number given out of each kind. */
export interface Counters {
  seq: number
  turn: number
  signal: number
  jobs: number
  queue: number
  later: number
  waiting: number
  running: number
  held: number
  dead: number
}

const NONE: Readonly<Counters> = Object.freeze({
  seq: 0, turn: 0, signal: 0, jobs: 0, queue: 0, later: 0, waiting: 0, running: 0, held: 0, dead: 0
})

/** The indexes whose entries are counted. */
export type Counted = 'queue' | 'later' | 'waiting' | 'running' | 'held' | 'dead'

/** The databases of one queue. Whatever writes does so inside a transaction of the environment's writer. */
export class Tables {
  readonly environment: Environment
  readonly jobs: Table
  readonly events: Table
  readonly ids: Table
  readonly marks: Table
  readonly notes: Table
  readonly indexes: Readonly<Record<Counted, Table>>
  #counters: Counters | undefined

  /** Inside a transaction that opens databases. @throws `HKS_ERR_QUEUE_FORMAT` for data of a newer release. */
  constructor (environment: Environment, name: string) {
    const database = (part: string): Table => environment.database(`queue/${name}/${part}`)
    this.environment = environment
    this.notes = database('notes')
    this.#assertFormat()
    this.jobs = database('jobs')
    this.events = database('events')
    this.ids = database('ids')
    this.marks = database('marks')
    this.indexes = {
      queue: database('queue'),
      later: database('later'),
      waiting: database('waiting'),
      running: database('running'),
      held: database('held'),
      dead: database('dead')
    }
  }

  /** The counters inside a transaction: read once, written back at its end. */
  get counters (): Counters {
    if (this.#counters !== undefined) return this.#counters
    this.environment.writer.atEnd(() => { this.#writeCounters() })
    return (this.#counters = this.readCounters())
  }

  /** The counters as last committed. */
  readCounters (): Counters {
    const text = this.notes.get(COUNTERS)
    // Only #writeCounters wrote it.
    return text === undefined ? { ...NONE } : JSON.parse(text) as Counters
  }

  put (index: Counted, key: Key, seq: number): void {
    void this.indexes[index].put(key, String(seq))
    this.counters[index]++
  }

  /** Takes an entry out, if it is there. */
  drop (index: Counted, key: Key): boolean {
    if (!this.indexes[index].doesExist(key)) return false
    this.take(index, key)
    return true
  }

  /** Takes an entry out that is known to be there. */
  take (index: Counted, key: Key): void {
    void this.indexes[index].remove(key)
    this.counters[index]--
  }

  note (key: Key, text: string): void {
    void this.notes.put(key, text)
  }

  unnote (key: Key): void {
    void this.notes.remove(key)
  }

  mark (seq: number): Mark | undefined {
    const text = this.marks.get(seq)
    return text === undefined ? undefined : decodeMark(text)
  }

  putMark (seq: number, mark: Mark): void {
    void this.marks.put(seq, encodeMark(mark))
  }

  /** Tells waiting consumers, once the transaction is committed. */
  readonly announce = (): void => {
    this.environment.writer.afterCommit(this.#notify)
  }

  readonly #notify = (): void => { this.environment.notify() }

  #writeCounters (): void {
    this.note(COUNTERS, JSON.stringify(this.#counters))
    this.#counters = undefined
  }

  #assertFormat (): void {
    const found = this.notes.get(FORMAT_NOTE)
    if (found === undefined) this.note(FORMAT_NOTE, String(FORMAT))
    else if (!(Number(found) <= FORMAT)) throw new HKS_ERR_QUEUE_FORMAT(Number(found), FORMAT)
  }
}

/** One entry of a range. */
export interface Entry { readonly key: Array<number | string>, readonly value: string }

/** The first entries of a range, read whole before anything is written. */
export function entries (table: Table, start: Key, end?: Key, limit?: number): Entry[] {
  const range = table.getRange({ start, ...(end === undefined ? undefined : { end }), ...(limit === undefined ? undefined : { limit }) })
  // Keys of ranges are always arrays here; single numbers and strings are only looked up.
  return [...range] as Entry[]
}
