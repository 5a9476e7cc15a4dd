import type { EnvironmentType, ForgeCaller, InstallationContext } from '../verifier/caller.js'
import { parseTenant } from '../verifier/caller.js'

/**
 * - `active`: deliveries come, or none is expected.
 * - `suspect`: it may have been uninstalled. The next delivery makes it active again.
 * - `gone`: it was uninstalled, replaced by a reinstall, or suspect for too long.
 */
export type InstallationState = 'active' | 'suspect' | 'gone'

/**
 * Why an installation is suspect or gone: no tick and no other delivery came (`silent`); a call with a valid token was answered 401 or 403 (`refused`); its
 * uninstall was announced (`uninstalled`); the app was installed again on its site (`replaced`).
 */
export type InstallationReason = 'silent' | 'refused' | 'uninstalled' | 'replaced'

/** The license that a token states; open, since Atlassian adds members. */
export type License = Readonly<Record<string, unknown>>

/** What is known about an installation: from its deliveries' tokens, and from what became of it. */
export interface Installation {
  /** Whose events, tokens and jobs it has; see `ForgeCaller.tenant`. */
  readonly tenant: string
  /** Bare UUID. */
  readonly id: string
  /** Bare UUID. */
  readonly appId: string
  /** `id` is a bare UUID. */
  readonly environment: { readonly type: EnvironmentType, readonly id: string }
  readonly apiBaseUrl: string
  readonly contexts: readonly InstallationContext[]
  readonly cloudId?: string
  readonly workspaceId?: string
  readonly appVersion?: string
  /** The newest that a token stated; Forge states one only for paid apps in production. */
  readonly license?: License
  readonly state: InstallationState
  /** Absent while active. */
  readonly reason?: InstallationReason
  /** When it came into this state, epoch milliseconds; so are all instants here. */
  readonly stateSinceAt: number
  readonly firstSeenAt: number
  /** When `avi:forge:installed:app` came, where it did. */
  readonly installedAt?: number
  /** When the last `avi:forge:upgraded:app` came. */
  readonly upgradedAt?: number
  readonly licenseSinceAt?: number
  /** Tenant of the installation that this one took the place of, on the same site. */
  readonly replaces?: string
  /** Tenant of the installation that took the place of this one. */
  readonly replacedBy?: string
}

/** Real ones are UUIDs; what is longer cannot be looked up by. */
const MAX_PLACE_LENGTH = 200

/** What a verified token says about its installation. */
export type Facts = Pick<Installation, 'tenant' | 'id' | 'appId' | 'environment' | 'apiBaseUrl' | 'contexts' | 'cloudId' | 'workspaceId' | 'appVersion'>

export function factsOf (caller: ForgeCaller): Facts {
  const { tenant, environment, apiBaseUrl, contexts, cloudId, workspaceId, appVersion } = caller
  const parts = parseTenant(tenant)
  return {
    tenant,
    id: parts?.installation ?? '',
    appId: parts?.app ?? '',
    environment,
    apiBaseUrl,
    contexts,
    ...cloudId === undefined ? {} : { cloudId },
    ...workspaceId === undefined ? {} : { workspaceId },
    ...appVersion === undefined ? {} : { appVersion }
  }
}

/** Whether a token says what is known. A token without a license says nothing about it. On the path of every delivery. */
export function saysTheSame (known: Installation, caller: ForgeCaller): boolean {
  const { appVersion, apiBaseUrl, environment } = known
  return appVersion === caller.appVersion && apiBaseUrl === caller.apiBaseUrl && environment.type === caller.environment.type &&
    hasSameContexts(known.contexts, caller.contexts) && (caller.license === undefined || isSameLicense(known.license, caller.license))
}

/** Whether two licenses have the same members, in whatever order. */
export function isSameLicense (one: License | undefined, other: License | undefined): boolean {
  return canonical(one) === canonical(other)
}

/** A license as text that only depends on what it says. */
export function canonical (license: License | undefined): string {
  return license === undefined ? '' : JSON.stringify(Object.entries(license).sort(([a], [b]) => a < b ? -1 : 1))
}

function hasSameContexts (known: readonly InstallationContext[], said: readonly InstallationContext[]): boolean {
  return known.length === said.length && known.every((context, at) => {
    const other = said[at]
    return other !== undefined && context.name === other.name && context.apiBaseUrl === other.apiBaseUrl &&
      placeOf(context) === placeOf(other)
  })
}

/** Whether two installations cover the same product of the same site or workspace; there is one at a time of an app's environment. */
export function sharePlace (one: Facts, other: Facts): boolean {
  if (one.appId !== other.appId || one.environment.id !== other.environment.id) return false
  return one.contexts.some((context) => {
    const place = placeOf(context)
    return place !== undefined && other.contexts.some((rival) => rival.name === context.name && placeOf(rival) === place)
  })
}

/** The sites and workspaces of an installation, as parts of a Store's keys. */
export function placesOf ({ contexts }: Facts): readonly string[] {
  const places = contexts.map(placeOf).filter((place) => place !== undefined)
  return [...new Set(places)].map(placeKey).filter((key) => key.length <= MAX_PLACE_LENGTH)
}

/** A site or workspace as part of a Store's key. */
export function placeKey (place: string): string {
  return encodeURIComponent(place)
}

/** The site or workspace of a context. */
function placeOf ({ cloudId, workspaceId }: InstallationContext): string | undefined {
  return cloudId ?? workspaceId
}
