import assert from 'node:assert/strict'
import type { Outcome } from '../../job.js'
import { codeOf, deadFor, DONE, Gate, hang, retryAt, type QueueCase } from './bench.js'

const SHORT_LEASE = { leaseMs: 100 } as const

/** Who may run a job, and for how long. */
export const leaseCases: readonly QueueCase[] = [
  {
    name: 'a leased job is hidden from other consumers',
    async run (bench) {
      await bench.store('a')
      const first = bench.consume(hang)
      await bench.until(() => first.started.length === 1, 'the job starts')
      const second = bench.consume(() => DONE, {}, await bench.harness.join())
      await bench.quiet()
      assert.deepEqual(second.ids, [])
      assert.equal((await bench.queue.get('a'))?.state, 'running')
    }
  },
  {
    name: 'a live consumer keeps a job for longer than a lease',
    options: { leaseMs: 200 },
    async run (bench) {
      await bench.store('a')
      const gate = new Gate<Outcome>()
      const first = bench.consume(() => gate.opened)
      await bench.until(() => first.started.length === 1, 'the job starts')
      const second = bench.consume(() => DONE, {}, await bench.harness.join())
      for (let n = 0; n < 8; n++) await bench.quiet(100)
      gate.open(DONE)
      await bench.untilState('a', 'gone')
      assert.deepEqual(first.settlements('a'), ['in time'])
      assert.deepEqual(second.ids, [])
    }
  },
  {
    name: 'a job whose consumer stands still is due again, and the attempt counts',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      await bench.crashOn('a')
      const other = bench.consume(() => DONE)
      await bench.until(() => other.started.length === 1, 'the job starts again')
      const { attempt, starts, crashes } = other.started[0] ?? {}
      assert.deepEqual({ attempt, starts, crashes }, { attempt: 2, starts: 2, crashes: 1 })
      await bench.untilState('a', 'gone')
    }
  },
  {
    name: 'a lease does not end before its time',
    options: { leaseMs: 200 },
    async run (bench) {
      await bench.store('a')
      const before = bench.now()
      await bench.crashOn('a')
      let againAt = 0
      const other = bench.consume(() => { againAt = bench.now(); return DONE })
      await bench.until(() => other.started.length === 1, 'the job starts again')
      assert.ok(againAt >= before + 200, 'started again within the lease')
    }
  },
  {
    name: 'the next holder can finish, and the late one is refused without touching it',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      const late = new Gate<Outcome>()
      const { recorder } = await bench.crashOn('a', () => late.opened)
      const next = new Gate<Outcome>()
      const other = bench.consume(() => next.opened)
      await bench.until(() => other.started.length === 1, 'the job starts again')
      late.open(deadFor('LATE'))
      await bench.until(() => recorder.settled.length === 1, 'the late outcome is answered')
      assert.deepEqual(recorder.settlements('a'), ['refused'])
      assert.equal((await bench.queue.get('a'))?.state, 'running')
      next.open(DONE)
      await bench.untilState('a', 'gone')
      assert.deepEqual(other.settlements('a'), ['in time'])
      assert.equal(other.started.length, 1)
    }
  },
  {
    name: 'a late outcome for a job that is gone is refused',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      const late = new Gate<Outcome>()
      const { recorder } = await bench.crashOn('a', () => late.opened)
      bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      late.open(retryAt(0))
      await bench.until(() => recorder.settled.length === 1, 'the late outcome is answered')
      assert.deepEqual(recorder.settlements('a'), ['refused'])
      assert.equal(await bench.queue.get('a'), undefined)
    }
  },
  {
    name: 'a late outcome is taken while nobody has started the job since',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      const late = new Gate<Outcome>()
      const { recorder } = await bench.crashOn('a', () => late.opened)
      await bench.quiet(250)
      late.open(DONE)
      await bench.until(() => recorder.settled.length === 1, 'the late outcome is answered')
      assert.deepEqual(recorder.settlements('a'), ['late'])
      await bench.untilState('a', 'gone')
    }
  },
  {
    name: 'a late outcome is taken also after others saw the lease end, and nobody runs the job again',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      const late = new Gate<Outcome>()
      const { recorder } = await bench.crashOn('a', () => late.opened)
      await bench.store('busy')
      const busy = new Gate<Outcome>()
      const other = bench.consume((job) => job.id === 'busy' ? busy.opened : DONE)
      await bench.untilState('a', 'ready')
      assert.deepEqual(other.ids, ['busy'])
      late.open(DONE)
      await bench.until(() => recorder.settled.length === 1, 'the late outcome is answered')
      assert.deepEqual(recorder.settlements('a'), ['late'])
      busy.open(DONE)
      await bench.untilState('busy', 'gone')
      await bench.quiet()
      assert.equal(await bench.queue.get('a'), undefined)
      assert.deepEqual(other.ids, ['busy'])
    }
  },
  {
    name: 'a late outcome passes the key on',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a', { key: 'k' })
      await bench.store('b', { key: 'k' })
      const late = new Gate<Outcome>()
      await bench.crashOn('a', (job) => job.id === 'a' ? late.opened : DONE)
      await bench.quiet(250)
      late.open(DONE)
      await bench.untilState('a', 'gone')
      bench.consume(() => DONE)
      await bench.untilState('b', 'gone')
    }
  },
  {
    name: 'an attempt that lost its lease is told so by its signal',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      const { participant, recorder } = await bench.crashOn('a')
      const other = bench.consume(hang)
      await bench.until(() => other.started.length === 1, 'the job starts again')
      participant.release()
      await bench.until(() => recorder.signals[0]?.aborted === true, 'the signal is aborted')
      assert.equal(codeOf(recorder.signals[0]?.reason), 'HKS_ERR_QUEUE_LEASE_LOST')
      assert.equal(other.signals[0]?.aborted, false)
    }
  },
  {
    name: 'a job whose process dies twice is not dead',
    options: SHORT_LEASE,
    async run (bench) {
      await bench.store('a')
      await bench.crashOn('a')
      await bench.crashOn('a')
      const third = bench.consume(() => DONE)
      await bench.until(() => third.started.length === 1, 'the job starts for the third time')
      const { attempt, starts, crashes } = third.started[0] ?? {}
      assert.deepEqual({ attempt, starts, crashes }, { attempt: 3, starts: 3, crashes: 2 })
      await bench.untilState('a', 'gone')
    }
  }
]
