import { strict as assert } from 'node:assert'
import { inspect } from 'node:util'
import type { AppToken } from '../token-store.js'
import { assertRejects, rejection, runCases, type Case } from './cases.js'
import type { OpenTokenStoreHarness, TestFunction, TokenStoreHarness } from './harness.js'

const FAR_MS = 600_000
const SOON_MS = 40

/** Found wherever a token leaks to. */
const MARKER = 'hks-token-marker-0f1e2d3c4b5a'

/** Tenants that a careless key builder would make equal. */
const TENANTS = [
  'a', 'A', 'a:b', 'a::b', ':a', 'a/b', 'a%3Ab', 'a\0b', 'a b', 'a*', '{a}', '\u00e9', 'e\u0301', '__proto__',
  'x'.repeat(256), `${'x'.repeat(255)}y`, '\u6f22'.repeat(256), `${'\u6f22'.repeat(255)}y`
]

/** A token that lives `ms` milliseconds longer than the margin from now on. */
function tokenFor (harness: TokenStoreHarness, ms: number, value = `token-${ms}`): AppToken {
  return { value, expiresAt: harness.now() + harness.marginMs + ms, apiBaseUrl: 'https://api.atlassian.com/ex/confluence/1' }
}

const CASES: ReadonlyArray<Case<TokenStoreHarness>> = [
  {
    name: 'a tenant without a token reads as undefined',
    async run ({ tokens }) {
      assert.equal(await tokens.get('nobody'), undefined)
    }
  },
  {
    name: 'a token is read back whole: value, expiry and base URL',
    async run (harness) {
      const token = tokenFor(harness, FAR_MS)
      assert.equal(await harness.tokens.put('t', token), true)
      assert.deepEqual({ ...await harness.tokens.get('t') }, { ...token })
    }
  },
  {
    name: 'a token that lives longer replaces the one before',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, 'first'))
      assert.equal(await harness.tokens.put('t', tokenFor(harness, FAR_MS + 1_000, 'second')), true)
      assert.equal((await harness.tokens.get('t'))?.value, 'second')
    }
  },
  {
    name: 'a token that ends sooner, or at the same instant, is not kept, however late it is written',
    async run (harness) {
      const first = tokenFor(harness, FAR_MS, 'first')
      await harness.tokens.put('t', first)
      assert.equal(await harness.tokens.put('t', { ...first, value: 'sooner', expiresAt: first.expiresAt - 1_000 }), false)
      assert.equal(await harness.tokens.put('t', { ...first, value: 'same' }), false)
      assert.equal((await harness.tokens.get('t'))?.value, 'first')
    }
  },
  {
    name: 'a token whose expiry has passed is taken and reads as missing',
    async run (harness) {
      assert.equal(await harness.tokens.put('t', { ...tokenFor(harness, 0), expiresAt: harness.now() - 1_000 }), true)
      assert.equal(await harness.tokens.get('t'), undefined)
    }
  },
  {
    name: 'a token whose expiry has passed does not erase one that lives',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, 'alive'))
      assert.equal(await harness.tokens.put('t', { ...tokenFor(harness, 0), expiresAt: harness.now() - 1_000 }), false)
      assert.equal((await harness.tokens.get('t'))?.value, 'alive')
    }
  },
  {
    name: 'a token is not handed out once only the margin is left of it',
    async run (harness) {
      await harness.tokens.put('now', tokenFor(harness, 0))
      assert.equal(await harness.tokens.get('now'), undefined)
      await harness.tokens.put('soon', tokenFor(harness, SOON_MS))
      await harness.advance(SOON_MS)
      assert.equal(await harness.tokens.get('soon'), undefined)
    }
  },
  {
    name: 'a token is handed out until then',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS))
      await harness.advance(SOON_MS)
      assert.notEqual(await harness.tokens.get('t'), undefined)
    }
  },
  {
    name: 'a token that lives further than 2^31-1 ms is kept',
    async run (harness) {
      const token = tokenFor(harness, 2 ** 31 + 1_000)
      await harness.tokens.put('t', token)
      await harness.advance(SOON_MS)
      assert.equal((await harness.tokens.get('t'))?.expiresAt, token.expiresAt)
    }
  },
  {
    name: 'tenants with separators, control characters and long names do not meet',
    async run (harness) {
      for (const [index, tenant] of TENANTS.entries()) await harness.tokens.put(tenant, tokenFor(harness, FAR_MS, `token-${index}`))
      for (const [index, tenant] of TENANTS.entries()) assert.equal((await harness.tokens.get(tenant))?.value, `token-${index}`)
    }
  },
  {
    name: 'delete forgets a token and says whether there was one',
    async run (harness) {
      assert.equal(await harness.tokens.delete('t'), false)
      await harness.tokens.put('t', tokenFor(harness, FAR_MS))
      assert.equal(await harness.tokens.delete('t'), true)
      assert.equal(await harness.tokens.get('t'), undefined)
      assert.equal(await harness.tokens.delete('t'), false)
    }
  },
  {
    name: 'after delete any token is kept, also one that ends sooner',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, 'first'))
      await harness.tokens.delete('t')
      assert.equal(await harness.tokens.put('t', tokenFor(harness, FAR_MS - 1_000, 'second')), true)
      assert.equal((await harness.tokens.get('t'))?.value, 'second')
    }
  },
  {
    name: 'what another process wrote or deleted counts at once',
    async run (harness) {
      const other = await harness.join()
      const ours = tokenFor(harness, FAR_MS, 'ours')
      await harness.tokens.put('t', ours)
      assert.equal(await other.put('t', ours), false)
      assert.equal(await other.put('t', tokenFor(harness, FAR_MS * 2, 'theirs')), true)
      assert.equal((await harness.tokens.get('t'))?.value, 'theirs')
      assert.equal(await harness.tokens.put('t', tokenFor(harness, FAR_MS + 1_000)), false)
      await other.delete('t')
      assert.equal(await harness.tokens.get('t'), undefined)
      assert.equal(await harness.tokens.put('t', ours), true)
      assert.equal((await other.get('t'))?.value, 'ours')
    }
  },
  {
    name: 'of tokens racing for a tenant the one that lives longest stands',
    async run (harness) {
      const stores = [harness.tokens, await harness.join()]
      const lives = Array.from({ length: 20 }, (_, index) => FAR_MS + ((index * 7) % 20) * 1_000)
      const tokens = lives.map((ms) => tokenFor(harness, ms))
      await Promise.all(tokens.map(async (token, index) => await stores[index % 2]?.put('t', token)))
      for (const store of stores) assert.equal((await store.get('t'))?.value, `token-${FAR_MS + 19_000}`)
    }
  },
  {
    name: 'no token lies readable in the storage underneath',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, MARKER))
      const stored = await harness.stored()
      assert.notEqual(stored.length, 0)
      for (const bytes of stored) assert.deepEqual(formsIn(bytes), [])
    }
  },
  {
    name: 'who has none of the keys is refused with UNREADABLE, and learns nothing of the token',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, MARKER))
      const stranger = await harness.joinWithoutKeys()
      await assertRejects(() => stranger.get('t'), 'HKS_ERR_TOKEN_UNREADABLE')
      const error = await rejection(() => stranger.get('t'))
      assert.equal(inspect(error, { depth: 10, showHidden: true }).includes(MARKER), false)
    }
  },
  {
    name: 'who has none of the keys can still replace a token by a newer one, and delete it',
    async run (harness) {
      await harness.tokens.put('t', tokenFor(harness, FAR_MS, 'old'))
      await harness.tokens.put('u', tokenFor(harness, FAR_MS, 'old'))
      const stranger = await harness.joinWithoutKeys()
      assert.equal(await stranger.put('t', tokenFor(harness, FAR_MS * 2, 'new')), true)
      assert.equal((await stranger.get('t'))?.value, 'new')
      assert.equal(await stranger.delete('u'), true)
    }
  }
]

/** The forms in which the marker lies in `bytes`. */
function formsIn (bytes: Uint8Array): string[] {
  const encodings = ['utf8', 'hex', 'base64', 'base64url', 'utf16le'] as const
  const haystack = Buffer.from(bytes)
  // The middle of the marker at each of three offsets, because base64 depends on where in the text it begins.
  const offsets = [0, 1, 2].map((offset) => Buffer.from(MARKER.slice(offset, offset + 24)))
  return encodings.filter((encoding) => offsets.some((part) => {
    return haystack.includes(encoding === 'utf16le' ? Buffer.from(part.toString(), 'utf16le') : part.toString(encoding))
  }))
}

/**
 * Proves that a token store keeps the contract of {@link TokenStore}: one test a guarantee, each on a fresh harness.
 *
 * @param test - The runner's own.
 * @param open - Makes one fresh, empty token store a case.
 */
export function tokenStoreConformance (test: TestFunction, open: OpenTokenStoreHarness): void {
  runCases(test, 'token store', open, CASES)
}
