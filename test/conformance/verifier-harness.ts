import { FakeClock, type VerifierRequest } from '@hooksmith/contracts'
import { jwtFlaws, signJwt, type JwtParts, type KeySetAnswer, type VerifierHarness } from '@hooksmith/contracts/conformance'
import { generateKeyPairSync } from 'node:crypto'
import {
  AUDIENCE, COOLDOWN_MS, ISSUER, LEEWAY_MS, MAX_AGE_MS, MAX_STALE_MS, ReferenceVerifier, TENANT, TIMEOUT_MS
} from './reference-verifier.js'

function makePair () {
  return generateKeyPairSync('rsa', { modulusLength: 2_048 })
}

/** Generating keys takes long, and no case changes one. */
const PAIRS = [makePair(), makePair()] as const

/** The origin of a key set, in this process: what it answers is what the suite asked for. */
class Origin {
  fetches = 0
  generation: 0 | 1 = 0
  answer: KeySetAnswer = 'keys'

  get kid (): string {
    return `key-${this.generation}`
  }

  get pair (): typeof PAIRS[0] {
    return PAIRS[this.generation]
  }

  async fetch (signal: AbortSignal): Promise<{ status: number, body: string }> {
    this.fetches++
    const keys = JSON.stringify({ keys: [{ ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid }] })
    await new Promise((resolve) => { setImmediate(resolve) })
    switch (this.answer) {
      case 'keys': return { status: 200, body: keys }
      case 'status 500': return { status: 500, body: keys }
      case 'text': return { status: 200, body: '<html>' }
      case 'json without keys': return { status: 200, body: '{"error":"no keys"}' }
      case 'down': throw new TypeError('fetch failed')
      case 'hang': return await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => { reject(new TypeError('aborted')) })
      })
    }
  }
}

/** A harness around a {@link ReferenceVerifier} that `spoil` may have broken. */
export function openVerifier (spoil: (verifier: ReferenceVerifier) => void = () => {}): VerifierHarness {
  const clock = new FakeClock()
  const origin = new Origin()
  const verifier = new ReferenceVerifier(clock, (signal) => origin.fetch(signal))
  spoil(verifier)
  const request = (token: string | undefined): VerifierRequest => ({
    method: 'POST',
    url: '/',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    rawBody: new Uint8Array(0),
    receivedAt: clock.now()
  })
  const parts = (): JwtParts => {
    const seconds = Math.floor(clock.now() / 1_000)
    return { header: { alg: 'RS256', kid: origin.kid }, claims: { iss: ISSUER, aud: AUDIENCE, sub: TENANT, nbf: seconds, exp: seconds + 25 } }
  }
  const jwt = { parts, keys: () => origin.pair, request, now: () => clock.now(), leewayMs: LEEWAY_MS }
  return {
    verifier,
    good: () => request(signJwt(parts(), origin.pair.privateKey)),
    tenant: TENANT,
    credentialHeaders: ['authorization'],
    flaws: jwtFlaws(jwt),
    keySet: {
      fetches: () => origin.fetches,
      serve: (answer) => { origin.answer = answer },
      rotate: () => { origin.generation = 1 },
      advance: (ms) => clock.advance(ms),
      cooldownMs: COOLDOWN_MS,
      timeoutMs: TIMEOUT_MS,
      maxAgeMs: MAX_AGE_MS,
      maxStaleMs: MAX_STALE_MS
    },
    dispose: async () => {}
  }
}
