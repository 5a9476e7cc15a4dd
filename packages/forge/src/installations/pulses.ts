import type { Store } from '@hooksmith/contracts'
import { allRecords, changeRecord, readRecord } from '../store-record.js'

const PREFIX = 'forge/pulse/'
/** An installation of which nothing was heard for so long is forgotten here, in milliseconds. */
const KEEP_MS = 15_552_000_000

/** What changes with deliveries, and is therefore kept apart from what does not. */
export interface Pulse {
  readonly tenant: string
  /** The last delivery, to within the granularity at which sightings are written. Epoch milliseconds. */
  readonly seenAt: number
  /** Expiry of the newest token that came. */
  readonly tokenExpiresAt?: number
  /** Expiry of the token after which a gap was reported. */
  readonly gapAfterAt?: number
}

/** The newest sighting and token of every installation. */
export class Pulses {
  readonly #store: Store

  constructor (store: Store) {
    this.#store = store
  }

  /** Notes a sighting or the expiry of a token, unless newer ones are known; resolves to whether it was news. Rejects as the Store does. */
  async note (tenant: string, news: Partial<Omit<Pulse, 'tenant'>>): Promise<boolean> {
    let isNews = false
    await changeRecord<Pulse>(this.#store, PREFIX + tenant, (old) => {
      const pulse = merge(old ?? { tenant, seenAt: 0 }, news)
      isNews = JSON.stringify(pulse) !== JSON.stringify(old)
      return isNews ? pulse : undefined
    }, ({ seenAt, tokenExpiresAt }) => Math.max(seenAt, tokenExpiresAt ?? 0) + KEEP_MS)
    return isNews
  }

  /** The last sighting; 0 where nothing was ever heard. Rejects as the Store does. */
  async seenAt (tenant: string): Promise<number> {
    return (await readRecord<Pulse>(this.#store, PREFIX + tenant))?.value.seenAt ?? 0
  }

  /** Rejects as the Store does. */
  async * all (): AsyncGenerator<Pulse> {
    for await (const { value } of allRecords<Pulse>(this.#store, PREFIX)) yield value
  }

  /** Rejects as the Store does. */
  async forget (tenant: string): Promise<void> {
    await this.#store.delete(PREFIX + tenant)
  }
}

function merge (old: Pulse, news: Partial<Omit<Pulse, 'tenant'>>): Pulse {
  const tokenExpiresAt = newer(old.tokenExpiresAt, news.tokenExpiresAt)
  const gapAfterAt = newer(old.gapAfterAt, news.gapAfterAt)
  return {
    tenant: old.tenant,
    seenAt: newer(old.seenAt, news.seenAt) ?? 0,
    ...tokenExpiresAt === undefined ? {} : { tokenExpiresAt },
    ...gapAfterAt === undefined ? {} : { gapAfterAt }
  }
}

function newer (one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one
}
