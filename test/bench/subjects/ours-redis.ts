/** With `BACKLOG`, so many jobs wait for a handler of another process before it listens. */
import { RedisQueue, RedisStore } from '@hooksmith/redis'
import { fill } from './fill.js'
import { serveOurs } from './ours.js'
import { QUEUE, REDIS_URL } from './serve.js'

const queue = new RedisQueue({ url: REDIS_URL, name: QUEUE, maxJobs: 10_000_000 })
await fill(queue, 'bench/page', Number(process.env.BACKLOG ?? 0))
await serveOurs(queue, new RedisStore({ url: REDIS_URL, name: QUEUE }))
