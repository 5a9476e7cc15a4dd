import { Heap, type HeapItem } from './heap.js'

/** How long ids of one bucket lie together, in milliseconds: an id is forgotten at most this long after its window. */
const BUCKET_MS = 1_000

/** How many ids one call forgets at most, so that no call pays for a busy hour. */
const SWEEP_LIMIT = 200

interface Bucket extends HeapItem {
  /** No id of it is remembered for longer, epoch milliseconds. */
  readonly endsAt: number
  readonly ids: string[]
}

/** Ids that were seen, each until an instant of its own. A look compares with the time; sweeping only frees memory. */
export class Windows {
  readonly #until = new Map<string, number>()
  readonly #byEnd = new Map<number, Bucket>()
  readonly #buckets = new Heap<Bucket>((a, b) => a.endsAt < b.endsAt)

  get size (): number {
    return this.#until.size
  }

  has (id: string, now: number): boolean {
    const until = this.#until.get(id)
    return until !== undefined && until > now
  }

  add (id: string, until: number): void {
    this.#until.set(id, until)
    const endsAt = Math.ceil(until / BUCKET_MS) * BUCKET_MS
    let bucket = this.#byEnd.get(endsAt)
    if (bucket === undefined) {
      bucket = { endsAt, ids: [], slot: 0 }
      this.#byEnd.set(endsAt, bucket)
      this.#buckets.add(bucket)
    }
    bucket.ids.push(id)
  }

  /** Forgets some of what is over. Called with every enqueue, it forgets faster than ids are added. */
  sweep (now: number): void {
    let left = SWEEP_LIMIT
    while (left > 0) {
      const bucket = this.#buckets.first
      if (bucket === undefined || bucket.endsAt > now) return
      for (const id of bucket.ids.splice(-left)) {
        if (!this.has(id, now)) this.#until.delete(id)
        left--
      }
      if (bucket.ids.length > 0) return
      this.#buckets.remove(bucket)
      this.#byEnd.delete(bucket.endsAt)
    }
  }
}
