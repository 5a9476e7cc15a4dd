import { HKS_ERR_OPTION_INVALID, systemClock, type AppToken, type Clock, type Store, type TokenStore } from '@hooksmith/contracts'
import { LRUCache } from 'lru-cache'
import { recordKey } from './record-key.js'
import { resolveTokenKeys, type TokenKey, type TokenKeyRing } from './token-keys.js'
import { openToken, sealToken } from './token-seal.js'

/** What a {@link StoreTokenStore} is told. */
export interface StoreTokenStoreOptions {
  /** Where the encrypted tokens lie. Stays open; whoever made it closes it. */
  readonly store: Store
  /** Newest first: the first encrypts, all decrypt. To rotate, put a new one in front and keep the old ones while their tokens live. */
  readonly keys: readonly TokenKey[]
  /** How long before its expiry a token is no longer handed out, in milliseconds, at least 0. @defaultValue 60_000 */
  readonly marginMs?: number
  /** Where time comes from; the same as the store's. @defaultValue the machine's clock */
  readonly clock?: Clock
}

const DEFAULT_MARGIN_MS = 60_000

/** For how many tenants this process remembers what it wrote last. */
const MAX_REMEMBERED = 10_000

/**
 * App tokens by tenant on any {@link Store}, encrypted before they reach it.
 *
 * The record's rank and expiry are the token's, so the one that lives longest wins across processes. A sender brings the same
 * token many times; what this process wrote before is looked up instead of being encrypted and written again.
 */
export class StoreTokenStore implements TokenStore {
  readonly #store: Store
  readonly #ring: TokenKeyRing
  readonly #marginMs: number
  readonly #clock: Clock
  /** Expiry of the last token written, by tenant. A hint only: another process may have deleted it since. */
  readonly #written = new LRUCache<string, number>({ max: MAX_REMEMBERED })

  /** @throws `HKS_ERR_OPTION_INVALID`, which never shows a key. */
  constructor (options: StoreTokenStoreOptions) {
    const { store, keys, marginMs = DEFAULT_MARGIN_MS, clock = systemClock } = options
    if (!Number.isFinite(marginMs) || marginMs < 0) throw new HKS_ERR_OPTION_INVALID('marginMs', 'a finite number, at least 0', String(marginMs))
    this.#store = store
    this.#ring = resolveTokenKeys(keys)
    this.#marginMs = marginMs
    this.#clock = clock
  }

  async get (tenant: string): Promise<AppToken | undefined> {
    const record = await this.#store.get(keyOf(tenant))
    if (record === undefined || !this.#lives(record.expiresAt)) return undefined
    const token = await openToken(tenant, record.value, this.#ring)
    return this.#lives(token.expiresAt) ? token : undefined
  }

  async put (tenant: string, token: AppToken): Promise<boolean> {
    const key = keyOf(tenant)
    const { expiresAt } = token
    if (expiresAt <= (this.#written.get(tenant) ?? -Infinity)) {
      const rank = await this.#rankOf(key)
      if (rank !== undefined && rank >= expiresAt) return false
    }
    const sealed = await sealToken(tenant, token, this.#ring)
    const wrote = await this.#store.put(key, sealed, { when: 'newer', rank: expiresAt, expiresAt })
    this.#written.set(tenant, expiresAt)
    return wrote
  }

  async delete (tenant: string): Promise<boolean> {
    this.#written.delete(tenant)
    return await this.#store.delete(keyOf(tenant))
  }

  /** Only saves work: where it fails, the write decides. */
  async #rankOf (key: string): Promise<number | undefined> {
    try {
      return (await this.#store.get(key))?.rank
    } catch {
      // As said above.
      return undefined
    }
  }

  /** Whether an expiry lies past the present instant plus the margin. */
  #lives (expiresAt = Infinity): boolean {
    return expiresAt > this.#clock.now() + this.#marginMs
  }
}

function keyOf (tenant: string): string {
  return recordKey('token', tenant)
}
