import { strict as assert } from 'node:assert'
import { inspect } from 'node:util'
import type { VerifierRequest } from '../verifier.js'
import { codeOf, rejection, runCases, statusOf, type Case } from './cases.js'
import type { CommonFlaw, OpenVerifierHarness, SchemeFlaw, TestFunction, VerifierHarness } from './harness.js'
import { CREDENTIAL_MARKER } from './jwt-flaws.js'
import { keySetCases } from './verifier-keys.js'

/** Which codes say that flaw, without the common beginning. */
const CODES: Readonly<Record<CommonFlaw | SchemeFlaw, readonly string[]>> = {
  missing: ['MISSING'],
  malformed: ['MALFORMED'],
  signature: ['SIGNATURE'],
  algorithm: ['ALGORITHM'],
  'key unknown': ['KEY_UNKNOWN'],
  issuer: ['ISSUER'],
  'no issuer': ['ISSUER', 'CLAIMS'],
  audience: ['AUDIENCE'],
  'no audience': ['AUDIENCE', 'CLAIMS'],
  expired: ['EXPIRED'],
  'not yet valid': ['NOT_YET_VALID'],
  claims: ['CLAIMS']
}

const flawCases: ReadonlyArray<Case<VerifierHarness>> = Object.entries(CODES).map(([flaw, codes]) => ({
  name: `a credential with the flaw '${flaw}' is refused with its own code and 401`,
  async run (harness) {
    for (const [index, request] of (await flawed(harness, flaw)).entries()) {
      const error = await rejection(() => harness.verifier.verify(request))
      assert.ok(codes.includes(codeOf(error).replace('HKS_ERR_VERIFIER_', '')), `variant ${index}: ${codeOf(error)}`)
      assert.equal(statusOf(error), 401, `variant ${index}`)
    }
  }
}))

const CASES: ReadonlyArray<Case<VerifierHarness>> = [
  {
    name: 'a good credential is accepted, and its tenant named',
    async run (harness) {
      assert.equal((await harness.verifier.verify(await harness.good())).tenant, harness.tenant)
    }
  },
  ...flawCases,
  {
    name: 'a good credential does not open the door for the next one',
    async run (harness) {
      for (const flaw of Object.keys(CODES)) {
        for (const request of await flawed(harness, flaw)) {
          await harness.verifier.verify(await harness.good())
          await rejection(() => harness.verifier.verify(request))
        }
      }
    }
  },
  {
    name: 'a refused credential does not close the door for the next one',
    async run (harness) {
      for (const flaw of Object.keys(CODES)) {
        for (const request of await flawed(harness, flaw)) await rejection(() => harness.verifier.verify(request))
      }
      assert.equal((await harness.verifier.verify(await harness.good())).tenant, harness.tenant)
    }
  },
  {
    name: 'no refusal repeats any part of the credential',
    async run (harness) {
      for (const flaw of Object.keys(CODES)) {
        for (const request of await flawed(harness, flaw)) {
          assertSilent(await rejection(() => harness.verifier.verify(request)), request, harness.credentialHeaders)
        }
      }
    }
  },
  ...keySetCases
]

/** The requests of `flaw`; none where the scheme cannot have it. */
async function flawed (harness: VerifierHarness, flaw: string): Promise<readonly VerifierRequest[]> {
  const make = Object.entries(harness.flaws).find(([name]) => name === flaw)?.[1]
  return make === undefined ? [] : await make()
}

/** What is shorter is found in any text by chance. */
const SHORTEST_PIECE = 16

/** The encoded pieces must be nowhere; what they say must not be where logs and answers look. */
function assertSilent (error: unknown, request: VerifierRequest, headers: readonly string[]): void {
  const everything = inspect(error, { depth: 10, showHidden: true, maxStringLength: Infinity })
  const shown = spoken(error).join('\n')
  assert.equal(shown.includes(CREDENTIAL_MARKER), false, 'what the credential says is repeated')
  const values = headers.flatMap((name) => request.headers[name] ?? [])
  for (const piece of values.flatMap((value) => value.split(/[\s.,;=:"]+/)).filter(({ length }) => length >= SHORTEST_PIECE)) {
    assert.equal(everything.includes(piece) || shown.includes(piece), false, 'a piece of the credential is repeated')
  }
}

/** Message, stack and JSON of an error and of all its causes. */
function spoken (error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  return [error.message, error.stack ?? '', JSON.stringify(error), ...(error.cause === undefined ? [] : spoken(error.cause))]
}

/**
 * Proves that a verifier keeps the contract of {@link Verifier}: one test a guarantee, each on a fresh harness.
 *
 * @param test - The runner's own.
 * @param open - Makes one verifier a case that has seen nothing.
 */
export function verifierConformance (test: TestFunction, open: OpenVerifierHarness): void {
  runCases(test, 'verifier', open, CASES)
}
