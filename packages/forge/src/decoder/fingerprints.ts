import { randomBytes } from 'node:crypto'
import type { Store } from '@hooksmith/contracts'

/** Forge waits this long between the deliveries of one event (…/remote/sending-product-events/, "Retry", read 2026-08). */
const REDELIVERY_GAP_MS = 60_000
/** The documentation says 4; one more costs nothing. */
const MAX_REDELIVERIES = 5
/** Entries looked at for one redelivery; they lie within a few minutes and have equal bodies. */
const MAX_ENTRIES = 500
const NOTHING = new Uint8Array()

interface Sighting { readonly at: number, readonly retryCount: number, readonly id: string }

/**
 * Tells redeliveries of events that have neither an id nor a time of their own from new events with an equal body.
 *
 * Without a redelivery count an arrival is always a new event. With count n it is a redelivery of the event whose first
 * delivery came about n × 60 s earlier, or whose redelivery k came about (n − k) × 60 s earlier; with several such events the
 * closest that no other redelivery n was taken for. Else it is new: in doubt an event is handled, not dropped.
 *
 * Sightings are records of the Store, one per arrival, so processes that share a Store see each other's. They vanish
 * after the last redelivery that could come.
 */
export class Fingerprints {
  readonly #store: Store
  readonly #toleranceMs: number
  readonly #keepMs: number
  readonly #onUnavailable: (error: unknown) => void

  /**
   * @param toleranceMs - How far from the expected instant a redelivery may come, in milliseconds.
   * @param onUnavailable - Told of each rejection of the Store.
   */
  constructor (store: Store, toleranceMs: number, onUnavailable: (error: unknown) => void) {
    this.#store = store
    this.#onUnavailable = onUnavailable
    this.#toleranceMs = toleranceMs
    this.#keepMs = MAX_REDELIVERIES * REDELIVERY_GAP_MS + 2 * toleranceMs
  }

  /**
   * The id of the event that arrived.
   *
   * @param fingerprint - What equal bodies have in common; up to 64 characters without `/`.
   * @param retryCount - The sender's count of redeliveries; 0 for a first delivery.
   * While the Store rejects, every arrival is a new event. Never rejects.
   */
  async identify (fingerprint: string, retryCount: number, receivedAt: number): Promise<string> {
    let id: string | undefined
    try {
      if (retryCount > 0) id = await this.#earlier(fingerprint, retryCount, receivedAt)
      id ??= freshId()
      const key = `${prefixOf(fingerprint)}${instant(receivedAt)}/${retryCount}/${id}`
      await this.#store.put(key, NOTHING, { expiresAt: receivedAt + this.#keepMs })
      return id
    } catch (error) {
      this.#onUnavailable(error)
      return id ?? freshId()
    }
  }

  async #earlier (fingerprint: string, retryCount: number, receivedAt: number): Promise<string | undefined> {
    const candidates = await this.#candidates(fingerprint, retryCount, receivedAt)
    for (const id of candidates) {
      const isFree = await this.#store.put(
        `forge/redelivery/${fingerprint}/${id}/${retryCount}`, NOTHING, { when: 'absent', expiresAt: receivedAt + this.#keepMs })
      if (isFree) return id
    }
    return undefined
  }

  /** Ids of the events that this can be a redelivery of, the closest to the expected instant first. */
  async #candidates (fingerprint: string, retryCount: number, receivedAt: number): Promise<string[]> {
    const offsets = new Map<string, number>()
    for (const sighting of await this.#sightings(fingerprint, receivedAt - retryCount * REDELIVERY_GAP_MS - this.#toleranceMs)) {
      const expectedAt = sighting.at + (retryCount - sighting.retryCount) * REDELIVERY_GAP_MS
      const offset = Math.abs(receivedAt - expectedAt)
      if (sighting.retryCount >= retryCount || offset > this.#toleranceMs) continue
      offsets.set(sighting.id, Math.min(offset, offsets.get(sighting.id) ?? Infinity))
    }
    return [...offsets].sort(([, a], [, b]) => a - b).map(([id]) => id)
  }

  async #sightings (fingerprint: string, from: number): Promise<Sighting[]> {
    const prefix = prefixOf(fingerprint)
    const { records } = await this.#store.list(prefix, { after: prefix + instant(from), limit: MAX_ENTRIES })
    return records.map(({ key }) => {
      const [at, retryCount, id = ''] = key.slice(prefix.length).split('/')
      return { at: Number(at), retryCount: Number(retryCount), id }
    })
  }
}

function freshId (): string {
  return randomBytes(24).toString('base64url')
}

function prefixOf (fingerprint: string): string {
  return `forge/seen/${fingerprint}/`
}

/** Epoch milliseconds in a form whose order as text is that of the instants. */
function instant (at: number): string {
  return Math.max(0, Math.trunc(at)).toString().padStart(15, '0')
}
