import { driverName } from './drivers.js'
import type { CheckedProject } from './check-project.js'
import type { FastifyInstance } from 'fastify'
import { describeError } from '@hooksmith/core'

/** What a server is, as found at run time. */
export interface ServerSummary {
  readonly role: string
  /** Where it listens; absent for a worker. */
  readonly address?: string
  readonly routes: readonly string[]
  readonly queue: string
  readonly durable: string
  readonly plugins: readonly string[]
  readonly handlers: readonly string[]
  readonly warnings: readonly string[]
}

/** Asks the queue what it is: a server on the network says what it keeps only once it was reached. */
export async function summarize (app: FastifyInstance, { loaded, parts }: Pick<CheckedProject, 'loaded' | 'parts'>, address: string | undefined): Promise<ServerSummary> {
  const { queue } = app.hooksmith
  const outage = await queue.stats().then(() => undefined, (error: unknown) => `the queue does not answer yet: ${describeError(error)}`)
  const { config } = loaded
  const handlers = app.hooksmith.handlers()
  const idle = handlers.length === 0 && config.role !== 'ingest' ? ['no plugin registers a handler: whatever arrives is answered and not handled'] : []
  const deaf = config.receivers.size === 0 && config.role !== 'worker' ? ['no receiver: nothing can arrive'] : []
  return {
    role: config.role,
    ...address === undefined ? {} : { address },
    routes: app.hooksmith.receivers().map(({ methods, path, name }) => `${methods.join(',')} ${path} (${name})`),
    queue: driverName(config.queue),
    durable: outage === undefined ? queue.durable : 'unknown',
    plugins: parts.plugins.map(({ title }) => title),
    handlers: handlers.map(({ id }) => id),
    warnings: [...app.hooksmith.health().warnings, ...outage === undefined ? [] : [outage], ...deaf, ...idle]
  }
}
