import assert from 'node:assert/strict'
import { deadFor, DONE, waitFor, type QueueCase } from './bench.js'

/** Who shares what. */
export const isolationCases: readonly QueueCase[] = [
  {
    name: 'participants of one queue share its jobs',
    async run (bench) {
      const other = await bench.harness.join()
      assert.equal(await bench.store('a', {}, {}, other.queue), 'stored')
      assert.equal(await bench.store('a'), 'duplicate')
      const recorder = bench.consume(() => DONE)
      await bench.until(() => recorder.settled.length === 1, 'the job of the other participant is done')
      assert.equal(await other.queue.get('a'), undefined)
    }
  },
  {
    name: 'queues of other names never meet: neither jobs nor ids',
    async run (bench) {
      const stranger = await bench.harness.stranger()
      assert.equal(await bench.store('a'), 'stored')
      assert.equal(await stranger.get('a'), undefined)
      assert.equal(await bench.store('a', {}, {}, stranger), 'stored')
      const recorder = bench.consume(() => DONE)
      await bench.untilState('a', 'gone')
      await bench.quiet()
      assert.deepEqual(recorder.ids, ['a'])
      assert.equal((await stranger.stats()).counts.ready, 1)
      assert.equal((await stranger.get('a'))?.state, 'ready')
    }
  },
  {
    name: 'queues of other names never meet: neither keys, signals nor what a person does',
    async run (bench) {
      const stranger = await bench.harness.stranger()
      await bench.store('dead')
      await bench.store('waiting', { key: 'k' })
      assert.equal(await bench.store('keyed', { key: 'k' }, {}, stranger), 'stored')
      assert.equal((await stranger.get('keyed'))?.state, 'ready')
      bench.consume((job) => job.id === 'dead' ? deadFor('SUITE') : waitFor('go', bench.now() + 3_600_000))
      await bench.untilState('waiting', 'waiting')
      assert.equal(await stranger.signal('go'), 0)
      assert.equal(await stranger.retry({ state: 'dead' }), 0)
      assert.equal(await stranger.remove({ ids: ['dead', 'waiting'] }), 0)
      const { counts } = await bench.queue.stats()
      assert.deepEqual([counts.dead, counts.waiting], [1, 1])
    }
  }
]
