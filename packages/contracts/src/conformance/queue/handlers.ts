import assert from 'node:assert/strict'
import { DONE, type QueueCase } from './bench.js'

const ONE = 'suite/one'
const TWO = 'suite/two'

/** Consumers that do not have all handlers. */
export const handlerCases: readonly QueueCase[] = [
  {
    name: 'a job never runs in a consumer without its handler, but waits for it',
    async run (bench) {
      await bench.store('a', { handler: ONE })
      const recorder = bench.consume(() => DONE, { handlers: [TWO] })
      await bench.untilState('a', 'waiting')
      assert.equal((await bench.queue.get('a'))?.waitingFor, `handler:${ONE}`)
      await bench.quiet()
      assert.deepEqual(recorder.ids, [])
    }
  },
  {
    name: 'a job without a worker is in nobody’s way',
    async run (bench) {
      await bench.storeMany('none', 20, { handler: ONE })
      await bench.store('a', { handler: TWO })
      const recorder = bench.consume(() => DONE, { handlers: [TWO] })
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.ids, ['a'])
    }
  },
  {
    name: 'two consumers with different handlers each get theirs',
    async run (bench) {
      const other = await bench.harness.join()
      const one = bench.consume(() => DONE, { handlers: [ONE] })
      const two = bench.consume(() => DONE, { handlers: [TWO] }, other)
      for (let n = 0; n < 10; n++) {
        await bench.store(`one-${n}`, { handler: ONE })
        await bench.store(`two-${n}`, { handler: TWO })
      }
      await bench.until(() => one.settled.length + two.settled.length >= 20, 'all are done')
      assert.deepEqual(one.ids.sort(), Array.from({ length: 10 }, (_none, n) => `one-${n}`))
      assert.deepEqual(two.ids.sort(), Array.from({ length: 10 }, (_none, n) => `two-${n}`))
      assert.deepEqual([...one.started, ...two.started].map((job) => job.attempt), Array(20).fill(1))
    }
  },
  {
    name: 'a consumer that starts later gets the jobs that waited for it',
    async run (bench) {
      await bench.store('a', { handler: ONE })
      bench.consume(() => DONE, { handlers: [TWO] })
      await bench.untilState('a', 'waiting')
      const later = bench.consume(() => DONE, { handlers: [ONE] }, await bench.harness.join())
      await bench.untilState('a', 'gone')
      assert.deepEqual(later.started.map((job) => [job.id, job.attempt]), [['a', 1]])
    }
  },
  {
    name: 'a job without a worker for too long becomes a dead letter, and onDead is told',
    options: { orphanAfterMs: 80, orphanCheckMs: 20 },
    async run (bench) {
      await bench.store('a', { handler: ONE })
      const before = bench.now()
      const recorder = bench.consume(() => DONE, { handlers: [TWO] })
      await bench.untilState('a', 'dead')
      const record = await bench.queue.get('a')
      assert.equal(record?.dead?.code, 'HKS_ERR_QUEUE_ORPHANED')
      assert.ok(record.dead.at >= before + 80, 'dead before its time')
      await bench.until(() => recorder.dead.length === 1, 'onDead is told')
      assert.equal(recorder.dead[0]?.job.id, 'a')
      assert.equal(recorder.dead[0].note.code, 'HKS_ERR_QUEUE_ORPHANED')
    }
  },
  {
    name: 'a job whose worker is only busy is no orphan',
    options: { orphanAfterMs: 60, orphanCheckMs: 20 },
    async run (bench) {
      const other = await bench.harness.join()
      const busy = bench.consume(async () => { await bench.quiet(100); return DONE }, { handlers: [ONE] })
      bench.consume(() => DONE, { handlers: [TWO] }, other)
      for (const id of ['a', 'b', 'c']) await bench.store(id, { handler: ONE })
      await bench.until(() => busy.settled.length >= 3, 'all are done')
      assert.deepEqual(busy.ids.sort(), ['a', 'b', 'c'])
      assert.equal((await bench.queue.stats()).counts.dead, 0)
    }
  }
]
