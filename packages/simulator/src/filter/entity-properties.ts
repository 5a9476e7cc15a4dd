import type { JsonValue } from '@hooksmith/contracts'
import type { ApiDocuments } from '../api/documents.js'
import { objectOf } from '../api/json.js'
import type { Installation } from '../installations.js'
import type { JsonObject } from '../options.js'
import type { TriggerFilter } from '../remote.js'
import type { Switches } from '../switches.js'
import { valueOf } from './evaluate.js'
import { parseExpression } from './expression.js'

/** What carries entity properties. */
export type PropertyHolder = 'issue' | 'project' | 'user' | 'issuetype'

/** Distinct paths that one manifest may have (https://developer.atlassian.com/platform/forge/events-reference/product_events/, read 2026-08). */
export const MAX_PROPERTY_PATHS = 5

const PATH = /event\.runtime\.(?:issue|project|user|issuetype)\.properties\[(['"]).+?\1\](?:\.\w+)*/g

/** The entity property paths in an expression or a `propertyPaths` entry. */
export function propertyPathsIn (text: string): readonly string[] {
  return text.match(PATH) ?? []
}

/** Where a site's documents hold the properties of an entity. */
export function propertiesPath (holder: PropertyHolder, id: string): string {
  return `/rest/api/3/${holder}/${id}/properties`
}

/** The body as a filter sees it: of a Jira event with the properties of its entities under `runtime`, where the filter asks for them. */
export function withRuntime (body: JsonObject, name: string, filter: TriggerFilter | undefined, read: PropertyReader): JsonObject {
  const asks = filter?.expression?.includes('event.runtime') === true
  return asks && name.startsWith('avi:jira:') ? { ...body, runtime: read.runtimeOf(body) } : body
}

/** Reads entity properties as the site's REST API shows them. */
export class PropertyReader {
  readonly #documents: ApiDocuments
  readonly #installation: Installation

  constructor (documents: ApiDocuments, installation: Installation) {
    this.#documents = documents
    this.#installation = installation
  }

  /** `{issue, project, user, issuetype}`, each with `properties`, of the entities that a Jira event names. */
  runtimeOf (body: JsonObject): JsonObject {
    const issue = objectOf(body['issue'])
    const fields = objectOf(issue['fields'])
    const holders: Record<PropertyHolder, readonly JsonValue[]> = {
      issue: idsOf(issue),
      project: idsOf(objectOf(fields['project'] ?? body['project'])),
      user: textsOf(body['atlassianId']),
      issuetype: idsOf(objectOf(fields['issuetype']))
    }
    // The members of a literal of that type are its holders.
    const entries = Object.entries(holders) as Array<[PropertyHolder, readonly JsonValue[]]>
    return Object.fromEntries(entries.map(([holder, ids]) => [holder, { properties: this.#propertiesOf(holder, ids) }]))
  }

  #propertiesOf (holder: PropertyHolder, ids: readonly JsonValue[]): JsonObject {
    const stored = ids.flatMap((id) => this.#documents.list('jira', this.#installation.cloudId, propertiesPath(holder, String(id))))
    return Object.fromEntries(stored.map(({ key, value }) => [String(key), value ?? null]))
  }
}

/**
 * What `payload.include.propertyPaths` adds to a body: a map from path to value. Only texts, numbers, Booleans and lists of them are
 * included; for everything else, and for what is not there, a switch says whether null stands there or nothing.
 */
export function includedProperties (
  paths: readonly string[], body: JsonObject, read: PropertyReader, { unresolvedProperty }: Switches
): JsonObject {
  if (paths.length === 0) return {}
  const event = { ...body, runtime: read.runtimeOf(body) }
  const found = paths.map((path) => [path, resolved(path, event)] as const)
  const kept = unresolvedProperty === 'null' ? found : found.filter(([, value]) => value !== null)
  return { payloadIncludeProperties: Object.fromEntries(kept) }
}

function resolved (path: string, event: JsonObject): JsonValue {
  try {
    const value = valueOf(parseExpression(path), event)
    if (Array.isArray(value)) return value.every(isPlain) ? value : null
    return isPlain(value) ? value : null
  } catch {
    // A path that leads nowhere is unresolved, which is what null says.
    return null
  }
}

function isPlain (value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** An entity can be named by its id and by its key. */
function idsOf ({ id, key }: JsonObject): readonly JsonValue[] {
  return [...textsOf(id), ...textsOf(key)]
}

function textsOf (value: JsonValue | undefined): readonly JsonValue[] {
  return typeof value === 'string' || typeof value === 'number' ? [value] : []
}
