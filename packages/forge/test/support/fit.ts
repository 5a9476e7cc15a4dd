import type { VerifierRequest } from '@hooksmith/contracts'
import { signJwt } from '@hooksmith/contracts/conformance'
import type { SigningPair } from './key-server.js'

export const APP_UUID = '8db33809-1f32-48bb-8c52-5877dab48107'
export const APP_ID = `ari:cloud:ecosystem::app/${APP_UUID}`
export const ENVIRONMENT_UUID = 'aa911f10-c54b-4b93-9e27-dd2947840b9e'
export const INSTALLATION_UUID = '0a3a7799-53ae-4a5b-9e7e-03338980abb5'
export const INSTALLATION_ID = `ari:cloud:ecosystem::installation/${INSTALLATION_UUID}`
export const CLOUD_ID = 'd0d52620-3203-4cfa-8db5-f2587155f0dd'
export const TENANT = `forge:${APP_UUID}:${ENVIRONMENT_UUID}:${INSTALLATION_UUID}`
export const MODULE_KEY = 'remote-events'

/** What of the usual claims is different. */
export interface ClaimChanges {
  readonly apiBaseUrl?: string
  readonly moduleKey?: string
  readonly environmentType?: string
  readonly installationUuid?: string
  /** Replace members of `app`. */
  readonly app?: Readonly<Record<string, unknown>>
  /** Replace claims. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** Claims as an event delivery has them at `now`. */
export function fitClaims (now: number, changes: ClaimChanges = {}): Record<string, unknown> {
  const seconds = Math.floor(now / 1_000)
  const { apiBaseUrl = `https://api.atlassian.com/ex/confluence/${CLOUD_ID}`, installationUuid = INSTALLATION_UUID } = changes
  const installationId = `ari:cloud:ecosystem::installation/${installationUuid}`
  return {
    app: {
      id: APP_ID,
      appVersion: '2.0.0',
      installationId,
      apiBaseUrl,
      installation: { id: installationId, contexts: [{ name: 'confluence', apiBaseUrl, cloudId: CLOUD_ID }] },
      environment: { type: changes.environmentType ?? 'PRODUCTION', id: `ari:cloud:ecosystem::environment/${APP_UUID}/${ENVIRONMENT_UUID}` },
      module: { type: 'core:endpoint', key: changes.moduleKey ?? MODULE_KEY },
      ...changes.app
    },
    aud: APP_ID,
    iss: 'forge/invocation-token',
    iat: seconds,
    nbf: seconds,
    exp: seconds + 25,
    jti: 'd8a496253ec8c18a54631e4c82cbedd5d0ae8570',
    ...changes.claims
  }
}

type Members = Readonly<Record<string, unknown>>

export function signFit (pair: SigningPair, claims: Members, header: Members = {}): string {
  return signJwt({ header: { alg: 'RS256', typ: 'JWT', kid: pair.kid, ...header }, claims }, pair.privateKey)
}

/** A delivery as a verifier sees it. */
export function delivery (
  token: string | undefined, body: unknown, receivedAt: number, headers: Record<string, string> = {}): VerifierRequest {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const all = { 'content-type': 'application/json', ...authorization, ...headers }
  return { method: 'POST', url: '/forge/events', headers: all, rawBody, receivedAt }
}
