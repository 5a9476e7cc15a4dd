import { systemClock, type Clock } from '@hooksmith/contracts'
import { jwtFlaws, verifierConformance, type VerifierHarness } from '@hooksmith/contracts/conformance'
import { ForgeVerifier } from '@hooksmith/forge'
import { test } from 'tap'
import { APP_ID, delivery, fitClaims, signFit, TENANT } from './support/fit.js'
import { KeyServer, makePair } from './support/key-server.js'

const SETTINGS = {
  leewayMs: 5_000, cooldownMs: 30_000, failureCooldownMs: 5_000, maxAgeMs: 600_000, maxStaleMs: 3_600_000, keySetTimeoutMs: 1_000
}

/** Tells a time that is moved by hand; deadlines run in real time, as the suite expects of a hanging origin. */
class ShiftedClock implements Clock {
  readonly after = systemClock.after
  #shiftMs = 0
  now (): number { return Date.now() + this.#shiftMs }
  shift (ms: number): void { this.#shiftMs += ms }
}

async function open (): Promise<VerifierHarness> {
  const clock = new ShiftedClock()
  const server = await KeyServer.start(makePair(), () => clock.now())
  const request = (token: string | undefined) => delivery(token, {}, clock.now())
  const now = (): number => clock.now()
  return {
    verifier: new ForgeVerifier({ appIds: [APP_ID], keySetUrl: server.url, clock, ...SETTINGS }),
    tenant: TENANT,
    credentialHeaders: ['authorization'],
    good: () => request(signFit(server.pair, fitClaims(now()))),
    flaws: jwtFlaws({
      parts: () => ({ header: { alg: 'RS256', typ: 'JWT', kid: server.pair.kid }, claims: fitClaims(now()) }),
      keys: () => server.pair,
      request,
      now,
      leewayMs: SETTINGS.leewayMs
    }),
    keySet: {
      fetches: () => server.paths.length,
      serve: (answer) => { server.answer = answer },
      rotate: () => { server.pair = makePair() },
      advance: async (ms) => { clock.shift(ms) },
      cooldownMs: SETTINGS.cooldownMs,
      timeoutMs: SETTINGS.keySetTimeoutMs,
      maxAgeMs: SETTINGS.maxAgeMs,
      maxStaleMs: SETTINGS.maxStaleMs
    },
    dispose: async () => { await server.close() }
  }
}

verifierConformance(test, open)
