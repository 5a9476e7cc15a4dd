import { router, type Role } from '@hooksmith/core'
import fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { LoadedConfig } from './config/load.js'
import type { ConfigProblem } from './config/problem.js'
import type { Drivers } from './drivers.js'
import { health } from './health.js'
import { Mistakes } from './mistakes.js'
import { Origins, type AddedReceiver } from './origins.js'
import type { Part, Parts } from './parts.js'

/** What a server is composed of. */
export interface Composition {
  readonly loaded: LoadedConfig
  readonly parts: Parts
  readonly drivers: Drivers
  readonly logger: FastifyServerOptions['logger']
  readonly role: Role
  /** As the router's option. */
  readonly onExhausted?: ((error: Error) => void) | undefined
}

/** A server that has everything registered and is not ready yet, and what went wrong on the way. */
export interface Composed {
  /** Closing it closes the drivers as well. */
  readonly app: FastifyInstance
  readonly mistakes: Mistakes
  readonly problems: readonly ConfigProblem[]
  readonly receivers: readonly AddedReceiver[]
}

/** Registers router, health, receivers and plugins, in this order. A part that fails is told and left out. */
export async function compose ({ loaded, parts, drivers, logger, role, onExhausted }: Composition): Promise<Composed> {
  const { server, concurrency, schedules, strict } = loaded.config
  const app = fastify({
    logger: logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustOf(server.trustProxy),
    bodyLimit: server.bodyLimitBytes
  })
  // Hooks of this kind run last in, first out: the drivers are closed after the router.
  app.addHook('onClose', async () => { await drivers.close() })
  const { queue, store, spool, tokens } = drivers
  const given = { ...spool === undefined ? {} : { spool }, ...onExhausted === undefined ? {} : { onExhausted } }
  await app.register(router, { queue, store, role, concurrency, schedules, strict, shutdownGraceMs: server.shutdownGraceMs, ...given })
  await app.register(health)
  const origins = new Origins(app.hooksmith)
  const mistakes = new Mistakes(loaded, parts, origins)
  const problems: ConfigProblem[] = []
  for (const part of [...parts.receivers, ...parts.plugins]) {
    const extra = isForge(part) && tokens !== undefined ? { tokens } : {}
    problems.push(...await register(app, { ...part, options: { ...part.options, ...extra } }, origins, mistakes))
  }
  return { app, mistakes, problems, receivers: origins.receivers }
}

/** Only the Forge receiver of this package gets the tokens, whatever a part calls itself. */
function isForge ({ path: [top, name] }: Part): boolean {
  return top === 'receivers' && name === 'forge'
}

/** A number means so many proxies in front of the server. */
function trustOf (trust: boolean | string | number): boolean | string | ((address: string, hop: number) => boolean) {
  return typeof trust === 'number' ? (_address, hop) => hop < trust : trust
}

async function register (app: FastifyInstance, part: Part, origins: Origins, mistakes: Mistakes): Promise<ConfigProblem[]> {
  const others = [...origins.receivers]
  try {
    const added = await origins.during(part, () => app.register(part.plugin, part.options))
    return mistakes.ofReceivers(part, added, others)
  } catch (error) {
    // Fastify keeps the error for whatever comes next, which has not failed.
    app.after((_error) => {})
    return mistakes.ofPart(part, error)
  }
}
