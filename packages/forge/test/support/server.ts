import { FakeClock, type EventEnvelope } from '@hooksmith/contracts'
import { definePlugin, router, type HandlerContext, type HandlerResult } from '@hooksmith/core'
import { forge, type ForgeOptions } from '@hooksmith/forge'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { APP_ID, fitClaims, signFit, type ClaimChanges } from './fit.js'
import { KeyServer, makePair } from './key-server.js'

/** Made once per file: nothing changes a key, and making one takes longer than most tests. */
export const PAIR = makePair()

export interface TestServer {
  readonly fastify: FastifyInstance
  readonly keys: KeyServer
  readonly queue: MemoryQueue
  readonly store: MemoryStore
  readonly clock: FakeClock
  /** Everything that was logged so far. */
  readonly logged: () => string
  /** A good token, or one that differs in what is given. */
  readonly token: (changes?: ClaimChanges) => string
  readonly post: (body: string | Buffer, headers: Record<string, string>, path?: string) => Promise<LightMyRequestResponse>
}

export interface ServerOptions extends Partial<ForgeOptions> {
  readonly handle?: (event: EventEnvelope, ctx: HandlerContext) => HandlerResult | Promise<HandlerResult>
  readonly pattern?: string
}

/** Router, Forge receiver and one handler on memory drivers, as an application composes them. */
export async function startServer (t: Test, options: ServerOptions = {}): Promise<TestServer> {
  const { handle = () => undefined, pattern = 'avi:**', ...given } = options
  const clock = new FakeClock()
  const keys = await KeyServer.start(PAIR, () => clock.now())
  const queue = new MemoryQueue({ clock })
  const store = new MemoryStore({ clock })
  let logged = ''
  const fastify = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { logged += line } } } })
  await fastify.register(router, { queue, store, clock })
  await fastify.register(forge, { appIds: [APP_ID], environments: ['PRODUCTION'], keySetUrl: keys.url, clock, ...given })
  await fastify.register(definePlugin({ name: 'test', register: (router) => { router.on(pattern, { id: 'all' }, handle) } }))
  await fastify.ready()
  t.teardown(async () => {
    await fastify.close()
    await queue.close()
    await keys.close()
  })
  return {
    fastify,
    keys,
    queue,
    store,
    clock,
    logged: () => logged,
    token: (changes) => signFit(PAIR, fitClaims(clock.now(), changes)),
    post: async (body, headers, url = '/forge/events') => await fastify.inject({ method: 'POST', url, payload: body, headers })
  }
}

/** How many jobs were stored, whatever became of them since. */
export function storedJobs ({ fastify }: TestServer): number {
  return fastify.hooksmith.counters()['jobs{receipt="stored"}'] ?? 0
}

/** How many requests ended so. */
export function requestsThatWere (verdict: string, { fastify }: TestServer): number {
  return fastify.hooksmith.counters()[`requests{receiver="forge",verdict="${verdict}"}`] ?? 0
}
