import {
  HKS_ERR_VERIFIER_ALGORITHM, HKS_ERR_VERIFIER_AUDIENCE, HKS_ERR_VERIFIER_CLAIMS, HKS_ERR_VERIFIER_EXPIRED, HKS_ERR_VERIFIER_ISSUER,
  HKS_ERR_VERIFIER_KEY_UNKNOWN, HKS_ERR_VERIFIER_KEYS_UNAVAILABLE, HKS_ERR_VERIFIER_MALFORMED, HKS_ERR_VERIFIER_MISSING,
  HKS_ERR_VERIFIER_NOT_YET_VALID, HKS_ERR_VERIFIER_SIGNATURE, type Caller, type Clock, type Verifier, type VerifierRequest
} from '@hooksmith/contracts'
import { createPublicKey, verify as verifySignature, type JsonWebKey, type KeyObject } from 'node:crypto'

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'ari:cloud:ecosystem::app/8db33809'
export const TENANT = 'tenant-1'
export const COOLDOWN_MS = 1_000
export const TIMEOUT_MS = 50
export const MAX_AGE_MS = 10_000
export const MAX_STALE_MS = 60_000
export const LEEWAY_MS = 2_000

type Json = Readonly<Record<string, unknown>>
type FetchKeys = (signal: AbortSignal) => Promise<{ readonly status: number, readonly body: string }>

/** A verifier that keeps the contract, cut into steps that a test can spoil one by one. */
export class ReferenceVerifier implements Verifier {
  readonly clock: Clock
  readonly fetchKeys: FetchKeys
  keys: ReadonlyMap<string, KeyObject> | undefined
  fetchedAt = -Infinity
  triedAt = -Infinity
  inFlight: Promise<void> | undefined

  constructor (clock: Clock, fetchKeys: FetchKeys) {
    this.clock = clock
    this.fetchKeys = fetchKeys
  }

  async verify (request: VerifierRequest): Promise<Caller> {
    const token = this.readToken(request)
    const [head = '', body = '', signature = '', ...rest] = token.split('.')
    const header = this.readHeader(head, rest.length === 0)
    await this.checkSignature(header, `${head}.${body}`, Buffer.from(signature, 'base64url'))
    const claims = parse(body)
    this.checkIssuer(claims.iss)
    this.checkAudience(claims.aud)
    this.checkExpiry(claims.exp)
    this.checkStart(claims.nbf)
    return this.callerOf(claims)
  }

  readToken ({ headers }: VerifierRequest): string {
    if (typeof headers.authorization !== 'string') throw new HKS_ERR_VERIFIER_MISSING('authorization header')
    return headers.authorization.replace(/^Bearer /, '')
  }

  readHeader (head: string, hasThreeParts: boolean): Json {
    const header = parse(head)
    if (!hasThreeParts || 'crit' in header) throw new HKS_ERR_VERIFIER_MALFORMED('not a JWS that is understood here')
    return header
  }

  async checkSignature (header: Json, data: string, signature: Buffer): Promise<void> {
    if (header.alg !== 'RS256') throw new HKS_ERR_VERIFIER_ALGORITHM()
    const key = await this.keyOf(String(header.kid))
    if (key === undefined) throw new HKS_ERR_VERIFIER_KEY_UNKNOWN()
    if (!verifySignature('sha256', Buffer.from(data), key, signature)) throw new HKS_ERR_VERIFIER_SIGNATURE()
  }

  checkIssuer (iss: unknown): void {
    if (iss !== ISSUER) throw new HKS_ERR_VERIFIER_ISSUER()
  }

  checkAudience (aud: unknown): void {
    if (aud !== AUDIENCE) throw new HKS_ERR_VERIFIER_AUDIENCE()
  }

  checkExpiry (exp: unknown): void {
    if (typeof exp !== 'number') throw new HKS_ERR_VERIFIER_CLAIMS('exp')
    if (exp * 1_000 <= this.clock.now() - LEEWAY_MS) throw new HKS_ERR_VERIFIER_EXPIRED()
  }

  checkStart (nbf: unknown): void {
    if (typeof nbf === 'number' && nbf * 1_000 > this.clock.now() + LEEWAY_MS) throw new HKS_ERR_VERIFIER_NOT_YET_VALID()
  }

  callerOf (claims: Json): Caller {
    return { tenant: String(claims.sub) }
  }

  async keyOf (kid: string): Promise<KeyObject | undefined> {
    if (this.clock.now() - this.fetchedAt > MAX_AGE_MS) await this.refreshAged()
    const known = this.keys?.get(kid)
    if (known !== undefined || this.isCooling()) return known
    await this.refresh()
    return this.keys?.get(kid)
  }

  async refreshAged (): Promise<void> {
    try {
      await this.refresh()
    } catch (error) {
      if (this.keys === undefined || this.clock.now() - this.fetchedAt > MAX_STALE_MS) throw error
    }
  }

  isCooling (): boolean {
    return this.clock.now() - this.triedAt < COOLDOWN_MS
  }

  async refresh (): Promise<void> {
    this.inFlight ??= this.load().finally(() => { this.inFlight = undefined })
    await this.inFlight
  }

  async load (): Promise<void> {
    this.triedAt = this.clock.now()
    this.keys = await this.download()
    this.fetchedAt = this.clock.now()
  }

  async download (): Promise<ReadonlyMap<string, KeyObject>> {
    try {
      const { status, body } = await this.fetchKeys(this.deadline())
      if (status !== 200) throw new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(`status ${status}`)
      return readKeys(JSON.parse(body))
    } catch (error) {
      throw this.translate(error)
    }
  }

  deadline (): AbortSignal {
    return AbortSignal.timeout(TIMEOUT_MS)
  }

  translate (error: unknown): unknown {
    return new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('the origin gave no key set', { cause: error })
  }
}

function parse (part: string): Json {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed }
  } catch { /* Said below; the parser's own message repeats what it could not read. */ }
  throw new HKS_ERR_VERIFIER_MALFORMED('not JSON')
}

/** Throws a TypeError for what is no key set. */
export function readKeys (set: { readonly keys: ReadonlyArray<JsonWebKey & { readonly kid: string }> }): ReadonlyMap<string, KeyObject> {
  return new Map(set.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]))
}
