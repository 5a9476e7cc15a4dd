import type { JsonValue } from '@hooksmith/contracts'
import type { Calls } from './calls.js'
import { HKS_ERR_FORGE_STORAGE, HKS_ERR_FORGE_STORAGE_UNSUPPORTED } from './errors.js'
import { askGraph, errorsIn, isLimit, membersOf, wordsOf, type Members } from './graphql.js'
import type { Origin } from './identity.js'
import { scopesOf } from './scopes.js'
import type { ForgeSecrets, ForgeStorage, QueryOptions, SetOptions, StoragePage } from './storage.js'

/* Documents: https://developer.atlassian.com/platform/forge/remote/accessing-storage-graphql/, and npm @forge/storage 2.0.3, read 2026-08. */

const GET = `query forge_app_getApplicationStorageEntity($key: ID!, $encrypted: Boolean!) {
  appStoredEntity(key: $key, encrypted: $encrypted) { key value }
}`
const SET = `mutation forge_app_setApplicationStorageEntity($input: SetAppStoredEntityMutationInput!) {
  appStorage { setAppStoredEntity(input: $input) { success errors { message extensions { errorType statusCode } } } }
}`
const DELETE = `mutation forge_app_deleteApplicationStorageEntity($input: DeleteAppStoredEntityMutationInput!) {
  appStorage { deleteAppStoredEntity(input: $input) { success errors { message extensions { errorType statusCode } } } }
}`
const QUERY = `query forge_app_getApplicationStorageEntities($where: [AppStoredEntityFilter!], $cursor: String, $limit: Int) {
  appStoredEntities(where: $where, after: $cursor, first: $limit) { edges { node { value key } cursor } pageInfo { hasNextPage } }
}`

/** The storage over GraphQL: the older way, without expiry and transactions. */
export class GraphStorage implements ForgeStorage {
  readonly secrets: ForgeSecrets
  readonly #calls: Calls
  readonly #origin: Origin

  constructor (calls: Calls, origin: Origin) {
    this.#calls = calls
    this.#origin = origin
    this.secrets = {
      get: async (key) => await this.#get(key, true),
      set: async (key, value) => { await this.#change('set', SET, { key, value, encrypted: true }) },
      delete: async (key) => { await this.#change('delete', DELETE, { key, encrypted: true }) }
    }
  }

  async get (key: string): Promise<JsonValue | undefined> {
    return await this.#get(key, false)
  }

  async set (key: string, value: JsonValue, { ttlMs, when = 'always' }: SetOptions = {}): Promise<boolean> {
    if (ttlMs !== undefined) throw new HKS_ERR_FORGE_STORAGE_UNSUPPORTED("a value with 'ttlMs'")
    if (when !== 'always') throw new HKS_ERR_FORGE_STORAGE_UNSUPPORTED("'when: absent'")
    await this.#change('set', SET, { key, value, encrypted: false })
    return true
  }

  async delete (key: string): Promise<void> {
    await this.#change('delete', DELETE, { key, encrypted: false })
  }

  async query ({ prefix, limit = 20, after }: QueryOptions = {}): Promise<StoragePage> {
    const data = await askGraph(this.#calls, this.#origin, QUERY, {
      limit,
      ...prefix === undefined ? {} : { where: [{ field: 'key', condition: 'STARTS_WITH', value: prefix }] },
      ...after === undefined ? {} : { cursor: after }
    }, true)
    const { edges, pageInfo } = membersOf(data['appStoredEntities'])
    const found = (Array.isArray(edges) ? edges : []).map(membersOf)
    const entries = found.map(({ node }) => {
      const { key, value } = membersOf(node)
      // Read from JSON.
      return { key: String(key), value: (value ?? null) as JsonValue }
    })
    const next = found.at(-1)?.['cursor']
    return { entries, ...membersOf(pageInfo)['hasNextPage'] === true && typeof next === 'string' ? { next } : {} }
  }

  async transaction (): Promise<void> {
    throw new HKS_ERR_FORGE_STORAGE_UNSUPPORTED('transactions')
  }

  /** A key without a value is answered with no entity, or with one whose value is null. */
  async #get (key: string, encrypted: boolean): Promise<JsonValue | undefined> {
    const data = await askGraph(this.#calls, this.#origin, GET, { key, encrypted }, true)
    // Read from JSON.
    return (membersOf(data['appStoredEntity'])['value'] ?? undefined) as JsonValue | undefined
  }

  async #change (operation: 'set' | 'delete', query: string, input: Members): Promise<void> {
    const data = await askGraph(this.#calls, this.#origin, query, { input }, true)
    const outcome = membersOf(membersOf(data['appStorage'])[`${operation}AppStoredEntity`])
    if (outcome['success'] === true) return
    const [error] = errorsIn(outcome)
    if (error !== undefined && isLimit(error)) throw await this.#calls.limitedInBody(scopesOf(this.#origin.tenant, 'POST', GRAPHQL_URL))
    const details = { status: error?.statusCode ?? 200, ...error?.errorType === undefined ? {} : { storageCode: error.errorType } }
    throw Object.assign(new HKS_ERR_FORGE_STORAGE(operation, error === undefined ? 'no reason given' : wordsOf(error)), details)
  }
}

/** Only its path matters: it names the scope. */
const GRAPHQL_URL = new URL('https://api.atlassian.com/graphql')
