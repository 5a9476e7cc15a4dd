import { randomBytes } from 'node:crypto'
import { definePlugin, router, StoreTokenStore } from '@hooksmith/core'
import { forge, type ForgeOptions } from '@hooksmith/forge'
import '@hooksmith/forge/events'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import fastify, { type FastifyInstance } from 'fastify'

/** What this app needs to know about the Forge app that calls it. */
export type AppOptions = Pick<ForgeOptions, 'appIds' | 'environments' | 'keySetUrl' | 'apiHosts'>

/** A Fastify server that had routes of its own, and now takes Forge events as well: three registrations more, and no config file. */
export async function makeApp (options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({ logger: { level: process.env.LOG_LEVEL ?? 'warn' } })
  const titles: string[] = []

  // What was there before. Its JSON bodies are parsed as ever.
  app.get('/titles', async () => titles)
  app.post('/echo', async (request) => request.body)

  // In memory: jobs end with the process. @hooksmith/lmdb keeps them.
  const queue = new MemoryQueue()
  const store = new MemoryStore()
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
  })

  await app.register(router, { queue, store })
  await app.register(forge, { ...options, tokens: new StoreTokenStore({ store, keys: [randomBytes(32)] }) })
  await app.register(definePlugin({
    name: 'titles',
    register (router) {
      router.on('avi:confluence:created:page', { id: 'collect' }, (event) => { titles.push(event.data.content.title) })
    }
  }))
  return app
}
