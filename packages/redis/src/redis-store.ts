import {
  assertStoreCount, assertStoreExpiry, assertStoreKey, assertStoreValue, HKS_ERR_STORE_FORMAT, HKS_ERR_STORE_INPUT, resolveListInput,
  resolvePutOptions, type Durable, type PutOptions, type Store, type StorePage, type StoreRecord, type WarningsListener
} from '@hooksmith/contracts'
import { Connection } from './connection.js'
import { HKS_ERR_STORE_REPLY, STORE_ERRORS } from './errors.js'
import { storeBase } from './keys.js'
import { openClient } from './open-client.js'
import { resolveRedisStoreOptions, type RedisStoreOptions } from './options.js'
import { STORE_ADD, STORE_DELETE, STORE_GET, STORE_LIST, STORE_PUT } from './store-scripts.js'

/** The format number of the records that this release writes. */
const STORE_FORMAT = 1
/** Bytes of values after which a page ends, even when more records were asked for. */
const PAGE_BYTES = 8_388_608
/** A byte that no UTF-8 text has, so no key stands behind it. */
const BEHIND_ALL = Buffer.of(0xff)

/** Records on Redis or Valkey. Each call is one script. */
export class RedisStore implements Store {
  readonly shared = 'network'
  readonly #connection: Connection

  /** Connects with the first call. @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (input: RedisStoreOptions) {
    const { name, callTimeoutMs } = resolveRedisStoreOptions(input)
    const { client, isOwn } = openClient(input, callTimeoutMs)
    this.#connection = new Connection({ client, isOwn, errors: STORE_ERRORS, keyBase: storeBase(name), callTimeoutMs, replicaNote: 'its records are lost with it' })
  }

  get durable (): Durable { return this.#connection.durable }

  watchWarnings (listener: WarningsListener): () => void {
    return this.#connection.watchWarnings(listener)
  }

  async get (key: string): Promise<StoreRecord | undefined> {
    return await this.#connection.guard(async () => {
      assertStoreKey(key)
      const reply = await this.#connection.run(STORE_GET, [key], 'bytes')
      return reply === null ? undefined : recordOf(key, listOf(reply))
    })
  }

  async put (key: string, value: Uint8Array, options?: PutOptions): Promise<boolean> {
    return await this.#connection.guard(async () => {
      assertStoreKey(key)
      assertStoreValue(value)
      const { when, rank = '', expiresAt = '' } = resolvePutOptions(options)
      return await this.#connection.run(STORE_PUT, [key, Buffer.from(value), when, rank, expiresAt, STORE_FORMAT], 'bytes') === 1
    })
  }

  async add (key: string, by: number, { expiresAt }: { readonly expiresAt?: number } = {}): Promise<number> {
    return await this.#connection.guard(async () => {
      assertStoreKey(key)
      assertStoreCount('by', by)
      assertStoreExpiry(expiresAt)
      const [outcome, number] = listOf(await this.#connection.run(STORE_ADD, [key, by, expiresAt ?? '', STORE_FORMAT], 'bytes')).map(String)
      if (outcome === 'format') throw new HKS_ERR_STORE_FORMAT(Number(number), STORE_FORMAT)
      if (outcome === 'other') throw new HKS_ERR_STORE_INPUT('key', 'that of a counter', 'that of another record')
      assertStoreCount('sum', Number(number))
      return Number(number)
    })
  }

  async delete (key: string): Promise<boolean> {
    return await this.#connection.guard(async () => {
      assertStoreKey(key)
      return await this.#connection.run(STORE_DELETE, [key], 'bytes') === 1
    })
  }

  async list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage> {
    return await this.#connection.guard(async () => {
      const { after, limit } = resolveListInput(prefix, options)
      const args = [...rangeOf(prefix, after), limit, PAGE_BYTES]
      const [more, ...rows] = listOf(await this.#connection.run(STORE_LIST, args, 'bytes'))
      const records = rows.map((row) => {
        const [key, ...fields] = listOf(row)
        return recordOf(String(key), fields)
      })
      const last = records.at(-1)
      return { records, ...String(more) === '1' && last !== undefined && { next: last.key } }
    })
  }

  async close (): Promise<void> {
    await this.#connection.close()
  }
}

/** The bounds of a listing, as ZRANGEBYLEX takes them. */
function rangeOf (prefix: string, after: string): [Buffer | string, Buffer | string] {
  const isInside = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0
  const from = isInside && after !== '' ? Buffer.from(`(${after}`) : Buffer.from(`[${prefix}`)
  return [from, prefix === '' ? '+' : Buffer.concat([Buffer.from(`(${prefix}`), BEHIND_ALL])]
}

/** @throws `HKS_ERR_STORE_FORMAT` for a record of a newer release. */
function recordOf (key: string, [value, rank, expiresAt, format]: unknown[]): StoreRecord {
  if (!Buffer.isBuffer(value)) throw new HKS_ERR_STORE_REPLY('a record without a value')
  const found = Number(format)
  if (found > STORE_FORMAT) throw new HKS_ERR_STORE_FORMAT(found, STORE_FORMAT)
  return {
    key,
    value: Uint8Array.from(value),
    ...Buffer.isBuffer(rank) && { rank: Number(rank) },
    ...Buffer.isBuffer(expiresAt) && { expiresAt: Number(expiresAt) }
  }
}

function listOf (reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new HKS_ERR_STORE_REPLY(`${typeof reply} for a list`)
  return reply
}
