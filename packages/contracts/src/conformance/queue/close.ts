import assert from 'node:assert/strict'
import type { Outcome } from '../../job.js'
import { codeOf, DONE, Gate, hang, rejectsWith, type QueueCase } from './bench.js'

/** Pausing and ending. */
export const closeCases: readonly QueueCase[] = [
  {
    name: 'a paused consumer takes no job, and takes them again once resumed',
    async run (bench) {
      const recorder = bench.consume(() => DONE)
      recorder.consumer.pause()
      await bench.store('a')
      await bench.quiet()
      assert.deepEqual(recorder.ids, [])
      recorder.consumer.resume()
      await bench.untilState('a', 'gone')
    }
  },
  {
    name: 'what runs goes on while its consumer is paused',
    options: { leaseMs: 200 },
    async run (bench) {
      await bench.store('a')
      const gate = new Gate<Outcome>()
      const recorder = bench.consume(() => gate.opened)
      await bench.until(() => recorder.consumer.running === 1, 'the job runs')
      recorder.consumer.pause()
      const other = bench.consume(() => DONE, {}, await bench.harness.join())
      for (let n = 0; n < 6; n++) await bench.quiet(100)
      gate.open(DONE)
      await bench.untilState('a', 'gone')
      assert.deepEqual([recorder.settlements('a'), other.ids], [['in time'], []])
    }
  },
  {
    name: 'a closing consumer takes no further job, and waits within its grace for what runs',
    async run (bench) {
      await bench.storeMany('job', 3)
      const gate = new Gate<Outcome>()
      const recorder = bench.consume(() => gate.opened)
      await bench.until(() => recorder.started.length === 1, 'the first job runs')
      const closed = recorder.consumer.close({ graceMs: 60_000 })
      let isClosed = false
      closed.then(() => { isClosed = true }, () => {})
      await bench.quiet()
      assert.equal(isClosed, false)
      assert.equal(recorder.signals[0]?.aborted, false)
      gate.open(DONE)
      await bench.eventually(closed, 'the consumer is closed')
      assert.deepEqual(recorder.settlements('job-0'), ['in time'])
      assert.deepEqual(recorder.ids, ['job-0'])
      assert.equal(await bench.queue.get('job-0'), undefined)
    }
  },
  {
    name: 'after its grace a consumer hands back what runs: uncounted, due at once, told by its signal',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(hang)
      await bench.until(() => recorder.started.length === 1, 'the job runs')
      const before = bench.now()
      await bench.eventually(recorder.consumer.close({ graceMs: 60 }), 'the consumer is closed')
      assert.ok(bench.now() >= before + 60, 'handed back within the grace')
      assert.equal(codeOf(recorder.signals[0]?.reason), 'HKS_ERR_QUEUE_HANDED_BACK')
      assert.equal((await bench.queue.get('a'))?.state, 'ready')
      const second = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      const { attempt, starts, crashes } = second.started[0] ?? {}
      assert.deepEqual({ attempt, starts, crashes }, { attempt: 1, starts: 2, crashes: 0 })
    }
  },
  {
    name: 'an abandoned attempt is handed back as well',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(() => ({ outcome: 'abandoned', settled: new Promise<Outcome>(() => {}) }))
      await bench.until(() => recorder.consumer.abandoned === 1, 'the attempt is abandoned')
      await bench.eventually(recorder.consumer.close(), 'the consumer is closed')
      const second = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      assert.equal(second.started[0]?.attempt, 1)
    }
  },
  {
    name: 'what a run gives after handing back is refused once somebody else has started the job',
    async run (bench) {
      await bench.store('a')
      const late = new Gate<Outcome>()
      const first = bench.consume(() => late.opened)
      await bench.until(() => first.started.length === 1, 'the job runs')
      await bench.eventually(first.consumer.close(), 'the consumer is closed')
      const next = new Gate<Outcome>()
      const second = bench.consume(() => next.opened)
      await bench.until(() => second.started.length === 1, 'the job runs again')
      late.open(DONE)
      await bench.quiet()
      assert.equal((await bench.queue.get('a'))?.state, 'running')
      next.open(DONE)
      await bench.untilState('a', 'gone')
      assert.deepEqual(second.settlements('a'), ['in time'])
    }
  },
  {
    name: 'closing a consumer twice is fine',
    async run (bench) {
      const recorder = bench.consume(() => DONE)
      await bench.eventually(Promise.all([recorder.consumer.close(), recorder.consumer.close()]), 'both calls resolve')
      await bench.eventually(recorder.consumer.close(), 'a third one resolves')
      await bench.store('a')
      await bench.quiet()
      assert.deepEqual(recorder.ids, [])
    }
  },
  {
    name: 'closing a queue closes its consumers, and others get what they held',
    async run (bench) {
      const other = await bench.harness.join()
      await bench.store('a')
      const first = bench.consume(hang, {}, other)
      await bench.until(() => first.started.length === 1, 'the job runs')
      await bench.eventually(other.queue.close(), 'the queue is closed')
      assert.equal(codeOf(first.signals[0]?.reason), 'HKS_ERR_QUEUE_HANDED_BACK')
      const second = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      assert.equal(second.started[0]?.attempt, 1)
    }
  },
  {
    name: 'closing a queue waits for running calls',
    async run (bench) {
      const other = await bench.harness.join()
      let settled = 0
      const count = (): void => { settled++ }
      const calls = Array.from({ length: 20 }, async (_none, n) => { await bench.store(`job-${n}`, {}, {}, other.queue) })
      for (const call of calls) call.then(count, count)
      await bench.eventually(other.queue.close(), 'the queue is closed')
      await new Promise((resolve) => { setImmediate(resolve) })
      assert.equal(settled, 20)
      for (const call of calls) await call
      assert.equal((await bench.queue.stats()).counts.ready, 20)
    }
  },
  {
    name: 'a queue can be closed twice, and every other call is then refused by code',
    async run (bench) {
      const { queue } = await bench.harness.join()
      await bench.eventually(Promise.all([queue.close(), queue.close()]), 'both calls resolve')
      await bench.eventually(queue.close(), 'a third one resolves')
      const calls: ReadonlyArray<() => Promise<unknown>> = [
        async () => await bench.store('a', {}, {}, queue), async () => await queue.signal('go'), async () => await queue.stats(),
        async () => await queue.list({ state: 'ready' }), async () => await queue.get('a'), async () => await queue.retry({ ids: ['a'] }),
        async () => await queue.remove({ ids: ['a'] })
      ]
      for (const call of calls) await rejectsWith(call, 'HKS_ERR_QUEUE_CLOSED')
      assert.throws(() => bench.consume(() => DONE, {}, { queue, hold () {}, release () {} }), (error: unknown) => codeOf(error) === 'HKS_ERR_QUEUE_CLOSED')
      assert.equal(await bench.store('a'), 'stored')
    }
  }
]
