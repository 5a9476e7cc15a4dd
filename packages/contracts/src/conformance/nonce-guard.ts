import { strict as assert } from 'node:assert'
import { rejection, runCases, type Case } from './cases.js'
import type { NonceGuardHarness, OpenNonceGuardHarness, TestFunction } from './harness.js'

const FAR_MS = 600_000

/** How long a claim lives that a case waits for, in milliseconds; long enough for a second claim in between. */
const SOON_MS = 250

/** Pairs that become equal when they are put together with a separator. */
const PAIRS = [
  ['a', 'b'], ['a:', 'b'], ['a', ':b'], ['a:b', ''], ['', 'a:b'], ['ab', ''], ['', 'ab'], ['a/b', 'c'], ['a', 'b/c'], ['a\0b', 'c'], ['a', 'b\0c'],
  ['a"', 'b'], ['a', '"b'], ['a","b', 'c'], ['a', 'b","c'], ['a', 'B'], ['\u00e9', 'b'], ['e\u0301', 'b']
] as const

const CASES: ReadonlyArray<Case<NonceGuardHarness>> = [
  {
    name: 'the first use of a nonce wins, every later one is told so',
    async run ({ guard, now }) {
      const expiresAt = now() + FAR_MS
      assert.equal(await guard.claim('s', 'n', expiresAt), true)
      assert.equal(await guard.claim('s', 'n', expiresAt), false)
      assert.equal(await guard.claim('s', 'n', expiresAt), false)
    }
  },
  {
    name: 'another nonce is free, and so is the same one in another scope',
    async run ({ guard, now }) {
      const expiresAt = now() + FAR_MS
      await guard.claim('s', 'n', expiresAt)
      assert.equal(await guard.claim('s', 'm', expiresAt), true)
      assert.equal(await guard.claim('t', 'n', expiresAt), true)
    }
  },
  {
    name: 'no two pairs of scope and nonce collide',
    async run ({ guard, now }) {
      for (const [scope, nonce] of PAIRS) {
        assert.equal(await guard.claim(scope, nonce, now() + FAR_MS), true, JSON.stringify([scope, nonce]))
      }
    }
  },
  {
    name: 'long scopes and nonces are told apart to their last character',
    async run ({ guard, now }) {
      const long = 'x'.repeat(10_000)
      assert.equal(await guard.claim(`${long}a`, `${long}a`, now() + FAR_MS), true)
      assert.equal(await guard.claim(`${long}a`, `${long}b`, now() + FAR_MS), true)
      assert.equal(await guard.claim(`${long}b`, `${long}a`, now() + FAR_MS), true)
      assert.equal(await guard.claim(`${long}a`, `${long}a`, now() + FAR_MS), false)
    }
  },
  {
    name: 'an instant in the past cannot be guarded: it resolves to false, also the first time',
    async run ({ guard, now }) {
      assert.equal(await guard.claim('s', 'n', now() - 1), false)
      assert.equal(await guard.claim('s', 'm', 0), false)
    }
  },
  {
    name: 'a nonce is free again once its claim has run out, and a refused claim does not prolong it',
    async run ({ guard, now, advance }) {
      assert.equal(await guard.claim('s', 'n', now() + SOON_MS), true)
      assert.equal(await guard.claim('s', 'n', now() + FAR_MS), false)
      await advance(SOON_MS)
      assert.equal(await guard.claim('s', 'n', now() + FAR_MS), true)
    }
  },
  {
    name: 'a claim further than 2^31-1 ms ahead holds',
    async run ({ guard, now, advance }) {
      const expiresAt = now() + 2 ** 31 + 1_000
      assert.equal(await guard.claim('s', 'n', expiresAt), true)
      await advance(1)
      assert.equal(await guard.claim('s', 'n', expiresAt), false)
    }
  },
  {
    name: 'what one process claimed the other refuses',
    async run ({ guard, join, now }) {
      const other = await join()
      assert.equal(await guard.claim('s', 'n', now() + FAR_MS), true)
      assert.equal(await other.claim('s', 'n', now() + FAR_MS), false)
    }
  },
  {
    name: 'of claims racing for a nonce exactly one wins',
    async run ({ guard, join, now }) {
      const guards = [guard, await join()]
      const expiresAt = now() + FAR_MS
      const won = await Promise.all(Array.from({ length: 50 }, async (_, index) => await guards[index % 2]?.claim('s', 'n', expiresAt)))
      assert.equal(won.filter(Boolean).length, 1)
    }
  },
  {
    name: 'what cannot be stored is not let through: the claim rejects',
    async run ({ guard, goDown, now }) {
      await goDown()
      await rejection(() => guard.claim('s', 'n', now() + FAR_MS))
    }
  }
]

/**
 * Proves that a nonce guard keeps the contract of {@link NonceGuard}: one test a guarantee, each on a fresh harness.
 *
 * @param test - The runner's own.
 * @param open - Makes one guard a case that has seen nothing.
 */
export function nonceGuardConformance (test: TestFunction, open: OpenNonceGuardHarness): void {
  runCases(test, 'nonce guard', open, CASES)
}
