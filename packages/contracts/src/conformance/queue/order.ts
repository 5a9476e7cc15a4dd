import assert from 'node:assert/strict'
import type { LeasedJob } from '../../job.js'
import { deadFor, DONE, HANDLER, hang, retryAt, waitFor, type Bench, type QueueCase } from './bench.js'

/** How many other jobs start between the start of `after` and that of `lone`. */
function startsBetween (started: readonly LeasedJob[], after: LeasedJob, lone: string): number {
  return started.findIndex((job) => job.id === lone) - started.indexOf(after) - 1
}

/**
 * Stores a lone job of another tenant from inside the fifth attempt, so that it is known what runs at that instant: that one attempt.
 */
async function loneJobAmongMany (bench: Bench, isOfMany: (job: LeasedJob) => boolean): Promise<number> {
  let fifth: LeasedJob | undefined
  let seen = 0
  const recorder = bench.consume(async (job) => {
    if (isOfMany(job) && ++seen === 5) {
      fifth = job
      await bench.store('lone', {}, { tenant: 'tenant-b' })
    }
    return DONE
  })
  await bench.until(() => recorder.ids.includes('lone'), 'the lone job starts')
  recorder.consumer.pause()
  assert.ok(fifth, 'five jobs of the many have started')
  return startsBetween(recorder.started, fifth, 'lone')
}

/** In what order jobs start. */
export const orderCases: readonly QueueCase[] = [
  {
    name: 'jobs of one tenant start in order of due time, then of storing',
    async run (bench) {
      // Far enough apart that a real server under load stores all of them before the first is due.
      const base = bench.now()
      await bench.store('due-600', { dueAt: base + 600 })
      await bench.store('now-1')
      await bench.store('due-200', { dueAt: base + 200 })
      await bench.store('due-400', { dueAt: base + 400 })
      await bench.store('now-2')
      await bench.quiet(300)
      await bench.store('stored-at-300')
      await bench.quiet(400)
      await bench.store('stored-last')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 7, 'all are done')
      assert.deepEqual(recorder.ids.filter((id) => id !== 'stored-at-300'), ['now-1', 'now-2', 'due-200', 'due-400', 'due-600', 'stored-last'])
      assert.ok(recorder.ids.indexOf('stored-at-300') > recorder.ids.indexOf('due-200'), 'stored at 300 ms, after what was due at 200 ms')
    }
  },
  {
    name: 'jobs of one call start in their order',
    async run (bench) {
      await bench.storeMany('job', 25)
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 25, 'all are done')
      assert.deepEqual(recorder.ids, Array.from({ length: 25 }, (_none, n) => `job-${n}`))
    }
  },
  {
    name: 'a retry takes its place by its new due time',
    async run (bench) {
      for (const id of ['a', 'b', 'c']) await bench.store(id)
      await bench.quiet(20)
      const recorder = bench.consume((job) => job.id === 'a' && job.attempt === 1 ? retryAt(0) : DONE)
      await bench.until(() => recorder.settled.length === 4, 'all are done')
      assert.deepEqual(recorder.ids, ['a', 'b', 'c', 'a'])
    }
  },
  {
    name: 'a woken job takes its place by its waking',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume((job) => job.id === 'a' && job.starts === 1 ? waitFor('go', bench.now() + 60_000) : DONE)
      await bench.untilState('a', 'waiting')
      recorder.consumer.pause()
      await bench.store('b')
      await bench.quiet(20)
      await bench.queue.signal('go')
      recorder.consumer.resume()
      await bench.until(() => recorder.settled.length === 3, 'all are done')
      assert.deepEqual(recorder.ids, ['a', 'b', 'a'])
    }
  },
  {
    name: 'tenants take turns',
    async run (bench) {
      for (const tenant of ['tenant-a', 'tenant-b', 'tenant-c']) {
        for (let n = 0; n < 5; n++) await bench.store(`${tenant}-${n}`, {}, { tenant })
      }
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 15, 'all are done')
      for (let turn = 0; turn < 5; turn++) {
        const tenants = recorder.started.slice(turn * 3, turn * 3 + 3).map((job) => job.tenant)
        assert.deepEqual(tenants.sort(), ['tenant-a', 'tenant-b', 'tenant-c'], `turn ${turn + 1}`)
      }
    }
  },
  {
    name: 'a lone job starts after at most one of the many of another tenant',
    async run (bench) {
      await bench.storeMany('many', bench.isInProcess ? 10_000 : 2_000)
      const between = await loneJobAmongMany(bench, () => true)
      assert.ok(between <= 1, `${between} jobs of the other tenant went first`)
    }
  },
  {
    name: 'a lone job starts after at most one of each of several busy tenants',
    async run (bench) {
      for (let n = 0; n < 10; n++) await bench.storeMany(`many-${n}`, 20, {}, { tenant: `busy-${n}` })
      const between = await loneJobAmongMany(bench, () => true)
      assert.ok(between <= 10, `${between} jobs of the ten other tenants went first`)
    }
  },
  {
    name: 'a lone job starts after at most one of 1,000 retries that came due together',
    async run (bench) {
      await bench.storeMany('retry', 1_000)
      const dueAt = bench.now() + 1_000
      const first = bench.consume(() => retryAt(dueAt), { concurrency: 50 })
      await bench.until(() => first.settled.length >= 1_000, 'all have failed once')
      await first.consumer.close()
      await bench.until(() => bench.now() > dueAt + 20, 'the retries are due')
      const between = await loneJobAmongMany(bench, (job) => job.attempt > 1)
      assert.ok(between <= 1, `${between} retries of the other tenant went first`)
    }
  },
  {
    name: 'jobs that were handed back come before the others of their tenant, and take turns with those of another',
    async run (bench) {
      await bench.storeMany('many', 30)
      const first = bench.consume(hang, { concurrency: 10 })
      await bench.until(() => first.started.length === 10, 'ten run')
      await bench.eventually(first.consumer.close(), 'they are handed back')
      await bench.store('lone', {}, { tenant: 'tenant-b' })
      const second = bench.consume(() => DONE)
      await bench.until(() => second.settled.length === 31, 'all are done')
      assert.ok(second.ids.indexOf('lone') <= 1, `${second.ids.indexOf('lone')} jobs of the other tenant went first`)
      assert.deepEqual(second.ids.filter((id) => id !== 'lone'), Array.from({ length: 30 }, (_none, n) => `many-${n}`))
    }
  },
  {
    name: 'a job whose lease ended comes before the others of its tenant',
    options: { leaseMs: 100 },
    async run (bench) {
      await bench.storeMany('job', 5)
      await bench.crashOn('job-0')
      await bench.untilState('job-0', 'running')
      const upkeep = bench.consume(() => DONE, { handlers: ['suite/none'] }, await bench.harness.join())
      upkeep.consumer.pause()
      await bench.untilState('job-0', 'ready')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 5, 'all are done')
      assert.deepEqual(recorder.ids, ['job-0', 'job-1', 'job-2', 'job-3', 'job-4'])
    }
  },
  {
    name: 'dead letters retried in bulk do not go before live jobs of another tenant',
    async run (bench) {
      const count = bench.isInProcess ? 100_000 : 5_000
      await bench.storeMany('dead', count)
      // Not a recorder: it would keep every one of these attempts.
      const first = bench.queue.consume({ handlers: [HANDLER], concurrency: 100, run: async () => deadFor('SUITE') })
      await bench.until(async () => (await bench.queue.stats()).counts.dead === count, 'all are dead')
      await first.close()
      assert.equal(await bench.queue.retry({ state: 'dead', tenant: 'tenant-a' }), count)
      const between = await loneJobAmongMany(bench, () => true)
      assert.ok(between <= 1, `${between} retried dead letters went first`)
    },
    options: { maxJobs: 200_000 }
  },
  {
    name: 'concurrent consumers see each job once',
    async run (bench) {
      for (let n = 0; n < 10; n++) await bench.storeMany(`job-${n}`, 30, {}, { tenant: `tenant-${n % 3}` })
      const others = [await bench.harness.join(), await bench.harness.join()]
      const recorders = [bench.harness.first, ...others].map((one) => bench.consume(() => DONE, { concurrency: 5 }, one))
      const ids = (): string[] => recorders.flatMap((recorder) => recorder.ids)
      await bench.until(async () => (await bench.queue.stats()).counts.ready === 0 && ids().length >= 300, 'all have started')
      await bench.quiet()
      assert.equal(ids().length, 300)
      assert.equal(new Set(ids()).size, 300)
    }
  }
]
