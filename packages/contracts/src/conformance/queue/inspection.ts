import assert from 'node:assert/strict'
import type { JobSummary } from '../../job.js'
import type { ListOptions, Queue } from '../../queue.js'
import { deadFor, DONE, HANDLER, hang, rejectsWith, waitFor, type Bench, type QueueCase } from './bench.js'

const OTHER = 'suite/other'

/** Every page of a listing, in order. */
async function listAll (queue: Queue, options: ListOptions): Promise<JobSummary[]> {
  const jobs: JobSummary[] = []
  let after: string | undefined
  for (let page = 0; page < 100; page++) {
    const { jobs: found, next } = await queue.list(after === undefined ? options : { ...options, after })
    assert.ok(found.length <= (options.limit ?? 100), 'a page holds no more than asked for')
    jobs.push(...found)
    if (next === undefined) return jobs
    after = next
  }
  return assert.fail('a listing must come to an end')
}

/** One job in each state, named after it. */
async function oneOfEach (bench: Bench): Promise<void> {
  await bench.store('dead')
  await bench.store('waiting')
  await bench.store('running', { key: 'k' })
  await bench.store('held', { key: 'k' })
  await bench.store('delayed', { dueAt: bench.now() + 3_600_000 })
  const recorder = bench.consume((job, signal) => {
    if (job.id === 'dead') return deadFor('SUITE')
    return job.id === 'waiting' ? waitFor('go', bench.now() + 3_600_000) : hang(job, signal)
  })
  await bench.until(() => recorder.ids.includes('running'), 'the third job runs')
  await bench.store('ready')
}

/** Sixty dead letters, by turns of two handlers, the second half of another tenant. */
async function sixtyDead (bench: Bench): Promise<void> {
  for (let n = 0; n < 60; n++) await bench.store(`job-${n}`, { handler: n % 2 === 0 ? HANDLER : OTHER }, { tenant: n < 30 ? 'tenant-a' : 'tenant-b' })
  const recorder = bench.consume((job) => job.starts === 1 ? deadFor('SUITE') : DONE, { handlers: [HANDLER, OTHER], concurrency: 10 })
  await bench.until(async () => (await bench.queue.stats()).counts.dead === 60, 'all are dead')
  recorder.consumer.pause()
}

/** Looking in, and the few things a person may do. */
export const inspectionCases: readonly QueueCase[] = [
  {
    name: 'jobs are counted, listed and shown by the state they are in',
    async run (bench) {
      await oneOfEach(bench)
      assert.deepEqual((await bench.queue.stats()).counts, { ready: 1, delayed: 1, held: 1, waiting: 1, running: 1, dead: 1 })
      for (const state of ['ready', 'delayed', 'held', 'waiting', 'running', 'dead'] as const) {
        assert.deepEqual((await bench.queue.list({ state })).jobs.map((job) => [job.id, job.state]), [[state, state]])
        assert.equal((await bench.queue.get(state))?.state, state)
      }
    }
  },
  {
    name: 'the oldest ready job tells how far behind the workers are',
    async run (bench) {
      assert.equal((await bench.queue.stats()).oldestReadyAt, undefined)
      const before = bench.now()
      await bench.store('a')
      const after = bench.now()
      await bench.quiet(30)
      await bench.store('b', {}, { tenant: 'tenant-b' })
      const { oldestReadyAt } = await bench.queue.stats()
      assert.ok(oldestReadyAt !== undefined && oldestReadyAt >= before && oldestReadyAt <= after, 'the first job is the oldest')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 2, 'both are done')
      assert.equal((await bench.queue.stats()).oldestReadyAt, undefined)
    }
  },
  {
    name: 'pages lead through a state completely, filtered or not',
    async run (bench) {
      await sixtyDead(bench)
      const ids = async (options: Partial<ListOptions>): Promise<string[]> => (await listAll(bench.queue, { state: 'dead', limit: 7, ...options })).map((job) => job.id).sort()
      const expected = (keep: (n: number) => boolean): string[] => Array.from({ length: 60 }, (_none, n) => n).filter(keep).map((n) => `job-${n}`).sort()
      assert.deepEqual(await ids({}), expected(() => true))
      assert.deepEqual(await ids({ handler: OTHER }), expected((n) => n % 2 === 1))
      assert.deepEqual(await ids({ tenant: 'tenant-b' }), expected((n) => n >= 30))
      assert.deepEqual(await ids({ tenant: 'tenant-b', handler: HANDLER, limit: 1_000 }), expected((n) => n >= 30 && n % 2 === 0))
      assert.deepEqual(await ids({ tenant: 'nobody' }), [])
      assert.deepEqual(await ids({ state: 'ready' }), [])
    }
  },
  {
    name: 'a page holds 100 jobs when nothing else is asked for',
    async run (bench) {
      await bench.storeMany('job', 150)
      assert.ok((await bench.queue.list({ state: 'ready' })).jobs.length <= 100, 'a page holds at most 100 jobs')
      assert.equal((await listAll(bench.queue, { state: 'ready' })).length, 150)
    }
  },
  {
    name: 'one job is shown with its event, and none where there is none',
    async run (bench) {
      const event = bench.event({ data: { deep: [{ n: 1 }] }, subject: 'page/1' })
      await bench.queue.enqueue(event, [{ id: 'a', handler: HANDLER, key: 'k' }])
      const record = await bench.queue.get('a')
      assert.deepEqual(record?.event, event)
      assert.deepEqual([record.handler, record.key, record.attempt, record.starts], [HANDLER, 'k', 1, 0])
      Object.assign(record.event.data as object, { deep: 'changed' })
      assert.deepEqual((await bench.queue.get('a'))?.event.data, event.data)
      assert.equal(await bench.queue.get('b'), undefined)
    }
  },
  {
    name: 'removed jobs do not run',
    async run (bench) {
      await bench.storeMany('job', 4)
      await bench.store('delayed', { dueAt: bench.now() + 30 })
      assert.equal(await bench.queue.remove({ ids: ['job-1', 'job-3', 'delayed', 'unknown'] }), 3)
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 2, 'the others are done')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['job-0', 'job-2'])
    }
  },
  {
    name: 'a removed waiting job is not woken',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(() => waitFor('go', bench.now() + 500))
      await bench.untilState('a', 'waiting')
      assert.equal(await bench.queue.remove({ ids: ['a'] }), 1)
      assert.equal(await bench.queue.signal('go'), 0)
      await bench.quiet(600)
      assert.equal(recorder.started.length, 1)
    }
  },
  {
    name: 'all jobs of a state that match are removed, and no others',
    async run (bench) {
      await sixtyDead(bench)
      await bench.storeMany('ready', 3)
      assert.equal(await bench.queue.remove({ state: 'dead', handler: OTHER, tenant: 'tenant-a' }), 15)
      assert.equal((await bench.queue.stats()).counts.dead, 45)
      assert.equal(await bench.queue.remove({ state: 'dead' }), 45)
      assert.deepEqual([(await bench.queue.stats()).counts.dead, (await bench.queue.stats()).counts.ready], [0, 3])
    }
  },
  {
    name: 'a running job is not removed, nor is anything with it',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(hang)
      await bench.until(() => recorder.started.length === 1, 'the job runs')
      await bench.storeMany('job', 2)
      await rejectsWith(async () => await bench.queue.remove({ ids: ['job-0', 'a', 'job-1'] }), 'HKS_ERR_QUEUE_JOB_RUNNING')
      assert.deepEqual((await bench.queue.stats()).counts, { ready: 2, delayed: 0, held: 0, waiting: 0, running: 1, dead: 0 })
    }
  },
  {
    name: 'only dead letters are retried',
    async run (bench) {
      await oneOfEach(bench)
      assert.equal(await bench.queue.retry({ ids: ['ready', 'delayed', 'held', 'waiting', 'running', 'unknown'] }), 0)
      assert.equal(await bench.queue.retry({ state: 'delayed' }), 0)
      assert.deepEqual((await bench.queue.stats()).counts, { ready: 1, delayed: 1, held: 1, waiting: 1, running: 1, dead: 1 })
      assert.equal(await bench.queue.retry({ ids: ['dead'] }), 1)
      assert.equal((await bench.queue.get('dead'))?.state, 'ready')
    }
  },
  {
    name: 'all dead letters that match are retried, and no others',
    async run (bench) {
      await sixtyDead(bench)
      assert.equal(await bench.queue.retry({ state: 'dead', handler: HANDLER, tenant: 'tenant-b' }), 15)
      const { counts } = await bench.queue.stats()
      assert.deepEqual([counts.ready, counts.dead], [15, 45])
      assert.deepEqual((await listAll(bench.queue, { state: 'ready' })).map((job) => [job.handler, job.tenant, job.attempt]), Array(15).fill([HANDLER, 'tenant-b', 1]))
    }
  },
  {
    name: 'a driver says what it can do',
    async run (bench) {
      assert.ok(['process', 'machine', 'network'].includes(bench.queue.shared), 'shared is one of the three')
      assert.ok(['no', 'process crash', 'machine crash'].includes(bench.queue.durable), 'durable is one of the three')
    }
  }
]
