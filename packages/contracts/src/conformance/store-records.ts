import { strict as assert } from 'node:assert'
import type { Case } from './cases.js'
import type { StoreHarness } from './harness.js'
import { bytes, FAR_MS, pair, race, text, textOf } from './store-support.js'

/** Keys that a careless key builder, escape or encoding would make equal, or lose. */
const AWKWARD_KEYS = [
  'a', 'A', 'a:', ':a', 'a:b', 'a::b', 'a/b', 'a//b', 'a\\b', 'a%3Ab', 'a b', ' a', 'a ', 'a\n', 'a\r', 'a\t', 'a\0', '\0a', 'a\0\0', '\u0001', '\u007f',
  'a{b}', '{a}b', 'a*', 'a?', '[a]', '\u00e9', 'e\u0301', '\ufeffa', '\u{1f600}', '\uffff', '__proto__', 'constructor', '0', '00', 'null', 'undefined'
]

export const storeRecordCases: ReadonlyArray<Case<StoreHarness>> = [
  {
    name: 'a key that was never written reads as undefined',
    async run ({ store }) {
      assert.equal(await store.get('nothing'), undefined)
    }
  },
  {
    name: 'a record is read back whole: key, value, rank and expiry',
    async run ({ store, now }) {
      const expiresAt = now() + FAR_MS
      assert.equal(await store.put('k', bytes('v'), { rank: -1.5, expiresAt }), true)
      const record = await store.get('k')
      assert.deepEqual({ ...record, value: text(record) }, { key: 'k', value: 'v', rank: -1.5, expiresAt })
    }
  },
  {
    name: 'every byte of a value is kept, and so is the empty value',
    async run ({ store }) {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index)
      await store.put('all', all)
      await store.put('none', new Uint8Array(0))
      assert.deepEqual([...(await store.get('all'))?.value ?? []], [...all])
      assert.equal((await store.get('none'))?.value.byteLength, 0)
    }
  },
  {
    name: 'a put replaces value, rank and expiry, also by none',
    async run ({ store, now }) {
      await store.put('k', bytes('old'), { rank: 9, expiresAt: now() + FAR_MS })
      assert.equal(await store.put('k', bytes('new')), true)
      const record = await store.get('k')
      assert.equal(text(record), 'new')
      assert.equal(record?.rank, undefined)
      assert.equal(record?.expiresAt, undefined)
    }
  },
  {
    name: 'put when absent writes only where there is no record',
    async run ({ store }) {
      assert.equal(await store.put('k', bytes('first'), { when: 'absent' }), true)
      assert.equal(await store.put('k', bytes('second'), { when: 'absent' }), false)
      assert.equal(await textOf(store, 'k'), 'first')
    }
  },
  {
    name: 'put when newer writes a higher rank and refuses a lower one',
    async run ({ store }) {
      assert.equal(await store.put('k', bytes('5'), { when: 'newer', rank: 5 }), true)
      assert.equal(await store.put('k', bytes('4.5'), { when: 'newer', rank: 4.5 }), false)
      assert.equal(await textOf(store, 'k'), '5')
      assert.equal(await store.put('k', bytes('10'), { when: 'newer', rank: 10 }), true)
      assert.equal((await store.get('k'))?.rank, 10)
    }
  },
  {
    name: 'put when newer does not overwrite an equal rank',
    async run ({ store }) {
      await store.put('k', bytes('first'), { rank: 5 })
      assert.equal(await store.put('k', bytes('second'), { when: 'newer', rank: 5 }), false)
      assert.equal(await textOf(store, 'k'), 'first')
    }
  },
  {
    name: 'put when newer overwrites a record without a rank, whatever its own',
    async run ({ store }) {
      await store.put('k', bytes('unranked'))
      assert.equal(await store.put('k', bytes('ranked'), { when: 'newer', rank: -1e300 }), true)
      assert.equal(await textOf(store, 'k'), 'ranked')
    }
  },
  {
    name: 'ranks compare as numbers over their whole range',
    async run ({ store }) {
      const ranks = [-Number.MAX_VALUE, -10, -9, -0.5, 0, Number.MIN_VALUE, 0.5, 9, 10, 2 ** 53 - 1, Number.MAX_VALUE]
      for (const rank of ranks) assert.equal(await store.put('k', bytes('v'), { when: 'newer', rank }), true, `${rank} is higher`)
      for (const rank of ranks) assert.equal(await store.put('k', bytes('v'), { when: 'newer', rank }), false, `${rank} is not higher`)
    }
  },
  {
    name: 'delete removes a record and says whether there was one',
    async run ({ store }) {
      assert.equal(await store.delete('k'), false)
      await store.put('k', bytes('v'), { rank: 5 })
      assert.equal(await store.delete('k'), true)
      assert.equal(await store.get('k'), undefined)
      assert.equal(await store.delete('k'), false)
      assert.equal(await store.put('k', bytes('v'), { when: 'newer', rank: 1 }), true)
    }
  },
  {
    name: 'keys with separators, control characters and other alphabets do not collide',
    async run ({ store }) {
      for (const [index, key] of AWKWARD_KEYS.entries()) await store.put(key, bytes(String(index)))
      for (const [index, key] of AWKWARD_KEYS.entries()) {
        const record = await store.get(key)
        assert.deepEqual([record?.key, text(record)], [key, String(index)])
      }
    }
  },
  {
    name: 'bytes are copied in: changing an array after the call changes nothing',
    async run ({ store }) {
      const value = bytes('kept')
      const stored = store.put('k', value)
      value.fill(0)
      await stored
      assert.equal(await textOf(store, 'k'), 'kept')
    }
  },
  {
    name: 'bytes are copied out: changing what was read changes nothing',
    async run ({ store }) {
      await store.put('k', bytes('kept'));
      (await store.get('k'))?.value.fill(0)
      for (const record of (await store.list('k')).records) record.value.fill(0)
      assert.equal(await textOf(store, 'k'), 'kept')
    }
  },
  {
    name: 'a view of a larger buffer is stored as that view',
    async run ({ store }) {
      await store.put('k', bytes('before value after').subarray(7, 12))
      assert.equal(await textOf(store, 'k'), 'value')
    }
  },
  {
    name: 'what one process writes the other reads',
    async run (harness) {
      const [one, other] = await pair(harness)
      await one.put('k', bytes('v'), { rank: 1 })
      assert.equal(await textOf(other, 'k'), 'v')
      assert.equal(await other.put('k', bytes('w'), { when: 'newer', rank: 2 }), true)
      assert.equal(await textOf(one, 'k'), 'w')
      assert.equal(await other.delete('k'), true)
      assert.equal(await one.get('k'), undefined)
    }
  },
  {
    name: 'of puts when absent racing for a key exactly one wins, and its value stands',
    async run (harness) {
      const won = await race(harness, 20, async (store, index) => await store.put('k', bytes(String(index)), { when: 'absent' }))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal(await textOf(harness.store, 'k'), String(won.indexOf(true)))
    }
  },
  {
    name: 'of puts when newer racing for a key the highest rank stands',
    async run (harness) {
      const rankOf = (index: number): number => (index * 7) % 20
      const won = await race(harness, 20, async (store, index) => await store.put('k', bytes(String(rankOf(index))), { when: 'newer', rank: rankOf(index) }))
      const record = await harness.store.get('k')
      assert.deepEqual([text(record), record?.rank], ['19', 19])
      assert.equal(won.find((_, index) => rankOf(index) === 19), true)
    }
  },
  {
    name: 'of puts when newer racing with one rank exactly one wins',
    async run (harness) {
      const won = await race(harness, 20, async (store, index) => await store.put('k', bytes(String(index)), { when: 'newer', rank: 1 }))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal(await textOf(harness.store, 'k'), String(won.indexOf(true)))
    }
  },
  {
    name: 'of deletes racing for a record exactly one finds it',
    async run (harness) {
      await harness.store.put('k', bytes('v'))
      const found = await race(harness, 20, async (store) => await store.delete('k'))
      assert.equal(found.filter(Boolean).length, 1)
    }
  }
]
