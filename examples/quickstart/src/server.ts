import { join } from 'node:path'
import { ensureKeyFile, router, StoreTokenStore } from '@hooksmith/core'
import { forge } from '@hooksmith/forge'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import fastify, { type FastifyInstance } from 'fastify'
import { greeter } from './greeter.js'

/** What the server is told. */
export interface ServerOptions {
  /** Where queue, store and the key of the token store lie. */
  readonly directory: string
  readonly appId: string
  readonly keySetUrl: string
  /** Host and port of the product API: the simulator's in place of Atlassian's. */
  readonly apiHost: string
}

/** The whole server: router, Forge receiver and one plugin, on the embedded queue. Closing it closes everything. */
export async function makeServer (options: ServerOptions): Promise<FastifyInstance> {
  const { directory } = options
  const queue = new LmdbQueue({ path: directory })
  const store = new LmdbStore({ path: directory })
  const tokens = new StoreTokenStore({ store, keys: [await ensureKeyFile(join(directory, 'token.key'))] })

  const app = fastify({ logger: { level: process.env.LOG_LEVEL ?? 'error' } })
  // Hooks of this kind run last in, first out: the queue is closed after the router.
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
  })
  await app.register(router, { queue, store })
  await app.register(forge, {
    appIds: [options.appId],
    environments: ['PRODUCTION'],
    keySetUrl: options.keySetUrl,
    apiHosts: [options.apiHost],
    tokens,
    // The pretended Atlassian permits a fresh installation within a second, not within minutes.
    client: { permissionRetryMs: 400 },
    routes: [{ path: '/forge/events', moduleKey: 'remote-events' }, { path: '/forge/hourly', moduleKey: 'hourly', kind: 'scheduled' }]
  })
  await app.register(greeter)
  return app
}
