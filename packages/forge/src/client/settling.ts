import type { Clock, Store } from '@hooksmith/contracts'
import { recordKey } from '@hooksmith/core'
import { LRUCache } from 'lru-cache'
import type { ForgeRegistry } from './options.js'

export interface SettlingOptions {
  readonly store: Store
  readonly clock: Clock
  readonly registry: ForgeRegistry | undefined
  readonly permissionGraceMs: number
}

const MAX_REMEMBERED = 10_000

/**
 * Knows which installations are so new that a refusal means nothing yet: permissions reach an app's account minutes after its
 * installation (https://developer.atlassian.com/platform/forge/events-reference/life-cycle/, read 2026-08).
 *
 * An installation begins when the registry first heard of it; without a registry, with the first call that any process made for it.
 */
export class Settling {
  readonly #options: SettlingOptions
  readonly #noted = new LRUCache<string, true>({ max: MAX_REMEMBERED })

  constructor (options: SettlingOptions) {
    this.#options = options
  }

  /** Before a call. Costs one write for each installation and process. Rejects as the Store does. */
  async note (tenant: string): Promise<void> {
    const { store, clock, registry } = this.#options
    if (registry !== undefined || this.#noted.has(tenant)) return
    await store.put(keyOf(tenant), Buffer.from(String(clock.now())), { when: 'absent' })
    this.#noted.set(tenant, true)
  }

  /** Rejects as Store and registry do. */
  async isFresh (tenant: string): Promise<boolean> {
    const { clock, permissionGraceMs } = this.#options
    const since = await this.#since(tenant)
    return since !== undefined && clock.now() - since < permissionGraceMs
  }

  async #since (tenant: string): Promise<number | undefined> {
    const { store, registry } = this.#options
    if (registry !== undefined) return (await registry.get(tenant))?.firstSeenAt
    const record = await store.get(keyOf(tenant))
    return record === undefined ? undefined : Number(Buffer.from(record.value).toString())
  }
}

function keyOf (tenant: string): string {
  return recordKey('forge-since', tenant)
}
