import {
  assertStoreKey, assertStoreValue, HKS_ERR_STORE_CLOSED, resolvePutOptions, systemClock, type Clock, type Durable, type PutOptions,
  type Shared, type Store, type StorePage, type StoreRecord
} from '@hooksmith/contracts'
import { recordKey } from '../record-key.js'

const PREFIX = 'spool:kept'
const OUT_OF_REACH: ReadonlySet<unknown> = new Set(['HKS_ERR_STORE_UNAVAILABLE', 'HKS_ERR_STORE_READ_ONLY', 'HKS_ERR_STORE_TIMEOUT'])

/** How long a store that failed is not waited for again, in milliseconds. */
const COOL_DOWN_MS = 1_000

/** What a {@link SpooledStore} is told. */
export interface SpooledStoreOptions {
  /** The store that all processes share. Stays open; whoever made it closes it. */
  readonly store: Store
  /** The store on this machine's own disk. Stays open; whoever made it closes it. */
  readonly local: Store
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock
}

/**
 * A store whose ranked writes go on while it is out of reach: `put` with `when: 'newer'`, which is how tokens are stored. They are kept in
 * the local store, as sealed as they came, and {@link SpooledStore.move} takes them over; the higher rank wins there as ever. Reading finds
 * what is kept when the store fails or has nothing. Every other call is the store's own.
 *
 * Hand it to a StoreTokenStore, and to the router as `spool.tokens`.
 */
export class SpooledStore implements Store {
  readonly #store: Store
  readonly #local: Store
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()
  #downUntil = -Infinity
  #isClosed = false
  #mayHave = true

  constructor ({ store, local, clock = systemClock }: SpooledStoreOptions) {
    this.#store = store
    this.#local = local
    this.#clock = clock
  }

  get shared (): Shared {
    return this.#store.shared
  }

  get durable (): Durable {
    return this.#store.durable
  }

  /** Whether something may be kept that has not moved yet. */
  get mayHave (): boolean {
    return this.#mayHave
  }

  async get (key: string): Promise<StoreRecord | undefined> {
    this.#assertOpen()
    assertStoreKey(key)
    const kept = this.#isDown() ? await this.#newestKept(key) : undefined
    if (kept !== undefined) return kept
    try {
      const stored = await this.#store.get(key)
      const own = stored === undefined || this.#mayHave ? await this.#newestKept(key) : undefined
      return (own?.rank ?? -Infinity) > (stored?.rank ?? -Infinity) ? own : stored ?? own
    } catch (error) {
      if (!this.#noteFailure(error)) throw error
      const fallback = await this.#newestKept(key)
      if (fallback === undefined) throw error
      return fallback
    }
  }

  async put (key: string, value: Uint8Array, options: PutOptions = {}): Promise<boolean> {
    this.#assertOpen()
    if (options.when !== 'newer') return await this.#store.put(key, value, options)
    assertStoreKey(key)
    assertStoreValue(value)
    resolvePutOptions(options)
    // The caller may change its bytes while the store is waited for.
    const bytes = Uint8Array.from(value)
    if (this.#isDown()) return await this.#keep(key, bytes, options)
    try {
      return await this.#store.put(key, bytes, options)
    } catch (error) {
      if (!this.#noteFailure(error)) throw error
      return await this.#keep(key, bytes, options)
    }
  }

  async add (key: string, by: number, options?: { readonly expiresAt?: number }): Promise<number> {
    this.#assertOpen()
    return await this.#store.add(key, by, options)
  }

  /** Also of what is kept here, which goes first. What another machine keeps comes back when it moves. */
  async delete (key: string): Promise<boolean> {
    this.#assertOpen()
    assertStoreKey(key)
    const kept = await this.#allKept(key)
    for (const record of kept) await this.#local.delete(record.key)
    return await this.#store.delete(key) || kept.length > 0
  }

  async list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage> {
    this.#assertOpen()
    return await this.#store.list(prefix, options)
  }

  /** Closes neither of the two stores. */
  async close (): Promise<void> {
    this.#isClosed = true
  }

  /** Calls `listener` whenever a record is kept. */
  onKept (listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Takes over everything that is kept. Rejects as the store does when it is still out of reach; what did not move stays kept. */
  async move (): Promise<void> {
    this.#mayHave = false
    try {
      for (let page = await this.#local.list(`${PREFIX}:`); page.records.length > 0; page = await this.#local.list(`${PREFIX}:`)) {
        for (const record of page.records) await this.#moveOne(record)
      }
    } catch (error) {
      this.#mayHave = true
      this.#noteFailure(error)
      throw error
    }
  }

  async #moveOne (record: StoreRecord): Promise<void> {
    const { key, value, expiresAt } = record
    const { name, bytes } = unpack(value)
    await this.#store.put(name, bytes, { when: 'newer', rank: record.rank ?? 0, ...expiresAt === undefined ? {} : { expiresAt } })
    this.#downUntil = -Infinity
    await this.#local.delete(key)
  }

  /** Each rank has a record of its own, so that moving an older one never takes a newer one away. */
  async #keep (name: string, bytes: Uint8Array, { rank = 0, expiresAt }: PutOptions): Promise<boolean> {
    const kept = await this.#allKept(name)
    if (kept.some((record) => (record.rank ?? 0) >= rank)) return false
    await this.#local.put(`${recordKey(PREFIX, name)}:${rank}`, pack(name, bytes), { rank, ...expiresAt === undefined ? {} : { expiresAt } })
    this.#mayHave = true
    for (const listener of this.#listeners) listener()
    return true
  }

  async #newestKept (name: string): Promise<StoreRecord | undefined> {
    const kept = await this.#allKept(name)
    const [newest] = kept.sort((a, b) => (b.rank ?? 0) - (a.rank ?? 0))
    return newest === undefined ? undefined : { ...newest, key: name, value: unpack(newest.value).bytes }
  }

  async #allKept (name: string): Promise<StoreRecord[]> {
    return [...(await this.#local.list(`${recordKey(PREFIX, name)}:`)).records]
  }

  #isDown (): boolean {
    return this.#clock.now() < this.#downUntil
  }

  /** @returns Whether the error says that the store is out of reach. */
  #noteFailure (error: unknown): boolean {
    const isDown = typeof error === 'object' && error !== null && 'code' in error && OUT_OF_REACH.has(error.code)
    if (isDown) this.#downUntil = this.#clock.now() + COOL_DOWN_MS
    return isDown
  }

  #assertOpen (): void {
    if (this.#isClosed) throw new HKS_ERR_STORE_CLOSED()
  }
}

/** The key, whose bytes are counted in front, and the value. */
function pack (name: string, bytes: Uint8Array): Buffer {
  const key = Buffer.from(name)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(key.byteLength)
  return Buffer.concat([length, key, bytes])
}

function unpack (packed: Uint8Array): { readonly name: string, readonly bytes: Uint8Array } {
  const buffer = Buffer.from(packed)
  const end = 2 + buffer.readUInt16BE(0)
  return { name: buffer.subarray(2, end).toString(), bytes: Uint8Array.from(buffer.subarray(end)) }
}
