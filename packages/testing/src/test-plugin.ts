import { randomBytes } from 'node:crypto'
import { StoreTokenStore } from '@hooksmith/core'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import type { FastifyInstance } from 'fastify'
import { AttemptsUnderWay } from './attempts-under-way.js'
import { EndpointCalls } from './endpoint-calls.js'
import { HKS_ERR_TESTING_PLUGIN } from './errors.js'
import { InjectTransport } from './inject-transport.js'
import { JobLog } from './job-log.js'
import { LogLines } from './log-lines.js'
import { resolveTestOptions, type PluginUnderTest, type TestPluginOptions } from './options.js'
import { startPlatform } from './platform.js'
import { composeServer, makeServer } from './server.js'
import { SteppedClock } from './stepped-clock.js'
import { TestApp } from './test-app.js'

/**
 * How often leases are renewed and orphans looked for, at most. Their beats would be most of what happens while a clock is moved by days, and no
 * test kills the process that it runs in.
 */
const UPKEEP_MS = 3_600_000

/** Records that the store holds. Room is made when it is made: for the 100,000 of a server that would be half of a test's start. */
const MAX_RECORDS = 10_000

/**
 * A server with one plugin, ready for events: router, Forge receiver and token store as in production, queue and store in memory, a clock
 * that stands, and a simulated platform to send events and answer calls.
 *
 * Nothing listens and no socket is opened: requests go from the platform to the server, and from its handlers to the platform's key set and API, inside of
 * the process. Close it at the end of the test.
 *
 * @param plugin - What `definePlugin` returned.
 * @throws `HKS_ERR_TESTING_PLUGIN` for anything else, `HKS_ERR_ROUTER_SETUP` with everything that is wrong with the plugin, its options and its
 *   handlers, and whatever the plugin's `register` throws. Nothing stays open then.
 */
export async function testPlugin<PluginOptions> (
  plugin: PluginUnderTest<PluginOptions>, given: TestPluginOptions<NoInfer<PluginOptions>> = {}): Promise<TestApp> {
  assertPlugin(plugin)
  const options = resolveTestOptions(given)
  const clock = new SteppedClock()
  const log = new LogLines()
  const transport = new InjectTransport()
  const queue = new MemoryQueue({ clock, leaseMs: UPKEEP_MS, orphanCheckMs: UPKEEP_MS })
  const store = new MemoryStore({ clock, maxEntries: MAX_RECORDS })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], clock })
  const { simulator, installation } = await startPlatform(options, clock, transport)
  const fastify = makeServer(log)
  const underWay = new AttemptsUnderWay(queue, clock)
  const jobs = new JobLog(queue)
  const calls = new EndpointCalls(simulator, fastify, options.scopes)
  const app = new TestApp({ fastify, simulator, installation, clock, queue, store, tokens, transport, calls, underWay, jobs, log, options })
  try {
    await composeServer(fastify, { queue, store, tokens, clock, log, simulator, installation }, options)
    fastify.hooksmith.wrap(underWay.watch)
    fastify.hooksmith.observe(jobs.observe)
    await given.before?.(fastify)
    await register(fastify, plugin, given.options)
    transport.connect(fastify)
  } catch (error) {
    await app.release()
    throw error
  }
  return app
}

async function register<O> (fastify: FastifyInstance, plugin: PluginUnderTest<O>, options: O | undefined): Promise<void> {
  // A plugin whose options all have defaults takes none; the schema has the last word on what is missing.
  await fastify.register(plugin, (options ?? {}) as O & Record<never, never>)
  await fastify.ready()
}

function assertPlugin (plugin: unknown): void {
  if (typeof plugin === 'function') return
  const isModule = typeof plugin === 'object' && plugin !== null && 'default' in plugin
  throw new HKS_ERR_TESTING_PLUGIN(isModule ? 'a module: pass its default export' : plugin === null ? 'null' : typeof plugin)
}
