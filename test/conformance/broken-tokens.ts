import { FakeClock, HKS_ERR_TOKEN_UNREADABLE, type AppToken, type Store, type TokenStore } from '@hooksmith/contracts'
import type { TokenStoreHarness } from '@hooksmith/contracts/conformance'
import { StoreTokenStore } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { randomBytes } from 'node:crypto'
import type { Broken } from './bite.js'
import { tick } from './broken-store.js'

const MARGIN_MS = 5_000

/** What a break can use. `others` has none of the keys of `tokens`. */
interface Whole {
  readonly tokens: TokenStore
  readonly others: TokenStore
  readonly store: Store
  readonly clock: FakeClock
}

/** The members that a broken token store has in place of the whole one's; called once for each process. */
type Spoil = (whole: Whole) => Partial<TokenStore>

/** A harness around token stores that are spoiled by `spoil`. */
export function openTokens (
  spoil: Spoil = () => ({}), change: (whole: Whole) => Partial<TokenStoreHarness> = () => ({})
): TokenStoreHarness {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const keys = [randomBytes(32)]
  const open = (ring: readonly Uint8Array[]): TokenStore => new StoreTokenStore({ store, keys: ring, marginMs: MARGIN_MS, clock })
  const whole = { tokens: open(keys), others: open([randomBytes(32)]), store, clock }
  const make = (inner: TokenStore): TokenStore => ({
    get: (tenant) => inner.get(tenant),
    put: (tenant, token) => inner.put(tenant, token),
    delete: (tenant) => inner.delete(tenant),
    ...spoil({ ...whole, tokens: inner })
  })
  return {
    tokens: make(whole.tokens),
    marginMs: MARGIN_MS,
    join: async () => make(open(keys)),
    joinWithoutKeys: async () => make(whole.others),
    stored: async () => (await store.list('')).records.map(({ value }) => value),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: () => store.close(),
    ...change(whole)
  }
}

function broken (fails: string, how: string, spoil: Spoil): Broken<TokenStoreHarness> {
  return { fails, how, open: () => openTokens(spoil) }
}

/** Puts `token` whatever is there. */
async function force ({ tokens }: Whole, tenant: string, token: AppToken): Promise<boolean> {
  await tokens.delete(tenant)
  return await tokens.put(tenant, token)
}

function renaming (rename: (tenant: string) => string): Spoil {
  return ({ tokens }) => ({ get: (tenant) => tokens.get(rename(tenant)), put: (tenant, token) => tokens.put(rename(tenant), token) })
}

const PAST = 'a token whose expiry has passed is taken and reads as missing'
const MARGIN = 'a token is not handed out once only the margin is left of it'
const TENANTS = 'tenants with separators, control characters and long names do not meet'
const SHARED = 'what another process wrote or deleted counts at once'
const STRANGER = 'who has none of the keys is refused with UNREADABLE, and learns nothing of the token'
const REPLACE = 'who has none of the keys can still replace a token by a newer one, and delete it'

export const brokenTokens: ReadonlyArray<Broken<TokenStoreHarness>> = [
  broken('a tenant without a token reads as undefined', 'makes up tokens', ({ tokens, clock }) => ({
    get: async (tenant) => await tokens.get(tenant) ?? { value: '', expiresAt: clock.now() + 60_000, apiBaseUrl: '' }
  })),
  broken('a token is read back whole: value, expiry and base URL', 'forgets the base URL', ({ tokens }) => ({
    put: (tenant, token) => tokens.put(tenant, { ...token, apiBaseUrl: '' })
  })),
  broken('a token that lives longer replaces the one before', 'keeps the first', ({ tokens }) => ({
    put: async (tenant, token) => await tokens.get(tenant) === undefined && await tokens.put(tenant, token)
  })),
  broken('a token that ends sooner, or at the same instant, is not kept, however late it is written', 'keeps the last', (whole) => ({
    put: (tenant, token) => force(whole, tenant, token)
  })),
  broken('a token that ends sooner, or at the same instant, is not kept, however late it is written', 'keeps the last of equals', (whole) => ({
    async put (tenant, token) {
      const isEqual = (await whole.tokens.get(tenant))?.expiresAt === token.expiresAt
      return isEqual ? await force(whole, tenant, token) : await whole.tokens.put(tenant, token)
    }
  })),
  broken(PAST, 'refuses the past', ({ tokens, clock }) => ({
    put: async (tenant, token) => token.expiresAt > clock.now() && await tokens.put(tenant, token)
  })),
  broken('a token whose expiry has passed does not erase one that lives', 'lets it erase', (whole) => ({
    put: (tenant, token) => token.expiresAt <= whole.clock.now() ? force(whole, tenant, token) : whole.tokens.put(tenant, token)
  })),
  broken(MARGIN, 'has no margin', ({ store, clock }) => {
    const tokens = new StoreTokenStore({ store, keys: [new Uint8Array(32)], marginMs: 0, clock })
    return { get: (tenant) => tokens.get(tenant), put: (tenant, token) => tokens.put(tenant, token) }
  }),
  broken(MARGIN, 'hands out one moment too long', ({ store, clock }) => {
    const tokens = new StoreTokenStore({ store, keys: [new Uint8Array(32)], marginMs: MARGIN_MS - 1, clock })
    return { get: (tenant) => tokens.get(tenant), put: (tenant, token) => tokens.put(tenant, token) }
  }),
  broken('a token is handed out until then', 'forgets tokens after a while', ({ tokens, clock }) => {
    const startedAt = clock.now()
    return { get: async (tenant) => clock.now() > startedAt ? undefined : await tokens.get(tenant) }
  }),
  broken('a token that lives further than 2^31-1 ms is kept', 'cuts long lives', ({ tokens, clock }) => ({
    put: (tenant, token) => tokens.put(tenant, { ...token, expiresAt: Math.min(token.expiresAt, clock.now() + 2 ** 31 - 1) })
  })),
  broken(TENANTS, 'ignores case', renaming((tenant) => tenant.toLowerCase())),
  broken(TENANTS, 'joins separators', renaming((tenant) => tenant.replace('::', ':'))),
  broken(TENANTS, 'normalises letters', renaming((tenant) => tenant.normalize('NFC'))),
  broken(TENANTS, 'cuts long names', renaming((tenant) => Buffer.from(tenant).subarray(0, 255).toString())),
  broken('delete forgets a token and says whether there was one', 'finds one always', ({ tokens }) => ({
    delete: async (tenant) => { await tokens.delete(tenant); return true }
  })),
  broken('after delete any token is kept, also one that ends sooner', 'remembers what was deleted', ({ tokens }) => {
    const latest = new Map<string, number>()
    return {
      async put (tenant, token) {
        if (token.expiresAt <= (latest.get(tenant) ?? 0)) return false
        latest.set(tenant, token.expiresAt)
        return await tokens.put(tenant, token)
      }
    }
  }),
  broken(SHARED, 'trusts what it wrote itself', ({ tokens }) => {
    const written = new Map<string, number>()
    return {
      async put (tenant, token) {
        if (token.expiresAt <= (written.get(tenant) ?? 0)) return false
        written.set(tenant, token.expiresAt)
        return await tokens.put(tenant, token)
      },
      delete: async (tenant) => { written.delete(tenant); return await tokens.delete(tenant) }
    }
  }),
  broken(SHARED, 'hands out what it wrote itself', ({ tokens }) => {
    const written = new Map<string, AppToken>()
    return {
      get: async (tenant) => written.get(tenant) ?? await tokens.get(tenant),
      put: async (tenant, token) => { written.set(tenant, token); return await tokens.put(tenant, token) }
    }
  }),
  broken('of tokens racing for a tenant the one that lives longest stands', 'lets the last writer win', ({ tokens, store }) => ({
    async put (tenant, token) {
      await tick()
      const wrote = await tokens.put(tenant, token)
      for (const { key, value } of (await store.list('')).records) await store.put(key, value)
      return wrote
    }
  })),
  ...(['utf8', 'hex', 'base64', 'base64url', 'utf16le'] as const).map((encoding) => broken(
    'no token lies readable in the storage underneath', `keeps a copy as ${encoding}`, ({ tokens, store }) => ({
      async put (tenant, token) {
        const json = JSON.stringify(token)
        await store.put(`copy of ${tenant}`, encoding === 'utf16le' ? Buffer.from(json, 'utf16le') : Buffer.from(Buffer.from(json).toString(encoding)))
        return await tokens.put(tenant, token)
      }
    }))),
  broken('no token lies readable in the storage underneath', 'keeps nothing', () => ({ put: async () => true })),
  {
    fails: STRANGER,
    how: 'encrypts with a key that all have',
    open: () => openTokens(undefined, ({ tokens }) => ({ joinWithoutKeys: async () => tokens }))
  },
  broken(STRANGER, 'takes unreadable for missing', ({ tokens }) => ({ get: async (tenant) => await tokens.get(tenant).catch(() => undefined) })),
  broken(STRANGER, 'shows what it could not read', ({ tokens }) => ({
    get: async (tenant) => await tokens.get(tenant).catch(() => { throw new HKS_ERR_TOKEN_UNREADABLE('hks-token-marker-0f1e2d3c4b5a') })
  })),
  broken(REPLACE, 'reads before it writes', ({ tokens }) => ({
    async put (tenant, token) {
      await tokens.get(tenant)
      return await tokens.put(tenant, token)
    }
  })),
  broken(REPLACE, 'reads before it deletes', ({ tokens }) => ({
    async delete (tenant) {
      await tokens.get(tenant)
      return await tokens.delete(tenant)
    }
  }))
]
