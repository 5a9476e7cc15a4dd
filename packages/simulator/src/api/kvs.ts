import type { Clock, JsonValue } from '@hooksmith/contracts'
import type { JsonObject } from '../options.js'
import type { SwitchBoard } from '../switches.js'
import type { ApiAnswer } from './documents.js'
import type { KeyValues, StoreName, StoredValue } from './key-values.js'
import { expiryOf, keyProblem, MAX_BATCH, MAX_BATCH_BYTES, MAX_PAGE, refusal, valueProblem } from './kvs-limits.js'

/** Where the key-value store is, below the API's origin. */
export const KVS_BASE = '/forge/storage/kvs'

const DONE: ApiAnswer = Object.freeze({ status: 200 })
const UNKNOWN = refusal('NOT_FOUND', 'No such operation.', 404)

/**
 * Forge's key-value store over REST, as remotes call it: get, set, delete, query, batches, transactions, secrets and custom
 * entities, with the documented limits and codes. Queries of entities look at the key only; indexes and conditions are ignored.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/accessing-storage/ and npm @forge/kvs 1.6.5, read 2026-08.
 */
export class Kvs {
  readonly #values: KeyValues
  readonly #clock: Clock
  readonly #switches: SwitchBoard

  constructor (values: KeyValues, clock: Clock, switches: SwitchBoard) {
    this.#values = values
    this.#clock = clock
    this.#switches = switches
  }

  /** @param path - Below {@link KVS_BASE}. */
  answer (installationId: string, path: string, body: unknown): ApiAnswer {
    const [, version, first = '', second] = path.split('/')
    if (version !== 'v1') return UNKNOWN
    if (first === 'batch') return this.#batch(installationId, second, body)
    const input = objectOf(body)
    if (first === 'transaction') return this.#transaction(installationId, input)
    const isSpecial = first === 'secret' || first === 'entity'
    return this.#single(installationId, isSpecial ? second : first, storeOf(first, input), input)
  }

  #single (installationId: string, operation: string | undefined, store: StoreName, input: JsonObject): ApiAnswer {
    if (operation === 'query') return this.#query(installationId, store, input)
    const problem = keyProblem(input.key)
    if (problem !== undefined) return problem
    // keyProblem lets texts through only.
    const key = input.key as string
    switch (operation) {
      case 'get': return this.#get(installationId, store, key, objectOf(input.options))
      case 'set': return this.#set(installationId, store, key, input)
      case 'delete': this.#values.delete(installationId, store, key); return DONE
      default: return UNKNOWN
    }
  }

  #get (installationId: string, store: StoreName, key: string, options: JsonObject): ApiAnswer {
    const found = this.#values.get(installationId, store, key)
    const { missingKeyCode, missingKeyStatus } = this.#switches.current
    if (found === undefined) return refusal(missingKeyCode, 'There is no value for this key.', missingKeyStatus)
    return { status: 200, body: { key, value: found.value, ...metadataOf(found, options.metadataFields) } }
  }

  #set (installationId: string, store: StoreName, key: string, input: JsonObject): ApiAnswer {
    const problem = valueProblem(input.value)
    if (problem !== undefined) return problem
    const options = objectOf(input.options)
    const before = this.#values.get(installationId, store, key)
    const isRefused = options.keyPolicy === 'FAIL_IF_EXISTS' && before !== undefined
    if (isRefused) return refusal('KEY_ALREADY_EXISTS', 'The key is there already.', 409)
    const stored = this.#values.set(installationId, store, key, input.value ?? null, expiryOf(options, this.#clock.now()))
    if (options.returnValue === undefined) return DONE
    const shown = options.returnValue === 'PREVIOUS' ? before : stored
    if (shown === undefined) return DONE
    return { status: 200, body: { key, value: shown.value, ...metadataOf(shown, options.returnMetadataFields) } }
  }

  #query (installationId: string, store: StoreName, input: JsonObject): ApiAnswer {
    const limit = input.limit ?? 10
    const isGood = typeof limit === 'number' && limit >= 1 && limit <= MAX_PAGE
    if (!isGood) return refusal('LIST_QUERY_LIMIT_EXCEEDED', `The limit is above ${MAX_PAGE}.`)
    const after = input.after ?? input.cursor
    const all = this.#values.list(installationId, store, prefixIn(input.where)).filter(({ key }) => typeof after !== 'string' || key > after)
    const page = all.slice(0, limit)
    const cursor = all.length > limit ? { cursor: page.at(-1)?.key } : {}
    return { status: 200, body: { data: page.map(({ key, value }) => ({ key, value })), ...cursor } }
  }

  #batch (installationId: string, operation: string | undefined, body: unknown): ApiAnswer {
    const items = Array.isArray(body) ? body.map(objectOf) : []
    const problem = sizeProblem(items)
    if (problem !== undefined) return problem
    const answers = items.map((item) => ({ item, answer: this.#single(installationId, operation, storeOf('', item), item) }))
    const good = answers.filter(({ answer }) => answer.status === 200)
    const failed = answers.filter(({ answer }) => answer.status !== 200)
    const shown = good.map(({ item, answer }) => answer.body ?? { key: item.key ?? null })
    const failedKeys = failed.map(({ item, answer }) => ({ key: item.key ?? null, error: answer.body }))
    return { status: 200, body: { successfulKeys: shown, failedKeys } }
  }

  #transaction (installationId: string, input: JsonObject): ApiAnswer {
    const [sets, deletes, checks] = [listOf(input.set), listOf(input.delete), listOf(input.check)]
    const items = [...sets, ...deletes, ...checks]
    const problem = sizeProblem(items) ?? duplicateProblem(items) ??
      items.map(({ key }) => keyProblem(key)).find((one) => one !== undefined) ??
      sets.map(({ value }) => valueProblem(value)).find((one) => one !== undefined)
    if (problem !== undefined) return problem
    for (const item of sets) this.#values.set(installationId, storeOf('', item), String(item.key), item.value ?? null, expiryOf(objectOf(item.options), this.#clock.now()))
    for (const item of deletes) this.#values.delete(installationId, storeOf('', item), String(item.key))
    return DONE
  }
}

function storeOf (kind: string, input: JsonObject): StoreName {
  if (kind === 'secret') return 'secret'
  return typeof input.entityName === 'string' ? `entity/${input.entityName}` : 'plain'
}

function sizeProblem (items: readonly unknown[]): ApiAnswer | undefined {
  if (items.length === 0 || items.length > MAX_BATCH) return refusal('INVALID_BATCH_SIZE', `There must be 1 to ${MAX_BATCH} items.`)
  return Buffer.byteLength(JSON.stringify(items)) > MAX_BATCH_BYTES ? refusal('MAX_SIZE', `All together is larger than ${MAX_BATCH_BYTES} bytes.`) : undefined
}

function duplicateProblem (items: readonly JsonObject[]): ApiAnswer | undefined {
  const keys = new Set(items.map((item) => JSON.stringify([item.entityName ?? null, item.key ?? null])))
  return keys.size === items.length ? undefined : refusal('DUPLICATE_KEY', 'A key stands in the transaction more than once.')
}

function prefixIn (where: JsonValue | undefined): string {
  const [condition] = listOf(where)
  const [value] = Array.isArray(condition?.values) ? condition.values : []
  return condition?.condition === 'BEGINS_WITH' && typeof value === 'string' ? value : ''
}

/** Members that were asked for by `metadataFields`. */
function metadataOf (stored: StoredValue, fields: JsonValue | undefined): JsonObject {
  const wanted: readonly unknown[] = Array.isArray(fields) ? fields : []
  return {
    ...(wanted.includes('CREATED_AT') ? { createdAt: stored.createdAt } : {}),
    ...(wanted.includes('UPDATED_AT') ? { updatedAt: stored.updatedAt } : {}),
    ...(wanted.includes('EXPIRE_TIME') && stored.expireTime !== undefined ? { expireTime: new Date(stored.expireTime).toISOString() } : {})
  }
}

function listOf (value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

/** Bodies are parsed JSON, so an object of it is a JsonObject. */
function objectOf (value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {}
}
