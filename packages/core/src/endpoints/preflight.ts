import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RawRoute } from '../raw-route.js'
import type { EndpointRoute } from './route.js'

/** Answers browsers that ask whether they may call a path: for every endpoint of it that pages may call. */
export class PreflightRoute implements RawRoute {
  readonly path: string
  readonly methods = ['OPTIONS'] as const
  readonly bodyLimitBytes: number
  readonly #first: EndpointRoute
  readonly #others: EndpointRoute[] = []

  constructor (first: EndpointRoute) {
    this.path = first.path
    this.bodyLimitBytes = first.bodyLimitBytes
    this.#first = first
  }

  /** Another endpoint of the same path, with other methods. */
  add (endpoint: EndpointRoute): void {
    this.#others.push(endpoint)
  }

  /** The endpoint that takes the method says; for a method that none takes any of them, since what it names is not that method. */
  async receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const method = request.headers['access-control-request-method']
    const asked = this.#others.find(({ methods }) => methods.some((one) => one === method)) ?? this.#first
    return asked.preflight(request, reply)
  }

  refuse (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return this.#first.refuse(error, request, reply)
  }
}
