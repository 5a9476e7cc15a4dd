import type { Clock, JsonValue } from '@hooksmith/contracts'
import type { Installations } from '../installations.js'
import type { JsonObject } from '../options.js'
import type { Remotes } from '../remote.js'
import type { SwitchBoard } from '../switches.js'
import type { ApiAnswer } from './documents.js'
import { Entities } from './entities.js'
import { entityQueryProblem, pageOf, queryEntities, type EntityQuery, type Page, type PageBounds } from './entity-query.js'
import type { KeyValues, StoredValue, StoreName } from './key-values.js'
import { bytesOf, expiryOf, keyProblem, refusal, ttlProblem, valueProblem } from './kvs-limits.js'
import { StorageLimits, type StorageLimitOptions, type StorageMove } from './storage-limits.js'

/** What an operation came to: the answer that refuses it, or what it found. */
export type Outcome<T> = { readonly problem: ApiAnswer, readonly result?: never } | { readonly problem?: never, readonly result: T }

/** What stood at a place before, if anything, and what stands there now. */
export interface Change { readonly before?: StoredValue, readonly stored: StoredValue }

/** One key of one of an installation's stores. */
export interface Place { readonly installationId: string, readonly store: StoreName, readonly key: string }

export interface StorageParts {
  readonly clock: Clock
  readonly installations: Installations
  readonly remotes: Remotes
  readonly switches: SwitchBoard
  readonly limits: StorageLimitOptions | false
}

const TOO_MUCH = refusal('RATE_LIMIT_EXCEEDED', 'The storage of this installation is asked for too much.', 429)

/** Forge's storage behind its two faces, REST and GraphQL: checks, limits, conditions and queries are the same for both. */
export class Storage {
  readonly values: KeyValues
  readonly #parts: StorageParts
  readonly #limits: StorageLimits | undefined

  constructor (values: KeyValues, parts: StorageParts) {
    this.values = values
    this.#parts = parts
    this.#limits = parts.limits === false ? undefined : new StorageLimits(parts.limits, parts.clock)
  }

  /** To be asked once per request. @returns The refusal when the installation asks too often. */
  refuseBusy (installationId: string): ApiAnswer | undefined {
    return this.#limits?.isBusy(installationId) === true ? TOO_MUCH : undefined
  }

  get (place: Place): Outcome<StoredValue> {
    const problem = this.placeProblem(place)
    if (problem !== undefined) return { problem }
    const result = this.values.get(place.installationId, place.store, place.key)
    const limited = this.#count(place, { kind: 'read', bytes: bytesOf(result?.value) })
    if (limited !== undefined) return { problem: limited }
    return result === undefined ? { problem: this.missing() } : { result }
  }

  /** What is wrong with storing a value; nothing is counted and nothing changes. */
  setProblem (place: Place, value: JsonValue | undefined, options: JsonObject): ApiAnswer | undefined {
    return this.placeProblem(place) ?? valueProblem(value) ?? this.#entityProblem(place, value) ?? ttlProblem(options['ttl'])
  }

  set (place: Place, value: JsonValue | undefined, options: JsonObject = {}): Outcome<Change> {
    const { installationId, store, key } = place
    const problem = this.setProblem(place, value, options) ?? this.countWrite(place, value)
    if (problem !== undefined) return { problem }
    const before = this.values.get(installationId, store, key)
    const isRefused = options['keyPolicy'] === 'FAIL_IF_EXISTS' && before !== undefined
    if (isRefused) return { problem: refusal('KEY_ALREADY_EXISTS', 'The key is there already.', 409) }
    const stored = this.put(place, value, options)
    return { result: before === undefined ? { stored } : { before, stored } }
  }

  /** Stores what was checked and counted before. */
  put ({ installationId, store, key }: Place, value: JsonValue | undefined, options: JsonObject = {}): StoredValue {
    return this.values.set(installationId, store, key, value ?? null, expiryOf(options['ttl'], this.#parts.clock.now()))
  }

  /** Counts a write, without a value a deletion. @returns The refusal when it is too much. */
  countWrite (place: Place, value?: JsonValue): ApiAnswer | undefined {
    return this.#count(place, { kind: 'write', bytes: bytesOf(value) })
  }

  /** @returns What is wrong; a key that is not there is no problem unless the switch `missingKeyOnDelete` says so. */
  delete (place: Place): ApiAnswer | undefined {
    const problem = this.placeProblem(place) ?? this.countWrite(place)
    if (problem !== undefined) return problem
    const wasThere = this.values.get(place.installationId, place.store, place.key) !== undefined
    this.values.delete(place.installationId, place.store, place.key)
    return wasThere || this.#parts.switches.current.missingKeyOnDelete === 'accepted' ? undefined : this.missing()
  }

  /** The plain values whose keys begin with a prefix, by key. */
  list (installationId: string, prefix: string, bounds: PageBounds): Outcome<Page> {
    return this.#counted(installationId, pageOf(this.values.list(installationId, 'plain', prefix), ({ key }) => [key], bounds))
  }

  query (installationId: string, query: EntityQuery): Outcome<Page> {
    const entities = this.#entitiesOf(installationId)
    const problem = entityQueryProblem(query, entities)
    if (problem !== undefined) return { problem }
    const all = this.values.list(installationId, `entity/${String(query['entityName'])}`)
    return this.#counted(installationId, queryEntities(all, query, entities))
  }

  /** What is wrong with the place itself. */
  placeProblem ({ installationId, store, key }: Place): ApiAnswer | undefined {
    const entity = entityOf(store)
    const named = entity === undefined ? undefined : this.#entitiesOf(installationId).nameProblem(entity)
    return named ?? keyProblem(key, store)
  }

  /** The answer for a key that is not there. */
  missing (): ApiAnswer {
    const { missingKeyCode, missingKeyStatus } = this.#parts.switches.current
    return refusal(missingKeyCode, 'There is no value for this key.', missingKeyStatus)
  }

  /** Whether the app has the scope for storage. */
  isPermitted (installationId: string): boolean {
    const installation = this.#parts.installations.get(installationId)
    const scopes = installation === undefined ? undefined : this.#parts.remotes.for(installation)?.scopes
    return scopes?.includes('storage:app') ?? true
  }

  #entityProblem ({ installationId, store }: Place, value: JsonValue | undefined): ApiAnswer | undefined {
    const entity = entityOf(store)
    return entity === undefined ? undefined : this.#entitiesOf(installationId).valueProblem(entity, value)
  }

  #entitiesOf (installationId: string): Entities {
    const installation = this.#parts.installations.get(installationId)
    return new Entities(installation === undefined ? undefined : this.#parts.remotes.for(installation)?.entities)
  }

  #count ({ installationId, store, key }: Place, move: StorageMove): ApiAnswer | undefined {
    return this.#limits?.isTooMuch(installationId, { ...move, name: `${store}/${key}` }) === true ? TOO_MUCH : undefined
  }

  #counted (installationId: string, page: Page): Outcome<Page> {
    const isTooMuch = this.#limits?.isTooMuch(installationId, { kind: 'read', bytes: bytesOf(page.items) }) === true
    return isTooMuch ? { problem: TOO_MUCH } : { result: page }
  }
}

function entityOf (store: StoreName): string | undefined {
  return store.startsWith('entity/') ? store.slice('entity/'.length) : undefined
}
