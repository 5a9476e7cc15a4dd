import { setImmediate } from 'node:timers/promises'
import { type Store, type StoreRecord } from '@hooksmith/contracts'
import { recordKey } from './record-key.js'
import { resolveTokenKeys, type TokenKey, type TokenKeyRing } from './token-keys.js'
import { keyIdOf, openAnyToken, sealToken } from './token-seal.js'

/** What {@link rotateTokens} is told. */
export interface RotateTokensOptions {
  /** Where the encrypted tokens lie. Stays open. */
  readonly store: Store
  /** Newest first, as every process that reads the tokens has them by now. */
  readonly keys: readonly TokenKey[]
}

/** What became of the tokens that {@link rotateTokens} saw. */
export interface RotationReport {
  /** Encrypted anew, with the first key. */
  readonly rotated: number
  /** Were under the first key, or a newer token was put or the old one removed meanwhile. */
  readonly current: number
  /** No key of the list opens them; left as they are. Their tenants get a new one by themselves. */
  readonly unreadable: number
}

/**
 * Encrypts every token of a store with the first key of the list, page by page, so that the others can be dropped. Others get the event loop between two pages.
 *
 * Safe beside processes that put tokens: a newer token is never replaced by an older one. Repeating it, also after it died half-way, is fine. Rejects as the
 * store does. A token that is deleted in the instant in which it is written anew may come back; it still ends with its expiry.
 *
 * @throws `HKS_ERR_OPTION_INVALID` for a bad list of keys, which it never shows.
 */
export async function rotateTokens ({ store, keys }: RotateTokensOptions): Promise<RotationReport> {
  const ring = resolveTokenKeys(keys)
  const report = { rotated: 0, current: 0, unreadable: 0 }
  let after: string | undefined
  do {
    // A store that answers without waiting (a file, memory) would keep the event loop to itself until the last page.
    await setImmediate()
    const page = await store.list(TOKENS, after === undefined ? {} : { after })
    for (const { key } of page.records) report[await rotateOne(store, key, ring)]++
    after = page.next
  } while (after !== undefined)
  return report
}

/** What the keys of all tokens begin with. */
const TOKENS = 'token:'

async function rotateOne (store: Store, key: string, ring: TokenKeyRing): Promise<keyof RotationReport> {
  // Read again: the page may be older than what a process put since.
  const record = await store.get(key)
  if (record === undefined || keyIdOf(record.value) === ring.newestId) return 'current'
  const found = await openAnyToken(record.value, ring)
  if (found === undefined || recordKey('token', found.tenant) !== key) return 'unreadable'
  const value = await sealToken(found.tenant, found.token, ring)
  const wrote = await store.put(key, value, { when: 'newer', rank: rankAbove(record, found.token.expiresAt), expiresAt: found.token.expiresAt })
  return wrote ? 'rotated' : 'current'
}

/**
 * A rank above the record's and below that of any token that lives a millisecond longer: half-way to the next whole one. Each rotation halves what is
 * left, which lasts for about ten in a token's life.
 */
function rankAbove ({ rank = 0 }: StoreRecord, expiresAt: number): number {
  const own = Math.max(rank, expiresAt)
  return (own + Math.floor(own) + 1) / 2
}
