import { FakeClock, type AppToken } from '@hooksmith/contracts'
import { rotateTokens, StoreTokenStore } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { randomBytes } from 'node:crypto'
import { test } from 'tap'

const [OLD, NEW, NEWEST] = [randomBytes(32), randomBytes(32), randomBytes(32)]

function tokenFor (clock: FakeClock, ms: number, value = 'secret'): AppToken {
  return { value, expiresAt: clock.now() + ms, apiBaseUrl: 'https://api.atlassian.com/ex/jira/1' }
}

test('a rotation puts every token under the first key, so that the others can be dropped', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const before = new StoreTokenStore({ store, keys: [OLD], clock })
  const tenants = Array.from({ length: 250 }, (_none, n) => `tenant-${n}`)
  for (const tenant of tenants) await before.put(tenant, tokenFor(clock, 3_600_000, tenant))
  await store.put('other:1', Buffer.from('not a token'))
  t.same(await rotateTokens({ store, keys: [NEW, OLD] }), { rotated: 250, current: 0, unreadable: 0 })
  t.same(await rotateTokens({ store, keys: [NEW, OLD] }), { rotated: 0, current: 250, unreadable: 0 }, 'a repeat finds nothing to do')
  t.same(await rotateTokens({ store, keys: [NEWEST, NEW] }), { rotated: 250, current: 0, unreadable: 0 }, 'and so on')
  const after = new StoreTokenStore({ store, keys: [NEWEST], clock })
  for (const tenant of tenants) t.equal((await after.get(tenant))?.value, tenant)
  t.equal(Buffer.from((await store.get('other:1'))?.value ?? []).toString(), 'not a token')
})

test('after a rotation a token that lives longer wins, one that lives no longer does not, and expiry is as before', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [NEW, OLD], clock, marginMs: 0 })
  await new StoreTokenStore({ store, keys: [OLD], clock }).put('t', tokenFor(clock, 10_000, 'first'))
  await rotateTokens({ store, keys: [NEW, OLD] })
  t.equal(await tokens.put('t', tokenFor(clock, 10_000, 'same')), false)
  t.equal((await tokens.get('t'))?.value, 'first')
  t.equal(await tokens.put('t', tokenFor(clock, 10_001, 'newer')), true)
  t.equal((await tokens.get('t'))?.value, 'newer')
  await rotateTokens({ store, keys: [NEWEST, NEW] })
  await clock.advance(10_001)
  t.equal((await store.list('')).records.length, 0)
})

test('a token that no key opens is left as it is, counted, and does not stop the others', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  await new StoreTokenStore({ store, keys: [randomBytes(32)], clock }).put('lost', tokenFor(clock, 10_000))
  await new StoreTokenStore({ store, keys: [OLD], clock }).put('kept', tokenFor(clock, 10_000))
  await store.put('token:junk', Buffer.from('junk'))
  t.same(await rotateTokens({ store, keys: [NEW, OLD] }), { rotated: 1, current: 0, unreadable: 2 })
  t.equal((await store.list('')).records.length, 3)
})

test('a newer token that is put while its record is being rotated stays', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [NEW, OLD], clock })
  await new StoreTokenStore({ store, keys: [OLD], clock }).put('t', tokenFor(clock, 100_000, 'older'))
  // The instant between the look and the write is where another process may come.
  const between = Object.assign(Object.create(store) as MemoryStore, {
    list: store.list.bind(store),
    get: async (key: string) => {
      const record = await store.get(key)
      await tokens.put('t', tokenFor(clock, 100_001, 'newer'))
      return record
    },
    put: store.put.bind(store)
  })
  t.same(await rotateTokens({ store: between, keys: [NEW, OLD] }), { rotated: 0, current: 1, unreadable: 0 })
  t.equal((await tokens.get('t'))?.value, 'newer')
})

test('a rotation gives others the event loop before every page, also when it finds nothing to do', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [NEW], clock })
  for (let n = 0; n < 250; n++) await tokens.put(`tenant-${n}`, tokenFor(clock, 3_600_000))
  let turns = 0
  const count = (): void => { turns++; timer = setImmediate(count) }
  let timer = setImmediate(count)
  await rotateTokens({ store, keys: [NEW] })
  clearImmediate(timer)
  t.ok(turns >= 3, `${turns} turns for three pages`)
})
