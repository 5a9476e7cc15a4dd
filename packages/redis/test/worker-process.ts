import { HANDLER } from './support.js'
import { RedisQueue } from '../src/index.js'

/** A worker of its own process, which starts jobs and never ends them. Arguments: url, name, lease in milliseconds. */
const [, , url = '', name = '', leaseMs = ''] = process.argv
const queue = new RedisQueue({ url, name, leaseMs: Number(leaseMs) })
queue.consume({
  handlers: [HANDLER],
  concurrency: 10,
  run: async (job) => {
    process.stdout.write(`${job.id}\n`)
    return await new Promise(() => {})
  }
})
