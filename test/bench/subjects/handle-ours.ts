/** Our router as a worker on Redis, with a handler that does nothing. With `KEYED`, the jobs of each tenant share a key. */
import { definePlugin, router } from '@hooksmith/core'
import { RedisQueue } from '@hooksmith/redis'
import fastify from 'fastify'
import type { Handled } from '../handling.js'
import { fill } from './fill.js'
import { cpuMs, listening, QUEUE, REDIS_URL } from './serve.js'

const CONCURRENCY = 16
let rounds = 0

async function handle (amount: number): Promise<Handled> {
  const queue = new RedisQueue({ url: REDIS_URL, name: `${QUEUE}-${rounds++}`, maxJobs: 10_000_000 })
  await fill(queue, 'bench/page', amount, process.env.KEYED === '1')
  const app = fastify()
  await app.register(router, { queue, role: 'worker', concurrency: CONCURRENCY })
  await app.register(definePlugin({
    name: 'bench',
    register (router) { router.on('avi:confluence:created:page', { id: 'page' }, () => {}) }
  }))
  let left = amount
  const finished = new Promise<void>((resolve) => {
    app.hooksmith.observe((seen) => { if (seen.kind === 'attempt' && --left === 0) resolve() })
  })
  const [startedAt, usedMs] = [performance.now(), cpuMs()]
  await app.ready()
  await finished
  const handled = { tookMs: performance.now() - startedAt, cpuMs: cpuMs() - usedMs }
  await app.close()
  await queue.close()
  return handled
}

listening('', async () => {}, { handle })
