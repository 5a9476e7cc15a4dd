import assert from 'node:assert/strict'
import type { EventEnvelope } from '../../event.js'
import type { NewJob } from '../../job.js'
import { codeOf, DONE, HANDLER, rejectsWith, type Bench, type QueueCase } from './bench.js'

const good: NewJob = { id: 'good', handler: HANDLER }

/** Nothing of a refused call is stored or remembered. */
async function assertNothingStored (bench: Bench): Promise<void> {
  const { counts } = await bench.queue.stats()
  assert.equal(Object.values(counts).reduce((sum, count) => sum + count, 0), 0)
  assert.equal(await bench.store('good'), 'stored')
}

/** What no driver takes. */
export const inputCases: readonly QueueCase[] = [
  {
    name: 'a bad event is refused by code, and nothing of the call is stored',
    async run (bench) {
      const bad: Array<Partial<EventEnvelope>> = [{ id: '' }, { id: 'x'.repeat(257) }, { type: '' }, { source: '' }, { tenant: '' }, { tenant: 'x'.repeat(257) }]
      for (const over of bad) await rejectsWith(async () => await bench.queue.enqueue(bench.event(over), [good]), 'HKS_ERR_EVENT_INPUT')
      await assertNothingStored(bench)
    }
  },
  {
    name: 'a bad job is refused by code, and nothing of the call is stored',
    async run (bench) {
      const bad: Array<Partial<NewJob>> = [
        { id: '' }, { id: 'x'.repeat(513) }, { handler: '' }, { handler: 'x'.repeat(201) }, { key: '' }, { key: 'x'.repeat(513) },
        { dueAt: Number.NaN }, { dueAt: -1 }, { dedupeMs: Number.POSITIVE_INFINITY }
      ]
      for (const over of bad) {
        await rejectsWith(async () => await bench.queue.enqueue(bench.event(), [good, { id: 'bad', handler: HANDLER, ...over }]), 'HKS_ERR_JOB_INPUT')
      }
      await assertNothingStored(bench)
    }
  },
  {
    name: 'a call with no job or more than 1,000 is refused by code',
    async run (bench) {
      const many = Array.from({ length: 1_001 }, (_none, n) => ({ id: `job-${n}`, handler: HANDLER }))
      for (const jobs of [[], many]) await rejectsWith(async () => await bench.queue.enqueue(bench.event(), jobs), 'HKS_ERR_JOB_INPUT')
      await assertNothingStored(bench)
      assert.equal((await bench.queue.enqueue(bench.event(), many.slice(1))).length, 1_000)
    }
  },
  {
    name: 'names of the greatest length are taken, whatever is in them',
    async run (bench) {
      const id = 'ä:/{}*\n '.repeat(64)
      const handler = 'p/'.repeat(100)
      const tenant = ':\u0000{t}'.padEnd(256, 'x')
      await bench.store(id, { handler, key: 'k'.repeat(512) }, { tenant })
      const recorder = bench.consume(() => DONE, { handlers: [handler] })
      await bench.until(() => recorder.settled.length > 0, 'the job is done')
      const [job] = recorder.started
      assert.deepEqual([job?.id, job?.tenant, job?.key?.length], [id, tenant, 512])
      assert.equal(await bench.store(id, { handler }), 'duplicate')
    }
  },
  {
    name: 'a bad signal name is refused by code',
    async run (bench) {
      for (const name of ['', 'x'.repeat(513)]) await rejectsWith(async () => await bench.queue.signal(name), 'HKS_ERR_JOB_INPUT')
    }
  },
  {
    name: 'a bad concurrency is refused by code',
    async run (bench) {
      for (const concurrency of [0, 1.5, 10_001, Number.NaN]) {
        assert.throws(() => bench.consume(() => DONE, { concurrency }), (error: unknown) => codeOf(error) === 'HKS_ERR_OPTION_INVALID')
      }
    }
  }
]
