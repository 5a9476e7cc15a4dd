import type { JsonValue } from '@hooksmith/contracts'
import type { Calls } from './calls.js'
import { HKS_ERR_FORGE_ANSWER, HKS_ERR_FORGE_STORAGE, type StorageDetails } from './errors.js'
import { membersOf, type Members } from './graphql.js'
import type { Origin } from './identity.js'
import { readBounded } from './read-answer.js'
import type { ForgeSecrets, ForgeStorage, QueryOptions, SetOptions, StoragePage, Transaction } from './storage.js'

/** Below the platform's origin. Source: https://developer.atlassian.com/platform/forge/remote/accessing-storage/, read 2026-08. */
const BASE = '/forge/storage/kvs/v1'
/** The documentation and Atlassian's own client disagree about the code, and neither says with which status it comes. */
const MISSING: ReadonlySet<string | undefined> = new Set(['KEY_NOT_FOUND', 'NOT_FOUND'])

/** The storage over REST. */
export class RestStorage implements ForgeStorage {
  readonly secrets: ForgeSecrets
  readonly #calls: Calls
  readonly #origin: Origin

  constructor (calls: Calls, origin: Origin) {
    this.#calls = calls
    this.#origin = origin
    this.secrets = {
      get: async (key) => await this.#get('/secret/get', key),
      set: async (key, value) => { await this.#done('/secret/set', { key, value }) },
      delete: async (key) => { await this.#delete('/secret/delete', key) }
    }
  }

  async get (key: string): Promise<JsonValue | undefined> {
    return await this.#get('/get', key)
  }

  async set (key: string, value: JsonValue, { ttlMs, when = 'always' }: SetOptions = {}): Promise<boolean> {
    const isNew = when === 'absent'
    const options = { ...ttlOf(ttlMs), ...isNew ? { keyPolicy: 'FAIL_IF_EXISTS' } : {} }
    try {
      await this.#done('/set', { key, value, ...Object.keys(options).length === 0 ? {} : { options } }, !isNew)
      return true
    } catch (error) {
      if (isNew && isConflict(error)) return false
      throw error
    }
  }

  async delete (key: string): Promise<void> {
    await this.#delete('/delete', key)
  }

  async query ({ prefix, limit = 20, after }: QueryOptions = {}): Promise<StoragePage> {
    const { data, cursor } = await this.#done('/query', {
      ...prefix === undefined ? {} : { where: [{ property: 'key', condition: 'BEGINS_WITH', values: [prefix] }] },
      limit,
      ...after === undefined ? {} : { after }
    })
    if (!Array.isArray(data)) throw new HKS_ERR_FORGE_ANSWER('a page of values has no list')
    const entries = data.map((entry) => {
      const { key, value } = membersOf(entry)
      return { key: String(key), value: valueOf(value) }
    })
    return { entries, ...typeof cursor === 'string' && cursor !== '' ? { next: cursor } : {} }
  }

  async transaction (changes: Transaction): Promise<void> {
    const set = changes.set?.map(({ key, value, ttlMs }) => ({ key, value, ...ttlMs === undefined ? {} : { options: ttlOf(ttlMs) } }))
    const gone = changes.delete?.map((key) => ({ key }))
    await this.#done('/transaction', { ...set === undefined ? {} : { set }, ...gone === undefined ? {} : { delete: gone } })
  }

  async #get (path: string, key: string): Promise<JsonValue | undefined> {
    const found = await this.#unlessMissing(async () => await this.#done(path, { key }))
    return found === undefined ? undefined : valueOf(found['value'])
  }

  async #delete (path: string, key: string): Promise<void> {
    await this.#unlessMissing(async () => await this.#done(path, { key }))
  }

  async #unlessMissing (work: () => Promise<Members>): Promise<Members | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof HKS_ERR_FORGE_STORAGE && MISSING.has(detailsOf(error).storageCode)) return undefined
      throw error
    }
  }

  /** @throws `HKS_ERR_FORGE_STORAGE` for whatever is no success. */
  async #done (path: string, body: Members, isIdempotent = true): Promise<Members> {
    const answer = await this.#calls.send(this.#origin, 'platform', BASE + path, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), isIdempotent
    })
    const members = parsed(await readBounded(answer), answer.ok)
    if (answer.ok) return members
    throw refusal(path, answer.status, members['code'])
  }
}

function refusal (path: string, status: number, code: unknown): Error & StorageDetails {
  // A code is a name; what is anything else stays out of messages.
  const storageCode = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined
  const error = new HKS_ERR_FORGE_STORAGE(path.slice(1), storageCode ?? `status ${status}`)
  return Object.assign(error, { status, ...storageCode === undefined ? {} : { storageCode } })
}

function detailsOf (error: Error): Partial<StorageDetails> {
  return 'storageCode' in error && typeof error.storageCode === 'string' ? { storageCode: error.storageCode } : {}
}

/** Which code says that a key is taken is not documented. */
function isConflict (error: unknown): boolean {
  if (!(error instanceof HKS_ERR_FORGE_STORAGE)) return false
  return ('status' in error && error.status === 409) || (detailsOf(error).storageCode?.includes('EXIST') ?? false)
}

function ttlOf (ttlMs: number | undefined): { ttl?: { value: number, unit: 'SECONDS' } } {
  return ttlMs === undefined ? {} : { ttl: { value: Math.max(1, Math.ceil(ttlMs / 1_000)), unit: 'SECONDS' } }
}

/** Writes are answered with nothing; what is no JSON is a proxy's page. */
function parsed (text: string, isOk: boolean): Members {
  if (text === '') return {}
  try {
    return membersOf(JSON.parse(text))
  } catch {
    if (isOk) throw new HKS_ERR_FORGE_ANSWER('it is no JSON')
    return {}
  }
}

/** What JSON.parse made is JSON. */
function valueOf (value: unknown): JsonValue {
  return (value ?? null) as JsonValue
}
