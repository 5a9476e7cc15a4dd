import assert from 'node:assert/strict'
import type { Receipt } from '../../queue.js'
import { deadFor, DONE, HANDLER, retryAt, type QueueCase } from './bench.js'

/** Windows that end while a case runs, in milliseconds. */
const SHORT_MS = 60

const kinds = (receipts: readonly Receipt[]): string[] => receipts.map((one) => `${one.jobId}: ${one.receipt}`)

/** What is stored, and what is given to the handler. */
export const storingCases: readonly QueueCase[] = [
  {
    name: 'a stored job is handed to a consumer, with all that is known about it',
    async run (bench) {
      const before = bench.now()
      const event = bench.event({ subject: 'page/7', redelivery: 2, selfgenerated: true, data: { title: 'Grüße \u2028', list: [1, null, false] } })
      await bench.queue.enqueue(event, [{ id: 'a', handler: HANDLER, key: 'page-7' }])
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.started.length > 0, 'the job starts')
      const job = recorder.started[0]
      assert.ok(job, 'there is a first attempt')
      assert.deepEqual(job.event, event)
      const { id, handler, tenant, key, eventId, eventType, state, attempt, starts, crashes } = job
      assert.deepEqual({ id, handler, tenant, key, eventId, eventType, state, attempt, starts, crashes }, {
        id: 'a', handler: HANDLER, tenant: event.tenant, key: 'page-7', eventId: event.id, eventType: event.type, state: 'running', attempt: 1, starts: 1, crashes: 0
      })
      assert.ok(job.storedAt >= before && job.storedAt <= bench.now(), 'storedAt is the instant of storing')
      assert.ok(job.dueAt >= before && job.dueAt <= bench.now(), 'dueAt is the instant of storing')
    }
  },
  {
    name: 'data of every JSON kind comes back as it was',
    async run (bench) {
      const values = [null, '', 'text', 0, -1.5, false, [], {}, { a: { b: [1, { c: 'é𝄞' }] } }]
      for (const [n, data] of values.entries()) await bench.store(`job-${n}`, {}, { data })
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.started.length === values.length, 'all jobs start')
      assert.deepEqual(recorder.started.map((job) => job.event.data), values)
    }
  },
  {
    name: 'one receipt a job, in their order, the second of two equal ids a duplicate',
    async run (bench) {
      const job = (id: string): { id: string, handler: string } => ({ id, handler: HANDLER })
      const receipts = await bench.queue.enqueue(bench.event(), [job('a'), job('b'), job('a'), job('c')])
      assert.deepEqual(kinds(receipts), ['a: stored', 'b: stored', 'a: duplicate', 'c: stored'])
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length >= 3, 'the three jobs are done')
      await bench.quiet()
      assert.deepEqual(recorder.ids.sort(), ['a', 'b', 'c'])
    }
  },
  {
    name: 'a stored id is not stored again while its job waits to run',
    async run (bench) {
      assert.equal(await bench.store('a'), 'stored')
      assert.equal(await bench.store('a'), 'duplicate')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length > 0, 'the job is done')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a'])
    }
  },
  {
    name: 'an id stays a duplicate after its job is done',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      assert.equal(await bench.store('a'), 'duplicate')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a'])
    }
  },
  {
    name: 'an id stays a duplicate after its job became a dead letter',
    async run (bench) {
      await bench.store('a')
      const recorder = bench.consume(() => deadFor('SUITE'))
      await bench.untilState('a', 'dead')
      assert.equal(await bench.store('a'), 'duplicate')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a'])
      assert.equal((await bench.queue.get('a'))?.state, 'dead')
    }
  },
  {
    name: 'an id stays a duplicate after its job was removed',
    async run (bench) {
      await bench.store('a')
      assert.equal(await bench.queue.remove({ ids: ['a'] }), 1)
      assert.equal(await bench.store('a'), 'duplicate')
      assert.equal(await bench.queue.get('a'), undefined)
    }
  },
  {
    name: 'an id is stored again once its window is over',
    async run (bench) {
      await bench.store('a', { dedupeMs: SHORT_MS })
      const recorder = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      await bench.quiet(SHORT_MS + 20)
      assert.equal(await bench.store('a', { dedupeMs: SHORT_MS }), 'stored')
      await bench.until(() => recorder.started.length === 2, 'the second job starts')
      assert.deepEqual(recorder.started.map((job) => job.starts), [1, 1])
    }
  },
  {
    name: 'each job keeps a window of its own',
    async run (bench) {
      await bench.store('short', { dedupeMs: SHORT_MS })
      await bench.store('long', { dedupeMs: 3_600_000 })
      await bench.store('default')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 3, 'all are done')
      await bench.quiet(SHORT_MS + 20)
      assert.equal(await bench.store('long'), 'duplicate')
      assert.equal(await bench.store('default'), 'duplicate')
      assert.equal(await bench.store('short'), 'stored')
    }
  },
  {
    name: 'a job that is still stored stays a duplicate after its window',
    async run (bench) {
      await bench.store('a', { dedupeMs: SHORT_MS })
      bench.consume(() => deadFor('SUITE'))
      await bench.untilState('a', 'dead')
      await bench.quiet(SHORT_MS + 20)
      assert.equal(await bench.store('a'), 'duplicate')
      assert.equal((await bench.queue.get('a'))?.state, 'dead')
    }
  },
  {
    name: 'a repeat of a call stores what the first one lacked',
    async run (bench) {
      const event = bench.event()
      const jobs = ['a', 'b', 'c'].map((id) => ({ id, handler: HANDLER }))
      await bench.queue.enqueue(event, jobs.slice(0, 1))
      assert.deepEqual(kinds(await bench.queue.enqueue(event, jobs)), ['a: duplicate', 'b: stored', 'c: stored'])
      assert.deepEqual(kinds(await bench.queue.enqueue(event, jobs)), ['a: duplicate', 'b: duplicate', 'c: duplicate'])
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length >= 3, 'the three jobs are done')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a', 'b', 'c'])
      assert.deepEqual(recorder.started.map((job) => job.event), [event, event, event])
    }
  },
  {
    name: 'concurrent repeats of a call store each job once',
    async run (bench) {
      const other = await bench.harness.join()
      const event = bench.event()
      const jobs = ['a', 'b', 'c'].map((id) => ({ id, handler: HANDLER }))
      const calls = Array.from({ length: 10 }, (_none, n) => (n % 2 === 0 ? bench.queue : other.queue).enqueue(event, jobs))
      const receipts = (await Promise.all(calls)).flat()
      assert.equal(receipts.filter((one) => one.receipt === 'stored').length, 3)
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length >= 3, 'the three jobs are done')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a', 'b', 'c'])
    }
  },
  {
    name: 'what a caller changes after handing in changes nothing',
    async run (bench) {
      const data = { text: 'first', nested: { n: 1 } }
      const event = bench.event({ data })
      const job = { id: 'a', handler: HANDLER, key: 'k' }
      const jobs = [job]
      const call = bench.queue.enqueue(event, jobs)
      data.text = 'second'
      data.nested.n = 2
      Object.assign(event, { type: 'suite:changed', subject: 'new' })
      Object.assign(job, { handler: 'suite/other', key: 'other' })
      jobs.length = 0
      await call
      data.nested.n = 3
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.started.length > 0, 'the job starts')
      const started = recorder.started[0]
      assert.deepEqual(started?.event.data, { text: 'first', nested: { n: 1 } })
      assert.deepEqual([started.event.type, started.event.subject, started.key], ['suite:happened', undefined, 'k'])
    }
  },
  {
    name: 'what an attempt changes in its event changes nothing for the next one',
    async run (bench) {
      await bench.store('a', {}, { data: { list: [1] } })
      const seen: string[] = []
      const recorder = bench.consume((job) => {
        seen.push(JSON.stringify(job.event))
        Object.assign(job.event, { type: 'suite:changed' })
        Object.assign(job.event.data as object, { list: ['changed'] })
        return job.starts === 1 ? retryAt(0) : DONE
      })
      await bench.until(() => recorder.settled.length === 2, 'the second attempt ends')
      assert.equal(seen[0], seen[1])
    }
  },
  {
    name: 'two jobs of one event do not share its data',
    async run (bench) {
      await bench.queue.enqueue(bench.event({ data: { list: [1] } }), [{ id: 'a', handler: HANDLER }, { id: 'b', handler: HANDLER }])
      const seen: string[] = []
      const recorder = bench.consume((job) => {
        seen.push(JSON.stringify(job.event.data))
        Object.assign(job.event.data as object, { list: ['changed'] })
        return DONE
      })
      await bench.until(() => recorder.settled.length === 2, 'both are done')
      assert.deepEqual(seen, ['{"list":[1]}', '{"list":[1]}'])
    }
  },
  {
    name: 'data given as text comes back as data',
    async run (bench) {
      const data = { text: 'a "quoted" line\n', n: [1, 2] }
      const event = bench.event({ data })
      await bench.queue.enqueue(event, [{ id: 'a', handler: HANDLER }, { id: 'b', handler: HANDLER }], { dataText: JSON.stringify(data) })
      assert.deepEqual((await bench.queue.get('a'))?.event, event)
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.started.length === 2, 'both start')
      assert.deepEqual(recorder.started.map((job) => job.event), [event, event])
    }
  },
  {
    name: 'a job does not start before its due time',
    async run (bench) {
      const dueAt = bench.now() + SHORT_MS
      await bench.store('a', { dueAt })
      assert.equal((await bench.queue.get('a'))?.state, 'delayed')
      let startedAt = 0
      const recorder = bench.consume(() => { startedAt = bench.now(); return DONE })
      await bench.until(() => recorder.started.length > 0, 'the job starts')
      assert.ok(startedAt >= dueAt, 'started before its time')
      assert.equal(recorder.started[0]?.dueAt, dueAt)
    }
  }
]
