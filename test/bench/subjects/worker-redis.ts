/** A worker on Redis; with `HANGS`, its handler never ends. */
import { definePlugin, router } from '@hooksmith/core'
import { RedisQueue } from '@hooksmith/redis'
import fastify from 'fastify'
import { fill } from './fill.js'
import { listening, QUEUE, REDIS_URL } from './serve.js'

const queue = new RedisQueue({ url: REDIS_URL, name: QUEUE, leaseMs: Number(process.env.LEASE_MS) })
const app = fastify()
await app.register(router, { queue, role: 'worker' })
const started = new Promise<number>((resolve) => {
  app.register(definePlugin({
    name: 'bench',
    register (router) {
      router.on('avi:confluence:created:page', { id: 'page' }, async () => {
        resolve(Date.now())
        if (process.env.HANGS === '1') await new Promise(() => {})
      })
    }
  }))
})
await app.ready()
listening('', async () => { await app.close(); await queue.close() }, {
  started: () => started,
  enqueue: async () => { await fill(queue, 'bench/page', 1); return await started }
})
