import type { Store, StoreRecord } from '../store.js'
import type { StoreHarness } from './harness.js'

/** How far ahead an expiry stands that must not come during a case, in milliseconds. */
export const FAR_MS = 600_000

/** How far ahead an expiry stands that a case waits for, in milliseconds. */
export const SOON_MS = 40

export function bytes (text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function text (record: StoreRecord | undefined): string | undefined {
  return record === undefined ? undefined : new TextDecoder().decode(record.value)
}

/** The value under `key` as text. */
export async function textOf (store: Store, key: string): Promise<string | undefined> {
  return text(await store.get(key))
}

/** Two views of the same data: of two processes where the driver can be shared, else the same one twice. */
export async function pair (harness: StoreHarness): Promise<readonly [Store, Store]> {
  return [harness.store, harness.join === undefined ? harness.store : await harness.join()]
}

/** Runs `count` calls at once, in turn on either of two processes. */
export async function race<T> (
  harness: StoreHarness, count: number, call: (store: Store, index: number) => Promise<T>
): Promise<T[]> {
  const [one, other] = await pair(harness)
  return await Promise.all(Array.from({ length: count }, async (_, index) => await call(index % 2 === 0 ? one : other, index)))
}

/** All keys below `prefix`, read in pages of `limit`. */
export async function keysOf (store: Store, prefix: string, limit: number): Promise<string[]> {
  const keys: string[] = []
  let after: string | undefined
  do {
    const page = await store.list(prefix, { limit, ...(after === undefined ? {} : { after }) })
    keys.push(...page.records.map((record) => record.key))
    after = page.next
  } while (after !== undefined && keys.length < 10_000)
  return keys
}
