import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import { t, test } from 'tap'
import type { Outcome } from '@hooksmith/contracts'
import { openBullQueue } from '../src/bullmq.js'
import { keyBase } from '../src/keys.js'
import { startRedis } from '../../../test/support/redis.js'
import { eventOf, HANDLER, oneOfEach, open, store, until, type Opened } from './support.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

function bullOf ({ name, client }: Opened): Queue {
  return openBullQueue({ client, name })
}

test("a job has the keys and fields that BullMQ's own add gives it", async (t) => {
  const opened = open(t, redis.url)
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  await store(opened.queue, 'x/ours')
  await bull.add(HANDLER, eventOf('event-x/ours'), { jobId: 'x-theirs', priority: 1 })
  const base = keyBase(opened.name)
  const [ours, theirs] = [await opened.client.hgetall(`${base}x/ours`), await opened.client.hgetall(`${base}x-theirs`)]
  for (const field of ['name', 'data', 'delay', 'priority']) t.equal(ours[field], theirs[field], field)
  t.same(Object.keys(theirs).filter((field) => !(field in ours)), [], 'no field of theirs is missing')
  t.ok(Math.abs(Number(ours.timestamp) - Number(theirs.timestamp)) < 60_000, 'timestamp')
  t.type(JSON.parse(ours.opts ?? ''), 'object')
  const scores = await opened.client.zrange(`${base}prioritized`, '0', '-1', 'WITHSCORES')
  t.same(scores, ['x/ours', String(2 ** 32 + 1), 'x-theirs', String(2 ** 32 + 2)])
  t.equal(await opened.client.zscore(`${base}marker`, '0'), '0')
})

test("a delayed job has the score that BullMQ's own add gives it", async (t) => {
  const opened = open(t, redis.url)
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  const dueAt = Date.now() + 3_600_000
  await store(opened.queue, 'x/ours', { dueAt })
  const job = await bull.add(HANDLER, {}, { jobId: 'x-theirs', delay: 3_600_000, priority: 1 })
  const base = keyBase(opened.name)
  t.equal(await opened.client.zscore(`${base}delayed`, 'x/ours'), String(dueAt * 0x1000))
  t.equal(Math.floor(Number(await opened.client.zscore(`${base}delayed`, 'x-theirs')) / 0x1000), job.timestamp + 3_600_000)
})

test("BullMQ's getters list the jobs of every state", async (t) => {
  const opened = open(t, redis.url)
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  await oneOfEach(opened)
  const ids = async (type: 'prioritized' | 'delayed' | 'waiting-children' | 'active' | 'failed'): Promise<unknown> =>
    (await bull.getJobs([type])).map((job) => job.id).sort()
  t.same(await ids('prioritized'), ['x/ready'])
  t.same(await ids('delayed'), ['x/delayed', 'x/waiting'])
  t.same(await ids('waiting-children'), ['x/held'])
  t.same(await ids('active'), ['x/running'])
  t.same(await ids('failed'), ['x/dead'])
  const counts = await bull.getJobCounts('wait', 'prioritized', 'delayed', 'waiting-children', 'active', 'failed', 'completed')
  t.same(counts, { wait: 0, prioritized: 1, delayed: 2, 'waiting-children': 1, active: 1, failed: 1, completed: 0 })
})

test('a job is shown by BullMQ with its name, its event and why it is dead', async (t) => {
  const opened = open(t, redis.url)
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  await oneOfEach(opened)
  const job = await bull.getJob('x/dead')
  t.equal(job?.name, HANDLER)
  t.same(job?.data, eventOf('event-x/dead'))
  t.equal(job?.failedReason, 'because')
  t.equal(await job?.getState(), 'failed')
})

test('a dead letter that a person retries through BullMQ runs again', async (t) => {
  const opened = open(t, redis.url)
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  await store(opened.queue, 'x/a')
  let runs = 0
  const run = async (): Promise<Outcome> => ++runs === 1 ? { outcome: 'dead', code: 'TEST', reason: 'because' } : { outcome: 'done' }
  opened.queue.consume({ handlers: [HANDLER], concurrency: 1, run })
  await until(async () => (await opened.queue.get('x/a'))?.state === 'dead', 'it is dead')
  await (await bull.getJob('x/a'))?.retry()
  await until(async () => await opened.queue.get('x/a') === undefined, 'it is done')
  t.equal(runs, 2)
})

test('a queue that is paused through BullMQ starts nothing, idles, and goes on when it is resumed', async (t) => {
  const opened = open(t, redis.url, { leaseMs: 400 })
  const { queue, client, name } = opened
  const bull = bullOf(opened)
  t.teardown(async () => { await bull.close() })
  const runs: string[] = []
  let finish: () => void = () => {}
  const finished = new Promise<void>((resolve) => { finish = resolve })
  const run = async ({ id }: { id: string }): Promise<Outcome> => {
    runs.push(id)
    if (id === 'x/running') await finished
    return { outcome: 'done' }
  }
  await store(queue, 'x/running')
  await store(queue, 'x/aside', { handler: 'test/other' })
  const first = queue.consume({ handlers: [HANDLER], concurrency: 2, run })
  await until(async () => (await queue.get('x/aside'))?.state === 'waiting' && runs.length === 1, 'one runs, one is put aside')
  await bull.pause()
  t.equal(await bull.isPaused(), true)
  for (let n = 0; n < 5; n++) await store(queue, `x/${n}`)
  finish()
  await until(async () => await queue.get('x/running') === undefined, 'what ran is done')
  const second = queue.consume({ handlers: [HANDLER, 'test/other'], concurrency: 2, run })
  const calls = async (): Promise<number> => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0)
  const before = await calls()
  await sleep(1_000)
  t.same(runs, ['x/running'])
  t.ok(await calls() - before < 100, 'nobody looks over and over')
  t.same((await queue.stats()).counts, { ready: 5, delayed: 0, held: 0, waiting: 1, running: 0, dead: 0 })
  await bull.resume()
  t.equal(await client.hexists(`${keyBase(name)}meta`, 'paused'), 0)
  await until(() => runs.length === 7, 'all run')
  t.same(runs.slice(1).toSorted(), ['x/0', 'x/1', 'x/2', 'x/3', 'x/4', 'x/aside'])
  await Promise.all([first.close(), second.close()])
})
