import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock, systemClock, type Clock, type Store, type TokenStore } from '@hooksmith/contracts'
import { StoreTokenStore } from '@hooksmith/core'
import { ForgeClient, type ForgeCalls, type ForgeClientOptions } from '@hooksmith/forge/client'
import { LmdbStore } from '@hooksmith/lmdb'
import { MemoryStore } from '@hooksmith/memory'
import { RedisStore } from '@hooksmith/redis'
import { ForgeSimulator, type ForgeSimulatorOptions, type Installation } from '@hooksmith/simulator'
import type { Test } from 'tap'
import { signingKeys } from './forge-stage.js'
import { startRedis } from './redis.js'

/** What a test may want otherwise. */
export interface ClientStageOptions {
  readonly clock?: Clock
  /** @defaultValue one in memory */
  readonly stores?: StoreMaker
  readonly simulator?: ForgeSimulatorOptions
  readonly client?: Partial<ForgeClientOptions>
}

/** An API with one installation, and clients that call it: no server, no queue. */
export interface ClientStage {
  readonly simulator: ForgeSimulator
  readonly clock: Clock
  readonly installation: Installation
  readonly tenant: string
  readonly store: Store
  readonly tokens: TokenStore
  /** Another process: a client of its own, with what the stores share. */
  client (options?: Partial<ForgeClientOptions>): Promise<ForgeClient>
  /** Calls of a new client for the installation. */
  calls (options?: Partial<ForgeClientOptions>): Promise<ForgeCalls>
  /** Puts a token of another installation among the tokens. */
  admit (installation: Installation): Promise<string>
}

/** Makes stores that share what they hold, as those of several processes do. */
export type StoreMaker = (t: Pick<Test, 'teardown'>) => Promise<() => Store>

/** Every kind of store that there is. */
export const STORES: Readonly<Record<'memory' | 'lmdb' | 'redis', StoreMaker>> = {
  memory: async (t) => {
    const store = new MemoryStore()
    t.teardown(async () => { await store.close() })
    return () => store
  },
  lmdb: async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'hks-client-'))
    t.teardown(async () => { await rm(path, { recursive: true, force: true }) })
    return () => closing(t, new LmdbStore({ path }))
  },
  redis: async (t) => {
    const redis = await startRedis()
    const name = `client-${randomBytes(6).toString('hex')}`
    t.teardown(async () => { await redis.stop() })
    return () => closing(t, new RedisStore({ url: redis.url, name }))
  }
}

function closing (t: Pick<Test, 'teardown'>, store: Store): Store {
  t.teardown(async () => { await store.close() })
  return store
}

/** Starts it for one test, on a clock that stands unless one is given, and stops it after. */
export async function clientStage (t: Test, options: ClientStageOptions = {}): Promise<ClientStage> {
  const clock = options.clock ?? (options.stores === undefined ? new FakeClock() : systemClock)
  const simulator = await ForgeSimulator.start({ clock, signingKeys: await signingKeys, ...options.simulator })
  t.teardown(async () => { await simulator.close() })
  const open = await (options.stores ?? inMemory(clock))(t)
  const store = open()
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], clock })
  const installation = simulator.createInstallation({ product: 'jira' })
  const admit = async (whose: Installation): Promise<string> => {
    const { value, expiresAt } = simulator.tokens.for(whose)
    const tenant = tenantOf(whose)
    await tokens.put(tenant, { value, expiresAt, apiBaseUrl: whose.apiBaseUrl })
    return tenant
  }
  const tenant = await admit(installation)
  const apiHosts = [new URL(simulator.api.origin).host]
  const client = async (more: Partial<ForgeClientOptions> = {}): Promise<ForgeClient> => {
    const made = new ForgeClient({ tokens, store: open(), clock, apiHosts, ...options.client, ...more })
    t.teardown(async () => { await made.close() })
    return made
  }
  const calls = async (more?: Partial<ForgeClientOptions>): Promise<ForgeCalls> => await (await client(more)).forInstallation(tenant)
  return { simulator, clock, installation, tenant, store, tokens, client, calls, admit }
}

/** The tenant that the receiver makes of an installation. */
export function tenantOf ({ app, environment, id }: Installation): string {
  return `forge:${app.id}:${environment.id}:${id}`
}

function inMemory (clock: Clock): StoreMaker {
  return async (t) => {
    const store = new MemoryStore({ clock })
    t.teardown(async () => { await store.close() })
    return () => store
  }
}

/** What a client's error says. */
export interface TurnedAway { readonly code: string, readonly retryAfterMs: number, readonly scope?: string, readonly reason?: string }

/** What a call was turned away with. @throws when it was not. */
export async function turnedAway (call: Promise<unknown>): Promise<TurnedAway> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      const retryAfterMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : NaN
      const scope = 'scope' in error && typeof error.scope === 'string' ? { scope: error.scope } : {}
      const reason = 'reason' in error && typeof error.reason === 'string' ? { reason: error.reason } : {}
      return { code: error.code, retryAfterMs, ...scope, ...reason }
    }
    throw error
  }
  throw new TypeError('the call was not turned away')
}
