import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { FakeClock, type EventEnvelope, type Queue, type Store } from '@hooksmith/contracts'
import { router, type RouterOptions } from '@hooksmith/core'
import { forge, type ForgeOptions, type Installation as Known } from '@hooksmith/forge'
import { LmdbStore } from '@hooksmith/lmdb'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { RedisStore } from '@hooksmith/redis'
import type { Installation, ScheduledTrigger } from '@hooksmith/simulator'
import fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { EVENTS, HOURLY, stage, type ForgeStage, type StageOptions } from './forge-stage.js'
import { startRedis } from './redis.js'

export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const PAGE = 'avi:confluence:created:page'
export const BYE = 'remote-bye'

/** Drivers of the store under the registry, by name. */
export const STORES: Readonly<Record<string, (t: Test, clock: FakeClock) => Promise<Store>>> = {
  memory: async (_t, clock) => new MemoryStore({ clock }),
  // Its deadlines go by the clock, which moves on by minutes while the disk takes milliseconds.
  async lmdb (t, clock) {
    const path = await mkdtemp(join(tmpdir(), 'hooksmith-registry-'))
    const store = new LmdbStore({ path, clock, callTimeoutMs: DAY_MS })
    t.teardown(async () => { await store.close(); await rm(path, { recursive: true, force: true }) })
    return store
  },
  async redis (t) {
    const { url, stop } = await startRedis()
    const store = new RedisStore({ url, name: `test-${randomUUID()}` })
    t.teardown(async () => { await store.close(); await stop() })
    return store
  }
}

/** What a test may want otherwise. */
export interface RegistryOptions extends StageOptions {
  readonly driver?: keyof typeof STORES
  /** Of the scheduled trigger that calls HOURLY; `none`: there is none. @defaultValue 'hour' */
  readonly interval?: ScheduledTrigger['interval'] | 'none'
  /** Whether the receiver is told the interval. @defaultValue true */
  readonly isTold?: boolean
}

/** A receiver with a registry, a platform that ticks, and what the server noticed itself. */
export interface RegistryStage extends ForgeStage {
  readonly store: Store
  readonly queue: Queue
  /** Installations as the server knows them. */
  known (installation: Installation): Promise<Known | undefined>
  /** Types of the events of our own that were handled, and whose they were. */
  noticed (): string[]
  /** Moves time on in steps; what the server does by itself in one has come to its end before the next. */
  pass (ms: number): Promise<void>
  count (name: string): number
}

const STEP_MS = 1_200_000

export async function registryStage (t: Test, options: RegistryOptions = {}): Promise<RegistryStage> {
  const { driver = 'memory', interval = 'hour', isTold = true, ...rest } = options
  // A Redis goes by its own clock, so time begins now: nothing has expired before it was written.
  const clock = new FakeClock(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS)
  const { store, idle } = follow(rest.store ?? await makeStore(t, driver, clock))
  // Long spans: each heartbeat of a consumer is a stop of the clock.
  const queue = rest.queue ?? new MemoryQueue({ clock, leaseMs: DAY_MS, orphanCheckMs: DAY_MS })
  const tickIntervals: ForgeOptions['tickIntervals'] = isTold && interval !== 'none' ? { [HOURLY]: interval } : {}
  const on = await stage(t, {
    patterns: ['hooksmith:**'],
    ...rest,
    clock,
    store,
    queue,
    forge: {
      routes: [
        { path: '/forge/events' }, { path: '/forge/hourly', kind: 'scheduled', moduleKey: HOURLY }, { path: '/forge/bye', kind: 'preUninstall', moduleKey: BYE }
      ],
      tickIntervals,
      ...rest.forge
    }
  })
  on.simulator.setRemote({
    baseUrl: on.url,
    endpoints: [{ key: EVENTS, route: '/forge/events' }, { key: HOURLY, route: '/forge/hourly', events: [] }, { key: BYE, route: '/forge/bye', events: [] }],
    ...interval === 'none' ? {} : { schedules: [{ key: 'keep', endpoint: HOURLY, interval }] }
  })
  on.simulator.startSchedules()
  return {
    ...on,
    store,
    queue,
    known: async ({ id }) => await on.server.forge.installations.get(id),
    noticed: () => on.handled.map((event) => describe(event)),
    count: (name) => on.server.hooksmith.counters()[name] ?? 0,
    async pass (ms) {
      for (let left = ms; left > 0; left -= STEP_MS) {
        await on.simulator.advance(Math.min(left, STEP_MS))
        if (driver !== 'memory') await idle()
      }
    }
  }
}

async function makeStore (t: Test, driver: keyof typeof STORES, clock: FakeClock): Promise<Store> {
  const make = STORES[driver]
  if (make === undefined) throw new Error(`there is no driver '${driver}'`)
  return await make(t, clock)
}

/** A store of which is known whether somebody waits for it. */
function follow (store: Store): { readonly store: Store, readonly idle: () => Promise<void> } {
  const calls = new Set<Promise<unknown>>()
  const followed = <T>(call: Promise<T>): Promise<T> => {
    const ended = call.then(() => { calls.delete(ended) }, () => { calls.delete(ended) })
    calls.add(ended)
    return call
  }
  return {
    store: {
      shared: store.shared,
      durable: store.durable,
      get: (key) => followed(store.get(key)),
      put: (key, value, options) => followed(store.put(key, value, options)),
      add: (key, by, options) => followed(store.add(key, by, options)),
      delete: (key) => followed(store.delete(key)),
      list: (prefix, options) => followed(store.list(prefix, options)),
      close: () => store.close()
    },
    async idle () {
      // Whoever had an answer asks the next question within a moment, or none.
      do {
        await Promise.all(calls)
        await sleep(2)
      } while (calls.size > 0)
    }
  }
}

function describe ({ type, tenant }: EventEnvelope): string {
  return `${type.slice('hooksmith:'.length)} ${tenant.split(':').at(-1) ?? ''}`
}

/** A further process beside that of a stage, which does not listen; it closes with the test. */
export async function besides (t: Test, on: RegistryStage, options: Partial<RouterOptions> = {}): Promise<FastifyInstance> {
  const { clock, store, queue, simulator, app } = on
  const server = fastify()
  await server.register(router, { queue, store, clock, ...options })
  await server.register(forge, { appIds: [app.id], environments: ['PRODUCTION'], keySetUrl: simulator.jwksUrl, clock, tickIntervals: { [HOURLY]: 'hour' } })
  await server.ready()
  t.teardown(async () => { await server.close() })
  return server
}
