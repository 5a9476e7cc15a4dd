import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue, Store } from '@hooksmith/contracts'
import { definePlugin, router, StoreTokenStore } from '@hooksmith/core'
import { forge } from '@hooksmith/forge'
import fastify from 'fastify'
import { APP_ARI, countStored, KEY_SET_URL, listening } from './serve.js'

/** Handlers that are registered; one of them wants the event. */
const handlers = Number(process.env.HANDLERS ?? 1)

/** Our server as an ingest: router, Forge receiver, no worker. */
export async function serveOurs (queue: Queue, store: Store): Promise<void> {
  const app = fastify()
  app.addHook('onClose', async () => {
    await queue.close()
    await store.close()
  })
  await app.register(router, { queue, store, role: 'ingest' })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)] })
  await app.register(forge, { appIds: [APP_ARI], environments: ['PRODUCTION'], keySetUrl: KEY_SET_URL, tokens })
  await app.register(definePlugin({
    name: 'bench',
    register (router) {
      router.on('avi:confluence:created:page', { id: 'page' }, () => {})
      for (let more = 1; more < handlers; more++) router.on(`bench:event:${more}`, { id: `other-${more}` }, () => {})
    }
  }))
  app.hooksmith.observe((seen) => { if (seen.kind === 'event' && seen.verdict === 'stored') countStored() })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  // Its key set is there: the parent, which serves it, is too busy for that under load.
  while (!app.hooksmith.health().isReady) await sleep(20)
  listening(url, () => app.close())
}
