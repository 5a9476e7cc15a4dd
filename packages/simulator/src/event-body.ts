import type { JsonValue } from '@hooksmith/contracts'
import type { Installation } from './installations.js'
import type { JsonObject } from './options.js'
import type { Randomness } from './randomness.js'

/** Members that hold the entity an event is about, in the families of the Forge documentation. */
const ENTITIES = [
  'content', 'attachment', 'task', 'label', 'comment', 'worklog', 'issue', 'sprint', 'board', 'version', 'component', 'filter',
  'project', 'space'
] as const

/**
 * Gives bodies an identity: no two events that one maker makes are equal, not even within one millisecond. Lifecycle
 * bodies are the exception, since Forge gives them neither a time nor an id of their own.
 */
export class EventBodies {
  readonly #random: Randomness
  #lastAt = 0
  #lastId = 100_000

  constructor (random: Randomness) {
    this.#random = random
  }

  /**
   * A body as a new event has it: times from `now`, the entity's id and key fresh, the site the installation's own.
   * What `over` says wins, member by member.
   *
   * @param now - Epoch milliseconds; an instant that was used already gives the next one.
   * @param hasExtras - Whether it gets members that no page describes.
   */
  fresh (sample: JsonObject, installation: Installation, now: number, over: JsonObject, hasExtras: boolean): JsonObject {
    this.#lastAt = Math.max(now, this.#lastAt + 1)
    const local = onSite(sample, installation.cloudId)
    const body: Record<string, JsonValue> = { ...local, ...this.#times(local), ...this.#identity(local) }
    // Live bodies of products hold members that no page describes; this one was seen.
    const isOfProduct = typeof sample.eventType === 'string' && !sample.eventType.startsWith('avi:forge:')
    if (hasExtras && isOfProduct) body.encryptedData ??= this.#random.bytes(24).toString('base64')
    return merge(body, over)
  }

  #times (sample: JsonObject): JsonObject {
    const iso = new Date(this.#lastAt).toISOString()
    const like = (member: JsonValue | undefined): JsonValue => isWhole(member) ? sameType(member, this.#lastAt) : iso
    return {
      ...('eventCreatedDate' in sample ? { eventCreatedDate: iso } : {}),
      ...('timestamp' in sample ? { timestamp: like(sample.timestamp) } : {}),
      ...('entityUpdateTimeStamp' in sample ? { entityUpdateTimeStamp: like(sample.entityUpdateTimeStamp) } : {}),
      ...(sample.specversion === undefined ? {} : { time: iso })
    }
  }

  #identity (sample: JsonObject): JsonObject {
    const id = ++this.#lastId
    const about = entityOf(sample)
    return {
      ...(about === undefined ? {} : { [about[0]]: { ...about[1], id: sameType(about[1].id, id), ...keyOf(about[1], id) } }),
      ...(sample.specversion === undefined ? {} : { id: this.#random.uuid() }),
      ...('sequenceNumber' in sample ? { sequenceNumber: sameType(sample.sequenceNumber, id) } : {}),
      ...('contextToken' in sample ? { contextToken: contextToken(this.#random) } : {})
    }
  }
}

/** An opaque text in the shape of a Forge context token, which means nothing to an app. */
export function contextToken (random: Randomness): string {
  return [24, 96, 256].map((bytes) => random.base64url(bytes)).join('.')
}

/**
 * The body of `avi:forge:installed:app` and `avi:forge:upgraded:app` as remotes get it.
 *
 * @param isNamed - Whether it has `eventType` and `context`, which the lifecycle page does not show.
 * Source: https://developer.atlassian.com/platform/forge/remote-agents-in-jira/, read 2026-08.
 */
export function lifecycleBody (
  installation: Installation, happened: 'installed' | 'upgraded', isNamed: boolean, context = installation.contexts[0]): JsonObject {
  const { app, appVersion, environment, installerAccountId } = installation
  return {
    app: { id: app.id, name: app.name, ownerAccountId: app.ownerAccountId, version: appVersion },
    ...(isNamed ? { context: context.ari } : {}),
    environment: { id: environment.id },
    ...(isNamed ? { eventType: `avi:forge:${happened}:app` } : {}),
    id: installation.id,
    [happened === 'installed' ? 'installerAccountId' : 'upgraderAccountId']: installerAccountId
  }
}

/** The body of a lifecycle event by its name; `undefined` for every other event. */
export function lifecycleSample (name: string, installation: Installation, isNamed: boolean): JsonObject | undefined {
  if (name === 'avi:forge:installed:app') return lifecycleBody(installation, 'installed', isNamed)
  return name === 'avi:forge:upgraded:app' ? lifecycleBody(installation, 'upgraded', isNamed) : undefined
}

/** The body of a scheduled trigger, as documented for functions and expected for remotes. */
export function scheduledBody (installation: Installation, triggerKey: string, random: Randomness): JsonObject {
  return { context: { cloudId: installation.cloudId, moduleKey: triggerKey }, contextToken: contextToken(random) }
}

/** `over` laid over `base`, objects member by member, everything else replaced. */
export function merge (base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const present = merged[name]
    merged[name] = isObject(present) && isObject(value) ? merge(present, value) : value
  }
  return merged
}

/** ARIs name their site as the whole resource (`ari:cloud:jira::site/<id>`) or before it (`ari:cloud:compass:<id>:…`). */
const SITE_ARI = /^(ari:cloud:[a-z-]+:(?::site\/)?)[0-9a-f]{8}-[0-9a-f-]{27}/

/** The sample with this site in place of the one that it was made up for: `cloudId` members and site ARIs, at any depth. */
function onSite (sample: JsonObject, cloudId: string): JsonObject {
  return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, name === 'cloudId' ? cloudId : valueOnSite(value, cloudId)]))
}

function valueOnSite (value: JsonValue, cloudId: string): JsonValue {
  if (typeof value === 'string') return value.replace(SITE_ARI, `$1${cloudId}`)
  if (isObject(value)) return onSite(value, cloudId)
  return Array.isArray(value) ? value.map((item: JsonValue) => valueOnSite(item, cloudId)) : value
}

/** The member that holds what the event is about. */
export function entityOf (body: JsonObject): readonly [name: string, entity: JsonObject] | undefined {
  for (const name of ENTITIES) {
    const entity = body[name]
    if (isObject(entity) && isWhole(entity.id)) return [name, entity]
  }
  return undefined
}

function keyOf (entity: JsonObject, id: number): JsonObject {
  return typeof entity.key === 'string' && /-\d+$/.test(entity.key) ? { key: entity.key.replace(/\d+$/, String(id)) } : {}
}

function sameType (like: JsonValue | undefined, value: number): JsonValue {
  return typeof like === 'string' ? String(value) : value
}

/** A whole number, as such or as text. */
function isWhole (value: JsonValue | undefined): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
}

function isObject (value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
