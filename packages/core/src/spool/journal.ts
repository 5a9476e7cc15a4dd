import { randomUUID } from 'node:crypto'
import { MAX_STORE_PAGE, MAX_STORE_VALUE_BYTES, type Clock, type Store, type StoreRecord } from '@hooksmith/contracts'
import { recordKey } from '../record-key.js'

/*
 * How an event lies in the store. Each of the store's calls is atomic on one record only, so the order of the writes is what keeps an
 * event whole:
 *
 *   spool:order:<instant>:<number>:<random>   the place: when it came, whose it is, where its head lies. Written first, removed last.
 *   spool:part:<place>:<n>                    what of a large event does not fit into its head. Written second.
 *   spool:event:<hash of the event's id>      the head. Written last, if absent: from then on the event is in the spool, once. Removed first.
 *
 * A place without a head is what a death between the writes left over, and nobody was told 2xx for it.
 */

const ORDER = 'spool:order:'

/** The form of place, head, parts and event. A place of a newer form is left to the release that wrote it. */
const FORMAT = 1

/** Room for the head's own line in its record. */
const HEAD_LINE_BYTES = 1_024
const CHUNK_BYTES = MAX_STORE_VALUE_BYTES - HEAD_LINE_BYTES

/** What the places and keys of one event take beside its bytes, about. */
const OVERHEAD_BYTES = 512

/** How old a place without a head has to be before it counts as left over: many times a store's deadline, in milliseconds. */
const LEFT_OVER_AFTER_MS = 60_000

/** The place of one event in the spool. */
export interface Place {
  /** Sorts by arrival. */
  readonly key: string
  readonly headKey: string
  readonly tenant: string
  /** When it came, epoch milliseconds. */
  readonly at: number
  readonly bytes: number
  /** How many records its bytes take, its head aside. */
  readonly parts: number
}

/** What a place leads to. */
export type Found =
  | { readonly kind: 'event', readonly bytes: Uint8Array }
  /** Somebody is writing it, or removed it, or died in the middle. */
  | { readonly kind: 'nothing', readonly isLeftOver: boolean }

/** Events on the local disk, in order of arrival, each once by its id. Rejects as the Store does. */
export class Journal {
  readonly #store: Store
  readonly #clock: Clock
  #lastAt = 0
  #made = 0

  constructor (store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** A place for an event, behind all those that this process made before. Nothing is written yet. */
  makePlace (eventId: string, tenant: string, bytes: Uint8Array): Place {
    this.#lastAt = Math.max(this.#lastAt, this.#clock.now())
    const parts = Math.max(0, Math.ceil(bytes.byteLength / CHUNK_BYTES) - 1)
    const key = `${ORDER}${pad(this.#lastAt, 15)}:${pad(this.#made++ % 1e9, 9)}:${randomUUID().slice(0, 8)}`
    return { key, headKey: headKeyOf(eventId), tenant, at: this.#lastAt, bytes: bytes.byteLength + OVERHEAD_BYTES, parts }
  }

  /** Writes an event to its place. Resolves, once stored, to whether it did; `false`: it is in the spool already. */
  async write (place: Place, bytes: Uint8Array): Promise<boolean> {
    await this.#writePlace(place)
    const chunks = Array.from({ length: place.parts + 1 }, (_, at) => bytes.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES))
    await Promise.all(chunks.slice(1).map((chunk, at) => this.#store.put(partKeyOf(place, at), chunk)))
    const line = Buffer.from(`${JSON.stringify({ format: FORMAT, place: place.key, parts: place.parts })}\n`)
    const isNew = await this.#store.put(place.headKey, Buffer.concat([line, ...chunks.slice(0, 1)]), { when: 'absent' })
    if (!isNew) await this.#removePlace(place)
    // This process stood still so long that its place may have been taken for left over.
    else if (this.#clock.now() - place.at > LEFT_OVER_AFTER_MS / 2) await this.#writePlace(place)
    return isNew
  }

  /** Whether an event with this id is in the spool. */
  async has (eventId: string): Promise<boolean> {
    return await this.#store.get(headKeyOf(eventId)) !== undefined
  }

  /** Reads the event of a place. */
  async read (place: Place): Promise<Found> {
    const head = await this.#store.get(place.headKey)
    const nothing = { kind: 'nothing', isLeftOver: this.#clock.now() - place.at > LEFT_OVER_AFTER_MS } as const
    if (head === undefined) return nothing
    const end = head.value.indexOf(0x0a)
    const line = parseLine(head.value.subarray(0, end))
    if (line === undefined) return { kind: 'event', bytes: head.value }
    // The event is in the spool by another place, and this one was not needed.
    if (line.place !== place.key) return nothing
    const parts = await Promise.all(Array.from({ length: line.parts }, (_, at) => this.#store.get(partKeyOf(place, at))))
    // The head goes first: without one of its parts it is being removed at this moment.
    if (parts.some((part) => part === undefined)) return nothing
    return { kind: 'event', bytes: Buffer.concat([head.value.subarray(end + 1), ...parts.map((part) => part?.value ?? Buffer.alloc(0))]) }
  }

  /** Takes an event out of the spool; resolves to whether it was this call that did. */
  async remove (place: Place): Promise<boolean> {
    const wasThere = await this.#store.delete(place.headKey)
    await this.#removePlace(place)
    return wasThere
  }

  /** Forgets a place that leads to nothing. */
  async forget (place: Place): Promise<void> {
    await this.#removePlace(place)
  }

  /** All places, oldest first. Those of a newer release are left out. */
  async * places (): AsyncGenerator<Place> {
    let after: string | undefined
    do {
      const page = await this.#store.list(ORDER, { limit: MAX_STORE_PAGE, ...after === undefined ? {} : { after } })
      for (const record of page.records) {
        const place = toPlace(record)
        if (place !== undefined) yield place
      }
      after = page.next
    } while (after !== undefined)
  }

  /** Whether there is any place at all. */
  async isEmpty (): Promise<boolean> {
    return (await this.#store.list(ORDER, { limit: 1 })).records.length === 0
  }

  async #writePlace ({ key, ...rest }: Place): Promise<void> {
    await this.#store.put(key, Buffer.from(JSON.stringify({ format: FORMAT, ...rest })))
  }

  async #removePlace (place: Place): Promise<void> {
    await Promise.all(Array.from({ length: place.parts }, (_, at) => this.#store.delete(partKeyOf(place, at))))
    await this.#store.delete(place.key)
  }
}

/** `undefined`: damaged, and whoever reads the event finds that it is none. */
function parseLine (line: Uint8Array): { readonly place: string, readonly parts: number } | undefined {
  try {
    return JSON.parse(Buffer.from(line).toString()) as { place: string, parts: number }
  } catch {
    // As said above.
    return undefined
  }
}

function toPlace ({ key, value }: StoreRecord): Place | undefined {
  try {
    const { format, ...rest } = JSON.parse(Buffer.from(value).toString()) as Omit<Place, 'key'> & { readonly format: number }
    return format > FORMAT ? undefined : { key, ...rest }
  } catch {
    // Not ours: a place is written whole or not at all.
    return undefined
  }
}

function headKeyOf (eventId: string): string {
  return recordKey('spool:event', eventId)
}

function partKeyOf (place: Place, at: number): string {
  return `spool:part:${place.key.slice(ORDER.length)}:${at}`
}

function pad (number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
