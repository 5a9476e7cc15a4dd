/** BullMQ's own Worker with a handler that does nothing. */
import { Queue, Worker } from 'bullmq'
import type { Handled } from '../handling.js'
import { eventBody } from '../sample.js'
import { connect } from './bullmq.js'
import { cpuMs, listening, QUEUE } from './serve.js'

const CONCURRENCY = 16
const AT_A_TIME = 500
let rounds = 0

async function handle (amount: number): Promise<Handled> {
  const [adding, working] = [connect(), connect()]
  const name = `${QUEUE}-${rounds++}`
  const queue = new Queue(name, { connection: adding })
  const jobs = Array.from({ length: amount }, (_none, at) => ({
    name: 'event', data: JSON.parse(eventBody(`fill-${at}`)) as unknown, opts: { attempts: 5, removeOnComplete: true }
  }))
  for (let from = 0; from < amount; from += AT_A_TIME) await queue.addBulk(jobs.slice(from, from + AT_A_TIME))
  let left = amount
  const worker = new Worker(name, async () => {}, { connection: working, concurrency: CONCURRENCY, autorun: false })
  const finished = new Promise<void>((resolve) => { worker.on('completed', () => { if (--left === 0) resolve() }) })
  await worker.waitUntilReady()
  const [startedAt, usedMs] = [performance.now(), cpuMs()]
  worker.run().catch((error: unknown) => { console.error(error); process.exit(1) })
  await finished
  const handled = { tookMs: performance.now() - startedAt, cpuMs: cpuMs() - usedMs }
  await worker.close()
  await queue.close()
  adding.disconnect()
  working.disconnect()
  return handled
}

listening('', async () => {}, { handle })
