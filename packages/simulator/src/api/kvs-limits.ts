import type { JsonObject } from '../options.js'
import type { ApiAnswer } from './documents.js'

/** Source: https://developer.atlassian.com/platform/forge/limits-kvs-ce/, read 2026-08. */
const MAX_KEY_LENGTH = 500
const KEY = /^(?!\s+$)[a-zA-Z0-9:._\s-#]+$/
const MAX_VALUE_BYTES = 240 * 1_024
const MAX_DEPTH = 31
export const MAX_BATCH = 25
export const MAX_BATCH_BYTES = 4 * 1_024 * 1_024
export const MAX_PAGE = 100

/** An answer that refuses: `{code, message}`. */
export function refusal (code: string, message: string, status = 400): ApiAnswer {
  return { status, body: { code, message } }
}

/** What is wrong with a key; `undefined` for a good one. */
export function keyProblem (key: unknown): ApiAnswer | undefined {
  if (typeof key !== 'string' || key.length === 0) return refusal('KEY_TOO_SHORT', 'The key is empty.')
  if (key.length > MAX_KEY_LENGTH) return refusal('KEY_TOO_LONG', `The key is longer than ${MAX_KEY_LENGTH} characters.`)
  return KEY.test(key) ? undefined : refusal('INVALID_KEY', 'The key has characters that are not allowed.')
}

/** What is wrong with a value; `undefined` for a good one. */
export function valueProblem (value: unknown): ApiAnswer | undefined {
  if (value === undefined) return refusal('INVALID_VALUE', 'There is no value.')
  if (depthOf(value) > MAX_DEPTH) return refusal('MAX_DEPTH', `The value is nested deeper than ${MAX_DEPTH} levels.`)
  const isTooLarge = Buffer.byteLength(JSON.stringify(value)) > MAX_VALUE_BYTES
  return isTooLarge ? refusal('MAX_SIZE', `The value is larger than ${MAX_VALUE_BYTES} bytes.`) : undefined
}

/** Levels of objects and lists. Values come out of JSON.parse, whose own depth bounds the recursion. */
function depthOf (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Object.values(value).reduce<number>((deepest, member) => Math.max(deepest, depthOf(member)), 0)
}

const UNIT_MS: Readonly<Record<string, number>> = { SECONDS: 1_000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 }

/** When a value ends that is stored now; `undefined` without a `ttl`. */
export function expiryOf (options: JsonObject | undefined, now: number): number | undefined {
  const ttl = options?.ttl
  if (typeof ttl !== 'object' || ttl === null || !('value' in ttl) || !('unit' in ttl)) return undefined
  return now + Number(ttl.value) * (UNIT_MS[String(ttl.unit)] ?? 0)
}
