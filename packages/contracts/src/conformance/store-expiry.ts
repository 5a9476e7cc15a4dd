import { strict as assert } from 'node:assert'
import type { Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, FAR_MS, race, SOON_MS, textOf } from './store-support.js'

export const storeExpiryCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'a record is never readable from its expiry on, whether anything swept or not',
    async run ({ store, now, advance }) {
      await store.put('k', bytes('v'), { expiresAt: now() + SOON_MS })
      await advance(SOON_MS)
      assert.equal(await store.get('k'), undefined)
      assert.deepEqual((await store.list('k')).records, [])
      assert.equal(await store.delete('k'), false)
    }
  },
  {
    name: 'a record stays readable until its expiry',
    async run ({ store, now, advance }) {
      await store.put('k', bytes('v'), { expiresAt: now() + FAR_MS })
      await advance(SOON_MS)
      assert.equal(await textOf(store, 'k'), 'v')
    }
  },
  {
    name: 'an expiry in the past is taken, and the record that stood there cannot be read any more',
    async run ({ store, now }) {
      await store.put('k', bytes('old'))
      assert.equal(await store.put('k', bytes('new'), { expiresAt: now() - 1_000 }), true)
      assert.equal(await store.get('k'), undefined)
      assert.equal(await store.put('j', bytes('new'), { expiresAt: 0 }), true)
      assert.equal(await store.get('j'), undefined)
    }
  },
  {
    name: 'the present instant as expiry reads as missing at once',
    async run ({ store, now }) {
      await store.put('k', bytes('v'), { expiresAt: now() })
      assert.equal(await store.get('k'), undefined)
    }
  },
  {
    name: 'an expiry further than 2^31-1 ms away is kept',
    async run ({ store, now, advance }) {
      const expiries = [now() + 2 ** 31, now() + 2 ** 32 + 1_000, now() + 50 * 31_557_600_000]
      for (const expiresAt of expiries) await store.put(`k${expiresAt}`, bytes('v'), { expiresAt })
      await advance(SOON_MS)
      for (const expiresAt of expiries) assert.equal((await store.get(`k${expiresAt}`))?.expiresAt, expiresAt)
    }
  },
  {
    name: 'a record without an expiry stays',
    async run ({ store, now, advance }) {
      await store.put('k', bytes('short'), { expiresAt: now() + SOON_MS })
      await store.put('k', bytes('kept'))
      await advance(SOON_MS)
      assert.equal(await textOf(store, 'k'), 'kept')
    }
  },
  {
    name: 'an expired record is absent to put when absent',
    async run ({ store, now }) {
      await store.put('k', bytes('gone'), { expiresAt: now() - 1 })
      assert.equal(await store.put('k', bytes('v'), { when: 'absent' }), true)
      assert.equal(await textOf(store, 'k'), 'v')
    }
  },
  {
    name: 'the rank of an expired record counts for nothing',
    async run ({ store, now }) {
      await store.put('k', bytes('gone'), { rank: 100, expiresAt: now() - 1 })
      assert.equal(await store.put('k', bytes('v'), { when: 'newer', rank: 1 }), true)
      assert.equal(await textOf(store, 'k'), 'v')
    }
  },
  {
    name: 'a refused put leaves the expiry as it was',
    async run ({ store, now }) {
      const expiresAt = now() + FAR_MS
      await store.put('k', bytes('v'), { rank: 5, expiresAt })
      await store.put('k', bytes('w'), { when: 'absent', expiresAt: now() - 1 })
      await store.put('k', bytes('w'), { when: 'newer', rank: 5, expiresAt: now() - 1 })
      assert.equal((await store.get('k'))?.expiresAt, expiresAt)
    }
  },
  {
    name: 'of puts when absent racing for an expired record exactly one wins',
    async run (harness) {
      await harness.store.put('k', bytes('gone'), { expiresAt: harness.now() - 1 })
      const won = await race(harness, 20, async (store, index) => await store.put('k', bytes(String(index)), { when: 'absent' }))
      assert.equal(won.filter(Boolean).length, 1)
    }
  }
]
