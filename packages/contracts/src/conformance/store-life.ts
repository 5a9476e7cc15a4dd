import { strict as assert } from 'node:assert'
import type { Store } from '../store.js'
import { assertRejects, type Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, textOf } from './store-support.js'

const CALLS: ReadonlyArray<[name: string, call: (store: Store) => Promise<unknown>]> = [
  ['get', (store) => store.get('k')],
  ['put', (store) => store.put('k', bytes('v'))],
  ['add', (store) => store.add('c', 1)],
  ['delete', (store) => store.delete('k')],
  ['list', (store) => store.list('')]
]

export const storeLifeCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'a driver says who shares its data and what that survives',
    async run ({ store, join }) {
      assert.ok(['process', 'machine', 'network'].includes(store.shared), store.shared)
      assert.ok(['no', 'process crash', 'machine crash'].includes(store.durable), store.durable)
      assert.equal(join !== undefined || store.shared === 'process', true, 'a shared driver can be joined')
    }
  },
  {
    name: 'strangers never meet',
    async run (harness) {
      const stranger = await harness.stranger()
      await harness.store.put('k', bytes('ours'))
      await harness.store.add('c', 5)
      assert.equal(await stranger.get('k'), undefined)
      assert.deepEqual((await stranger.list('')).records, [])
      assert.equal(await stranger.add('c', 1), 1)
      assert.equal(await stranger.put('k', bytes('theirs'), { when: 'absent' }), true)
      assert.equal(await stranger.delete('k'), true)
      assert.equal(await textOf(harness.store, 'k'), 'ours')
    }
  },
  {
    name: 'closing twice is fine, also at the same time',
    async run ({ store }) {
      await Promise.all([store.close(), store.close()])
      await store.close()
    }
  },
  {
    name: 'a closed store rejects every other call with the CLOSED code',
    async run ({ store }) {
      await store.put('k', bytes('v'))
      await store.close()
      for (const [name, call] of CALLS) await assertRejects(() => call(store), 'HKS_ERR_STORE_CLOSED', name)
    }
  },
  {
    name: 'close waits for running calls',
    async run ({ store }) {
      await store.put('k', bytes('v'))
      const done: string[] = []
      const running = Promise.allSettled(CALLS.map(async ([name, call]) => { await call(store); done.push(name) }))
      await store.close()
      await new Promise((resolve) => { setImmediate(resolve) })
      assert.deepEqual(done.toSorted(), CALLS.map(([name]) => name).toSorted())
      await running
    }
  },
  {
    name: 'closing one store leaves the others open',
    async run (harness) {
      const others = [await harness.stranger(), ...(harness.join === undefined ? [] : [await harness.join()])]
      await harness.store.close()
      for (const other of others) assert.equal(await other.put('k', bytes('v')), true)
    }
  }
]
