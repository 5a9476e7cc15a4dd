import type { EventEnvelope, EventPayload, HandlerContext } from '@hooksmith/core'
import { parseTenant } from '@hooksmith/forge'
import type {} from '@hooksmith/forge/events'
import { HKS_ERR_REGISTRY_TENANT } from './errors.js'
import type { InstallationChange, InstallationKey, InstallationRemoval } from './table.js'

/** What the table follows: an announced uninstall is among it as `gone`, which Forge's registry makes of the announcement. */
export const EVENTS = [
  'avi:forge:installed:app',
  'avi:forge:upgraded:app',
  'hooksmith:installation:suspect',
  'hooksmith:installation:gone',
  'hooksmith:installation:relinked'
] as const

type Name = typeof EVENTS[number]

/** One of {@link EVENTS}, with its body. */
export type LifeEvent = { [N in Name]: EventEnvelope<EventPayload<N>> & { readonly type: N } }[Name]

/** What an event means for the table: nothing of it is left, or this is what it says. */
export type Meaning =
  | { readonly kind: 'remove', readonly removal: InstallationRemoval }
  | { readonly kind: 'upsert', readonly change: InstallationChange }

/** @throws `HKS_ERR_REGISTRY_TENANT` for an event of another sender than Forge. */
export function meaningOf (event: LifeEvent, ctx: Partial<HandlerContext>): Meaning {
  const key = keyOf(event.tenant)
  if (event.type === 'hooksmith:installation:gone') return { kind: 'remove', removal: { ...key, reason: event.data.reason } }
  const change: InstallationChange = {
    ...key,
    status: event.type === 'hooksmith:installation:suspect' ? 'suspect' : 'active',
    eventId: event.id,
    eventType: event.type,
    ...event.time === undefined ? {} : { happenedAt: event.time },
    ...detailsOf(ctx),
    ...event.type === 'hooksmith:installation:relinked' ? { replaces: event.data.previous.tenant } : {}
  }
  return { kind: 'upsert', change }
}

function keyOf (tenant: string): InstallationKey {
  const parts = parseTenant(tenant)
  if (parts === undefined) throw new HKS_ERR_REGISTRY_TENANT(tenant)
  return { tenant, installationId: parts.installation, appId: parts.app, environmentId: parts.environment }
}

/** Where the installation is. Events of Forge's registry have `ctx.forge` as deliveries have; those that somebody made up may not. */
function detailsOf ({ forge }: Partial<HandlerContext>): Partial<InstallationChange> {
  if (forge === undefined) return {}
  const { environment, apiBaseUrl, cloudId, workspaceId, appVersion } = forge.installation
  return {
    environmentType: environment.type,
    apiBaseUrl,
    ...cloudId === undefined ? {} : { cloudId },
    ...workspaceId === undefined ? {} : { workspaceId },
    ...appVersion === undefined ? {} : { appVersion }
  }
}
