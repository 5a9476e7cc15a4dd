import { strict as assert } from 'node:assert'
import { assertRejects, type Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, FAR_MS, race, SOON_MS, textOf } from './store-support.js'

export const storeCounterCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'a counter starts at 0 and resolves to each new value, also downwards',
    async run ({ store }) {
      assert.deepEqual([await store.add('c', 5), await store.add('c', -7), await store.add('c', 0)], [5, -2, -2])
    }
  },
  {
    name: 'a counter is a record of decimal digits without a rank',
    async run ({ store }) {
      await store.add('c', -12)
      assert.equal(await textOf(store, 'c'), '-12')
      assert.equal((await store.get('c'))?.rank, undefined)
      assert.deepEqual((await store.list('c')).records.map((record) => record.key), ['c'])
      assert.equal(await store.put('c', bytes('v'), { when: 'absent' }), false)
    }
  },
  {
    name: 'a counter takes its expiry from the first call, and no later call moves it',
    async run ({ store, now }) {
      const expiresAt = now() + FAR_MS
      await store.add('c', 1, { expiresAt })
      await store.add('c', 1)
      assert.equal(await store.add('c', 1, { expiresAt: now() - 1 }), 3)
      assert.equal((await store.get('c'))?.expiresAt, expiresAt)
    }
  },
  {
    name: 'a counter that began without an expiry never gets one',
    async run ({ store, now }) {
      await store.add('c', 1)
      await store.add('c', 1, { expiresAt: now() - 1 })
      assert.equal(await textOf(store, 'c'), '2')
    }
  },
  {
    name: 'an expired counter starts at 0 with the expiry of the call',
    async run ({ store, now, advance }) {
      const expiresAt = now() + FAR_MS
      await store.add('c', 41, { expiresAt: now() + SOON_MS })
      await advance(SOON_MS)
      assert.equal(await store.get('c'), undefined)
      assert.equal(await store.add('c', 1, { expiresAt }), 1)
      assert.equal((await store.get('c'))?.expiresAt, expiresAt)
    }
  },
  {
    name: 'a deleted counter starts at 0',
    async run ({ store }) {
      await store.add('c', 5)
      assert.equal(await store.delete('c'), true)
      assert.equal(await store.add('c', 1), 1)
    }
  },
  {
    name: 'add on a record that is no counter is refused and changes nothing',
    async run ({ store }) {
      for (const value of ['no counter', '', '1.5', '0x10', ' 1', '1e3', '99999999999999999999']) {
        await store.put('k', bytes(value))
        await assertRejects(() => store.add('k', 1), 'HKS_ERR_STORE_INPUT', `add on '${value}'`)
        assert.equal(await textOf(store, 'k'), value)
      }
    }
  },
  {
    name: 'a counter is exact up to the largest safe integer, and refuses to pass it',
    async run ({ store }) {
      assert.equal(await store.add('c', Number.MAX_SAFE_INTEGER - 1), Number.MAX_SAFE_INTEGER - 1)
      assert.equal(await store.add('c', 1), Number.MAX_SAFE_INTEGER)
      await assertRejects(() => store.add('c', 1), 'HKS_ERR_STORE_INPUT')
      assert.equal(await textOf(store, 'c'), String(Number.MAX_SAFE_INTEGER))
      assert.equal(await store.add('d', -Number.MAX_SAFE_INTEGER), -Number.MAX_SAFE_INTEGER)
      await assertRejects(() => store.add('d', -1), 'HKS_ERR_STORE_INPUT')
    }
  },
  {
    name: 'a step that is no safe integer is refused',
    async run ({ store }) {
      for (const by of [0.5, Number.NaN, Infinity, 2 ** 53]) await assertRejects(() => store.add('c', by), 'HKS_ERR_STORE_INPUT', String(by))
      assert.equal(await store.get('c'), undefined)
    }
  },
  {
    name: 'of adds racing on a counter none is lost, and each sees a sum of its own',
    async run (harness) {
      const sums = await race(harness, 50, async (store) => await store.add('c', 1))
      assert.deepEqual(sums.toSorted((a, b) => a - b), Array.from({ length: 50 }, (_, index) => index + 1))
      assert.equal(await textOf(harness.store, 'c'), '50')
    }
  }
]
