import assert from 'node:assert/strict'
import { deadFor, DONE, HANDLER, rejectsWith, type Bench, type QueueCase } from './bench.js'

const MAX = { maxJobs: 5 } as const

const twoJobs = ['x', 'y'].map((id) => ({ id, handler: HANDLER }))

async function total (bench: Bench): Promise<number> {
  const { counts } = await bench.queue.stats()
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** A queue at its own mark. */
export const fullCases: readonly QueueCase[] = [
  {
    name: 'a full queue refuses by code, and stores nothing of what does not fit whole',
    options: MAX,
    async run (bench) {
      await bench.storeMany('job', 4)
      await rejectsWith(async () => await bench.queue.enqueue(bench.event(), twoJobs), 'HKS_ERR_QUEUE_FULL')
      assert.equal(await total(bench), 4)
      assert.equal(await bench.queue.get('x'), undefined)
      assert.equal(await bench.store('x'), 'stored')
      await rejectsWith(async () => await bench.store('y'), 'HKS_ERR_QUEUE_FULL')
    }
  },
  {
    name: 'a call of duplicates alone resolves also when the queue is full',
    options: MAX,
    async run (bench) {
      await bench.storeMany('job', 5)
      assert.equal(await bench.store('job-1'), 'duplicate')
      await rejectsWith(async () => await bench.store('new'), 'HKS_ERR_QUEUE_FULL')
    }
  },
  {
    name: 'workers drain a full queue, and then it takes jobs again',
    options: MAX,
    async run (bench) {
      await bench.storeMany('job', 5)
      const event = bench.event()
      await rejectsWith(async () => await bench.queue.enqueue(event, twoJobs), 'HKS_ERR_QUEUE_FULL')
      const recorder = bench.consume(() => DONE)
      await bench.until(async () => await total(bench) === 0, 'all are done')
      assert.deepEqual((await bench.queue.enqueue(event, twoJobs)).map((one) => one.receipt), ['stored', 'stored'])
      await bench.until(() => recorder.ids.includes('y'), 'the refused jobs run')
    }
  },
  {
    name: 'dead letters count, and all but enqueue goes on when the queue is full',
    options: MAX,
    async run (bench) {
      await bench.storeMany('job', 5)
      const recorder = bench.consume((job) => job.attempt === 1 && job.starts === 1 ? deadFor('SUITE') : DONE)
      await bench.until(async () => (await bench.queue.stats()).counts.dead === 5, 'all are dead')
      await rejectsWith(async () => await bench.store('new'), 'HKS_ERR_QUEUE_FULL')
      assert.equal(await bench.queue.signal('nobody'), 0)
      assert.equal((await bench.queue.list({ state: 'dead' })).jobs.length, 5)
      assert.equal(await bench.queue.retry({ ids: ['job-0'] }), 1)
      await bench.untilState('job-0', 'gone')
      assert.equal(await bench.queue.remove({ ids: ['job-1'] }), 1)
      await bench.storeMany('more', 2)
      assert.equal(recorder.errors.length, 0)
    }
  }
]
