import type { Queue, Store, TokenStore } from '@hooksmith/contracts'
import { router } from '@hooksmith/core'
import { forge } from '@hooksmith/forge'
import type { ForgeSimulator, Installation } from '@hooksmith/simulator'
import Fastify, { type FastifyInstance } from 'fastify'
import type { LogLines } from './log-lines.js'
import type { ResolvedTestOptions } from './options.js'
import { ROUTES } from './platform.js'
import type { SteppedClock } from './stepped-clock.js'

/** What the server under test stands on. */
export interface ServerParts {
  readonly queue: Queue
  readonly store: Store
  readonly tokens: TokenStore
  readonly clock: SteppedClock
  readonly log: LogLines
  readonly simulator: ForgeSimulator
  readonly installation: Installation
}

/** A server with router and Forge receiver as in production, that does not listen. Whoever made it closes it, also when it rejects. */
export async function composeServer (fastify: FastifyInstance, parts: ServerParts, options: ResolvedTestOptions): Promise<void> {
  const { concurrency, strict } = options
  const { queue, store, tokens, clock, simulator, installation } = parts
  await fastify.register(router, { queue, store, clock, concurrency, strict, shutdownGraceMs: 0, maxLoopLagMs: 0 })
  // Which schedules there are is for the config to say; a plugin names those that it expects.
  fastify.hooksmith.knowEvents({ covers: 'schedule:**', names: [], open: ['schedule:*'] })
  await fastify.register(forge, {
    appIds: [installation.app.id],
    environments: ['DEVELOPMENT', 'STAGING', 'PRODUCTION'],
    keySetUrl: simulator.jwksUrl,
    keySetDispatcher: simulator.dispatcher,
    apiHosts: [new URL(simulator.api.origin).host],
    client: { dispatcher: simulator.dispatcher },
    routes: [
      { path: ROUTES.events },
      { path: ROUTES.scheduled, kind: 'scheduled' },
      { path: ROUTES.preUninstall, kind: 'preUninstall' }
    ],
    tokens,
    clock
  })
}

/** A server that writes every line into `log`. */
export function makeServer (log: LogLines): FastifyInstance {
  return Fastify({ logger: { level: 'debug', stream: log.stream } })
}
