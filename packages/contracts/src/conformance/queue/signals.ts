import assert from 'node:assert/strict'
import type { Outcome } from '../../job.js'
import { DONE, Gate, retryAt, waitFor, type QueueCase } from './bench.js'

/** Farther away than any case lasts. */
const FAR_MS = 3_600_000

/** Waiting for something that happens elsewhere. */
export const signalCases: readonly QueueCase[] = [
  {
    name: 'a signal wakes all that wait for it, and nobody else',
    async run (bench) {
      await bench.storeMany('go', 5)
      await bench.store('other')
      const recorder = bench.consume((job) => job.starts > 1 ? DONE : waitFor(job.id === 'other' ? 'other' : 'go', bench.now() + FAR_MS), { concurrency: 3 })
      await bench.until(async () => (await bench.queue.stats()).counts.waiting === 6, 'all wait')
      const waiting = await bench.queue.get('go-0')
      assert.equal(waiting?.waitingFor, 'go')
      assert.equal(await bench.queue.signal('go'), 5)
      await bench.until(() => recorder.started.length === 11, 'five start again')
      await bench.quiet()
      assert.deepEqual(recorder.started.slice(6).map((job) => job.woke), Array(5).fill('signal'))
      assert.equal((await bench.queue.get('other'))?.state, 'waiting')
      assert.equal(await bench.queue.signal('go'), 0)
    }
  },
  {
    name: 'a signal of another participant wakes as well',
    async run (bench) {
      await bench.store('a')
      const other = await bench.harness.join()
      const recorder = bench.consume((job) => job.starts > 1 ? DONE : waitFor('go', bench.now() + FAR_MS))
      await bench.untilState('a', 'waiting')
      assert.equal(await other.queue.signal('go'), 1)
      await bench.untilState('a', 'gone')
      assert.equal(recorder.started.length, 2)
    }
  },
  {
    name: 'a signal between the look and the wait is not lost',
    async run (bench) {
      await bench.store('a')
      const other = await bench.harness.join()
      const recorder = bench.consume(async (job) => {
        if (job.starts > 2) return DONE
        await (job.starts === 1 ? bench.queue : other.queue).signal('go')
        return waitFor('go', bench.now() + FAR_MS)
      })
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.started.map((job) => job.woke), [undefined, 'signal', 'signal'])
    }
  },
  {
    name: 'a signal from before the attempt does not wake it',
    async run (bench) {
      await bench.queue.signal('go')
      await bench.store('a')
      await bench.queue.signal('go')
      await bench.quiet(20)
      const recorder = bench.consume((job) => job.starts > 1 ? DONE : waitFor('go', bench.now() + FAR_MS))
      await bench.untilState('a', 'waiting')
      await bench.quiet()
      assert.equal((await bench.queue.get('a'))?.state, 'waiting')
      assert.equal(recorder.started.length, 1)
    }
  },
  {
    name: 'another signal between the look and the wait does not wake',
    async run (bench) {
      await bench.store('a')
      bench.consume(async (job) => {
        if (job.starts > 1) return DONE
        await bench.queue.signal('other')
        return waitFor('go', bench.now() + FAR_MS)
      })
      await bench.untilState('a', 'waiting')
      await bench.quiet()
      assert.equal((await bench.queue.get('a'))?.state, 'waiting')
    }
  },
  {
    name: 'a wait ends at its time without a signal, and not before',
    async run (bench) {
      await bench.store('a')
      let until = 0
      let againAt = 0
      const recorder = bench.consume((job) => {
        if (job.starts > 1) { againAt = bench.now(); return DONE }
        until = bench.now() + 60
        return waitFor('never', until)
      })
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.started.map((job) => job.woke), [undefined, 'deadline'])
      assert.deepEqual(recorder.started.map((job) => job.waitingFor), [undefined, 'never'])
      assert.ok(againAt >= until, 'the wait ended early')
    }
  },
  {
    name: 'how a wait ended is told to the next attempt alone',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume((job) => {
        if (job.starts === 1) return waitFor('never', bench.now() + 20)
        return job.starts === 2 ? retryAt(0) : DONE
      })
      await bench.untilState('a', 'gone')
      assert.deepEqual(recorder.started.map((job) => job.woke), [undefined, 'deadline', undefined])
      assert.deepEqual(recorder.started.map((job) => job.waitingFor), [undefined, 'never', undefined])
    }
  },
  {
    name: 'the start of a row of waits is kept through the row, and gone after another outcome',
    async run (bench) {
      await bench.store('a')
      let firstAt = 0
      const recorder = bench.consume((job) => {
        if (job.starts === 1) firstAt = bench.now()
        if (job.starts <= 2) return waitFor('never', bench.now() + 30)
        return job.starts === 3 ? retryAt(0) : DONE
      })
      await bench.untilState('a', 'gone')
      const since = recorder.started.map((job) => job.waitingSince)
      assert.equal(since[0], undefined)
      assert.ok(since[1] !== undefined && since[1] >= firstAt && since[1] <= bench.now(), 'it is the instant of the first wait')
      assert.equal(since[2], since[1])
      assert.equal(since[3], undefined)
    }
  },
  {
    name: 'handing back does not end a row of waits',
    async run (bench) {
      await bench.store('a')
      const gate = new Gate<Outcome>()
      const first = bench.consume((job) => job.starts === 1 ? waitFor('never', bench.now() + 20) : gate.opened)
      await bench.until(() => first.started.length === 2, 'the second attempt starts')
      await bench.eventually(first.consumer.close(), 'the consumer is closed')
      const second = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      assert.notEqual(second.started[0]?.waitingSince, undefined)
      assert.equal(second.started[0]?.waitingSince, first.started[1]?.waitingSince)
    }
  }
]
