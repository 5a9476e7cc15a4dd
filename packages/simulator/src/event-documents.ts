import type { JsonValue } from '@hooksmith/contracts'
import { entityOf } from './event-body.js'
import type { JsonObject } from './options.js'

/** A document of a product's API. */
export interface EventDocument { readonly product: 'confluence' | 'jira', readonly path: string, readonly document: JsonObject }

/**
 * What the products' APIs show of the entity that an event is about, by path: a page and a footer comment in the shape of
 * Confluence's API v2, an issue in that of Jira's API v3 by id and by key. Nothing for other entities and for those that went away.
 */
export function documentsOf (body: JsonObject): readonly EventDocument[] {
  const [name, entity] = entityOf(body) ?? []
  if (entity === undefined || /:(?:trashed|deleted|removed):/.test(textOf(body.eventType))) return []
  const id = textOf(entity.id)
  const product = 'confluence'
  if (name === 'content' && entity.type === 'page') return [{ product, path: `/wiki/api/v2/pages/${id}`, document: page(id, entity) }]
  if (name === 'content' && entity.type === 'comment') return [{ product, path: `/wiki/api/v2/footer-comments/${id}`, document: comment(id, entity) }]
  if (name !== 'issue') return []
  const document = { fields: {}, ...entity, id }
  return [id, textOf(entity.key)].map((key) => ({ product: 'jira', path: `/rest/api/3/issue/${key}`, document }))
}

function page (id: string, entity: JsonObject): JsonObject {
  return { id, status: entity.status ?? 'current', title: entity.title ?? '', spaceId: textOf(member(entity.space, 'id')), version: { number: 1 } }
}

function comment (id: string, entity: JsonObject): JsonObject {
  return { id, status: entity.status ?? 'current', title: entity.title ?? '', pageId: textOf(member(entity.container, 'id')), version: { number: 1 } }
}

function member (value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined
}

function textOf (value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
