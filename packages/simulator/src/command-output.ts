import { forgeEventNames } from '@hooksmith/forge/catalogue'
import { hasScopes } from './filter/withhold.js'
import type { Installation } from './installations.js'
import type { DeliveryRecord, Withheld } from './journal-record.js'
import type { Manifest } from './manifest/manifest.js'
import { bringsSystemToken, type Remote } from './remote.js'
import type { ForgeSimulator } from './simulator.js'

const MAX_ANSWER_CHARACTERS = 200

/** What stands above the deliveries: addresses, the app, what leads where, and what is odd about the manifest. */
export function introduction (
  simulator: ForgeSimulator, installation: Installation, manifest: Manifest, remote: Remote
): readonly string[] {
  const { app, environment, product, cloudId } = installation
  const row = (kind: string, text: string): string => `${kind.padEnd(9)} ${text}`
  return [
    row('key set', simulator.jwksUrl),
    row('api', simulator.api.origin),
    row('app', `${app.id}, installed as ${installation.id} on ${product} ${cloudId} (${environment.type})`),
    ...manifest.triggers.map(({ key, endpoint, events }) => row('trigger', `${key}: ${events.map(({ name }) => name).join(', ')} → ${placeOf(remote, endpoint)}`)),
    ...manifest.schedules.map(({ key, endpoint, interval }) => row('schedule', `${key}: ${interval} → ${placeOf(remote, endpoint)}`)),
    ...manifest.webTriggers.map(({ key, endpoint }) => row('web', `${key} → ${placeOf(remote, endpoint)}`)),
    ...[...manifest.notes, ...scopeNotes(manifest, remote)].map((note) => row('note', note))
  ]
}

/** One delivery, or one event that was held back, and what to do about it. @param stays - Whether the command is there for redeliveries. */
export function lineOf (record: DeliveryRecord | Withheld, stays: boolean): string {
  if ('triggerKey' in record) return `${'withheld'.padEnd(9)} ${record.eventType} from ${record.triggerKey}: ${[record.reason, record.error ?? []].flat().join(', ')}`
  const { verdict, answer, durationMs, request, moduleKey, retryCount, errorCode, redeliveryAt } = record
  const again = retryCount === 0 ? '' : ` (redelivery ${retryCount})`
  const status = answer?.status ?? errorCode ?? '-'
  const line = `${verdict.padEnd(9)} ${status} ${Math.round(durationMs)} ms ${request.eventType ?? moduleKey}${again} → ${request.url}`
  const hint = [hintOf(record), redeliveryAt === undefined || !stays ? [] : `comes again at ${new Date(redeliveryAt).toISOString()}`].flat().join('; ')
  return hint === '' ? line : `${line}\n${' '.repeat(10)}${hint}`
}

/** What all came to, for example `3 delivered: 2 accepted, 1 refused`. */
export function summaryOf (records: readonly DeliveryRecord[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of records) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdict}`)
  return `${records.length} delivered${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}

/** Why an event came nowhere, and the name that may be meant. */
export function nowhere (name: string): string {
  const names = forgeEventNames
  if (names.includes(name)) return `${'nowhere'.padEnd(9)} ${name}: no trigger of the manifest asks for it`
  const parts = name.split(':')
  const likeness = (other: string): number => other.split(':').filter((part) => parts.includes(part)).length
  const [best = ''] = [...names].sort((a, b) => likeness(b) - likeness(a))
  return `${'unknown'.padEnd(9)} ${name}: no such event; the nearest is ${best}`
}

function hintOf ({ verdict, answer, errorCode, request }: DeliveryRecord): readonly string[] {
  switch (verdict) {
    case 'unauthorized': return ['your server did not accept the token: does it take the key set and the app id above?']
    case 'timeout': return ['no whole answer in time: acknowledge first, work later']
    case 'redirect': return ['Forge follows no redirects']
    case 'too-large': return [`${request.bodyBytes} bytes: Forge does not deliver events above 200,000`]
    case 'network-error': return errorCode === 'ECONNREFUSED' ? ['nothing listens there: start your server, or correct --remote'] : []
    case 'not-json': return ['the answer needs the content type application/json, as a switch says']
    case 'refused': return answer === undefined || answer.text === '' ? [] : [answer.text.slice(0, MAX_ANSWER_CHARACTERS)]
    case 'accepted': case 'cancelled': return []
  }
}

function placeOf ({ endpoints, baseUrl }: Remote, key: string): string {
  const endpoint = endpoints.find((one) => one.key === key)
  const base = endpoint?.baseUrl ?? baseUrl
  return endpoint === undefined ? `no endpoint '${key}'` : `${typeof base === 'string' ? base : base.default}${endpoint.route}`
}

/** What a missing scope takes away in silence, as Forge does. */
function scopeNotes (manifest: Manifest, remote: Remote): readonly string[] {
  const tokenless = remote.endpoints.filter((endpoint) => endpoint.systemToken === true && bringsSystemToken(remote, endpoint) !== true)
  const asked = manifest.triggers.flatMap(({ key, events }) => events.map(({ name }) => ({ key, name })))
  const unheard = asked.filter(({ name }) => !hasScopes(remote, name))
  return [
    ...tokenless.map(({ key }) => `endpoint '${key}' gets no app system token: that takes the scope read:app-system-token and one more`),
    ...unheard.map(({ key, name }) => `trigger '${key}' does not get ${name}: its scopes are missing`)
  ]
}
