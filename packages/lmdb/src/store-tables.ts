import type { Database } from 'lmdb'
import type { Environment } from './environment.js'
import { decodeKept, encodeKept, endOfPrefix, expiryKey, instantBytes, recordKey, type Kept } from './store-records.js'

/** How many expired records each write takes away: more than it can add, so that they never pile up. */
const SWEPT_A_WRITE = 4

const NOTHING = Buffer.from([0])

/** The databases of one store: records by key, and those with an expiry by their expiry. */
export class StoreTables {
  readonly environment: Environment
  readonly #records: Database<Buffer, Buffer>
  readonly #expiries: Database<Buffer, Buffer>

  constructor (environment: Environment, name: string) {
    this.environment = environment
    this.#records = environment.binaryDatabase(`store/${name}/records`)
    this.#expiries = environment.binaryDatabase(`store/${name}/expiries`)
  }

  /** The record, unless it has expired. @throws `HKS_ERR_STORE_FORMAT`. */
  read (key: Buffer, now: number): Kept | undefined {
    const kept = this.#readAny(key)
    return kept === undefined || isExpired(kept, now) ? undefined : kept
  }

  /** Writes a record, inside a transaction; one that has expired already only takes away what stood there. */
  write (key: Buffer, kept: Kept, now: number): void {
    this.remove(key)
    if (!isExpired(kept, now)) {
      void this.#records.put(key, encodeKept(kept))
      if (kept.expiresAt !== undefined) void this.#expiries.put(expiryKey(kept.expiresAt, key), NOTHING)
    }
    this.#sweep(now)
  }

  remove (key: Buffer): void {
    const old = this.#readAny(key)
    if (old === undefined) return
    void this.#records.remove(key)
    if (old.expiresAt !== undefined) void this.#expiries.remove(expiryKey(old.expiresAt, key))
  }

  /** The readable records behind `after` whose keys start with `prefix`, at most `limit`. */
  readFrom (prefix: Buffer, after: Buffer, limit: number, now: number): Array<{ readonly key: string, readonly kept: Kept }> {
    const found: Array<{ key: string, kept: Kept }> = []
    const start = Buffer.compare(prefix, after) > 0 ? prefix : after
    const end = endOfPrefix(prefix)
    const range = this.#records.getRange({ ...(start.length === 0 ? undefined : { start }), ...(end === undefined ? undefined : { end }) })
    for (const { key, value } of range) {
      const kept = decodeKept(value)
      if (isExpired(kept, now) || Buffer.compare(key, after) <= 0) continue
      found.push({ key: Buffer.from(key).toString(), kept })
      if (found.length === limit) break
    }
    return found
  }

  #readAny (key: Buffer): Kept | undefined {
    const bytes = this.#records.get(key)
    return bytes === undefined ? undefined : decodeKept(Buffer.from(bytes))
  }

  #sweep (now: number): void {
    const expired = [...this.#expiries.getKeys({ start: NOTHING, end: instantBytes(now), limit: SWEPT_A_WRITE })]
    for (const entry of expired) {
      void this.#records.remove(recordKey(Buffer.from(entry)))
      void this.#expiries.remove(entry)
    }
  }
}

function isExpired ({ expiresAt }: Kept, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now
}
