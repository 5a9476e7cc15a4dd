import { FakeClock } from '@hooksmith/contracts'
import { storeConformance } from '@hooksmith/contracts/conformance'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { SpooledStore, StoreTokenStore } from '../src/index.js'
import { makeGround, startSpool, SwitchedStore } from './spool-support.js'
import { deferred, hmacReceiver, send } from './support.js'

const KEY = 'ab'.repeat(32)
const HOUR_MS = 3_600_000

storeConformance(test, () => {
  const clock = new FakeClock()
  const open = (): SpooledStore => new SpooledStore({ store: new MemoryStore({ clock }), local: new MemoryStore({ clock }), clock })
  const store = open()
  return { store, stranger: async () => open(), advance: (ms) => clock.advance(ms), now: () => clock.now(), dispose: () => store.close() }
})

/** A token store whose server can be switched off, and that of another machine. */
interface TokenGround {
  readonly clock: FakeClock
  readonly network: SwitchedStore
  readonly local: MemoryStore
  readonly store: SpooledStore
  readonly tokens: StoreTokenStore
  readonly other: StoreTokenStore
}

function makeTokens (): TokenGround {
  const clock = new FakeClock()
  const network = new SwitchedStore(new MemoryStore({ clock }))
  const local = new MemoryStore({ clock })
  const store = new SpooledStore({ store: network, local, clock })
  const tokens = new StoreTokenStore({ store, keys: [KEY], clock })
  return { clock, network, local, store, tokens, other: new StoreTokenStore({ store: network, keys: [KEY], clock }) }
}

function token (value: string, expiresAt: number): { value: string, expiresAt: number, apiBaseUrl: string } {
  return { value, expiresAt, apiBaseUrl: 'https://api.atlassian.com' }
}

for (const mode of ['away', 'read-only'] as const) {
  test(`a token that comes while the store is ${mode} is kept, readable here, and everywhere once it has moved`, async (t) => {
    const { clock, network, store, tokens, other } = makeTokens()
    network.mode = mode
    t.equal(await tokens.put('t1', token('one', clock.now() + HOUR_MS)), true)
    t.equal((await tokens.get('t1'))?.value, 'one')
    network.mode = 'up'
    await store.move()
    t.equal((await other.get('t1'))?.value, 'one')
    t.equal(store.mayHave, false)
  })
}

test('a kept token never replaces one that lives longer, and of several kept ones the longest-lived moves', async (t) => {
  const { clock, network, store, tokens, other } = makeTokens()
  const at = clock.now()
  network.mode = 'away'
  for (const hours of [2, 4, 3]) await tokens.put('t1', token(`${hours}`, at + hours * HOUR_MS))
  await tokens.put('t2', token('old', at + HOUR_MS))
  t.equal((await tokens.get('t1'))?.value, '4')
  network.mode = 'up'
  await other.put('t2', token('new', at + 2 * HOUR_MS))
  await store.move()
  t.equal((await other.get('t1'))?.value, '4')
  t.equal((await other.get('t2'))?.value, 'new')
})

test('of a stored and a kept token the one that lives longer is read', async (t) => {
  const { clock, network, tokens } = makeTokens()
  await tokens.put('t1', token('short', clock.now() + HOUR_MS))
  network.mode = 'away'
  await tokens.put('t1', token('long', clock.now() + 2 * HOUR_MS))
  network.mode = 'up'
  await clock.advance(2_000)
  t.equal((await tokens.get('t1'))?.value, 'long')
})

test('what is kept is encrypted, and gone from the disk once it has moved', async (t) => {
  const { clock, network, local, store, tokens } = makeTokens()
  network.mode = 'away'
  await tokens.put('t1', token('marker-token', clock.now() + HOUR_MS))
  const [kept] = (await local.list('')).records
  t.ok(kept)
  t.notMatch(Buffer.from(kept?.value ?? []).toString('latin1'), /marker-token/)
  network.mode = 'up'
  await store.move()
  t.same((await local.list('')).records, [])
})

test('a token that was stored before the outage is kept again when it comes again', async (t) => {
  const { clock, network, tokens } = makeTokens()
  const same = token('one', clock.now() + HOUR_MS)
  await tokens.put('t1', same)
  network.mode = 'away'
  t.equal(await tokens.put('t1', same), true)
  t.equal((await tokens.get('t1'))?.value, 'one')
})

test('a move that fails halfway loses nothing', async (t) => {
  const { clock, network, store, tokens, other } = makeTokens()
  network.mode = 'away'
  for (const tenant of ['t1', 't2', 't3']) await tokens.put(tenant, token(tenant, clock.now() + HOUR_MS))
  network.mode = 'up'
  network.writesLeft = 1
  await t.rejects(store.move(), { code: 'HKS_ERR_STORE_UNAVAILABLE' })
  t.equal(store.mayHave, true)
  network.writesLeft = Infinity
  await store.move()
  for (const tenant of ['t1', 't2', 't3']) t.equal((await other.get(tenant))?.value, tenant)
})

test('a deleted token is not brought back by what was kept', async (t) => {
  const { clock, network, store, tokens, other } = makeTokens()
  network.mode = 'away'
  await tokens.put('t1', token('one', clock.now() + HOUR_MS))
  network.mode = 'up'
  t.equal(await tokens.delete('t1'), true)
  await store.move()
  t.equal(await other.get('t1'), undefined)
})

test('a delivery with its token is answered 200 while queue and token store are away; the token is there before its signal is raised', async (t) => {
  const ground = makeGround()
  const { clock, switched } = ground
  const network = new SwitchedStore(new MemoryStore({ clock }))
  const store = new SpooledStore({ store: network, local: ground.disk, clock })
  const tokens = new StoreTokenStore({ store, keys: [KEY], clock })
  const found = deferred<unknown>()
  const { app } = await startSpool(t, { tokens: store }, ground, {
    receivers: [hmacReceiver({
      capture: async (_request, { tenant }) => {
        await tokens.put(tenant, token('one', clock.now() + HOUR_MS))
        await app.hooksmith.signal(`token:${tenant}`)
      }
    })]
  })
  const elsewhere = new StoreTokenStore({ store: network, keys: [KEY], clock })
  switched.onSignal = async () => { found.resolve((await elsewhere.get('t1'))?.value) }
  switched.mode = network.mode = 'away'
  t.equal((await send(app, { id: 'e1', type: 'a' })).statusCode, 200)
  switched.mode = 'up'
  await clock.advance(10_000)
  t.same([switched.raised, switched.stored], [[], ['e1']], 'events do not wait for the token store')
  network.mode = 'up'
  await clock.advance(10_000)
  t.equal(await found.promise, 'one')
  await clock.advance(1_000)
  t.same(switched.raised, ['token:t1'])
})
