import { FakeClock, type EventEnvelope, type Store } from '@hooksmith/contracts'
import type { Decoded } from '@hooksmith/core'
import { Fingerprints, ForgeDecoder, type ForgeCaller } from '@hooksmith/forge'
import { MemoryStore } from '@hooksmith/memory'
import { APP_ID, CLOUD_ID, delivery, ENVIRONMENT_UUID, INSTALLATION_ID, MODULE_KEY, TENANT } from './fit.js'

export const CALLER: ForgeCaller = {
  tenant: TENANT,
  appId: APP_ID,
  installationId: INSTALLATION_ID,
  cloudId: CLOUD_ID,
  contexts: [],
  apiBaseUrl: `https://api.atlassian.com/ex/confluence/${CLOUD_ID}`,
  environment: { type: 'PRODUCTION', id: ENVIRONMENT_UUID },
  moduleKey: MODULE_KEY,
  moduleType: 'core:endpoint',
  appVersion: '2.0.0'
}

/** One ingest process: a decoder of its own on a Store that it may share. */
export class Desk {
  readonly clock: FakeClock
  readonly store: Store
  readonly #decoder: ForgeDecoder

  constructor (options: { readonly clock?: FakeClock, readonly store?: Store, readonly schedules?: readonly string[] } = {}) {
    const { clock = new FakeClock(), store, schedules = [] } = options
    this.clock = clock
    this.store = store ?? new MemoryStore({ clock })
    this.#decoder = new ForgeDecoder({
      receiver: 'forge',
      environments: ['PRODUCTION'],
      callOf: (moduleKey) => schedules.includes(moduleKey) ? 'scheduled' : undefined,
      fingerprints: new Fingerprints(this.store, 30_000, () => {})
    })
  }

  /** Another process on the same Store. */
  join (): Desk {
    return new Desk({ clock: this.clock, store: this.store })
  }

  async decode (body: unknown, caller: Partial<ForgeCaller> = {}, headers: Record<string, string> = {}): Promise<Decoded> {
    return await this.#decoder.decode(delivery(undefined, body, this.clock.now(), headers), { ...CALLER, ...caller })
  }

  async event (body: unknown, caller: Partial<ForgeCaller> = {}, headers: Record<string, string> = {}): Promise<EventEnvelope> {
    const decoded = await this.decode(body, caller, headers)
    if (decoded.kind !== 'events' || decoded.events[0] === undefined) throw new TypeError(`no event but ${JSON.stringify(decoded)}`)
    return decoded.events[0].event
  }

  async id (body: unknown, caller: Partial<ForgeCaller> = {}): Promise<string> {
    return (await this.event(body, caller)).id
  }
}

/** As a redelivery carries it. */
export function retryContext (retryCount: number): Record<string, unknown> {
  return { retryData: null, retryCount, retryReason: 'TIMEOUT_ERROR' }
}
