import type { Queue } from '@hooksmith/contracts'
import { describeError } from '@hooksmith/core'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

/** How long an answer of the queue counts, in milliseconds: probes come from several places. */
const FRESH_MS = 1_000

/** What a probe is answered. */
export interface Health {
  readonly status: 'ready' | 'not ready'
  /** Why not, a sentence each. */
  readonly reasons: readonly string[]
  /** What is not as it should be while work goes on, a sentence each. */
  readonly warnings: readonly string[]
}

const plugin: FastifyPluginAsync = async (fastify) => {
  const probe = new QueueProbe(fastify.hooksmith.queue)
  for (const path of ['/health/live', '/livez']) fastify.get(path, { logLevel: 'silent' }, async () => ({ status: 'live' }))
  for (const path of ['/health/ready', '/readyz']) {
    fastify.get(path, { logLevel: 'silent' }, async (_request, reply) => {
      const health = await readHealth(fastify, probe)
      return await reply.code(health.status === 'ready' ? 200 : 503).header('cache-control', 'no-store').send(health)
    })
  }
}

/**
 * Routes for probes. `/health/live` and `/livez`: 200 while the process answers. `/health/ready` and `/readyz`: 200 while it can do its work, else 503; reasons
 * and warnings are in the body. A queue that is out of reach is a reason, and with a spool that still takes events a warning.
 */
export const health = fp(plugin, { name: 'hooksmith-health', fastify: '5.x', dependencies: ['@hooksmith/core'] })

async function readHealth (fastify: FastifyInstance, probe: QueueProbe): Promise<Health> {
  const { reasons, warnings } = fastify.hooksmith.health()
  const outage = await probe.ask()
  const hasSpool = fastify.hooksmith.spool() !== undefined
  const all = outage === undefined || hasSpool ? reasons : [...reasons, outage]
  return { status: all.length === 0 ? 'ready' : 'not ready', reasons: all, warnings: outage !== undefined && hasSpool ? [...warnings, outage] : warnings }
}

/** Whether the queue answers, asked once for everybody who wants to know within a second. */
class QueueProbe {
  readonly #queue: Queue
  #answer: Promise<string | undefined> | undefined
  #askedAt = -Infinity

  constructor (queue: Queue) {
    this.#queue = queue
  }

  async ask (): Promise<string | undefined> {
    const now = performance.now()
    if (this.#answer === undefined || now - this.#askedAt > FRESH_MS) {
      this.#askedAt = now
      this.#answer = this.#queue.stats().then(() => undefined, (error: unknown) => `the queue does not answer: ${describeError(error)}`)
    }
    return await this.#answer
  }
}
