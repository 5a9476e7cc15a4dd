import type { EventEnvelope, HandlerContext } from '@hooksmith/core'
import { parseTenant } from '@hooksmith/forge'
import { HKS_ERR_REGISTRY_TENANT } from './errors.js'
import type { InstallationChange, InstallationKey, InstallationStatus } from './table.js'

/** What an event means for the table: nothing of it is left, or this is what it says. */
export type Meaning = { readonly kind: 'remove', readonly key: InstallationKey } | { readonly kind: 'upsert', readonly change: InstallationChange }

/** Ways in which an event says that an installation is not simply there. */
const STATUS: ReadonlyArray<readonly [prefix: string, status: InstallationStatus]> = [
  ['forge:preUninstall:', 'leaving'],
  ['hooksmith:installation:suspect', 'suspect']
]

/** @throws `HKS_ERR_REGISTRY_TENANT` for an event of another sender than Forge. */
export function meaningOf (event: EventEnvelope, ctx: Partial<HandlerContext>): Meaning {
  const key = keyOf(event.tenant)
  if (event.type === 'hooksmith:installation:gone') return { kind: 'remove', key }
  const status = STATUS.find(([prefix]) => event.type.startsWith(prefix))?.[1] ?? 'active'
  const happened = event.time === undefined ? {} : { happenedAt: event.time }
  return { kind: 'upsert', change: { ...key, status, eventId: event.id, eventType: event.type, ...happened, ...detailsOf(event, ctx) } }
}

function keyOf (tenant: string): InstallationKey {
  const parts = parseTenant(tenant)
  if (parts === undefined) throw new HKS_ERR_REGISTRY_TENANT(tenant)
  return { tenant, installationId: parts.installation, appId: parts.app, environmentId: parts.environment }
}

/** What came through the Forge receiver says where the installation is; what Hooksmith noticed by itself says it in attributes, or not at all. */
function detailsOf (event: EventEnvelope, { forge }: Partial<HandlerContext>): Partial<InstallationChange> {
  const installation = forge?.installation
  const details = {
    environmentType: installation?.environment.type ?? event['environment'],
    apiBaseUrl: installation?.apiBaseUrl ?? event['apibaseurl'],
    cloudId: installation?.cloudId ?? event['cloudid'],
    workspaceId: installation?.workspaceId ?? event['workspaceid'],
    appVersion: installation?.appVersion ?? event['appversion']
  }
  return Object.fromEntries(Object.entries(details).filter(([, value]) => typeof value === 'string'))
}
