import { setTimeout as sleep } from 'node:timers/promises'
import { t, test, type Test } from 'tap'
import type { Consumer, LeasedJob, Outcome } from '@hooksmith/contracts'
import { RedisQueue } from '../src/index.js'
import { startOwnRedis } from '../../../test/support/redis.js'
import { LossyProxy } from './lossy-proxy.js'
import { HANDLER, open, store, until, type Opened } from './support.js'

/** Longer than any test here: what comes back within its patience did not wait for a lease to end. */
const LEASE_MS = 600_000
const DONE: Outcome = { outcome: 'done' }

const redis = await startOwnRedis()
t.teardown(async () => { await redis.stop() })

interface Lossy { readonly direct: Opened, readonly queue: RedisQueue, readonly proxy: LossyProxy }

/** One queue, seen directly and through a proxy. */
async function lossy (t: Test): Promise<Lossy> {
  const direct = open(t, redis.url, { leaseMs: LEASE_MS })
  const proxy = await LossyProxy.start(redis.port)
  const queue = new RedisQueue({ url: proxy.url, name: direct.name, leaseMs: LEASE_MS })
  t.teardown(async () => {
    await queue.close()
    await proxy.close()
  })
  return { direct, queue, proxy }
}

interface Run { readonly id: string, readonly attempt: number, readonly starts: number, readonly crashes: number }

function runOf ({ id, attempt, starts, crashes }: LeasedJob): Run {
  return { id, attempt, starts, crashes }
}

/** A paused consumer that has looked for all there is to look for: the next thing that it asks is for jobs that are ready. */
async function idleConsumer (queue: RedisQueue, concurrency: number, run: (job: LeasedJob) => Promise<Outcome>): Promise<Consumer> {
  let isWarm = false
  const consumer = queue.consume({
    handlers: [HANDLER],
    concurrency,
    run: async (job) => {
      if (job.id !== 'e/first') return await run(job)
      isWarm = true
      return DONE
    }
  })
  await store(queue, 'e/first')
  await until(async () => isWarm && (await queue.stats()).counts.running === 0, 'it has run a job')
  consumer.pause()
  // What still waits for a job is woken by this one, and goes to sleep.
  await store(queue, 'e/second', { dueAt: Date.now() + LEASE_MS })
  await sleep(100)
  return consumer
}

const first = (id: string): Run => ({ id, attempt: 1, starts: 1, crashes: 0 })

test('jobs that were started while the answer was lost run at once, and it is no attempt more', async (t) => {
  const { direct, queue, proxy } = await lossy(t)
  const runs: Run[] = []
  const ids = ['e/1', 'e/2', 'e/3']
  const consumer = await idleConsumer(queue, 3, async (job) => { runs.push(runOf(job)); return DONE })
  for (const id of ids) await store(direct.queue, id)
  proxy.lose(1)
  consumer.resume()
  await until(() => runs.length === 3, 'they run')
  t.equal(proxy.lost, 1)
  t.same(runs, ids.map(first))
  await until(async () => (await direct.queue.stats()).counts.running === 0, 'they are done')
})

test('when the answer to an outcome is lost, the outcome counts once, and the job that was started with it is run or handed back uncounted', async (t) => {
  const { direct, queue, proxy } = await lossy(t)
  const runs: Run[] = []
  const settled: string[] = []
  for (const id of ['e/1', 'e/2', 'e/3']) await store(direct.queue, id)
  queue.consume({
    handlers: [HANDLER],
    concurrency: 1,
    run: async (job) => {
      runs.push(runOf(job))
      if (job.id === 'e/1') proxy.lose(1)
      return DONE
    },
    onSettled: ({ id }, _outcome, how) => { settled.push(`${id} ${how}`) }
  })
  await until(() => settled.length === 3, 'all are settled')
  t.equal(proxy.lost, 1)
  t.same(runs.toSorted((a, b) => a.id < b.id ? -1 : 1), ['e/1', 'e/2', 'e/3'].map(first))
  t.same(settled.toSorted(), ['e/1 in time', 'e/2 in time', 'e/3 in time'])
})

test('a consumer that closes hands back what was started while the answer was lost', async (t) => {
  const { direct, queue, proxy } = await lossy(t)
  const consumer = await idleConsumer(queue, 1, async () => DONE)
  await store(direct.queue, 'e/1')
  proxy.lose(1)
  consumer.resume()
  await until(async () => (await direct.queue.get('e/1'))?.state === 'running' && proxy.lost === 1, 'it is started')
  await consumer.close()
  const { state, attempt, starts } = await direct.queue.get('e/1') ?? {}
  t.same({ state, attempt, starts }, { state: 'ready', attempt: 1, starts: 0 })
})

test('a job for nobody here is put aside also when the first try to do so is lost', async (t) => {
  const { direct, queue, proxy } = await lossy(t)
  const consumer = queue.consume({ handlers: ['test/other'], concurrency: 1, run: async () => DONE })
  consumer.pause()
  await until(() => queue.durable === 'process crash', 'the connection stands')
  await queue.stats()
  await store(direct.queue, 'e/1')
  proxy.lose(2)
  consumer.resume()
  await until(async () => (await direct.queue.get('e/1'))?.state === 'waiting', 'it is put aside')
  t.equal((await direct.queue.get('e/1'))?.starts, 0)
})
