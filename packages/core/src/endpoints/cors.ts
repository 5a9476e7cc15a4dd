import type { FastifyReply, FastifyRequest } from 'fastify'
import type { EndpointMethod } from './endpoint.js'

/** How long a browser may remember the answer to its question, in seconds; what browsers keep at most differs (Chromium: 7,200). */
const MAX_AGE_S = 600

/**
 * Which pages may call an endpoint (https://fetch.spec.whatwg.org/#http-cors-protocol).
 *
 * `@fastify/cors` would take `OPTIONS *` of the whole scope: two endpoints could not both have it, and a server's own registration of it would
 * clash with ours.
 */
export class Cors {
  readonly #methods: string
  readonly #origins: () => readonly string[]

  /** @param origins - Asked for each request: a guard may be added after the endpoint. */
  constructor (methods: readonly EndpointMethod[], origins: () => readonly string[]) {
    this.#methods = methods.join(', ')
    this.#origins = origins
  }

  /** Before anything else, so that a page sees refusals, too. Twice is fine. */
  mark ({ headers }: FastifyRequest, reply: FastifyReply): void {
    addVary(reply, 'Origin')
    if (this.#isAllowed(headers.origin)) reply.header('access-control-allow-origin', headers.origin)
    reply.header('access-control-expose-headers', 'retry-after')
  }

  /** Answers what a browser asks before the call; without the headers that allow anything for other origins. */
  preflight ({ headers }: FastifyRequest, reply: FastifyReply): void {
    if (!this.#isAllowed(headers.origin)) return
    const asked = headers['access-control-request-headers']
    addVary(reply, 'Access-Control-Request-Headers')
    reply.header('access-control-allow-methods', this.#methods)
    // Bounded, and read by nobody but the browser that asked.
    if (typeof asked === 'string' && /^[\w\s!#$%&'*+.^`|~,-]{1,2000}$/.test(asked)) reply.header('access-control-allow-headers', asked)
    reply.header('access-control-max-age', String(MAX_AGE_S))
  }

  #isAllowed (origin: string | undefined): origin is string {
    return origin !== undefined && this.#origins().includes(origin)
  }
}

/** Adds to what the answer varies by already: others may have had their say. */
export function addVary (reply: FastifyReply, names: string): void {
  const known = String(reply.getHeader('vary') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
  const isKnown = (name: string): boolean => known.some((one) => one === '*' || one.toLowerCase() === name.toLowerCase())
  const more = names.split(',').map((name) => name.trim()).filter((name) => name !== '' && !isKnown(name))
  reply.header('vary', [...known, ...more].join(', '))
}
