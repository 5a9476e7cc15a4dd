import type { EventEnvelope, VerifierRequest } from '@hooksmith/contracts'
import type { ForgeCaller } from '../verifier/caller.js'
import { installationOf } from '../verifier/caller.js'
import { subjectOf, timeOf, traceparentOf } from './attributes.js'
import type { Delivery } from './forms.js'

/** An event while it is put together. */
type Draft = { -readonly [Name in keyof EventEnvelope<Delivery['data']>]: EventEnvelope<Delivery['data']>[Name] }

/** What of the envelope is known before the body is looked at. */
export interface EnvelopeBase {
  readonly id: string
  readonly type: string
  /** Name of the receiver. */
  readonly receiver: string
}

/**
 * The envelope of one delivery.
 *
 * Extension attributes beside those that every event has: `receiver`, `installation`, `environment` (its type), `modulekey`,
 * `apibaseurl`, and, where the token says them, `cloudid`, `workspaceid`, `appversion` and `licensed`. `ctx.forge` is made of them; a token is never
 * among them.
 */
export function envelopeOf (
  base: EnvelopeBase, delivery: Delivery, caller: ForgeCaller, request: VerifierRequest): EventEnvelope {
  const { data, retryCount, retryReason } = delivery
  const event: Draft = {
    specversion: '1.0',
    id: base.id,
    type: base.type,
    source: caller.installationId,
    datacontenttype: 'application/json',
    data,
    tenant: caller.tenant,
    receiver: base.receiver,
    installation: installationOf(caller.tenant),
    environment: caller.environment.type,
    modulekey: caller.moduleKey,
    apibaseurl: caller.apiBaseUrl
  }
  addSite(event, caller)
  addTimes(event, data, request)
  if (retryCount > 0) event.redelivery = retryCount
  if (retryCount > 0 && retryReason !== undefined) event.redeliveryreason = retryReason
  if (data['selfGenerated'] === true) event.selfgenerated = true
  return event
}

function addSite (event: Draft, { cloudId, workspaceId, appVersion, license }: ForgeCaller): void {
  if (cloudId !== undefined) event['cloudid'] = cloudId
  if (workspaceId !== undefined) event['workspaceid'] = workspaceId
  if (appVersion !== undefined) event['appversion'] = appVersion
  // `isActive` is the name that goes away (…/platform/forge/remote/essentials/, read 2026-08).
  const licensed = license?.['active'] ?? license?.['isActive']
  if (typeof licensed === 'boolean') event['licensed'] = licensed
}

function addTimes (event: Draft, data: Delivery['data'], request: VerifierRequest): void {
  const subject = subjectOf(data)
  if (subject !== undefined) event.subject = subject
  const time = timeOf(data)
  if (time !== undefined) event.time = time
  const traceparent = traceparentOf(request.headers)
  if (traceparent !== undefined) event.traceparent = traceparent
}
