import { FakeClock } from '@hooksmith/contracts'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'

const value = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(1)

test('a full store refuses a new record and keeps every one that it has', async (t) => {
  const store = new MemoryStore({ maxEntries: 2 })
  await store.put('a', value(1))
  await store.put('b', value(1))
  await t.rejects(store.put('c', value(1)), { code: 'HKS_ERR_STORE_FULL', statusCode: 503 })
  await t.rejects(store.add('d', 1), { code: 'HKS_ERR_STORE_FULL' })
  t.same((await store.list('')).records.map(({ key }) => key), ['a', 'b'])
})

test('a full store goes on with what needs no room: reading, replacing, deleting', async (t) => {
  const store = new MemoryStore({ maxEntries: 1 })
  await store.put('a', value(1))
  t.equal(await store.put('a', value(2)), true)
  t.equal(await store.put('a', value(2), { when: 'absent' }), false)
  t.equal((await store.get('a'))?.value.byteLength, 2)
  t.equal(await store.put('b', value(1), { expiresAt: 1 }), true)
  t.equal(await store.delete('a'), true)
  t.equal(await store.put('b', value(1)), true)
})

test('expired records make room, and only they', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock, maxEntries: 3 })
  await store.put('kept', value(1))
  await store.put('later', value(1), { expiresAt: clock.now() + 2_000 })
  await store.put('sooner', value(1), { expiresAt: clock.now() + 1_000 })
  await t.rejects(store.put('new', value(1)), { code: 'HKS_ERR_STORE_FULL' })
  await clock.advance(1_000)
  t.equal(await store.put('new', value(1)), true)
  await t.rejects(store.put('one more', value(1)), { code: 'HKS_ERR_STORE_FULL' })
  await clock.advance(1_000)
  t.equal(await store.put('one more', value(1)), true)
  t.same((await store.list('')).records.map(({ key }) => key), ['kept', 'new', 'one more'])
})

test('bytes are bounded by keys and values together', async (t) => {
  const store = new MemoryStore({ maxBytes: 10 })
  t.equal(await store.put('key', value(7)), true)
  await t.rejects(store.put('key', value(8)), { code: 'HKS_ERR_STORE_FULL' })
  t.equal((await store.get('key'))?.value.byteLength, 7)
  await t.rejects(store.put('k', value(1)), { code: 'HKS_ERR_STORE_FULL' })
  t.equal(await store.put('key', value(5)), true)
  t.equal(await store.put('k', value(1)), true)
})

test('a bound that is no whole number above 0 is refused', async (t) => {
  for (const bad of [0, -1, 1.5, Number.NaN, Infinity]) {
    t.throws(() => new MemoryStore({ maxEntries: bad }), { code: 'HKS_ERR_OPTION_INVALID', message: /maxEntries/ })
    t.throws(() => new MemoryStore({ maxBytes: bad }), { code: 'HKS_ERR_OPTION_INVALID', message: /maxBytes/ })
  }
})

test('nothing outlives the process, and nobody shares it', async (t) => {
  t.match(new MemoryStore(), { shared: 'process', durable: 'no' })
})
