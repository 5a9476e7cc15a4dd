import { HKS_ERR_STORE_UNAVAILABLE, type Store } from '@hooksmith/contracts'

/** Each attempt that fails is another process's write, so this many are out of the ordinary. */
const MAX_ATTEMPTS = 20

/** A record of JSON that several processes change; its rank counts the changes. */
export interface Versioned<T> {
  readonly value: T
  readonly revision: number
}

/** Reads a record; `undefined` when there is none. Rejects as the Store does. */
export async function readRecord<T> (store: Store, key: string): Promise<Versioned<T> | undefined> {
  const record = await store.get(key)
  // Only this module writes under the keys that it is given.
  return record === undefined ? undefined : { value: JSON.parse(Buffer.from(record.value).toString()) as T, revision: record.rank ?? 0 }
}

/**
 * Writes a record over the revision that was read, and nothing when somebody was quicker. Resolves to whether it wrote. Rejects as the Store does.
 *
 * @param revision - 0 for a record that was not there.
 */
export async function writeRecord (store: Store, key: string, value: unknown, revision: number, expiresAt?: number): Promise<boolean> {
  const expiry = expiresAt === undefined ? {} : { expiresAt }
  return await store.put(key, Buffer.from(JSON.stringify(value)), { when: 'newer', rank: revision + 1, ...expiry })
}

/**
 * Changes a record as if nobody else did at the same time: `change` is asked again with what another process wrote meanwhile.
 *
 * @param change - The new value, or `undefined` to leave it as it is.
 * @returns The record as it is now; `undefined` when there is none. Rejects as the Store and as `change` do.
 */
export async function changeRecord<T> (
  store: Store, key: string, change: (old: T | undefined) => T | undefined | Promise<T | undefined>,
  expiryOf?: (value: T) => number | undefined
): Promise<T | undefined> {
  for (let attempt = 0; ; attempt++) {
    const old = await readRecord<T>(store, key)
    const value = await change(old?.value)
    if (value === undefined) return old?.value
    if (attempt === MAX_ATTEMPTS) throw new HKS_ERR_STORE_UNAVAILABLE('a record has too many writers')
    if (await writeRecord(store, key, value, old?.revision ?? 0, expiryOf?.(value))) return value
  }
}

/** All records under a prefix, page by page. Rejects as the Store does. */
export async function * allRecords<T> (store: Store, prefix: string): AsyncGenerator<{ readonly rest: string, readonly value: T }> {
  let after: string | undefined
  do {
    const { records, next } = await store.list(prefix, { limit: 1_000, ...after === undefined ? {} : { after } })
    // As above.
    for (const { key, value } of records) yield { rest: key.slice(prefix.length), value: JSON.parse(Buffer.from(value).toString()) as T }
    after = next
  } while (after !== undefined)
}
