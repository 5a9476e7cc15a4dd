import { strict as assert } from 'node:assert'
import type { PutOptions, Store } from '../store.js'
import { assertRejects, type Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, textOf } from './store-support.js'

const CODE = 'HKS_ERR_STORE_INPUT'
const LONGEST_KEY = '\u00e9'.repeat(256)
const LARGEST_VALUE_BYTES = 1_048_576

/** Every call that takes a key. */
const KEYED: ReadonlyArray<[name: string, call: (store: Store, key: string) => Promise<unknown>]> = [
  ['get', (store, key) => store.get(key)],
  ['put', (store, key) => store.put(key, bytes('v'))],
  ['add', (store, key) => store.add(key, 1)],
  ['delete', (store, key) => store.delete(key)]
]

export const storeBoundCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'a key of 512 bytes of UTF-8 is taken by every call',
    async run ({ store }) {
      assert.equal(await store.put(LONGEST_KEY, bytes('v')), true)
      assert.equal(await textOf(store, LONGEST_KEY), 'v')
      assert.deepEqual((await store.list(LONGEST_KEY)).records.map((record) => record.key), [LONGEST_KEY])
      assert.equal(await store.delete(LONGEST_KEY), true)
      assert.equal(await store.add(LONGEST_KEY, 1), 1)
    }
  },
  {
    name: 'an empty key, one above 512 bytes and half a surrogate pair are refused by every call',
    async run ({ store }) {
      for (const key of ['', `${LONGEST_KEY}x`, 'a\ud83d']) {
        for (const [name, call] of KEYED) await assertRejects(() => call(store, key), CODE, `${name} of a key of ${key.length}`)
      }
      assert.deepEqual((await store.list('')).records, [])
    }
  },
  {
    name: 'a value of 1 MiB is taken, one byte more is refused and leaves what was there',
    async run ({ store }) {
      assert.equal(await store.put('k', new Uint8Array(LARGEST_VALUE_BYTES).fill(7)), true)
      await assertRejects(() => store.put('k', new Uint8Array(LARGEST_VALUE_BYTES + 1)), CODE)
      const value = (await store.get('k'))?.value
      assert.deepEqual([value?.byteLength, value?.every((byte) => byte === 7)], [LARGEST_VALUE_BYTES, true])
    }
  },
  {
    name: 'put options that mean nothing are refused and leave what was there',
    async run ({ store }) {
      await store.put('k', bytes('kept'))
      const refused: PutOptions[] = [{ when: 'newer' }, { rank: Number.NaN }, { when: 'newer', rank: Infinity }, { expiresAt: Number.NaN }, { expiresAt: Infinity }]
      for (const options of refused) await assertRejects(() => store.put('k', bytes('v'), options), CODE, Object.keys(options).join())
      await assertRejects(() => store.add('c', 1, { expiresAt: Number.NaN }), CODE)
      assert.equal(await textOf(store, 'k'), 'kept')
      assert.equal(await store.get('c'), undefined)
    }
  },
  {
    name: 'a page of 1,000 is listed, other limits than 1 to 1,000 are refused',
    async run ({ store }) {
      await store.put('k', bytes('v'))
      assert.equal((await store.list('', { limit: 1_000 })).records.length, 1)
      for (const limit of [0, -1, 1.5, 1_001, Number.NaN]) await assertRejects(() => store.list('', { limit }), CODE, String(limit))
    }
  },
  {
    name: 'a prefix and an after of 512 bytes are taken, longer ones and half surrogate pairs are refused',
    async run ({ store }) {
      assert.deepEqual((await store.list(LONGEST_KEY, { after: LONGEST_KEY })).records, [])
      for (const bad of [`${LONGEST_KEY}x`, 'a\ud83d']) {
        await assertRejects(() => store.list(bad), CODE)
        await assertRejects(() => store.list('', { after: bad }), CODE)
      }
    }
  }
]
