import { strict as assert } from 'node:assert'
import type { Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, FAR_MS, keysOf, text } from './store-support.js'

/** In the order of their UTF-8 bytes. By UTF-16 units the last would stand before the one above it; by alphabet, case would not count. */
const ORDERED_KEYS = ['\0', 'A', 'B', 'a', 'a\0', 'a:', 'a:b', 'aa', 'b', '\u007f', '\u00e9', '\u0430', '\uffee', '\u{1f600}']

export const storeListCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'an empty store lists nothing',
    async run ({ store }) {
      const page = await store.list('')
      assert.deepEqual(page.records, [])
      assert.equal(page.next, undefined)
    }
  },
  {
    name: 'the empty prefix lists all keys in the order of their UTF-8 bytes',
    async run ({ store }) {
      for (const key of ORDERED_KEYS.toReversed()) await store.put(key, bytes(key))
      assert.deepEqual((await store.list('')).records.map((record) => record.key), ORDERED_KEYS)
    }
  },
  {
    name: 'a listed record is whole: key, value, rank and expiry',
    async run ({ store, now }) {
      const expiresAt = now() + FAR_MS
      await store.put('k', bytes('v'), { rank: 3, expiresAt })
      const [record] = (await store.list('')).records
      assert.deepEqual({ ...record, value: text(record) }, { key: 'k', value: 'v', rank: 3, expiresAt })
    }
  },
  {
    name: 'pages put together are the whole listing, at any size of page',
    async run ({ store }) {
      for (const key of ORDERED_KEYS) await store.put(key, bytes('v'))
      for (const limit of [1, 2, 3, ORDERED_KEYS.length, 1_000]) {
        assert.deepEqual(await keysOf(store, '', limit), ORDERED_KEYS, `pages of ${limit}`)
      }
    }
  },
  {
    name: 'no page is longer than its limit, and 100 is the limit unless told',
    async run ({ store }) {
      for (let index = 0; index < 101; index++) await store.put(`k${index}`, bytes('v'))
      assert.equal((await store.list('k', { limit: 7 })).records.length, 7)
      assert.equal((await store.list('k')).records.length, 100)
      assert.equal((await keysOf(store, 'k', 100)).length, 101)
    }
  },
  {
    name: 'a page names a next one exactly when there is more',
    async run ({ store, now }) {
      for (const key of ['a1', 'a2', 'b1']) await store.put(key, bytes('v'))
      await store.put('a3', bytes('gone'), { expiresAt: now() - 1 })
      assert.notEqual((await store.list('a', { limit: 1 })).next, undefined)
      assert.equal((await store.list('a', { limit: 2 })).next, undefined)
      assert.equal((await store.list('a', { limit: 3 })).next, undefined)
    }
  },
  {
    name: 'a prefix lists the keys that start with it, itself included, and none beside',
    async run ({ store }) {
      for (const key of ORDERED_KEYS) await store.put(key, bytes('v'))
      for (const prefix of ['a', 'a:', 'B', '\u00e9', '\u{1f600}', '\0', 'c', 'aaa']) {
        const expected = ORDERED_KEYS.filter((key) => key.startsWith(prefix))
        assert.deepEqual(await keysOf(store, prefix, 2), expected, JSON.stringify(prefix))
      }
    }
  },
  {
    name: 'every character of a prefix is data',
    async run ({ store }) {
      for (const key of ['a*', 'ab', 'a?', 'a[b]', 'a%', 'a_', 'a\\']) await store.put(key, bytes('v'))
      for (const prefix of ['a*', 'a?', 'a[', 'a%', 'a_', 'a\\']) {
        assert.equal((await store.list(prefix)).records.length, 1, prefix)
      }
    }
  },
  {
    name: 'after need be no key, nor start with the prefix',
    async run ({ store }) {
      for (const key of ['a', 'b1', 'b3', 'c']) await store.put(key, bytes('v'))
      const listed = async (after: string): Promise<string[]> => (await store.list('b', { after })).records.map((record) => record.key)
      assert.deepEqual(await listed(''), ['b1', 'b3'])
      assert.deepEqual(await listed('a'), ['b1', 'b3'])
      assert.deepEqual(await listed('b1'), ['b3'])
      assert.deepEqual(await listed('b2'), ['b3'])
      assert.deepEqual(await listed('b3'), [])
      assert.deepEqual(await listed('c'), [])
    }
  },
  {
    name: 'expired records are not listed, and no page stops short because of them',
    async run ({ store, now }) {
      for (let index = 10; index < 40; index++) {
        await store.put(`k${index}`, bytes('v'), index % 10 === 0 ? {} : { expiresAt: now() - 1 })
      }
      assert.deepEqual(await keysOf(store, 'k', 1), ['k10', 'k20', 'k30'])
      assert.deepEqual(await keysOf(store, 'k', 2), ['k10', 'k20', 'k30'])
    }
  },
  {
    name: 'deleted records are not listed',
    async run ({ store }) {
      await store.put('a', bytes('v'))
      await store.put('b', bytes('v'))
      await store.delete('a')
      assert.deepEqual(await keysOf(store, '', 100), ['b'])
    }
  },
  {
    name: 'a key that was written twice is listed once, with its last value',
    async run ({ store }) {
      await store.put('k', bytes('old'))
      await store.put('k', bytes('new'))
      assert.deepEqual((await store.list('')).records.map(text), ['new'])
    }
  }
]
