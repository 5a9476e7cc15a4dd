import type { Caller } from '@hooksmith/contracts'

/** The types of environment that a Forge app has. */
export type EnvironmentType = 'DEVELOPMENT' | 'STAGING' | 'PRODUCTION'

/** One Atlassian app that an installation covers. */
export interface InstallationContext {
  /** For example `confluence`, `jira`, `bitbucket`. */
  readonly name: string
  readonly apiBaseUrl: string
  readonly cloudId?: string
  readonly workspaceId?: string
}

/**
 * What a verified Forge Invocation Token proves about the one who called.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("The Forge Invocation Token"), read 2026-08.
 */
export interface ForgeCaller extends Caller {
  /** `forge:<app uuid>:<environment uuid>:<installation uuid>`. */
  readonly tenant: string
  /** The app's ARI. */
  readonly appId: string
  /** The installation's ARI; survives upgrades, changes with a reinstall. */
  readonly installationId: string
  /** Site of the first context that has one. */
  readonly cloudId?: string
  /** Bitbucket workspace of the first context that has one. */
  readonly workspaceId?: string
  readonly contexts: readonly InstallationContext[]
  /** Base of API calls: product paths are appended to it. */
  readonly apiBaseUrl: string
  /** `id` is the bare UUID. */
  readonly environment: { readonly type: EnvironmentType, readonly id: string }
  /** Key of the endpoint (or UI module) that was invoked. */
  readonly moduleKey: string
  /** `core:endpoint` for events and scheduled triggers. */
  readonly moduleType: string
  readonly appVersion?: string
  /** Only for paid apps in production. Open: Atlassian adds members. */
  readonly license?: Readonly<Record<string, unknown>>
  /** Account id of the user, for calls from a UI. */
  readonly principal?: string
  /** The module's context, for calls from a UI. */
  readonly context?: Readonly<Record<string, unknown>>
  /** The Isolated Cloud that the call comes from. */
  readonly icLabel?: string
}

/** The parts of {@link ForgeCaller.tenant}: bare UUIDs. */
export interface TenantParts {
  readonly app: string
  readonly environment: string
  readonly installation: string
}

/** Whose events an installation brings: apps, environments and installations are all kept apart. */
export function tenantOf ({ app, environment, installation }: TenantParts): string {
  return `forge:${app}:${environment}:${installation}`
}

/** The installation's bare UUID, of a tenant that {@link tenantOf} made. */
export function installationOf (tenant: string): string {
  return tenant.slice(tenant.lastIndexOf(':') + 1)
}

/** The parts of a tenant, or `undefined` for a tenant of another receiver. */
export function parseTenant (tenant: string): TenantParts | undefined {
  const [scheme, app, environment, installation, ...rest] = tenant.split(':')
  if (scheme !== 'forge' || app === undefined || environment === undefined || installation === undefined || rest.length > 0) return undefined
  return { app, environment, installation }
}
