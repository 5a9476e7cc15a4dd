import { HKS_ERR_VERIFIER_CLAIMS } from '@hooksmith/contracts'
import type { JWTPayload } from 'jose'
import type { EnvironmentType, ForgeCaller, InstallationContext } from './caller.js'
import { tenantOf } from './caller.js'

const APP_PREFIX = 'ari:cloud:ecosystem::app/'
const INSTALLATION_PREFIX = 'ari:cloud:ecosystem::installation/'
/** Ids end up in keys of stores and in tenants, so their alphabet is checked although Atlassian signed them. */
const ID = /^[0-9A-Za-z-]{1,64}$/
const ENVIRONMENT_TYPES: ReadonlySet<string> = new Set<EnvironmentType>(['DEVELOPMENT', 'STAGING', 'PRODUCTION'])
const MAX_CONTEXTS = 32

type Members = Readonly<Record<string, unknown>>

/**
 * Turns the claims of a token whose signature, issuer, audience and times were verified into the caller they describe.
 *
 * @throws `HKS_ERR_VERIFIER_CLAIMS` naming the claim.
 */
export function parseClaims (claims: JWTPayload): ForgeCaller {
  const app = members(claims['app'], 'app')
  const appId = text(app['id'], 'app.id')
  if (appId !== claims.aud) throw new HKS_ERR_VERIFIER_CLAIMS('app.id')
  const installationId = text(app['installationId'], 'app.installationId')
  const installation = members(app['installation'], 'app.installation')
  if (installation['id'] !== installationId) throw new HKS_ERR_VERIFIER_CLAIMS('app.installation.id')
  const contexts = parseContexts(installation['contexts'])
  const environment = parseEnvironment(app['environment'])
  const module = members(app['module'], 'app.module')
  return {
    tenant: tenantOf({
      app: idOf(appId, APP_PREFIX, 'app.id'),
      environment: environment.id,
      installation: idOf(installationId, INSTALLATION_PREFIX, 'app.installationId')
    }),
    appId,
    installationId,
    ...siteOf(contexts),
    contexts,
    apiBaseUrl: httpUrl(app['apiBaseUrl'], 'app.apiBaseUrl'),
    environment,
    moduleKey: text(module['key'], 'app.module.key'),
    moduleType: text(module['type'], 'app.module.type'),
    ...parseOptional(app, claims)
  }
}

/** Members that may be absent; one of an unexpected shape reads as absent, because nothing is decided by it. */
function parseOptional (app: Members, claims: JWTPayload): Partial<ForgeCaller> {
  const version = app['appVersion'] ?? app['version']
  const { license } = app
  const { principal, context, icLabel } = claims
  return {
    ...(typeof version === 'string' ? { appVersion: version } : undefined),
    ...(isMembers(license) ? { license } : undefined),
    ...(typeof principal === 'string' ? { principal } : undefined),
    ...(isMembers(context) ? { context } : undefined),
    ...(typeof icLabel === 'string' ? { icLabel } : undefined)
  }
}

function parseContexts (value: unknown): InstallationContext[] {
  const claim = 'app.installation.contexts'
  if (!Array.isArray(value) || value.length > MAX_CONTEXTS) throw new HKS_ERR_VERIFIER_CLAIMS(claim)
  return value.map((entry) => {
    const { name, apiBaseUrl, cloudId, workspaceId } = members(entry, claim)
    return {
      name: text(name, claim),
      apiBaseUrl: httpUrl(apiBaseUrl, claim),
      ...(typeof cloudId === 'string' ? { cloudId } : undefined),
      ...(typeof workspaceId === 'string' ? { workspaceId } : undefined)
    }
  })
}

function siteOf (contexts: readonly InstallationContext[]): { cloudId?: string, workspaceId?: string } {
  const cloudId = contexts.find((context) => context.cloudId !== undefined)?.cloudId
  const workspaceId = contexts.find((context) => context.workspaceId !== undefined)?.workspaceId
  return { ...(cloudId === undefined ? undefined : { cloudId }), ...(workspaceId === undefined ? undefined : { workspaceId }) }
}

/** The documentation's table and its example disagree about the ARI; the last segment is the same in both. */
function parseEnvironment (value: unknown): ForgeCaller['environment'] {
  const { type, id } = members(value, 'app.environment')
  if (typeof type !== 'string' || !ENVIRONMENT_TYPES.has(type)) throw new HKS_ERR_VERIFIER_CLAIMS('app.environment.type')
  const ari = text(id, 'app.environment.id')
  // The set above holds nothing but environment types.
  return { type: type as EnvironmentType, id: idOf(ari, ari.slice(0, ari.lastIndexOf('/') + 1), 'app.environment.id') }
}

function idOf (ari: string, prefix: string, claim: string): string {
  const id = ari.slice(prefix.length)
  if (!ari.startsWith(prefix) || !ID.test(id)) throw new HKS_ERR_VERIFIER_CLAIMS(claim)
  return id
}

function httpUrl (value: unknown, claim: string): string {
  const url = text(value, claim)
  if (!/^https?:\/\/[^\s]{1,500}$/.test(url)) throw new HKS_ERR_VERIFIER_CLAIMS(claim)
  return url
}

function text (value: unknown, claim: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 512) throw new HKS_ERR_VERIFIER_CLAIMS(claim)
  return value
}

function members (value: unknown, claim: string): Members {
  if (!isMembers(value)) throw new HKS_ERR_VERIFIER_CLAIMS(claim)
  return value
}

function isMembers (value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
