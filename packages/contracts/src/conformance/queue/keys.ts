import assert from 'node:assert/strict'
import type { Outcome } from '../../job.js'
import { deadFor, DONE, Gate, hang, retryAt, waitFor, type Bench, type QueueCase } from './bench.js'

/** Stores jobs that share a key, one call each. */
async function storeKeyed (bench: Bench, ids: readonly string[]): Promise<void> {
  for (const id of ids) await bench.store(id, { key: 'k' })
}

async function assertStaysHeld (bench: Bench, id: string): Promise<void> {
  await bench.quiet()
  assert.equal((await bench.queue.get(id))?.state, 'held')
}

/** Jobs that share a key. */
export const keyCases: readonly QueueCase[] = [
  {
    name: 'jobs of one key run one at a time, in order of storing',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b', 'c'])
      assert.equal((await bench.queue.stats()).counts.held, 2)
      let running = 0
      let most = 0
      const recorder = bench.consume(async () => {
        most = Math.max(most, ++running)
        await bench.quiet(20)
        running--
        return DONE
      }, { concurrency: 5 })
      await bench.until(() => recorder.settled.length === 3, 'all are done')
      assert.deepEqual(recorder.ids, ['a', 'b', 'c'])
      assert.equal(most, 1)
    }
  },
  {
    name: 'jobs of one call that share a key run in their order',
    async run (bench) {
      await bench.storeMany('job', 10, { key: 'k' })
      const recorder = bench.consume(() => DONE, { concurrency: 5 })
      await bench.until(() => recorder.settled.length === 10, 'all are done')
      assert.deepEqual(recorder.ids, Array.from({ length: 10 }, (_none, n) => `job-${n}`))
    }
  },
  {
    name: 'a key binds only jobs of one handler and one tenant',
    async run (bench) {
      await bench.store('a', { key: 'k' })
      await bench.store('other-handler', { key: 'k', handler: 'suite/second' })
      await bench.store('other-tenant', { key: 'k' }, { tenant: 'tenant-b' })
      await bench.store('other-key', { key: 'K' })
      await bench.store('split-1', { key: 'b:c' }, { tenant: 'a' })
      await bench.store('split-2', { key: 'c' }, { tenant: 'a:b' })
      const recorder = bench.consume(hang, { handlers: ['suite/handler', 'suite/second'], concurrency: 10 })
      await bench.until(() => recorder.started.length === 6, 'all six run at a time')
    }
  },
  {
    name: 'a key is held through a retry',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b', 'c'])
      const recorder = bench.consume((job) => job.id === 'b' && job.attempt < 3 ? retryAt(bench.now() + 40) : DONE, { concurrency: 5 })
      await bench.until(() => recorder.settled.length === 5, 'all are done')
      assert.deepEqual(recorder.ids, ['a', 'b', 'b', 'b', 'c'])
    }
  },
  {
    name: 'a key is held while its first job is delayed',
    async run (bench) {
      await bench.store('a', { key: 'k', dueAt: bench.now() + 60 })
      await bench.store('b', { key: 'k' })
      const recorder = bench.consume(() => DONE, { concurrency: 5 })
      await bench.until(() => recorder.settled.length === 2, 'both are done')
      assert.deepEqual(recorder.ids, ['a', 'b'])
    }
  },
  {
    name: 'a held job that is delayed itself does not start before its time',
    async run (bench) {
      const dueAt = bench.now() + 80
      await bench.store('a', { key: 'k' })
      await bench.store('b', { key: 'k', dueAt })
      let startedAt = 0
      const recorder = bench.consume((job) => { if (job.id === 'b') startedAt = bench.now(); return DONE })
      await bench.untilState('a', 'gone')
      await bench.until(() => recorder.settled.length === 2, 'both are done')
      assert.ok(startedAt >= dueAt, 'started before its time')
    }
  },
  {
    name: 'a key is held while its first job waits for a signal',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      const recorder = bench.consume((job) => job.id === 'a' && job.starts === 1 ? waitFor('go', bench.now() + 60_000) : DONE, { concurrency: 5 })
      await bench.untilState('a', 'waiting')
      await assertStaysHeld(bench, 'b')
      await bench.queue.signal('go')
      await bench.until(() => recorder.settled.length === 3, 'both are done')
      assert.deepEqual(recorder.ids, ['a', 'a', 'b'])
    }
  },
  {
    name: 'a key passes on when its first job dies',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      const recorder = bench.consume((job) => job.id === 'a' ? deadFor('SUITE') : DONE)
      await bench.until(() => recorder.settled.length === 2, 'both have ended')
      assert.deepEqual(recorder.ids, ['a', 'b'])
      assert.equal((await bench.queue.get('a'))?.state, 'dead')
    }
  },
  {
    name: 'a key passes on when its first job is removed',
    async run (bench) {
      await bench.store('a', { key: 'k', dueAt: bench.now() + 60_000 })
      await bench.store('b', { key: 'k' })
      const recorder = bench.consume(() => DONE)
      await assertStaysHeld(bench, 'b')
      await bench.queue.remove({ ids: ['a'] })
      await bench.untilState('b', 'gone')
      assert.deepEqual(recorder.ids, ['b'])
    }
  },
  {
    name: 'a held job that was removed is passed over',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b', 'c'])
      assert.equal(await bench.queue.remove({ ids: ['b'] }), 1)
      const recorder = bench.consume(() => DONE)
      await bench.untilState('c', 'gone')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a', 'c'])
    }
  },
  {
    name: 'a key that one job holds for too long passes on, and that job goes on without it',
    options: { maxKeyHoldMs: 80 },
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      const recorder = bench.consume((job) => job.id === 'a' && job.starts === 1 ? waitFor('go', bench.now() + 60_000) : DONE, { concurrency: 5 })
      await bench.untilState('b', 'gone')
      assert.deepEqual(recorder.ids, ['a', 'b'])
      assert.equal((await bench.queue.get('a'))?.state, 'waiting')
      await bench.queue.signal('go')
      await bench.untilState('a', 'gone')
    }
  },
  {
    name: 'a key is not taken from a running job before its time',
    options: { maxKeyHoldMs: 60_000 },
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      const gate = new Gate<Outcome>()
      const recorder = bench.consume((job) => job.id === 'a' ? gate.opened : DONE, { concurrency: 5 })
      await bench.untilState('a', 'running')
      await assertStaysHeld(bench, 'b')
      gate.open(DONE)
      await bench.untilState('b', 'gone')
      assert.deepEqual(recorder.ids, ['a', 'b'])
    }
  },
  {
    name: 'a key is held through the crash of its first job',
    options: { leaseMs: 100 },
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      await bench.crashOn('a')
      const gate = new Gate<Outcome>()
      const recorder = bench.consume((job) => job.id === 'a' ? gate.opened : DONE, { concurrency: 5 })
      await bench.until(() => recorder.ids.includes('a'), 'the first job starts again')
      await assertStaysHeld(bench, 'b')
      gate.open(DONE)
      await bench.untilState('b', 'gone')
      assert.deepEqual(recorder.ids, ['a', 'b'])
    }
  },
  {
    name: 'a key is held through handing back',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b'])
      const first = bench.consume(hang, { concurrency: 5 })
      await bench.untilState('a', 'running')
      await bench.eventually(first.consumer.close(), 'the consumer is closed')
      await assertStaysHeld(bench, 'b')
      const second = bench.consume(() => DONE, { concurrency: 5 })
      await bench.untilState('b', 'gone')
      assert.deepEqual(second.ids, ['a', 'b'])
    }
  },
  {
    name: 'a retried dead letter goes to the end of its key',
    async run (bench) {
      await storeKeyed(bench, ['a', 'b', 'c'])
      const gate = new Gate<Outcome>()
      const recorder = bench.consume((job) => {
        if (job.id === 'a' && job.starts === 1) return deadFor('SUITE')
        return job.id === 'b' ? gate.opened : DONE
      }, { concurrency: 5 })
      await bench.untilState('b', 'running')
      await bench.queue.retry({ ids: ['a'] })
      gate.open(DONE)
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.ids, ['a', 'b', 'c', 'a'])
    }
  },
  {
    name: 'jobs of one key never overlap nor overtake among many consumers',
    async run (bench) {
      const lanes = ['k0', 'k1', 'k2', 'k3']
      for (const key of lanes) await bench.storeMany(key, 15, { key })
      const running = new Set<string | undefined>()
      const order: string[] = []
      let overlaps = 0
      const others = [await bench.harness.join(), await bench.harness.join()]
      const recorders = [bench.harness.first, ...others].map((participant) => bench.consume(async (job) => {
        if (running.has(job.key)) overlaps++
        running.add(job.key)
        await new Promise((resolve) => { setImmediate(resolve) })
        running.delete(job.key)
        if (job.attempt === 1 && job.id.endsWith('3')) return retryAt(bench.now() + 20)
        order.push(job.id)
        return DONE
      }, { concurrency: 4 }, participant))
      await bench.until(() => order.length >= 60, 'all are done')
      assert.equal(overlaps, 0)
      for (const key of lanes) assert.deepEqual(order.filter((id) => id.startsWith(key)), Array.from({ length: 15 }, (_none, n) => `${key}-${n}`))
      assert.deepEqual(recorders.flatMap((recorder) => recorder.errors), [])
    }
  }
]
