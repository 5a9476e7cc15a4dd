import assert from 'node:assert/strict'
import type { LeasedJob, Outcome } from '../../job.js'
import { deadFor, DONE, Gate, retryAt, waitFor, type Bench, type QueueCase, type Recorder } from './bench.js'

/** Runs one job, its attempts ending as `ends` says, then done; gives the attempts. */
async function attemptsOf (bench: Bench, ends: ReadonlyArray<(job: LeasedJob) => Outcome>): Promise<Recorder> {
  await bench.store('a')
  const recorder = bench.consume((job) => ends[job.starts - 1]?.(job) ?? DONE)
  await bench.untilState('a', 'gone')
  return recorder
}

const counters = (job: LeasedJob): number[] => [job.attempt, job.starts, job.crashes]

/** How an attempt ends. */
export const outcomeCases: readonly QueueCase[] = [
  {
    name: 'a job that is done leaves the queue',
    async run (bench) {
      const recorder = await attemptsOf(bench, [])
      assert.deepEqual(recorder.settled, [{ id: 'a', outcome: DONE, settlement: 'in time' }])
      const { counts } = await bench.queue.stats()
      assert.equal(Object.values(counts).reduce((sum, count) => sum + count, 0), 0)
    }
  },
  {
    name: 'a counted retry counts, is not early, and leaves its note to the next attempt',
    async run (bench) {
      let at = 0
      let againAt = 0
      const end = (): Outcome => { at = bench.now() + 40; return { outcome: 'retry', at, reason: 'busy', data: { page: [3] } } }
      const recorder = await attemptsOf(bench, [end, () => { againAt = bench.now(); return DONE }])
      assert.deepEqual(recorder.started.map(counters), [[1, 1, 0], [2, 2, 0]])
      assert.equal(recorder.started[0]?.retry, undefined)
      assert.deepEqual(recorder.started[1]?.retry, { reason: 'busy', data: { page: [3] } })
      assert.ok(againAt >= at, 'the retry came too early')
    }
  },
  {
    name: 'an uncounted retry does not count',
    async run (bench) {
      const ends = [() => retryAt(0, false), () => retryAt(bench.now() + 20, false), () => retryAt(0)]
      const recorder = await attemptsOf(bench, ends)
      assert.deepEqual(recorder.started.map(counters), [[1, 1, 0], [1, 2, 0], [1, 3, 0], [2, 4, 0]])
    }
  },
  {
    name: 'a retry at an instant in the past is due now',
    async run (bench) {
      const before = bench.now()
      const recorder = await attemptsOf(bench, [() => retryAt(1)])
      assert.ok((recorder.started[1]?.dueAt ?? 0) >= before, 'due before it was stored')
    }
  },
  {
    name: 'a wait does not count',
    async run (bench) {
      const recorder = await attemptsOf(bench, [() => waitFor('never', bench.now() + 20), () => waitFor('never', bench.now() + 20)])
      assert.deepEqual(recorder.started.map(counters), [[1, 1, 0], [1, 2, 0], [1, 3, 0]])
    }
  },
  {
    name: 'a dead job stays as a dead letter that says why and when',
    async run (bench) {
      const before = bench.now()
      await bench.store('a', { key: 'k' })
      const recorder = bench.consume(() => ({ outcome: 'dead', code: 'SUITE_CODE', reason: 'because' }))
      await bench.untilState('a', 'dead')
      await bench.quiet()
      const record = await bench.queue.get('a')
      assert.deepEqual([record?.dead?.code, record?.dead?.reason], ['SUITE_CODE', 'because'])
      assert.ok(record?.dead !== undefined && record.dead.at >= before && record.dead.at <= bench.now(), 'dead.at is the instant')
      assert.deepEqual(record.event.data, { n: 1 })
      assert.equal(recorder.started.length, 1)
    }
  },
  {
    name: 'at most 1,000 characters of a reason are kept',
    async run (bench) {
      const reason = 'r'.repeat(5_000)
      await bench.store('a')
      const recorder = bench.consume((job) => job.attempt === 1 ? { outcome: 'retry', at: 0, reason } : { outcome: 'dead', code: 'SUITE', reason })
      await bench.untilState('a', 'dead')
      assert.equal(recorder.started[1]?.retry?.reason, reason.slice(0, 1_000))
      assert.equal((await bench.queue.get('a'))?.dead?.reason, reason.slice(0, 1_000))
    }
  },
  {
    name: 'a run that rejects is a retry after one lease, and is told to onError',
    options: { leaseMs: 200 },
    async run (bench) {
      await bench.store('a')
      const failure = new TypeError('a mistake of the runner')
      const at: number[] = []
      const recorder = bench.consume(async (job) => {
        at.push(bench.now())
        return job.attempt === 1 ? await Promise.reject(failure) : DONE
      })
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.started.map(counters), [[1, 1, 0], [2, 2, 0]])
      assert.ok((at[1] ?? 0) >= (at[0] ?? 0) + 200, 'it was retried within the lease')
      assert.ok(recorder.errors.includes(failure), 'onError heard of it')
    }
  },
  {
    name: 'a retried dead letter is a new one, its starts aside',
    options: { leaseMs: 100 },
    async run (bench) {
      await bench.store('a')
      await bench.crashOn('a')
      const recorder = bench.consume((job) => {
        if (job.starts === 2) return retryAt(0)
        return job.starts === 3 ? deadFor('SUITE') : DONE
      })
      await bench.untilState('a', 'dead')
      assert.equal(await bench.queue.retry({ ids: ['a'] }), 1)
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.started.map(counters), [[2, 2, 1], [3, 3, 1], [1, 4, 0]])
      assert.equal(recorder.started[2]?.dead, undefined)
    }
  },
  {
    name: 'an abandoned attempt frees its slot, and keeps its lease and key until it settles',
    options: { leaseMs: 200 },
    async run (bench) {
      await bench.store('a', { key: 'k' })
      await bench.store('b', { key: 'k' })
      await bench.store('c')
      const settled = new Gate<Outcome>()
      const recorder = bench.consume((job) => job.id === 'a' ? { outcome: 'abandoned', settled: settled.opened } : DONE)
      await bench.untilState('c', 'gone')
      assert.deepEqual([recorder.consumer.running, recorder.consumer.abandoned], [0, 1])
      for (let n = 0; n < 8; n++) await bench.quiet(100)
      assert.deepEqual([(await bench.queue.get('a'))?.state, (await bench.queue.get('b'))?.state], ['running', 'held'])
      settled.open(DONE)
      await bench.untilState('b', 'gone')
      assert.deepEqual(recorder.ids, ['a', 'c', 'b'])
      assert.deepEqual(recorder.settlements('a'), ['in time'])
      assert.equal(recorder.consumer.abandoned, 0)
    }
  }
]
