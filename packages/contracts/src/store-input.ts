import { HKS_ERR_STORE_INPUT } from './errors.js'
import type { PutOptions } from './store.js'

/** The longest key, prefix or `after` of a store, in bytes of UTF-8. */
export const MAX_STORE_KEY_BYTES = 512

/** The largest value of a store, in bytes. */
export const MAX_STORE_VALUE_BYTES = 1_048_576

/** The most records of one page, and how many without a word. */
export const MAX_STORE_PAGE = 1_000
const DEFAULT_STORE_PAGE = 100

/** Half of a surrogate pair has no UTF-8 form, so two such keys would become the same bytes. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Refuses a key that no driver has to take. @throws `HKS_ERR_STORE_INPUT`, which never shows the key. */
export function assertStoreKey (key: string): void {
  assertText('key', key, 1)
}

/** Refuses a value that no driver has to take. @throws `HKS_ERR_STORE_INPUT`, which never shows the value. */
export function assertStoreValue (value: Uint8Array): void {
  if (!(value instanceof Uint8Array)) throw new HKS_ERR_STORE_INPUT('value', 'a Uint8Array', typeof value)
  if (value.byteLength > MAX_STORE_VALUE_BYTES) throw new HKS_ERR_STORE_INPUT('value', `at most ${MAX_STORE_VALUE_BYTES} bytes`, `${value.byteLength} bytes`)
}

/** {@link PutOptions} as a driver uses them: `when` is there, and `newer` has its rank. */
export type ResolvedPutOptions =
  | { readonly when: 'always' | 'absent', readonly rank?: number, readonly expiresAt?: number }
  | { readonly when: 'newer', readonly rank: number, readonly expiresAt?: number }

/** Checks what a caller gave to `put`. @throws `HKS_ERR_STORE_INPUT`. */
export function resolvePutOptions (options: PutOptions = {}): ResolvedPutOptions {
  const { when = 'always', rank, expiresAt } = options
  assertStoreExpiry(expiresAt)
  if (rank !== undefined && !Number.isFinite(rank)) throw new HKS_ERR_STORE_INPUT('rank', 'a finite number', describe(rank))
  const expiry = expiresAt === undefined ? {} : { expiresAt }
  switch (when) {
    case 'newer':
      if (rank === undefined) throw new HKS_ERR_STORE_INPUT('rank', "a finite number when 'when' is 'newer'", 'undefined')
      return { when, rank, ...expiry }
    case 'always':
    case 'absent':
      return { when, ...(rank === undefined ? {} : { rank }), ...expiry }
    default:
      throw new HKS_ERR_STORE_INPUT('when', "'always', 'absent' or 'newer'", describe(when))
  }
}

/** Refuses an expiry that is no instant. @throws `HKS_ERR_STORE_INPUT`. */
export function assertStoreExpiry (expiresAt: number | undefined): void {
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) throw new HKS_ERR_STORE_INPUT('expiresAt', 'a finite number of milliseconds', describe(expiresAt))
}

/** Refuses a step, or a sum, that a counter cannot hold. @throws `HKS_ERR_STORE_INPUT`. */
export function assertStoreCount (member: 'by' | 'sum', count: number): void {
  if (!Number.isSafeInteger(count)) throw new HKS_ERR_STORE_INPUT(member, 'a safe integer', describe(count))
}

/** Checks what a caller gave to `list`. @throws `HKS_ERR_STORE_INPUT`. */
export function resolveListInput (
  prefix: string, options: { readonly after?: string, readonly limit?: number } = {}
): { readonly after: string, readonly limit: number } {
  const { after = '', limit = DEFAULT_STORE_PAGE } = options
  assertText('prefix', prefix, 0)
  assertText('after', after, 0)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_STORE_PAGE) throw new HKS_ERR_STORE_INPUT('limit', `a whole number from 1 to ${MAX_STORE_PAGE}`, describe(limit))
  return { after, limit }
}

function assertText (member: string, text: string, leastBytes: number): void {
  if (typeof text !== 'string') throw new HKS_ERR_STORE_INPUT(member, 'a string', typeof text)
  const bytes = Buffer.byteLength(text)
  if (bytes < leastBytes || bytes > MAX_STORE_KEY_BYTES) throw new HKS_ERR_STORE_INPUT(member, `${leastBytes} to ${MAX_STORE_KEY_BYTES} bytes of UTF-8`, `${bytes} bytes`)
  if (LONE_SURROGATE.test(text)) throw new HKS_ERR_STORE_INPUT(member, 'well-formed Unicode', 'half of a surrogate pair')
}

/** Numbers are shown, anything else by its type: what stands in the wrong place may be a secret. */
function describe (value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value
}
