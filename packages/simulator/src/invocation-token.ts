import { createHmac } from 'node:crypto'
import { SignJWT, type JWTPayload } from 'jose'
import type { Installation } from './installations.js'
import type { SigningKey } from './keys.js'
import type { JsonObject } from './options.js'
import { Randomness } from './randomness.js'
import { DEFAULT_SWITCHES, type Switches } from './switches.js'

/** Algorithms that a token can be made with. Forge signs with RS256; the rest is for attacks. */
export type TokenAlgorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'HS256' | 'none'

/**
 * What differs from a good invocation token. `null` leaves the member out; an absent one is as Forge makes it.
 *
 * They apply in this order: single claims, `app`, `claims`; then header; then signature; then `tamper`.
 */
export interface InvocationTokenOverrides {
  readonly aud?: string | readonly string[] | null
  readonly iss?: string | null
  /** Seconds since the epoch, as all times of a token. */
  readonly iat?: number | null
  readonly nbf?: number | null
  readonly exp?: number | null
  readonly jti?: string | null
  readonly icLabel?: string | null
  /** The claim `context`, which event deliveries do not have. */
  readonly context?: JsonObject | null
  readonly principal?: string | null
  /** The claim `app.license`. */
  readonly license?: JsonObject | null
  /** The claim `app.environment`. */
  readonly environment?: JsonObject | null
  /** Members that replace those of the claim `app`. */
  readonly app?: Readonly<Record<string, unknown>>
  /** The last word on the claims. */
  readonly claims?: (claims: JWTPayload) => JWTPayload
  readonly kid?: string | null
  /** @defaultValue `RS256` */
  readonly alg?: TokenAlgorithm
  /** Further members of the protected header. */
  readonly header?: Readonly<Record<string, unknown>>
  /** The key that signs. Its `kid` goes into the header unless `kid` says otherwise. @defaultValue the ring's active key */
  readonly key?: SigningKey
  /** The secret of an HS256 token. @defaultValue the public key in PEM, as in the confusion of HMAC with RSA (RFC 8725, section 2.1) */
  readonly secret?: string | Uint8Array
  /** Changes one part after signing. */
  readonly tamper?: 'payload' | 'signature'
}

/** The module that an invocation token names. */
export interface InvokedModule {
  readonly key: string
  /** @defaultValue `core:endpoint` */
  readonly type?: string
}

export interface TokenRequest {
  readonly installation: Installation
  readonly module: InvokedModule
  /** Epoch milliseconds. */
  readonly now: number
  /** From `iat` to `exp`. @defaultValue the switch `tokenLifetimeMs` */
  readonly lifetimeMs?: number
  /** @defaultValue a new source */
  readonly random?: Randomness
  /** @defaultValue DEFAULT_SWITCHES */
  readonly switches?: Switches
  readonly overrides?: InvocationTokenOverrides
}

/** The issuer of every invocation token (https://developer.atlassian.com/platform/forge/remote/essentials/). */
export const INVOCATION_TOKEN_ISSUER = 'forge/invocation-token'

/** The claim `app.license` by the switch; `isActive` is the deprecated form (…/remote/essentials/, read 2026-08). */
export const LICENSES: Readonly<Record<Switches['license'], JsonObject | undefined>> = Object.freeze({
  absent: undefined,
  active: { active: true, isActive: true, billingPeriod: 'MONTHLY', isEvaluation: false, type: 'COMMERCIAL' },
  inactive: { active: false, isActive: false, billingPeriod: 'MONTHLY', isEvaluation: false, type: 'COMMERCIAL' },
  legacy: { isActive: true }
})

/** The claims of an invocation token, overrides applied. */
export function invocationClaims (request: TokenRequest): JWTPayload {
  const { installation, overrides = {}, random = new Randomness(), switches = DEFAULT_SWITCHES } = request
  const iat = Math.floor((request.now + switches.tokenClockOffsetMs) / 1_000)
  const { aud, iss, iat: issued, nbf, exp, jti, icLabel, context, principal } = overrides
  const claims = replace({
    app: appClaim(request),
    ...(installation.icLabel === undefined ? {} : { icLabel: installation.icLabel }),
    aud: installation.app.ari,
    iss: INVOCATION_TOKEN_ISSUER,
    iat,
    nbf: iat,
    exp: iat + Math.floor((request.lifetimeMs ?? switches.tokenLifetimeMs) / 1_000),
    jti: random.hex(20),
    ...(switches.tokenContext === 'site' ? { context: siteOf(installation) } : {})
  }, { aud, iss, iat: issued, nbf, exp, jti, icLabel, context, principal })
  return overrides.claims?.(claims) ?? claims
}

function siteOf ({ product, cloudId }: Installation): JsonObject {
  return product === 'bitbucket' ? { workspaceId: cloudId } : { cloudId }
}

function appClaim ({ installation, module, overrides = {}, switches = DEFAULT_SWITCHES }: TokenRequest): Record<string, unknown> {
  const contexts = installation.contexts.map(({ name, apiBaseUrl, tenantId }) => (
    { name, apiBaseUrl, ...(name === 'bitbucket' ? { workspaceId: tenantId } : { cloudId: tenantId }) }))
  const { environment } = installation
  const license = installation.license ?? LICENSES[switches.license]
  const app = {
    id: installation.app.ari,
    appVersion: installation.appVersion,
    installationId: installation.ari,
    apiBaseUrl: installation.apiBaseUrl,
    installation: { id: installation.ari, contexts },
    environment: {
      type: environment.type,
      id: switches.environmentAri === 'with app' ? environment.ari : `ari:cloud:ecosystem::environment/${environment.id}`
    },
    module: { type: module.type ?? 'core:endpoint', key: module.key },
    ...(license === undefined ? {} : { license })
  }
  return replace(app, { license: overrides.license, environment: overrides.environment, ...overrides.app })
}

/** Signs the claims, or does what the overrides say instead. */
export async function signInvocationToken (
  claims: JWTPayload, activeKey: SigningKey, overrides: InvocationTokenOverrides = {}): Promise<string> {
  const key = overrides.key ?? activeKey
  const alg = overrides.alg ?? 'RS256'
  const header = { alg, ...replace({ kid: key.kid }, { kid: overrides.kid }), ...overrides.header }
  const token = alg === 'none' || alg === 'HS256'
    ? signByHand(header, claims, alg === 'none' ? undefined : overrides.secret ?? key.publicKey.export({ type: 'spki', format: 'pem' }))
    : await new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey)
  return overrides.tamper === undefined ? token : tampered(token, overrides.tamper)
}

/** jose refuses both on purpose: an unsecured token with a `kid`, and an HMAC secret that is a public key. */
function signByHand (header: object, claims: object, secret: string | Uint8Array | undefined): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${secret === undefined ? '' : createHmac('sha256', secret).update(input).digest('base64url')}`
}

function tampered (token: string, part: 'payload' | 'signature'): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  if (part === 'signature') return `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  // The payload is the claims that were just encoded: an object.
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  return `${header}.${encode({ ...claims, tampered: true })}.${signature}`
}

/** `base` with the members of `over`: `undefined` keeps what is there, `null` takes it away. */
function replace<T extends object> (base: T, over: Readonly<Record<string, unknown>>): T & Record<string, unknown> {
  const kept = Object.entries({ ...base, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) })
  // Every member of `base` stays unless the caller took it away with null, which is what an attack test asks for.
  return Object.fromEntries(kept.filter(([, value]) => value !== null)) as T & Record<string, unknown>
}

function encode (value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
