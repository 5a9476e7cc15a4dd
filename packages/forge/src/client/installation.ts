import type { EventEnvelope } from '@hooksmith/contracts'
import { HKS_ERR_FORGE_EVENT } from '../errors.js'
import { parseTenant, type EnvironmentType } from '../verifier/caller.js'
import type { ForgeInstallation } from './context.js'

/** The installation that an event came from. @throws `HKS_ERR_FORGE_EVENT` for an event of another receiver. */
export function installationOf (event: EventEnvelope): ForgeInstallation {
  const parts = parseTenant(event.tenant)
  if (parts === undefined) throw new HKS_ERR_FORGE_EVENT('tenant')
  const cloudId = textIn(event, 'cloudid')
  const workspaceId = textIn(event, 'workspaceid')
  const appVersion = textIn(event, 'appversion')
  return {
    tenant: event.tenant,
    id: parts.installation,
    appId: parts.app,
    // The decoder wrote the attribute from a claim that has no other value.
    environment: { type: requireText(event, 'environment') as EnvironmentType, id: parts.environment },
    apiBaseUrl: requireText(event, 'apibaseurl'),
    ...(cloudId === undefined ? undefined : { cloudId }),
    ...(workspaceId === undefined ? undefined : { workspaceId }),
    ...(appVersion === undefined ? undefined : { appVersion })
  }
}

function textIn (event: EventEnvelope, attribute: string): string | undefined {
  const value = event[attribute]
  return typeof value === 'string' ? value : undefined
}

function requireText (event: EventEnvelope, attribute: string): string {
  const value = textIn(event, attribute)
  if (value === undefined) throw new HKS_ERR_FORGE_EVENT(attribute)
  return value
}
