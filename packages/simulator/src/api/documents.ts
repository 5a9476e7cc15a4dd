import type { JsonValue } from '@hooksmith/contracts'
import type { JsonObject } from '../options.js'
import { objectOf } from './json.js'

/** A call that was let in. `path` is below the API base, without the query. */
export interface ApiCall {
  readonly tenantId: string
  readonly product: string
  readonly method: string
  readonly path: string
  /** With its question mark. @defaultValue '' */
  readonly query?: string
  readonly body: unknown
}

export interface ApiAnswer { readonly status: number, readonly body?: unknown }

const NOT_FOUND: ApiAnswer = Object.freeze({ status: 404, body: { code: 'NOT_FOUND', message: 'There is nothing here.' } })

const FOOTER_COMMENTS = '/wiki/api/v2/footer-comments'
const PROPERTY = /^\/rest\/.*\/properties\/([^/]+)$/
const COMMENTS_OF_PAGE = /^\/wiki\/api\/v2\/pages\/([^/]+)\/footer-comments$/

/**
 * What the products hold, per site: JSON documents by their path.
 *
 * POST to a path stores the body as a new document below it and gives it an `id`; PUT and PATCH store at the path; GET
 * reads a document, or lists those below; DELETE removes. Confluence's footer comments are listed per page as well.
 */
export class ApiDocuments {
  readonly #sites = new Map<string, Map<string, JsonObject>>()
  #lastId = 500_000

  /** Stores a document as if somebody had made it on the site. */
  put (product: string, tenantId: string, path: string, document: JsonObject): void {
    this.#site(product, tenantId).set(path, document)
  }

  get (product: string, tenantId: string, path: string): JsonObject | undefined {
    return this.#site(product, tenantId).get(path)
  }

  /** The documents right below a path, in order of storing. */
  list (product: string, tenantId: string, path: string): readonly JsonObject[] {
    const below = `${path}/`
    return [...this.#site(product, tenantId)].filter(([key]) => key.startsWith(below) && !key.slice(below.length).includes('/')).map(([, document]) => document)
  }

  answer (given: ApiCall): ApiAnswer {
    const call = { ...given, path: pathOf(given) }
    switch (call.method) {
      case 'GET': case 'HEAD': return this.#read(call)
      case 'POST': return this.#create(call)
      case 'PUT': case 'PATCH': return this.#write(call)
      case 'DELETE': return this.#site(call.product, call.tenantId).delete(call.path) ? { status: 204 } : NOT_FOUND
      default: return { status: 405, body: { code: 'METHOD_NOT_ALLOWED', message: `${call.method} is not known here.` } }
    }
  }

  #read ({ product, tenantId, path }: ApiCall): ApiAnswer {
    const document = this.get(product, tenantId, path)
    if (document !== undefined) return { status: 200, body: document }
    const pageId = COMMENTS_OF_PAGE.exec(path)?.[1]
    const items = pageId === undefined
      ? this.list(product, tenantId, path)
      : this.list(product, tenantId, FOOTER_COMMENTS).filter((comment) => comment.pageId === pageId)
    if (items.length === 0 && pageId === undefined && path !== FOOTER_COMMENTS) return NOT_FOUND
    return { status: 200, body: path.startsWith('/wiki/') ? { results: items, _links: {} } : { values: items, total: items.length } }
  }

  #create ({ product, tenantId, path, body }: ApiCall): ApiAnswer {
    const id = String(++this.#lastId)
    const document = { ...objectOf(body), id, ...(path === FOOTER_COMMENTS ? { status: 'current', version: { number: 1 } } : {}) }
    this.put(product, tenantId, `${path}/${id}`, document)
    return { status: path.startsWith('/wiki/api/v2/') ? 200 : 201, body: document }
  }

  #write ({ product, tenantId, path, body }: ApiCall): ApiAnswer {
    const property = PROPERTY.exec(path)?.[1]
    if (property !== undefined) return this.#writeProperty({ product, tenantId, path, body }, property)
    const document = { ...this.get(product, tenantId, path), ...objectOf(body) }
    this.put(product, tenantId, path, document)
    return { status: 200, body: document }
  }

  /** An entity property is put as a bare value, and read as `{key, value}`. */
  #writeProperty ({ product, tenantId, path, body }: Pick<ApiCall, 'product' | 'tenantId' | 'path' | 'body'>, key: string): ApiAnswer {
    const isNew = this.get(product, tenantId, path) === undefined
    // The body is parsed JSON.
    this.put(product, tenantId, path, { key, value: (body ?? null) as JsonValue })
    return { status: isNew ? 201 : 200 }
  }

  #site (product: string, tenantId: string): Map<string, JsonObject> {
    const key = `${product}/${tenantId}`
    const site = this.#sites.get(key) ?? new Map<string, JsonObject>()
    this.#sites.set(key, site)
    return site
  }
}

/** Properties of users name the user in the query. */
function pathOf ({ path, query = '' }: ApiCall): string {
  const accountId = new URLSearchParams(query).get('accountId')
  return accountId === null ? path : path.replace(/^\/rest\/api\/[23]\/user\/properties/, `/rest/api/3/user/${accountId}/properties`)
}
