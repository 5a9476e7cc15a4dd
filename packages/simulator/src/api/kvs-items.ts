import type { JsonObject } from '../options.js'
import type { ApiAnswer } from './documents.js'
import type { StoreName } from './key-values.js'
import { MAX_BATCH, MAX_BATCH_BYTES, bytesOf, refusal } from './kvs-limits.js'

/** What is wrong with the number and size of a batch or transaction. */
export function sizeProblem (items: readonly JsonObject[]): ApiAnswer | undefined {
  if (items.length === 0 || items.length > MAX_BATCH) return refusal('INVALID_BATCH_SIZE', `There must be 1 to ${MAX_BATCH} items.`)
  return bytesOf(items) > MAX_BATCH_BYTES ? refusal('MAX_SIZE', `All together is larger than ${MAX_BATCH_BYTES} bytes.`) : undefined
}

/** A batch or transaction that names a key twice fails as a whole. */
export function duplicateProblem (items: readonly JsonObject[]): ApiAnswer | undefined {
  const keys = new Set(items.map((item) => JSON.stringify([storeIn(item), item['key'] ?? null])))
  return keys.size === items.length ? undefined : refusal('DUPLICATE_KEY', 'A key stands there more than once.')
}

/** The store that an item of a batch or transaction is about. */
export function storeIn (item: JsonObject): StoreName {
  return item['entityName'] === undefined ? 'plain' : entityStore(item)
}

/** The key that an item is about; empty where it names none. */
export function keyIn ({ key }: JsonObject): string {
  return typeof key === 'string' ? key : ''
}

/** The store of a custom entity. */
export function entityStore ({ entityName }: JsonObject): StoreName {
  return `entity/${typeof entityName === 'string' ? entityName : ''}`
}
