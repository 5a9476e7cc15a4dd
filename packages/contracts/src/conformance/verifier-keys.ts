import { strict as assert } from 'node:assert'
import type { VerifierRequest } from '../verifier.js'
import { codeOf, rejection, settles, statusOf, type Case } from './cases.js'
import type { KeySetControl, VerifierHarness } from './harness.js'

type KeySetCase = (harness: VerifierHarness, keySet: KeySetControl) => Promise<void>

/** A case that runs only where the harness controls a key set. */
function keySetCase (name: string, run: KeySetCase): Case<VerifierHarness> {
  return { name, run: async (harness) => { if (harness.keySet !== undefined) await run(harness, harness.keySet) } }
}

async function unknown ({ flaws }: VerifierHarness): Promise<VerifierRequest> {
  const [request] = await flaws['key unknown']?.() ?? []
  assert.ok(request !== undefined, "a harness with a key set needs the flaw 'key unknown'")
  return request
}

async function acceptsGood (harness: VerifierHarness): Promise<void> {
  assert.equal((await harness.verifier.verify(await harness.good())).tenant, harness.tenant)
}

/** Real time after which a fetch that should have ended counts as hanging, in milliseconds. */
function patienceMs (keySet: KeySetControl): number {
  return 2_000 + 5 * keySet.timeoutMs
}

/** Waits for what may happen behind the call, up to `ms` of real time. */
async function eventually (isSo: () => boolean, ms: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < ms && !isSo(); waitedMs += 10) await new Promise((resolve) => { setTimeout(resolve, 10) })
}

/** Asserts that `request` ends in the code that says: this side is at fault, come again. */
async function assertUnavailable (harness: VerifierHarness, keySet: KeySetControl, request: VerifierRequest): Promise<void> {
  const pending = rejection(() => harness.verifier.verify(request))
  // It is awaited below; a failure before that has its reader then.
  pending.catch(() => {})
  const error = await settles(pending, patienceMs(keySet))
  assert.equal(codeOf(error), 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE')
  assert.equal(statusOf(error), 503)
}

async function assertUnknown (harness: VerifierHarness, request: VerifierRequest): Promise<void> {
  assert.equal(codeOf(await rejection(() => harness.verifier.verify(request))), 'HKS_ERR_VERIFIER_KEY_UNKNOWN')
}

const unavailable = (['down', 'hang', 'status 500', 'text', 'json without keys'] as const).map((answer) => keySetCase(
  `an origin that answers with '${answer}' ends in KEYS_UNAVAILABLE and 503, within the timeout`,
  async (harness, keySet) => {
    await keySet.serve(answer)
    await assertUnavailable(harness, keySet, await harness.good())
  }
))

export const keySetCases: ReadonlyArray<Case<VerifierHarness>> = [
  keySetCase('50 calls at the same time make one fetch', async (harness, keySet) => {
    const requests = await Promise.all(Array.from({ length: 50 }, async () => await harness.good()))
    await Promise.all(requests.map(async (request) => await harness.verifier.verify(request)))
    assert.equal(keySet.fetches(), 1)
  }),
  keySetCase('a fetched key set serves until it is of age', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.advance(keySet.cooldownMs)
    for (let call = 0; call < 5; call++) await acceptsGood(harness)
    assert.equal(keySet.fetches(), 1)
  }),
  keySetCase('a key set of age is fetched again', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.advance(keySet.maxAgeMs + 1)
    await acceptsGood(harness)
    await eventually(() => keySet.fetches() === 2, patienceMs(keySet))
    assert.equal(keySet.fetches(), 2)
  }),
  keySetCase('an unknown key id fetches again once a cool-down', async (harness, keySet) => {
    await acceptsGood(harness)
    for (const fetches of [2, 3]) {
      await keySet.advance(keySet.cooldownMs + 1)
      for (let call = 0; call < 5; call++) await assertUnknown(harness, await unknown(harness))
      assert.equal(keySet.fetches(), fetches)
    }
  }),
  keySetCase('50 unknown key ids at the same time make one fetch', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.advance(keySet.cooldownMs + 1)
    const request = await unknown(harness)
    await Promise.all(Array.from({ length: 50 }, async () => { await assertUnknown(harness, request) }))
    assert.equal(keySet.fetches(), 2)
  }),
  keySetCase('a rotated key is found after the cool-down', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.rotate()
    await keySet.advance(keySet.cooldownMs + 1)
    await acceptsGood(harness)
  }),
  keySetCase('a key that the origin took back is refused once the set was fetched again', async (harness, keySet) => {
    const old = await harness.good()
    await harness.verifier.verify(old)
    await keySet.rotate()
    await keySet.advance(keySet.cooldownMs + 1)
    await acceptsGood(harness)
    await assertUnknown(harness, old)
  }),
  ...unavailable,
  keySetCase('50 calls while the origin is down make one fetch, and all end in KEYS_UNAVAILABLE', async (harness, keySet) => {
    await keySet.serve('status 500')
    const request = await harness.good()
    await Promise.all(Array.from({ length: 50 }, async () => { await assertUnavailable(harness, keySet, request) }))
    assert.equal(keySet.fetches(), 1)
  }),
  keySetCase('an origin that comes back is used again', async (harness, keySet) => {
    await keySet.serve('status 500')
    await assertUnavailable(harness, keySet, await harness.good())
    await keySet.serve('keys')
    await keySet.advance(keySet.cooldownMs + 1)
    await acceptsGood(harness)
  }),
  keySetCase('the last good set is used while the origin is away, up to its limit and no longer', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.serve('status 500')
    await keySet.advance(keySet.maxAgeMs + 1)
    await acceptsGood(harness)
    await keySet.advance(keySet.maxStaleMs)
    await assertUnavailable(harness, keySet, await harness.good())
  }),
  keySetCase('an unknown key id while the origin is away is not the fault of the caller', async (harness, keySet) => {
    await acceptsGood(harness)
    await keySet.serve('status 500')
    await keySet.advance(keySet.cooldownMs + 1)
    await assertUnavailable(harness, keySet, await unknown(harness))
  })
]
