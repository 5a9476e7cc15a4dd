import type { JsonValue } from '@hooksmith/contracts'
import type { ApiAnswer } from './documents.js'
import { objectOf } from './json.js'
import type { StoreName } from './key-values.js'

/** Source: https://developer.atlassian.com/platform/forge/limits-kvs-ce/, read 2026-08. */
const MAX_KEY_LENGTH = 500
const KEY = /^(?!\s+$)[a-zA-Z0-9:._\s-#]+$/
const MAX_VALUE_BYTES = 240 * 1_024
const MAX_DEPTH = 31
export const MAX_BATCH = 25
export const MAX_BATCH_BYTES = 4 * 1_024 * 1_024
export const MAX_PAGE = 100

/** Source: https://developer.atlassian.com/platform/forge/storage-reference/handling-errors-customentities/, read 2026-08. */
const ENTITY_NAME = /^(?![.-])(?!.*\.{2})[a-z0-9:\-._]*(?<!\.)$/
const ENTITY_NAME_LENGTH = { least: 3, most: 60 }

/** An answer that refuses: `{code, message}`. */
export function refusal (code: string, message: string, status = 400): ApiAnswer {
  return { status, body: { code, message } }
}

/** What is wrong with a key; `undefined` for a good one. Custom entities call an empty key by a name of their own. */
export function keyProblem (key: unknown, store: StoreName = 'plain'): ApiAnswer | undefined {
  const isEmpty = typeof key !== 'string' || key.length === 0
  if (isEmpty) return store.startsWith('entity/') ? refusal('EMPTY_KEY', 'The key is empty.') : refusal('KEY_TOO_SHORT', 'The key is empty.')
  if (key.length > MAX_KEY_LENGTH) return refusal('KEY_TOO_LONG', `The key is longer than ${MAX_KEY_LENGTH} characters.`)
  return KEY.test(key) ? undefined : refusal('INVALID_KEY', 'The key has characters that are not allowed.')
}

/** What is wrong with the name of a custom entity; `undefined` for a good one. */
export function entityNameProblem (name: unknown): ApiAnswer | undefined {
  const { least, most } = ENTITY_NAME_LENGTH
  if (typeof name !== 'string' || name.length < least) return refusal('ENTITY_TYPE_TOO_SHORT', `The entity's name is shorter than ${least} characters.`)
  if (name.length > most) return refusal('ENTITY_TYPE_TOO_LARGE', `The entity's name is longer than ${most} characters.`)
  return ENTITY_NAME.test(name) ? undefined : refusal('INVALID_ENTITY_TYPE', "The entity's name has characters that are not allowed.")
}

/** What is wrong with a value; `undefined` for a good one. */
export function valueProblem (value: unknown): ApiAnswer | undefined {
  if (value === undefined || value === null) return refusal('INVALID_VALUE', 'There is no value.')
  if (depthOf(value) > MAX_DEPTH) return refusal('MAX_DEPTH', `The value is nested deeper than ${MAX_DEPTH} levels.`)
  return bytesOf(value) > MAX_VALUE_BYTES ? refusal('MAX_SIZE', `The value is larger than ${MAX_VALUE_BYTES} bytes.`) : undefined
}

/** A value's size as JSON, in bytes. */
export function bytesOf (value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}

/** Levels of objects and lists. Values come out of JSON.parse, whose own depth bounds the recursion. */
function depthOf (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Object.values(value).reduce<number>((deepest, member) => Math.max(deepest, depthOf(member)), 0)
}

const UNIT_MS: ReadonlyMap<unknown, number> = new Map([['SECONDS', 1_000], ['MINUTES', 60_000], ['HOURS', 3_600_000], ['DAYS', 86_400_000]])

/** What is wrong with a time to live; `undefined` for a good one and for none. */
export function ttlProblem (ttl: JsonValue | undefined): ApiAnswer | undefined {
  if (ttl === undefined) return undefined
  const { value, unit } = objectOf(ttl)
  const isGood = typeof value === 'number' && Number.isInteger(value) && value > 0 && UNIT_MS.has(unit)
  return isGood ? undefined : refusal('INVALID_TTL', 'The ttl needs a value above 0 and a unit: SECONDS, MINUTES, HOURS or DAYS.')
}

/** When a value ends that is stored now, by a `ttl` without a problem; `undefined` without one. */
export function expiryOf (ttl: JsonValue | undefined, now: number): number | undefined {
  if (ttl === undefined) return undefined
  const { value, unit } = objectOf(ttl)
  return now + Number(value) * (UNIT_MS.get(unit) ?? 0)
}
