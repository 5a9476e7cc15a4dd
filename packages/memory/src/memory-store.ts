import {
  assertStoreCount, assertStoreExpiry, assertStoreKey, assertStoreValue, counterOf, HKS_ERR_STORE_CLOSED, HKS_ERR_STORE_FULL, putReplaces,
  resolveListInput, resolvePutOptions
} from '@hooksmith/contracts'
import type { Clock, KeptRecord, PutOptions, Store, StorePage, StoreRecord } from '@hooksmith/contracts'
import { LRUCache } from 'lru-cache'
import { compareKeys } from './key-order.js'
import { resolveMemoryStoreOptions, type MemoryStoreOptions } from './store-options.js'

/**
 * A {@link Store} in the memory of this process: nothing outlives it, and two instances never meet.
 *
 * It never drops a readable record to make room. When it is full, expired records go; if there are none, a write that needs room
 * rejects with `HKS_ERR_STORE_FULL` and changes nothing. Reading, deleting and writing without need of room go on.
 *
 * A page is found by looking at every key, so `list` takes time in proportion to all records.
 */
export class MemoryStore implements Store {
  readonly shared = 'process'
  readonly durable = 'no'
  readonly #records: LRUCache<string, KeptRecord>
  readonly #clock: Clock
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** No record expires before this instant: until then, looking for expired ones is in vain. */
  #sweepAt = Infinity
  #isClosed = false

  /** @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (options: MemoryStoreOptions = {}) {
    const { clock, maxEntries, maxBytes } = resolveMemoryStoreOptions(options)
    this.#clock = clock
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
    const sizeCalculation = (kept: KeptRecord, key: string): number => sizeOf(key, kept)
    this.#records = new LRUCache<string, KeptRecord>({ max: maxEntries, maxSize: maxBytes, sizeCalculation })
  }

  async get (key: string): Promise<StoreRecord | undefined> {
    this.#assertOpen()
    assertStoreKey(key)
    const kept = this.#read(key)
    return kept === undefined ? undefined : copyOf(key, kept)
  }

  async put (key: string, value: Uint8Array, options?: PutOptions): Promise<boolean> {
    this.#assertOpen()
    assertStoreKey(key)
    assertStoreValue(value)
    const resolved = resolvePutOptions(options)
    if (!putReplaces(this.#read(key), resolved)) return false
    this.#write(key, keptOf(value, resolved))
    return true
  }

  async add (key: string, by: number, options: { readonly expiresAt?: number } = {}): Promise<number> {
    this.#assertOpen()
    assertStoreKey(key)
    assertStoreCount('by', by)
    assertStoreExpiry(options.expiresAt)
    const kept = this.#read(key)
    const sum = counterOf(kept) + by
    assertStoreCount('sum', sum)
    const { expiresAt } = kept ?? options
    this.#write(key, keptOf(Buffer.from(String(sum)), { expiresAt }))
    return sum
  }

  async delete (key: string): Promise<boolean> {
    this.#assertOpen()
    assertStoreKey(key)
    const wasReadable = this.#read(key) !== undefined
    this.#records.delete(key)
    return wasReadable
  }

  async list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage> {
    this.#assertOpen()
    const { after, limit } = resolveListInput(prefix, options)
    const found: StoreRecord[] = []
    for (const key of this.#keysAfter(prefix, after)) {
      const kept = this.#read(key)
      if (kept === undefined) continue
      const last = found.at(-1)
      if (found.length === limit && last !== undefined) return { records: found, next: last.key }
      found.push(copyOf(key, kept))
    }
    return { records: found }
  }

  async close (): Promise<void> {
    this.#isClosed = true
    this.#records.clear()
  }

  #assertOpen (): void {
    if (this.#isClosed) throw new HKS_ERR_STORE_CLOSED()
  }

  #keysAfter (prefix: string, after: string): string[] {
    const keys = [...this.#records.keys()].filter((key) => key.startsWith(prefix) && compareKeys(key, after) > 0)
    return keys.sort(compareKeys)
  }

  /** What stands under `key` and has not expired by the clock. */
  #read (key: string): KeptRecord | undefined {
    const kept = this.#records.peek(key)
    return kept === undefined || this.#isExpired(kept) ? undefined : kept
  }

  #isExpired ({ expiresAt }: KeptRecord): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now()
  }

  #write (key: string, kept: KeptRecord): void {
    if (this.#isExpired(kept)) {
      this.#records.delete(key)
      return
    }
    if (!this.#hasRoom(key, kept)) this.#sweep()
    if (!this.#hasRoom(key, kept)) {
      throw new HKS_ERR_STORE_FULL(`it holds ${this.#records.size} records of ${this.#records.calculatedSize} bytes`)
    }
    this.#records.set(key, kept)
    this.#sweepAt = Math.min(this.#sweepAt, kept.expiresAt ?? Infinity)
  }

  #hasRoom (key: string, kept: KeptRecord): boolean {
    const old = this.#records.peek(key)
    const records = this.#records.size + (old === undefined ? 1 : 0)
    const bytes = this.#records.calculatedSize + sizeOf(key, kept) - (old === undefined ? 0 : sizeOf(key, old))
    return records <= this.#maxEntries && bytes <= this.#maxBytes
  }

  #sweep (): void {
    if (this.#sweepAt > this.#clock.now()) return
    this.#sweepAt = Infinity
    for (const [key, kept] of [...this.#records.entries()]) {
      if (this.#isExpired(kept)) this.#records.delete(key)
      else this.#sweepAt = Math.min(this.#sweepAt, kept.expiresAt ?? Infinity)
    }
  }
}

function copyOf (key: string, kept: KeptRecord): StoreRecord {
  return { key, ...keptOf(kept.value, kept) }
}

/** Copies the bytes, and leaves out what is not there. */
function keptOf (value: Uint8Array, about: { readonly rank?: number | undefined, readonly expiresAt?: number | undefined }): KeptRecord {
  const { rank, expiresAt } = about
  return {
    value: Uint8Array.from(value),
    ...(rank === undefined ? {} : { rank }),
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
}

function sizeOf (key: string, { value }: KeptRecord): number {
  return Buffer.byteLength(key) + value.byteLength
}
