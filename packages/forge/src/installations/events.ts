import { hash } from 'node:crypto'
import type { EventEnvelope } from '@hooksmith/contracts'
import { canonical, type Installation, type InstallationReason, type License } from './record.js'

/** `event.data` of `hooksmith:installation:suspect` and `hooksmith:installation:gone`. */
export interface InstallationNotice {
  readonly tenant: string
  /** Bare UUID. */
  readonly installationId: string
  readonly cloudId?: string
  readonly workspaceId?: string
  readonly reason: InstallationReason
}

/** `event.data` of `hooksmith:installation:relinked`: the app was installed again on a site. The event's tenant is the new installation's. */
export interface RelinkNotice extends Omit<InstallationNotice, 'reason'> {
  /** The installation whose place it took. */
  readonly previous: { readonly tenant: string, readonly installationId: string }
}

/** `event.data` of `hooksmith:license:changed`. */
export interface LicenseNotice extends Omit<InstallationNotice, 'reason'> {
  /** As the delivery's token states it. */
  readonly license: License
  /** `null` where no token had stated one before. */
  readonly previous: License | null
}

/** `event.data` of `hooksmith:token:gap`: a time for which no token is there, or foreseeably none will be. */
export interface TokenGapNotice extends Omit<InstallationNotice, 'reason'> {
  /** When the newest token expires, epoch milliseconds: the gap begins. */
  readonly expiresAt: number
  /** When the next tick is due that may bring a token; absent where no ticks are known. */
  readonly nextTickAt?: number
}

declare module '@hooksmith/core' {
  interface EventMap {
    'hooksmith:installation:suspect': InstallationNotice
    'hooksmith:installation:gone': InstallationNotice
    'hooksmith:installation:relinked': RelinkNotice
    'hooksmith:license:changed': LicenseNotice
    'hooksmith:token:gap': TokenGapNotice
  }
}

/** The types of the events that this package makes itself. */
export const OWN_EVENTS = [
  'hooksmith:installation:suspect', 'hooksmith:installation:gone', 'hooksmith:installation:relinked', 'hooksmith:license:changed', 'hooksmith:token:gap'
] as const

/**
 * The events that lead from one state of an installation to the next. Their ids are made of what happened, not of who noticed it: several processes that notice
 * the same make one event.
 */
export function eventsBetween (old: Installation | undefined, now: Installation, at: number): EventEnvelope[] {
  const events: EventEnvelope[] = []
  const add = (type: typeof OWN_EVENTS[number], what: string, data: object): void => { events.push(noticeOf(now, type, what, data, at)) }
  if (old !== undefined && old.state !== now.state && now.state !== 'active') {
    add(`hooksmith:installation:${now.state}`, `${old.state} since ${old.stateSinceAt}`, { reason: now.reason })
  }
  if (now.replaces !== undefined && old?.replaces !== now.replaces) {
    add('hooksmith:installation:relinked', now.replaces, { previous: { tenant: now.replaces, installationId: now.replaces.split(':').at(-1) } })
  }
  if (old !== undefined && now.license !== undefined && canonical(old.license) !== canonical(now.license)) {
    const what = `${old.licenseSinceAt ?? ''} ${canonical(now.license)}`
    add('hooksmith:license:changed', what, { license: now.license, previous: old.license ?? null })
  }
  return events
}

/** The event of a gap that begins when the token of `expiresAt` ends. */
export function gapEvent (installation: Installation, expiresAt: number, nextTickAt: number | undefined, at: number): EventEnvelope {
  const data = { expiresAt, ...nextTickAt === undefined ? {} : { nextTickAt } }
  return noticeOf(installation, 'hooksmith:token:gap', String(expiresAt), data, at)
}

/** The attributes are those of a delivery, so that handlers have `ctx.forge`. */
function noticeOf (installation: Installation, type: typeof OWN_EVENTS[number], what: string, data: object, at: number): EventEnvelope {
  const { tenant, id, environment, apiBaseUrl, cloudId, workspaceId, appVersion } = installation
  const place = { ...cloudId === undefined ? {} : { cloudId }, ...workspaceId === undefined ? {} : { workspaceId } }
  return {
    specversion: '1.0',
    id: hash('sha256', JSON.stringify([type, tenant, what]), 'base64url').slice(0, 32),
    type,
    source: `ari:cloud:ecosystem::installation/${id}`,
    subject: id,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { tenant, installationId: id, ...place, ...data },
    tenant,
    receiver: 'forge',
    installation: id,
    environment: environment.type,
    apibaseurl: apiBaseUrl,
    ...cloudId === undefined ? {} : { cloudid: cloudId },
    ...workspaceId === undefined ? {} : { workspaceid: workspaceId },
    ...appVersion === undefined ? {} : { appversion: appVersion }
  }
}
