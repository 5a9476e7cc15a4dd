import { digestOf } from './journal-digest.js'
import type { DeliveryRecord, Withheld } from './journal-record.js'

/** Which records are wanted; all members must match. */
export type DeliveryQuery = Partial<Pick<DeliveryRecord, 'invocationId' | 'installationId' | 'moduleKey' | 'retryCount' | 'verdict'>> & {
  readonly eventType?: string
  readonly status?: number
}

/** Every delivery, in the order in which they ended. Bounded: the oldest records go first. */
export class Journal {
  readonly #maxRecords: number
  #records: DeliveryRecord[] = []
  #withheld: Withheld[] = []
  readonly #listeners = new Set<(record: DeliveryRecord | Withheld) => void>()
  #made = 0

  constructor (maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  add (record: Omit<DeliveryRecord, 'number'>): DeliveryRecord {
    const numbered = Object.freeze({ number: ++this.#made, ...record })
    this.#records.push(numbered)
    for (const listen of this.#listeners) listen(numbered)
    // Cut in bulk, so that a full journal does not move every record on every delivery.
    if (this.#records.length >= this.#maxRecords * 2) this.#records = this.#records.slice(-this.#maxRecords)
    return numbered
  }

  /** Tells of every delivery, and of every event that was held back, as it is noted. The result ends it. `listen` must not throw. */
  follow (listen: (record: DeliveryRecord | Withheld) => void): () => void {
    this.#listeners.add(listen)
    return () => { this.#listeners.delete(listen) }
  }

  /** The records that match, oldest first; all of them without a query. */
  find (query: DeliveryQuery = {}): readonly DeliveryRecord[] {
    return this.#records.slice(-this.#maxRecords).filter((record) => matches(record, query))
  }

  /** How many records match. */
  count (query: DeliveryQuery = {}): number {
    return this.find(query).length
  }

  last (query: DeliveryQuery = {}): DeliveryRecord | undefined {
    return this.find(query).at(-1)
  }

  /** Notes an event that was not delivered to a trigger. */
  withhold (entry: Withheld): Withheld {
    const frozen = Object.freeze(entry)
    this.#withheld.push(frozen)
    for (const listen of this.#listeners) listen(frozen)
    if (this.#withheld.length >= this.#maxRecords * 2) this.#withheld = this.#withheld.slice(-this.#maxRecords)
    return frozen
  }

  /** Events that triggers asked for and did not get, oldest first. */
  get withheld (): readonly Withheld[] {
    return this.#withheld.slice(-this.#maxRecords)
  }

  /**
   * SHA-256 over all that is kept here, hex: two runs with the same digest did the same. What differs from run to run by nature is
   * left out: real durations, ports, signatures and the keys behind them, and the order in which answers to one instant came.
   */
  digest (): string {
    return digestOf(this.find(), this.withheld)
  }

  clear (): void {
    this.#records = []
    this.#withheld = []
  }
}

function matches (record: DeliveryRecord, query: DeliveryQuery): boolean {
  const { eventType, status, ...members } = query
  if (eventType !== undefined && record.request.eventType !== eventType) return false
  if (status !== undefined && record.answer?.status !== status) return false
  return Object.entries(members).every(([name, value]) => value === undefined || record[name as keyof typeof members] === value)
}
