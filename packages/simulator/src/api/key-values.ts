import type { Clock, JsonValue } from '@hooksmith/contracts'

/** One stored value. Instants in epoch milliseconds. */
export interface StoredValue {
  readonly key: string
  readonly value: JsonValue
  readonly createdAt: number
  readonly updatedAt: number
  readonly expireTime?: number
}

/** Which of an installation's stores: plain values, secrets, or those of one custom entity. */
export type StoreName = 'plain' | 'secret' | `entity/${string}`

/** What apps have stored, per installation. REST and GraphQL look at the same. */
export class KeyValues {
  readonly #clock: Clock
  readonly #stores = new Map<string, Map<string, StoredValue>>()

  constructor (clock: Clock) {
    this.#clock = clock
  }

  get (installationId: string, store: StoreName, key: string): StoredValue | undefined {
    const found = this.#store(installationId, store).get(key)
    return found !== undefined && this.#isAlive(found) ? found : undefined
  }

  /** @param expireTime - Epoch milliseconds; absent: never. */
  set (installationId: string, store: StoreName, key: string, value: JsonValue, expireTime?: number): StoredValue {
    const now = this.#clock.now()
    const createdAt = this.get(installationId, store, key)?.createdAt ?? now
    const stored = { key, value, createdAt, updatedAt: now, ...(expireTime === undefined ? {} : { expireTime }) }
    this.#store(installationId, store).set(key, stored)
    return stored
  }

  delete (installationId: string, store: StoreName, key: string): boolean {
    return this.#store(installationId, store).delete(key)
  }

  /** By key, in its order. */
  list (installationId: string, store: StoreName, prefix = ''): readonly StoredValue[] {
    return [...this.#store(installationId, store).values()]
      .filter((one) => one.key.startsWith(prefix) && this.#isAlive(one))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  #isAlive ({ expireTime }: StoredValue): boolean {
    return expireTime === undefined || expireTime > this.#clock.now()
  }

  #store (installationId: string, name: StoreName): Map<string, StoredValue> {
    const key = `${installationId}/${name}`
    const store = this.#stores.get(key) ?? new Map<string, StoredValue>()
    this.#stores.set(key, store)
    return store
  }
}
