import type { JsonValue } from '@hooksmith/contracts'
import type { JsonObject } from '../options.js'
import type { ApiAnswer } from './documents.js'
import type { Page } from './entity-query.js'
import { listOf, objectOf } from './json.js'
import type { StoredValue, StoreName } from './key-values.js'
import { duplicateProblem, entityStore, keyIn, sizeProblem, storeIn } from './kvs-items.js'
import { MAX_PAGE, refusal } from './kvs-limits.js'
import { transact } from './kvs-transaction.js'
import type { Change, Outcome, Storage } from './storage.js'

/** Where the key-value store is, below the API's origin. */
export const KVS_BASE = '/forge/storage/kvs'

const DONE: ApiAnswer = Object.freeze({ status: 200 })
const UNKNOWN = refusal('NOT_FOUND', 'No such operation.', 404)
const DEFAULT_LIMIT = 10

/**
 * Forge's key-value store over REST, as remotes call it: get, set, delete, query, batches, transactions, secrets and custom entities, with
 * the documented limits and codes. Codes that no page names: `INVALID_VALUE`, `INVALID_TTL`, `INVALID_BATCH_SIZE`, `DUPLICATE_KEY`,
 * `KEY_ALREADY_EXISTS`, `CONDITION_NOT_MET`.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/accessing-storage/ and npm @forge/kvs 1.6.5, read 2026-08.
 */
export class Kvs {
  readonly #storage: Storage

  constructor (storage: Storage) {
    this.#storage = storage
  }

  /** @param path - Below {@link KVS_BASE}. */
  answer (installationId: string, path: string, body: unknown): ApiAnswer {
    const [, version, first = '', second = ''] = path.split('/')
    if (version !== 'v1') return UNKNOWN
    const busy = this.#storage.refuseBusy(installationId)
    if (busy !== undefined) return busy
    const input = objectOf(body)
    switch (first) {
      case 'batch': return this.#batch(installationId, second, body)
      case 'transaction': return transact(this.#storage, installationId, input)
      case 'query': return this.#query(installationId, input)
      case 'secret': return this.#single(installationId, second, 'secret', input)
      case 'entity': return this.#entity(installationId, second, input)
      default: return this.#single(installationId, first, 'plain', input)
    }
  }

  #entity (installationId: string, operation: string, input: JsonObject): ApiAnswer {
    if (operation === 'query') return pageAnswer(this.#storage.query(installationId, input), input)
    return this.#single(installationId, operation, entityStore(input), input)
  }

  #single (installationId: string, operation: string, store: StoreName, input: JsonObject): ApiAnswer {
    const place = { installationId, store, key: keyIn(input) }
    switch (operation) {
      case 'get': {
        const { problem, result } = this.#storage.get(place)
        return problem ?? { status: 200, body: shown(result, objectOf(input['options'])['metadataFields']) }
      }
      case 'set': return setAnswer(this.#storage.set(place, input['value'], objectOf(input['options'])), objectOf(input['options']))
      case 'delete': return this.#storage.delete(place) ?? DONE
      default: return UNKNOWN
    }
  }

  #query (installationId: string, input: JsonObject): ApiAnswer {
    const { limit = DEFAULT_LIMIT } = input
    const isGood = typeof limit === 'number' && limit >= 1 && limit <= MAX_PAGE
    if (!isGood) return refusal('LIST_QUERY_LIMIT_EXCEEDED', `The limit is not within 1 and ${MAX_PAGE}.`)
    const { where, after = input['cursor'] } = input
    return whereProblem(where) ?? pageAnswer(this.#storage.list(installationId, prefixIn(where), { after, limit }), input)
  }

  #batch (installationId: string, operation: string, body: unknown): ApiAnswer {
    if (!['get', 'set', 'delete'].includes(operation)) return UNKNOWN
    const items = listOf(body)
    const problem = sizeProblem(items) ?? duplicateProblem(items)
    if (problem !== undefined) return problem
    const answers = items.map((item) => (
      { names: namesOf(item), answer: this.#single(installationId, operation, storeIn(item), withoutReturn(item)) }))
    const [good, bad] = [answers.filter(({ answer }) => answer.status === 200), answers.filter(({ answer }) => answer.status !== 200)]
    const successfulKeys = good.map(({ names, answer }) => ({ ...names, ...objectOf(answer.body) }))
    const failedKeys = bad.map(({ names, answer }) => ({ ...names, error: answer.body }))
    return { status: 200, body: { successfulKeys, failedKeys } }
  }
}

function setAnswer ({ problem, result }: Outcome<Change>, { returnValue, returnMetadataFields }: JsonObject): ApiAnswer {
  if (problem !== undefined) return problem
  if (returnValue === undefined) return DONE
  const wanted = returnValue === 'PREVIOUS' ? result.before : result.stored
  return wanted === undefined ? DONE : { status: 200, body: shown(wanted, returnMetadataFields) }
}

function pageAnswer ({ problem, result }: Outcome<Page>, input: JsonObject): ApiAnswer {
  if (problem !== undefined) return problem
  const metadataFields = objectOf(input['options'])['metadataFields'] ?? input['metadataFields']
  const cursor = result.hasMore ? { cursor: result.cursors.at(-1) } : {}
  return { status: 200, body: { data: result.items.map((stored) => shown(stored, metadataFields)), ...cursor } }
}

function whereProblem (where: JsonValue | undefined): ApiAnswer | undefined {
  if (where === undefined) return undefined
  const [only, ...others] = listOf(where)
  if (only === undefined || others.length > 0) return refusal('QUERY_WHERE_INVALID', 'There must be one condition.')
  if (only['property'] !== 'key') return refusal('QUERY_WHERE_FIELD_INVALID', "Only the property 'key' can be asked for.")
  if (only['condition'] !== 'BEGINS_WITH') return refusal('INVALID_FILTER_CONDITION', 'Only BEGINS_WITH is supported here.')
  const { values } = only
  return Array.isArray(values) && values.length === 1 ? undefined : refusal('INVALID_FILTER_VALUES', 'The condition takes one value.')
}

function prefixIn (where: JsonValue | undefined): string {
  const [condition] = listOf(where)
  const [value] = Array.isArray(condition?.['values']) ? condition['values'] : []
  return typeof value === 'string' ? value : ''
}

/** A value, with the members that were asked for by `metadataFields`. */
function shown ({ key, value, createdAt, updatedAt, expireTime }: StoredValue, fields: JsonValue | undefined): JsonObject {
  const wanted: readonly unknown[] = Array.isArray(fields) ? fields : []
  return {
    key,
    value,
    ...(wanted.includes('CREATED_AT') ? { createdAt } : {}),
    ...(wanted.includes('UPDATED_AT') ? { updatedAt } : {}),
    ...(wanted.includes('EXPIRE_TIME') && expireTime !== undefined ? { expireTime: new Date(expireTime).toISOString() } : {})
  }
}

function namesOf ({ key, entityName }: JsonObject): JsonObject {
  return { key: key ?? null, ...(entityName === undefined ? {} : { entityName }) }
}

/** Items of a batch know a `ttl`, and nothing to give back. */
function withoutReturn (item: JsonObject): JsonObject {
  const { returnValue: _, ...options } = objectOf(item['options'])
  return { ...item, options }
}
