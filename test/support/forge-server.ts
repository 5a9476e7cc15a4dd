import { randomBytes } from 'node:crypto'
import type { Clock, Queue, Store } from '@hooksmith/contracts'
import { router, StoreTokenStore, type RouterOptions } from '@hooksmith/core'
import { forge, type ForgeOptions } from '@hooksmith/forge'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { ForgeSimulator, type App, type ForgeSimulatorOptions } from '@hooksmith/simulator'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'

/** What a test may want otherwise. */
export interface ForgeServerOptions {
  readonly queue?: Queue
  readonly store?: Store
  readonly clock?: Clock
  readonly router?: Partial<RouterOptions>
  readonly forge?: Partial<ForgeOptions>
  readonly simulator?: ForgeSimulatorOptions
  /** @defaultValue no log */
  readonly fastify?: FastifyServerOptions
  /** Registers plugins and observers before the server is ready. */
  compose (server: FastifyInstance): void | Promise<void>
}

/** A server on a free port, with a Forge platform that delivers to it. */
export interface ForgeServer {
  readonly server: FastifyInstance
  readonly simulator: ForgeSimulator
  readonly app: App
  readonly url: string
}

/** Starts both for one test and stops them after it. */
export async function startForgeServer (t: Pick<Test, 'teardown'>, options: ForgeServerOptions): Promise<ForgeServer> {
  const clock = options.clock === undefined ? {} : { clock: options.clock }
  const simulator = await ForgeSimulator.start({ ...clock, ...options.simulator })
  const store = options.store ?? new MemoryStore(clock)
  const queue = options.queue ?? new MemoryQueue(clock)
  const app = simulator.createApp()
  const server = fastify(options.fastify ?? {})
  await server.register(router, { queue, store, ...clock, ...options.router })
  await server.register(forge, {
    appIds: [app.id],
    environments: ['PRODUCTION'],
    keySetUrl: simulator.jwksUrl,
    apiHosts: [new URL(simulator.api.origin).host],
    tokens: new StoreTokenStore({ store, keys: [randomBytes(32)], ...clock }),
    ...clock,
    ...options.forge
  })
  await options.compose(server)
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  simulator.setRemote({ baseUrl: url, endpoints: [{ key: 'remote-events', route: '/forge/events' }] })
  t.teardown(async () => {
    await server.close()
    await simulator.close()
    if (options.queue === undefined) await queue.close()
    if (options.store === undefined) await store.close()
  })
  return { server, simulator, app, url }
}

/** Waits until `condition` holds, looking again at every turn; gives up loudly. */
export async function until (condition: () => boolean | Promise<boolean>, what: string, patienceMs = 20_000): Promise<void> {
  const end = Date.now() + patienceMs
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`gave up waiting until ${what}`)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}
