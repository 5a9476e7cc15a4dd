import type { JsonObject } from '../options.js'

/** A call that was let in. `path` is below the API base, without the query. */
export interface ApiCall {
  readonly tenantId: string
  readonly product: string
  readonly method: string
  readonly path: string
  readonly body: unknown
}

export interface ApiAnswer { readonly status: number, readonly body?: unknown }

const NOT_FOUND: ApiAnswer = Object.freeze({ status: 404, body: { code: 'NOT_FOUND', message: 'There is nothing here.' } })

const FOOTER_COMMENTS = '/wiki/api/v2/footer-comments'
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

  answer (call: ApiCall): ApiAnswer {
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
    const document = { ...this.get(product, tenantId, path), ...objectOf(body) }
    this.put(product, tenantId, path, document)
    return { status: 200, body: document }
  }

  #site (product: string, tenantId: string): Map<string, JsonObject> {
    const key = `${product}/${tenantId}`
    const site = this.#sites.get(key) ?? new Map<string, JsonObject>()
    this.#sites.set(key, site)
    return site
  }
}

/** A body is parsed JSON, so an object of it is a JsonObject. */
function objectOf (body: unknown): JsonObject {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body as JsonObject : {}
}
