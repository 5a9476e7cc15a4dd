import { describeError, type EndpointSummary } from '@hooksmith/core'
import type { FastifyInstance } from 'fastify'
import type { CheckedProject } from './check-project.js'
import { driverName } from './drivers.js'
import { learnWarnings } from './learn.js'

/** What a server is, as found at run time. */
export interface ServerSummary {
  readonly role: string
  /** Where it listens; absent for a worker. */
  readonly address?: string
  readonly routes: readonly string[]
  /** What it answers while the caller waits. */
  readonly endpoints: readonly string[]
  readonly queue: string
  readonly durable: string
  readonly plugins: readonly string[]
  readonly handlers: readonly string[]
  readonly warnings: readonly string[]
}

/** One endpoint in a few words. */
export function describeEndpoint ({ methods, path, plugin }: EndpointSummary): string {
  return `${methods.join(',')} ${path} (${plugin})`
}

/** Asks the queue what it is: a server on the network says what it keeps only once it was reached. */
export async function summarize (app: FastifyInstance, { loaded, parts }: Pick<CheckedProject, 'loaded' | 'parts'>, address: string | undefined): Promise<ServerSummary> {
  const { queue } = app.hooksmith
  const outage = await queue.stats().then(() => undefined, (error: unknown) => `the queue does not answer yet: ${describeError(error)}`)
  if (outage === undefined) await learnWarnings(queue)
  const { config } = loaded
  const [handlers, endpoints] = [app.hooksmith.handlers(), app.hooksmith.endpoints()]
  const idle = handlers.length === 0 && endpoints.length === 0 && config.role !== 'ingest' ? ['no plugin registers a handler: whatever arrives is answered and not handled'] : []
  const deaf = config.receivers.size === 0 && endpoints.length === 0 && config.role !== 'worker' ? ['no receiver: nothing can arrive'] : []
  return {
    role: config.role,
    ...address === undefined ? {} : { address },
    routes: app.hooksmith.receivers().map(({ methods, path, name }) => `${methods.join(',')} ${path} (${name})`),
    endpoints: endpoints.map(describeEndpoint),
    queue: driverName(config.queue),
    durable: outage === undefined ? queue.durable : 'unknown',
    plugins: parts.plugins.map(({ title }) => title),
    handlers: handlers.map(({ id }) => id),
    warnings: [...app.hooksmith.health().warnings, ...outage === undefined ? [] : [outage], ...deaf, ...idle]
  }
}
