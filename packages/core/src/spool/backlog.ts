import type { Place } from './journal.js'

/** How much is in the spool. */
export interface SpoolState {
  readonly events: number
  readonly bytes: number
  /** When the oldest came, epoch milliseconds; absent when there is none. */
  readonly oldestAt?: number
}

/**
 * What this process knows of the spool without looking: every place of its own, and those of others as of the last look. It answers on the
 * hot path whether a tenant's events have to queue up behind others, and whether there is room.
 */
export class Backlog {
  /** By key, in order of arrival. */
  #places = new Map<string, Place>()
  /** Being written: not to be drained yet, nor missed by {@link Backlog.reconcile}. */
  readonly #writing = new Set<string>()
  readonly #tenants = new Map<string, number>()
  #bytes = 0

  get state (): SpoolState {
    const [oldest] = this.#places.values()
    return { events: this.#places.size, bytes: this.#bytes, ...oldest === undefined ? {} : { oldestAt: oldest.at } }
  }

  has (tenant: string): boolean {
    return this.#tenants.has(tenant)
  }

  /** The first `limit` places that can be read and that `passes` lets through. */
  next (limit: number, passes: (place: Place) => boolean): Place[] {
    const found: Place[] = []
    for (const place of this.#places.values()) {
      if (this.#writing.has(place.key) || !passes(place)) continue
      found.push(place)
      if (found.length === limit) break
    }
    return found
  }

  /** A place that is about to be written. */
  begin (place: Place): void {
    this.#writing.add(place.key)
    this.#add(place)
  }

  /** It was written. */
  end (place: Place): void {
    this.#writing.delete(place.key)
  }

  remove ({ key, tenant, bytes }: Place): void {
    this.#writing.delete(key)
    if (!this.#places.delete(key)) return
    this.#bytes -= bytes
    const left = (this.#tenants.get(tenant) ?? 1) - 1
    if (left === 0) this.#tenants.delete(tenant)
    else this.#tenants.set(tenant, left)
  }

  /** Takes over what the store has: places of other processes come in, and those that others removed go. */
  async reconcile (stored: AsyncIterable<Place>): Promise<void> {
    const before = [...this.#places.values()].filter(({ key }) => !this.#writing.has(key))
    const seen = new Set<string>()
    let isNews = false
    for await (const place of stored) {
      seen.add(place.key)
      if (this.#places.has(place.key)) continue
      this.#add(place)
      isNews = true
    }
    for (const place of before) if (!seen.has(place.key)) this.remove(place)
    if (isNews) this.#places = new Map([...this.#places].sort(([a], [b]) => a < b ? -1 : 1))
  }

  #add (place: Place): void {
    this.#places.set(place.key, place)
    this.#bytes += place.bytes
    this.#tenants.set(place.tenant, (this.#tenants.get(place.tenant) ?? 0) + 1)
  }
}
