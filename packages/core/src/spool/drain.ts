import { HKS_ERR_EVENT_INPUT, type EventEnvelope, type Queue, type Receipt } from '@hooksmith/contracts'
import type { Backlog } from './backlog.js'
import { decodeEvent, type SpooledEvent } from './record.js'
import type { Journal, Place } from './journal.js'

/** Events that are handed to the queue at a time. */
const BATCH = 64

/** What the queue says when it is out of reach: the event goes to the spool, or stays there. */
const OUT_OF_REACH: ReadonlySet<unknown> = new Set(['HKS_ERR_QUEUE_UNAVAILABLE', 'HKS_ERR_QUEUE_READ_ONLY', 'HKS_ERR_QUEUE_TIMEOUT'])

/** What it says of itself, not of one event: going on with the next is in vain. */
const OF_THE_QUEUE: ReadonlySet<unknown> = new Set([...OUT_OF_REACH, 'HKS_ERR_QUEUE_FULL', 'HKS_ERR_QUEUE_FORMAT', 'HKS_ERR_QUEUE_CLOSED'])

/** What it says of an event that it will never take. */
const NEVER: ReadonlySet<unknown> = new Set(['HKS_ERR_EVENT_INPUT', 'HKS_ERR_JOB_INPUT'])

/** Whether `error` says that the queue cannot be reached or written now, or did not answer. */
export function isOutOfReach (error: unknown): boolean {
  return OUT_OF_REACH.has(codeOf(error))
}

/** Whether `error` says that the queue is reached and takes nothing. */
export function isRefusal (error: unknown): boolean {
  return codeOf(error) === 'HKS_ERR_QUEUE_FULL' || codeOf(error) === 'HKS_ERR_QUEUE_FORMAT'
}

/** What became of an event that left the spool. */
export type SpoolExit =
  | { readonly kind: 'drained', readonly event: EventEnvelope, readonly receipts: readonly Receipt[] }
  /** It is no event, or none that the queue takes. */
  | { readonly kind: 'set aside', readonly error: unknown }

/** What draining needs. */
export interface DrainParts {
  readonly queue: Queue
  readonly journal: Journal
  readonly backlog: Backlog
  /** Whether the time is up: what is under way ends, and nothing more begins. */
  readonly isOver: () => boolean
  /** Puts an event away that no queue takes; it is removed from the spool after that. */
  readonly setAside: (place: Place, bytes: Uint8Array, error: unknown) => Promise<void>
  /** Called once for each event that left the spool by this process. */
  readonly onLeft: (place: Place, left: SpoolExit) => void
  /** Called for an event that stays for now, by a fault that is not the queue's being out of reach. */
  readonly onHeld: (place: Place, error: unknown) => void
}

/** Hands spooled events to the queue, oldest first; those of one tenant one after the other, different tenants at the same time. */
export class Drain {
  readonly #parts: DrainParts
  /** Tenants with an event that failed in this pass: nothing of theirs may overtake it. */
  readonly #held = new Set<string>()

  constructor (parts: DrainParts) {
    this.#parts = parts
  }

  /** Whether something stayed behind by its own fault. */
  get hasHeld (): boolean {
    return this.#held.size > 0
  }

  /**
   * One batch. Resolves to whether there was one. Rejects, when the queue is the reason, with its error, once everything under way has
   * settled; and as the Store does.
   *
   * @param limit - How many at most: one is enough to find out whether the queue is back.
   */
  async batch (limit = BATCH): Promise<boolean> {
    const places = this.#parts.backlog.next(limit, ({ tenant }) => !this.#held.has(tenant))
    if (places.length === 0) return false
    const lanes = new Map<string, Place[]>()
    for (const place of places) lanes.set(place.tenant, [...lanes.get(place.tenant) ?? [], place])
    const ends = await Promise.allSettled([...lanes.values()].map((lane) => this.#lane(lane)))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return true
  }

  async #lane (places: readonly Place[]): Promise<void> {
    const removals: Array<Promise<unknown>> = []
    try {
      for (const place of places) {
        const removal = this.#parts.isOver() ? undefined : await this.#one(place)
        if (removal === undefined) break
        // One that fails is found again at the next pass, and is a duplicate then.
        removals.push(removal().then(() => undefined, (error: unknown) => error))
      }
    } finally {
      await Promise.all(removals)
    }
    const failed = (await Promise.all(removals)).find((error) => error !== undefined)
    if (failed !== undefined) throw failed
  }

  /** @returns What takes the place away, or `undefined` when the tenant is held. */
  async #one (place: Place): Promise<(() => Promise<void>) | undefined> {
    const found = await this.#parts.journal.read(place)
    if (found.kind === 'nothing') return async () => { await this.#forget(place, found.isLeftOver) }
    const spooled = read(found.bytes)
    if (spooled instanceof Error) return await this.#putAway(place, found.bytes, spooled)
    const { event, jobs, dataText } = spooled
    try {
      const receipts = await this.#parts.queue.enqueue(event, jobs, dataText === undefined ? undefined : { dataText })
      return async () => { await this.#leave(place, { kind: 'drained', event, receipts }) }
    } catch (error) {
      if (OF_THE_QUEUE.has(codeOf(error))) throw error
      if (NEVER.has(codeOf(error))) return await this.#putAway(place, found.bytes, error)
      this.#held.add(place.tenant)
      this.#parts.onHeld(place, error)
      return undefined
    }
  }

  async #putAway (place: Place, bytes: Uint8Array, error: unknown): Promise<() => Promise<void>> {
    await this.#parts.setAside(place, bytes, error)
    return async () => { await this.#leave(place, { kind: 'set aside', error }) }
  }

  async #leave (place: Place, left: SpoolExit): Promise<void> {
    const isMine = await this.#parts.journal.remove(place)
    this.#parts.backlog.remove(place)
    if (isMine) this.#parts.onLeft(place, left)
  }

  /** Nothing there and not left over: another process is writing it at this moment, and it is found again at the next look. */
  async #forget (place: Place, isLeftOver: boolean): Promise<void> {
    if (isLeftOver) await this.#parts.journal.forget(place)
    this.#parts.backlog.remove(place)
  }
}

function read (bytes: Uint8Array): SpooledEvent | Error {
  try {
    return decodeEvent(bytes)
  } catch (error) {
    return error instanceof Error ? error : new HKS_ERR_EVENT_INPUT('record', 'a spooled event', typeof error)
  }
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
