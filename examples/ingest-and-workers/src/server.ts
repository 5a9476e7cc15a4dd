import { setTimeout as sleep } from 'node:timers/promises'
import { definePlugin, router, StoreTokenStore, type Role } from '@hooksmith/core'
import { forge } from '@hooksmith/forge'
import '@hooksmith/forge/events' // the events' types
import { RedisQueue, RedisStore } from '@hooksmith/redis'
import fastify, { type FastifyInstance } from 'fastify'

/** What every process of the fleet is told. */
export interface ServerOptions {
  readonly role: Role
  readonly redisUrl: string
  readonly appId: string
  readonly keySetUrl: string
  /** Encrypts stored tokens; the same in every process, in base64. */
  readonly tokenKey: string
}

/** What the app does with an event: it takes a while, as work does. */
export const pages = definePlugin({
  name: 'pages',
  register (router) {
    router.on('avi:confluence:created:page', { id: 'index' }, async (_event, ctx) => {
      await sleep(250, undefined, { signal: ctx.signal })
    })
  }
})

/**
 * The same server in every process; only the role differs. An ingest listens and stores, a worker runs handlers and does not listen, and both know
 * the same plugins.
 */
export async function makeServer ({ role, redisUrl, appId, keySetUrl, tokenKey }: ServerOptions): Promise<FastifyInstance> {
  // A killed worker's jobs are somebody else's after leaseMs. Ten seconds are the default; two are easier to watch.
  const queue = new RedisQueue({ url: redisUrl, name: 'hooksmith-example', leaseMs: 2_000 })
  const store = new RedisStore({ url: redisUrl, name: 'hooksmith-example' })
  const app = fastify({ logger: { level: process.env.LOG_LEVEL ?? 'error' } })
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
  })
  await app.register(router, { queue, store, role, concurrency: 2 })
  await app.register(forge, {
    appIds: [appId],
    environments: ['PRODUCTION'],
    keySetUrl,
    tokens: new StoreTokenStore({ store, keys: [Buffer.from(tokenKey, 'base64')] })
  })
  await app.register(pages)
  return app
}
