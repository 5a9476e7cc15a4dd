import { FakeClock, type NonceGuard } from '@hooksmith/contracts'
import type { NonceGuardHarness } from '@hooksmith/contracts/conformance'
import { StoreNonceGuard } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import type { Broken } from './bite.js'
import { tick } from './broken-store.js'

interface Whole { readonly guard: NonceGuard, readonly store: MemoryStore, readonly clock: FakeClock }
type Claim = NonceGuard['claim']

/** A harness around guards whose claim is spoiled; called once for each process. */
export function openGuard (spoil: (whole: Whole) => Claim = ({ guard }) => (...input) => guard.claim(...input)): NonceGuardHarness {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const make = (): NonceGuard => ({ claim: spoil({ guard: new StoreNonceGuard({ store, clock }), store, clock }) })
  return {
    guard: make(),
    join: async () => make(),
    goDown: () => store.close(),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: () => store.close()
  }
}

function broken (fails: string, how: string, spoil: (whole: Whole) => Claim): Broken<NonceGuardHarness> {
  return { fails, how, open: () => openGuard(spoil) }
}

/** A guard that puts scope and nonce together in a way of its own. */
function joining (fails: string, how: string, join: (scope: string, nonce: string) => string): Broken<NonceGuardHarness> {
  return broken(fails, how, ({ guard }) => (scope, nonce, expiresAt) => guard.claim('', join(scope, nonce), expiresAt))
}

const PAIRS = 'no two pairs of scope and nonce collide'
const LONG = 'long scopes and nonces are told apart to their last character'
const PAST = 'an instant in the past cannot be guarded: it resolves to false, also the first time'
const AGAIN = 'a nonce is free again once its claim has run out, and a refused claim does not prolong it'

export const brokenGuards: ReadonlyArray<Broken<NonceGuardHarness>> = [
  broken('the first use of a nonce wins, every later one is told so', 'lets all through', () => async () => true),
  broken('the first use of a nonce wins, every later one is told so', 'lets every second through', ({ guard, store }) => async (...input) => {
    const isFirst = await guard.claim(...input)
    if (!isFirst) for (const { key } of (await store.list('')).records) await store.delete(key)
    return isFirst
  }),
  joining('another nonce is free, and so is the same one in another scope', 'ignores the scope', (_, nonce) => nonce),
  joining('another nonce is free, and so is the same one in another scope', 'ignores the nonce', (scope) => scope),
  joining(PAIRS, 'puts them together without a mark', (scope, nonce) => `${scope}${nonce}`),
  joining(PAIRS, 'separates them by a colon', (scope, nonce) => `${scope}:${nonce}`),
  joining(PAIRS, 'separates them by a slash', (scope, nonce) => `${scope}/${nonce}`),
  joining(PAIRS, 'separates them by a NUL', (scope, nonce) => `${scope}\0${nonce}`),
  joining(PAIRS, 'separates them by quotes', (scope, nonce) => `"${scope}","${nonce}"`),
  joining(PAIRS, 'normalises letters', (scope, nonce) => JSON.stringify([scope, nonce]).normalize('NFC')),
  joining(PAIRS, 'ignores case', (scope, nonce) => JSON.stringify([scope, nonce]).toLowerCase()),
  joining(LONG, 'cuts what is long', (scope, nonce) => JSON.stringify([scope.slice(0, 512), nonce.slice(0, 512)])),
  broken(PAST, 'lets the past through', ({ guard, clock }) => (scope, nonce, expiresAt) => guard.claim(scope, nonce, Math.max(expiresAt, clock.now() + 1))),
  broken(AGAIN, 'never forgets', ({ guard }) => (scope, nonce, expiresAt) => guard.claim(scope, nonce, expiresAt + 1e9)),
  broken(AGAIN, 'forgets at once', ({ guard, store }) => async (...input) => {
    const isFirst = await guard.claim(...input)
    for (const { key } of (await store.list('')).records) await store.delete(key)
    return isFirst
  }),
  broken(AGAIN, 'prolongs with every claim', ({ guard, store }) => async (...input) => {
    const isFirst = await guard.claim(...input)
    const [record] = (await store.list('')).records
    if (record !== undefined) await store.put(record.key, record.value, { expiresAt: input[2] })
    return isFirst
  }),
  broken('a claim further than 2^31-1 ms ahead holds', 'arms one timer for it', ({ guard, store, clock }) => async (scope, nonce, expiresAt) => {
    if (expiresAt - clock.now() > 2 ** 31 - 1) clock.after(1, () => { void store.list('').then(({ records }) => records.map(({ key }) => store.delete(key))) })
    return await guard.claim(scope, nonce, expiresAt)
  }),
  broken('what one process claimed the other refuses', 'guards each process alone', ({ clock }) => {
    const own = new StoreNonceGuard({ store: new MemoryStore({ clock }), clock })
    return (...input) => own.claim(...input)
  }),
  broken('of claims racing for a nonce exactly one wins', 'looks first and claims later', ({ guard, store }) => async (...input) => {
    const isThere = (await store.list('')).records.length > 0
    await tick()
    if (!isThere) await guard.claim(...input)
    return !isThere
  }),
  broken('what cannot be stored is not let through: the claim rejects', 'lets through what it cannot check', ({ guard }) => async (...input) => {
    return await guard.claim(...input).catch(() => true)
  }),
  broken('what cannot be stored is not let through: the claim rejects', 'calls a failure a repeat', ({ guard }) => async (...input) => {
    return await guard.claim(...input).catch(() => false)
  })
]
