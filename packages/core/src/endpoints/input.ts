import type { TSchema } from '@sinclair/typebox'
import type { VerifierRequest } from '@hooksmith/contracts'
import { BodyReader } from './body.js'
import { coerceMembers, type Texts } from './coerce.js'
import { Fit } from './fit.js'

/** What came with one call, as its handler gets it. */
export interface CallInput {
  /** Without the query. */
  readonly path: string
  readonly params: unknown
  /** `URLSearchParams` where there is no schema for it. */
  readonly query: unknown
  readonly body: unknown
}

/** The schemas of an endpoint. */
export interface InputSchemas {
  readonly params: TSchema | undefined
  readonly query: TSchema | undefined
  readonly body: TSchema | undefined
}

/** Reads what comes with the calls of one endpoint. */
export class InputReader {
  readonly #params: UrlFit | undefined
  readonly #query: UrlFit | undefined
  readonly #bodies: BodyReader

  /** @throws Whatever TypeBox thinks of a schema that is none. */
  constructor ({ params, query, body }: InputSchemas) {
    this.#params = params === undefined ? undefined : new UrlFit('params', params)
    this.#query = query === undefined ? undefined : new UrlFit('query', query)
    this.#bodies = new BodyReader(body)
  }

  /**
   * @param params - As the server found them in the path, decoded.
   * @throws `HKS_ERR_ENDPOINT_PARAMS`, `HKS_ERR_ENDPOINT_QUERY`, `HKS_ERR_ENDPOINT_BODY`, `HKS_ERR_ENDPOINT_CONTENT_TYPE`; in this order, the first one.
   */
  read ({ url, headers, rawBody }: VerifierRequest, params: Readonly<Record<string, string>>): CallInput {
    const [path = '/'] = url.split('?', 1)
    const query = new URLSearchParams(url.slice(path.length + 1))
    return {
      path,
      params: this.#params === undefined ? params : this.#params.of(params),
      query: this.#query === undefined ? query : this.#query.of(membersOf(query)),
      body: this.#bodies.read(rawBody, headers['content-type'])
    }
  }
}

/** Checks texts of a URL. */
class UrlFit {
  readonly #schema: TSchema
  readonly #fit: Fit

  constructor (part: 'params' | 'query', schema: TSchema) {
    this.#schema = schema
    this.#fit = new Fit(part, schema)
  }

  of (given: Readonly<Record<string, Texts>>): unknown {
    return this.#fit.of(coerceMembers(this.#schema, given))
  }
}

/** A list for names that stand several times. */
function membersOf (query: URLSearchParams): Record<string, Texts> {
  // Not by getAll(), which looks through the whole query for each name.
  const members = new Map<string, string | string[]>()
  for (const [name, value] of query) {
    const known = members.get(name)
    if (Array.isArray(known)) known.push(value)
    else members.set(name, known === undefined ? value : [known, value])
  }
  return Object.fromEntries(members)
}
