import type { JsonObject } from '../options.js'
import { filtersProblem, meetsAll } from './conditions.js'
import type { ApiAnswer } from './documents.js'
import { listOf, objectOf } from './json.js'
import { duplicateProblem, keyIn, sizeProblem, storeIn } from './kvs-items.js'
import { refusal } from './kvs-limits.js'
import type { Place, Storage } from './storage.js'

const DONE: ApiAnswer = Object.freeze({ status: 200 })

/**
 * Does all of `{set, delete, check}` or nothing. Conditions are on custom entities: they look at the value that stands there before the
 * transaction.
 */
export function transact (storage: Storage, installationId: string, input: JsonObject): ApiAnswer {
  const [sets, deletes, checks] = [listOf(input['set']), listOf(input['delete']), listOf(input['check'])]
  const items = [...sets, ...deletes, ...checks]
  const place = (item: JsonObject): Place => ({ installationId, store: storeIn(item), key: keyIn(item) })
  const problem = sizeProblem(items) ?? duplicateProblem(items) ??
    first([...deletes, ...checks], (item) => storage.placeProblem(place(item))) ??
    first(sets, (item) => storage.setProblem(place(item), item['value'], objectOf(item['options']))) ??
    first(checks, ({ conditions }) => (conditions === undefined ? refusal('EMPTY_FILTER_OPERATOR', 'A check needs conditions.') : undefined)) ??
    first(items, conditionsProblem) ??
    first(items, (item) => unmet(storage, place(item), item)) ??
    first([...sets, ...deletes], (item) => storage.countWrite(place(item), item['value']))
  if (problem !== undefined) return problem
  for (const item of sets) storage.put(place(item), item['value'], ttlOf(item))
  for (const item of deletes) storage.values.delete(installationId, storeIn(item), keyIn(item))
  return DONE
}

function conditionsProblem ({ conditions, entityName }: JsonObject): ApiAnswer | undefined {
  if (conditions === undefined) return undefined
  if (entityName === undefined) return refusal('INVALID_FILTER_CONDITION', 'Conditions are on custom entities.')
  return filtersProblem(objectOf(conditions))
}

function unmet (storage: Storage, { installationId, store, key }: Place, { conditions }: JsonObject): ApiAnswer | undefined {
  if (conditions === undefined) return undefined
  const found = storage.values.get(installationId, store, key)
  const isMet = meetsAll(found === undefined ? undefined : objectOf(found.value), objectOf(conditions))
  return isMet ? undefined : refusal('CONDITION_NOT_MET', 'A condition is not met, so that nothing was changed.', 409)
}

/** Sets in a transaction know a `ttl` only. */
function ttlOf (item: JsonObject): JsonObject {
  const { ttl } = objectOf(item['options'])
  return ttl === undefined ? {} : { ttl }
}

function first<T> (items: readonly T[], problemOf: (item: T) => ApiAnswer | undefined): ApiAnswer | undefined {
  for (const item of items) {
    const problem = problemOf(item)
    if (problem !== undefined) return problem
  }
  return undefined
}
