import {
  assertStoreCount, assertStoreExpiry, assertStoreKey, assertStoreValue, counterOf, HKS_ERR_STORE_CLOSED, HKS_ERR_STORE_TIMEOUT,
  putReplaces, resolveListInput, resolvePutOptions,
  type Durable, type PutOptions, type Shared, type Store, type StorePage, type StoreRecord
} from '@hooksmith/contracts'
import { before } from './deadline.js'
import { Environment } from './environment.js'
import { storeFailure } from './errors.js'
import { resolveLmdbStoreOptions, type LmdbStoreOptions, type ResolvedLmdbStoreOptions } from './options.js'
import type { Kept } from './store-records.js'
import { StoreTables } from './store-tables.js'

/**
 * A store in an LMDB file: embedded, durable, shared by the processes of one machine. The file is opened by the first call.
 *
 * Every write resolves when it is flushed to the disk, so `durable` is `machine crash`, as far as the disk keeps what it
 * says it wrote. Expired records are taken away by later writes.
 */
export class LmdbStore implements Store {
  readonly shared: Shared = 'machine'
  readonly durable: Durable = 'machine crash'
  readonly #options: ResolvedLmdbStoreOptions
  readonly #calls = new Set<Promise<unknown>>()
  #tables: StoreTables | undefined
  #closed: Promise<void> | undefined

  /** @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (options: LmdbStoreOptions) {
    this.#options = resolveLmdbStoreOptions(options)
  }

  async get (key: string): Promise<StoreRecord | undefined> {
    this.#assertOpen()
    assertStoreKey(key)
    const kept = await this.#read((tables, now) => tables.read(Buffer.from(key), now))
    return kept === undefined ? undefined : { key, ...kept }
  }

  async put (key: string, value: Uint8Array, options?: PutOptions): Promise<boolean> {
    this.#assertOpen()
    assertStoreKey(key)
    assertStoreValue(value)
    const resolved = resolvePutOptions(options)
    const bytes = Uint8Array.from(value)
    return await this.#write((tables, now) => {
      const at = Buffer.from(key)
      if (!putReplaces(tables.read(at, now), resolved)) return false
      tables.write(at, keptOf(bytes, resolved), now)
      return true
    })
  }

  async add (key: string, by: number, options: { readonly expiresAt?: number } = {}): Promise<number> {
    this.#assertOpen()
    assertStoreKey(key)
    assertStoreCount('by', by)
    const { expiresAt } = options
    assertStoreExpiry(expiresAt)
    return await this.#write((tables, now) => {
      const at = Buffer.from(key)
      const old = tables.read(at, now)
      const sum = counterOf(old) + by
      assertStoreCount('sum', sum)
      tables.write(at, keptOf(Buffer.from(String(sum)), { expiresAt: old === undefined ? expiresAt : old.expiresAt }), now)
      return sum
    })
  }

  async delete (key: string): Promise<boolean> {
    this.#assertOpen()
    assertStoreKey(key)
    return await this.#write((tables, now) => {
      const at = Buffer.from(key)
      const wasReadable = tables.read(at, now) !== undefined
      tables.remove(at)
      return wasReadable
    })
  }

  async list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage> {
    this.#assertOpen()
    const { after, limit } = resolveListInput(prefix, options)
    const found = await this.#read((tables, now) => tables.readFrom(Buffer.from(prefix), Buffer.from(after), limit + 1, now))
    const records = found.slice(0, limit).map(({ key, kept }) => ({ key, ...kept }))
    const last = records.at(-1)
    return found.length > limit && last !== undefined ? { records, next: last.key } : { records }
  }

  async close (): Promise<void> {
    this.#closed ??= this.#close()
    await this.#closed
  }

  async #close (): Promise<void> {
    await Promise.allSettled(this.#calls)
    await this.#tables?.environment.close()
    this.#tables = undefined
  }

  async #read<T> (read: (tables: StoreTables, now: number) => T): Promise<T> {
    return await this.#call(async (tables) => {
      tables.environment.refresh()
      return read(tables, this.#options.clock.now())
    })
  }

  async #write<T> (write: (tables: StoreTables, now: number) => T): Promise<T> {
    const now = this.#options.clock.now()
    return await this.#call(async (tables) => await tables.environment.writer.flush(() => write(tables, now)))
  }

  /** One call: it is waited for by `close`, has a deadline, and fails in the contract's words. */
  async #call<T> (work: (tables: StoreTables) => Promise<T>): Promise<T> {
    const { clock, callTimeoutMs } = this.#options
    const run = async (): Promise<T> => await work(this.#open())
    const call = before(clock, callTimeoutMs, run(), () => new HKS_ERR_STORE_TIMEOUT(callTimeoutMs))
    this.#calls.add(call)
    try {
      return await call
    } catch (error) {
      throw storeFailure(error)
    } finally {
      this.#calls.delete(call)
    }
  }

  #open (): StoreTables {
    if (this.#tables !== undefined) return this.#tables
    const environment = Environment.open(this.#options.path)
    try {
      return (this.#tables = environment.prepare(() => new StoreTables(environment, this.#options.name)))
    } catch (error) {
      // Nobody else has it open through this call; the failure to open is what is reported.
      void environment.close().catch(() => {})
      throw error
    }
  }

  #assertOpen (): void {
    if (this.#closed !== undefined) throw new HKS_ERR_STORE_CLOSED()
  }
}

/** Leaves out what is not there. */
function keptOf (value: Uint8Array, about: { readonly rank?: number | undefined, readonly expiresAt?: number | undefined }): Kept {
  const { rank, expiresAt } = about
  return { value, ...(rank === undefined ? undefined : { rank }), ...(expiresAt === undefined ? undefined : { expiresAt }) }
}
