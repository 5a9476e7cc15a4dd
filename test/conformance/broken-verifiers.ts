import {
  HKS_ERR_VERIFIER_AUDIENCE, HKS_ERR_VERIFIER_EXPIRED, HKS_ERR_VERIFIER_ISSUER, HKS_ERR_VERIFIER_KEYS_UNAVAILABLE,
  HKS_ERR_VERIFIER_MALFORMED, HKS_ERR_VERIFIER_MISSING, HKS_ERR_VERIFIER_SIGNATURE
} from '@hooksmith/contracts'
import type { VerifierHarness } from '@hooksmith/contracts/conformance'
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { Broken } from './bite.js'
import { AUDIENCE, ISSUER, readKeys, type ReferenceVerifier } from './reference-verifier.js'
import { openVerifier } from './verifier-harness.js'

function broken (fails: string, how: string, spoil: (verifier: ReferenceVerifier) => void): Broken<VerifierHarness> {
  return { fails, how, open: () => openVerifier(spoil) }
}

function flaw (name: string, how: string, spoil: (verifier: ReferenceVerifier) => void): Broken<VerifierHarness> {
  return broken(`a credential with the flaw '${name}' is refused with its own code and 401`, how, spoil)
}

function origin (answer: string, how: string, spoil: (verifier: ReferenceVerifier) => void): Broken<VerifierHarness> {
  return broken(`an origin that answers with '${answer}' ends in KEYS_UNAVAILABLE and 503, within the timeout`, how, spoil)
}

const SILENT = 'no refusal repeats any part of the credential'
const OPEN_DOOR = 'a good credential does not open the door for the next one'
const STALE = 'the last good set is used while the origin is away, up to its limit and no longer'
const COOL_DOWN = 'an unknown key id fetches again once a cool-down'

/** Takes an HMAC under `secret` for a signature. */
function trustingHmac (secretOf: (key: KeyObject) => string | Buffer): (verifier: ReferenceVerifier) => void {
  return (verifier) => {
    const check = verifier.checkSignature.bind(verifier)
    verifier.checkSignature = async (header, data, signature) => {
      if (header.alg !== 'HS256') { await check(header, data, signature); return }
      const key = await verifier.keyOf(String(header.kid))
      const expected = createHmac('sha256', key === undefined ? '' : secretOf(key)).update(data).digest()
      if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) throw new HKS_ERR_VERIFIER_SIGNATURE()
    }
  }
}

/** Repeats something of the request in its errors. */
function telling (what: (token: string) => string): (verifier: ReferenceVerifier) => void {
  return (verifier) => {
    const verify = verifier.verify.bind(verifier)
    verifier.verify = async (request) => await verify(request).catch((error: unknown) => {
      const token = String(request.headers.authorization).replace('Bearer ', '')
      throw Object.assign(new HKS_ERR_VERIFIER_MALFORMED('see above'), { detail: what(token), cause: error })
    })
  }
}

/** Does something else in place of the check of algorithm, key and signature, for some headers. */
function exempting (isExempt: (alg: string) => boolean): (verifier: ReferenceVerifier) => void {
  return (verifier) => {
    const check = verifier.checkSignature.bind(verifier)
    verifier.checkSignature = async (header, data, signature) => {
      if (!isExempt(String(header.alg))) await check(header, data, signature)
    }
  }
}

/** Verifiers broken in what they let through, and in what they say. */
export const brokenChecks: ReadonlyArray<Broken<VerifierHarness>> = [
  broken('a good credential is accepted, and its tenant named', 'names nobody', (verifier) => { verifier.callerOf = () => ({ tenant: '' }) }),
  flaw('missing', 'takes missing for malformed', (verifier) => {
    verifier.readToken = ({ headers }) => typeof headers.authorization === 'string' ? headers.authorization.slice(7) : ''
  }),
  flaw('malformed', 'ignores what must be understood', (verifier) => {
    verifier.readHeader = (head) => { try { return JSON.parse(Buffer.from(head, 'base64url').toString()) } catch { throw new HKS_ERR_VERIFIER_MALFORMED('') } }
  }),
  flaw('malformed', 'lets parsers throw', (verifier) => { verifier.readHeader = (head) => JSON.parse(Buffer.from(head, 'base64url').toString()) }),
  flaw('signature', 'checks no signature', exempting((alg) => alg === 'RS256')),
  flaw('signature', 'gives a fault of the caller to itself', (verifier) => {
    const check = verifier.checkSignature.bind(verifier)
    verifier.checkSignature = async (...input) => await check(...input).catch(() => {
      throw Object.assign(new HKS_ERR_VERIFIER_SIGNATURE(), { statusCode: 500 })
    })
  }),
  ...['none', 'None', 'NONE', 'nOnE'].map((name) => flaw('algorithm', `takes ${name}`, exempting((alg) => alg === name))),
  flaw('algorithm', 'takes the public PEM for a secret', trustingHmac((key) => key.export({ type: 'spki', format: 'pem' }))),
  flaw('algorithm', 'takes the trimmed public PEM for a secret', trustingHmac((key) => key.export({ type: 'spki', format: 'pem' }).toString().trimEnd())),
  flaw('algorithm', 'takes the public DER for a secret', trustingHmac((key) => key.export({ type: 'spki', format: 'der' }))),
  flaw('algorithm', 'takes any RSA hash', exempting((alg) => alg === 'RS512')),
  flaw('key unknown', 'tries the first key', (verifier) => {
    verifier.keyOf = async () => { await verifier.refresh(); return [...verifier.keys?.values() ?? []][0] }
  }),
  flaw('issuer', 'checks how the issuer begins', (verifier) => {
    verifier.checkIssuer = (iss) => { if (!String(iss).startsWith(ISSUER)) throw new HKS_ERR_VERIFIER_ISSUER() }
  }),
  flaw('issuer', 'checks no issuer', (verifier) => { verifier.checkIssuer = () => {} }),
  flaw('no issuer', 'checks an issuer only if there is one', (verifier) => {
    verifier.checkIssuer = (iss) => { if (iss !== undefined && iss !== ISSUER) throw new HKS_ERR_VERIFIER_ISSUER() }
  }),
  flaw('audience', 'checks how the audience begins', (verifier) => {
    verifier.checkAudience = (aud) => { if (!String(aud).startsWith(AUDIENCE)) throw new HKS_ERR_VERIFIER_AUDIENCE() }
  }),
  flaw('audience', 'calls it a wrong issuer', (verifier) => {
    verifier.checkAudience = (aud) => { if (aud !== AUDIENCE) throw new HKS_ERR_VERIFIER_ISSUER() }
  }),
  flaw('no audience', 'checks an audience only if there is one', (verifier) => {
    verifier.checkAudience = (aud) => { if (aud !== undefined && aud !== AUDIENCE) throw new HKS_ERR_VERIFIER_AUDIENCE() }
  }),
  flaw('expired', 'checks no expiry', (verifier) => { verifier.checkExpiry = () => {} }),
  flaw('expired', 'has too much patience', (verifier) => {
    verifier.checkExpiry = (exp) => { if (Number(exp) * 1_000 < verifier.clock.now() - 60_000) throw new HKS_ERR_VERIFIER_EXPIRED() }
  }),
  flaw('not yet valid', 'checks no start', (verifier) => { verifier.checkStart = () => {} }),
  flaw('claims', 'checks an expiry only if there is one', (verifier) => {
    verifier.checkExpiry = (exp) => { if (typeof exp === 'number' && exp * 1_000 <= verifier.clock.now() - 2_000) throw new HKS_ERR_VERIFIER_EXPIRED() }
  }),
  broken(OPEN_DOOR, 'trusts whoever comes after a good one', (verifier) => {
    const verify = verifier.verify.bind(verifier)
    let last: ReturnType<typeof verify> | undefined
    verifier.verify = async (request) => await (last ??= verify(request).catch((error: unknown) => { last = undefined; throw error }))
  }),
  broken('a refused credential does not close the door for the next one', 'locks up after a refusal', (verifier) => {
    const verify = verifier.verify.bind(verifier)
    let isLocked = false
    verifier.verify = async (request) => {
      if (isLocked) throw new HKS_ERR_VERIFIER_SIGNATURE()
      return await verify(request).catch((error: unknown) => { isLocked = true; throw error })
    }
  }),
  broken(SILENT, 'shows the token', telling((token) => token)),
  broken(SILENT, 'shows the signature', telling((token) => token.split('.')[2] ?? '')),
  broken(SILENT, 'shows the claims', telling((token) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())),
  broken(SILENT, 'shows the key id', telling((token) => Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())),
  broken(SILENT, 'hides the token in a cause', (verifier) => {
    verifier.readToken = ({ headers }) => {
      const token = String(headers.authorization)
      if (token.includes('garbage') || token.length < 40) throw new HKS_ERR_VERIFIER_MISSING('it')
      throw Object.defineProperty(new HKS_ERR_VERIFIER_SIGNATURE(), 'cause', { enumerable: false, value: new SyntaxError(`Unexpected ${token}`) })
    }
  })
]

/** Verifiers broken in how they keep a key set. */
export const brokenKeySets: ReadonlyArray<Broken<VerifierHarness>> = [
  broken('50 calls at the same time make one fetch', 'fetches for each call', (verifier) => { verifier.refresh = () => verifier.load() }),
  broken('a fetched key set serves until it is of age', 'fetches again after each cool-down', (verifier) => {
    const keyOf = verifier.keyOf.bind(verifier)
    verifier.keyOf = async (kid) => {
      if (!verifier.isCooling()) await verifier.refresh()
      return await keyOf(kid)
    }
  }),
  broken('a key set of age is fetched again', 'fetches once for ever', (verifier) => {
    const load = verifier.load.bind(verifier)
    verifier.load = async () => { await load(); verifier.fetchedAt = Infinity }
  }),
  broken(COOL_DOWN, 'has no cool-down', (verifier) => { verifier.isCooling = () => false }),
  broken(COOL_DOWN, 'never fetches for an unknown key id', (verifier) => { verifier.isCooling = () => true }),
  broken('50 unknown key ids at the same time make one fetch', 'fetches for each call', (verifier) => {
    const load = verifier.load.bind(verifier)
    const isCooling = verifier.isCooling.bind(verifier)
    let isFirst = true
    verifier.refresh = async () => { isFirst = false; await load() }
    verifier.isCooling = () => isFirst && isCooling()
  }),
  broken('a rotated key is found after the cool-down', 'keeps the first set', (verifier) => { verifier.isCooling = () => true }),
  broken('a key that the origin took back is refused once the set was fetched again', 'keeps all keys that it ever saw', (verifier) => {
    const download = verifier.download.bind(verifier)
    verifier.download = async () => new Map([...verifier.keys ?? [], ...await download()])
  }),
  origin('down', 'passes on what fetch throws', (verifier) => { verifier.translate = (error) => error }),
  origin('hang', 'has no deadline', (verifier) => { verifier.deadline = () => new AbortController().signal }),
  origin('status 500', 'parses before it looks at the status', (verifier) => {
    verifier.download = async () => readKeys(JSON.parse((await verifier.fetchKeys(verifier.deadline())).body))
  }),
  origin('text', 'passes on what the parser throws', (verifier) => { verifier.translate = (error) => error }),
  origin('json without keys', 'takes it for an empty set', (verifier) => {
    const download = verifier.download.bind(verifier)
    verifier.download = async () => await download().catch(() => new Map())
  }),
  broken('50 calls while the origin is down make one fetch, and all end in KEYS_UNAVAILABLE', 'fetches for each call', (verifier) => {
    verifier.refresh = () => verifier.load()
  }),
  broken('an origin that comes back is used again', 'remembers the failure', (verifier) => {
    const load = verifier.load.bind(verifier)
    let failed: Promise<void> | undefined
    verifier.load = async () => { await (failed ??= load()) }
  }),
  broken(STALE, 'has no patience with the origin', (verifier) => { verifier.refreshAged = () => verifier.refresh() }),
  broken(STALE, 'uses old keys for ever', (verifier) => {
    verifier.refreshAged = async () => {
      await verifier.refresh().catch((error: unknown) => { if (verifier.keys === undefined) throw error })
    }
  }),
  broken('an unknown key id while the origin is away is not the fault of the caller', 'blames the caller', (verifier) => {
    const refresh = verifier.refresh.bind(verifier)
    verifier.refresh = async () => {
      await refresh().catch((error: unknown) => {
        if (verifier.keys === undefined) throw new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('no keys', { cause: error })
      })
    }
  })
]
