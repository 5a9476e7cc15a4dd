import { FakeClock } from '@hooksmith/contracts'
import { nonceGuardConformance } from '@hooksmith/contracts/conformance'
import { StoreNonceGuard } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'

nonceGuardConformance(test, () => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  return {
    guard: new StoreNonceGuard({ store, clock }),
    join: async () => new StoreNonceGuard({ store, clock }),
    goDown: () => store.close(),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: () => store.close()
  }
})

test('a claim rejects with the code of the store underneath', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock, maxEntries: 1 })
  const guard = new StoreNonceGuard({ store, clock })
  t.equal(await guard.claim('s', 'first', clock.now() + 1_000), true)
  await t.rejects(guard.claim('s', 'second', clock.now() + 1_000), { code: 'HKS_ERR_STORE_FULL' })
})

test('what lies in the store shows neither scope nor nonce', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  await new StoreNonceGuard({ store, clock }).claim('sender-a', 'nonce-b', clock.now() + 1_000)
  const [record] = (await store.list('')).records
  t.match(record?.key, /^nonce:[\w-]{43}$/)
  t.equal(Buffer.from(record?.value ?? []).toString('hex'), '01')
})
