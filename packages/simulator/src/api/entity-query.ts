import type { JsonValue } from '@hooksmith/contracts'
import type { JsonObject } from '../options.js'
import type { EntityIndex } from '../remote.js'
import { asCondition, compare, conditionProblem, filtersProblem, meets, meetsAll } from './conditions.js'
import type { ApiAnswer } from './documents.js'
import type { Entities } from './entities.js'
import { objectOf } from './json.js'
import type { StoredValue } from './key-values.js'
import { MAX_PAGE, refusal } from './kvs-limits.js'

/** A page of values, by an order that a cursor can go on in. */
export interface Page {
  readonly items: readonly StoredValue[]
  /** A cursor behind each item: opaque, good for the same query only. */
  readonly cursors: readonly string[]
  readonly hasMore: boolean
  /** All that the query finds, on this page and others. */
  readonly total: number
}

/** A query of custom entities: `{entityName, indexName, partition?, range?, filters?, sort?, limit?, cursor?}`. */
export type EntityQuery = JsonObject

const DEFAULT_LIMIT = 10

/** What is wrong with a query; `undefined` for a good one. */
export function entityQueryProblem (query: EntityQuery, entities: Entities): ApiAnswer | undefined {
  const named = entities.nameProblem(query['entityName'])
  if (named !== undefined) return named
  const index = entities.index(String(query['entityName']), query['indexName'])
  if (index === undefined) return refusal('INVALID_ENTITY_INDEX', 'The entity has no such index.')
  const partition = partitionOf(query)
  const { length } = index.partition
  if (partition.length !== length) return refusal('INVALID_ENTITY_INDEX', `The index has ${length} attributes in its partition.`)
  const { range, filters, limit = DEFAULT_LIMIT } = query
  const isLimitGood = typeof limit === 'number' && limit >= 1 && limit <= MAX_PAGE
  if (!isLimitGood) return refusal('COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE', `The limit is not within 1 and ${MAX_PAGE}.`)
  const ranged = isAbsent(range) ? undefined : conditionProblem(objectOf(range), true)
  return ranged ?? (isAbsent(filters) ? undefined : filtersProblem(objectOf(filters)))
}

/**
 * What a query without a problem finds among an entity's values. Only values that have every attribute of the index stand in it; they
 * are ordered by the attribute of its range, then by key.
 */
export function queryEntities (all: readonly StoredValue[], query: EntityQuery, entities: Entities): Page {
  const index = entities.index(String(query['entityName']), query['indexName'])
  const isDescending = query['sort'] === 'DESC'
  const { range, filters, cursor, limit } = query
  const sorted = index === undefined ? [] : sortedBy(index, all.filter((stored) => isIn(index, stored, partitionOf(query))))
  const found = (isDescending ? sorted.reverse() : sorted).filter((stored) => (
    (isAbsent(range) || meets(rangeValue(index, stored), asCondition(objectOf(range)))) &&
    (isAbsent(filters) || meetsAll(objectOf(stored.value), objectOf(filters)))))
  return pageOf(found, (stored) => [rangeValue(index, stored) ?? null, stored.key], {
    after: cursor, limit: typeof limit === 'number' ? limit : DEFAULT_LIMIT, isDescending
  })
}

/** Where a page begins and ends. */
export interface PageBounds { readonly after: JsonValue | undefined, readonly limit: number, readonly isDescending?: boolean }

/** Cuts a page out of values that are ordered by `placeOf`. A cursor holds the place behind which it goes on. */
export function pageOf (found: readonly StoredValue[], placeOf: (stored: StoredValue) => readonly JsonValue[], bounds: PageBounds): Page {
  const place = typeof bounds.after === 'string' ? readCursor(bounds.after) : undefined
  const direction = bounds.isDescending === true ? -1 : 1
  const rest = place === undefined ? found : found.filter((stored) => direction * comparePlaces(placeOf(stored), place) > 0)
  const items = rest.slice(0, bounds.limit)
  const cursors = items.map((stored) => cursorOf(placeOf(stored)))
  return { items, cursors, hasMore: rest.length > items.length, total: found.length }
}

function isIn ({ partition, range }: EntityIndex, { value }: StoredValue, wanted: readonly JsonValue[]): boolean {
  const members = objectOf(value)
  const isOfPartition = partition.every((attribute, at) => members[attribute] === wanted[at])
  return isOfPartition && range.every((attribute) => members[attribute] !== undefined)
}

function sortedBy (index: EntityIndex, values: readonly StoredValue[]): StoredValue[] {
  const placeOf = (stored: StoredValue): readonly JsonValue[] => [rangeValue(index, stored) ?? null, stored.key]
  return [...values].sort((a, b) => comparePlaces(placeOf(a), placeOf(b)))
}

/** What a range condition looks at: the attribute of the index, for `by-key` the key. */
function rangeValue (index: EntityIndex | undefined, { key, value }: StoredValue): JsonValue | undefined {
  const [attribute] = index?.range ?? []
  return attribute === undefined ? key : objectOf(value)[attribute]
}

function comparePlaces (a: readonly JsonValue[], b: readonly JsonValue[]): number {
  for (const [at, one] of a.entries()) {
    const order = compare(one, b[at])
    if (order > 0 || order < 0) return order
  }
  return 0
}

function cursorOf (place: readonly JsonValue[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** A cursor that nobody handed out begins at the start. */
function readCursor (cursor: string): readonly JsonValue[] | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(place) ? place : undefined
  } catch {
    return undefined
  }
}

function partitionOf ({ partition }: EntityQuery): readonly JsonValue[] {
  return Array.isArray(partition) ? partition : []
}

/** GraphQL sends null for a variable that was left out. */
function isAbsent (value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null
}
