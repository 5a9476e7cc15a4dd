import type { VerifierRequest } from '@hooksmith/contracts'
import { HKS_ERR_ROUTER_BODY_READ } from './errors.js'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

/** A route whose body nobody reads before its caller is proven. */
export interface RawRoute {
  /** Of the receiver that it belongs to; absent for an endpoint. */
  readonly receiver?: string
  readonly path: string
  readonly methods: readonly HTTPMethods[]
  readonly bodyLimitBytes: number
  /** Sees each request first, and whatever Fastify answers by itself comes after it. */
  begin? (request: FastifyRequest, reply: FastifyReply): void
  /** When a request arrives; see {@link arrivalOf}. */
  now? (): number
  /** Gets the body as it came, in `request.body`, a Buffer; see {@link verifierRequestOf}. */
  receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  refuse (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

/** What a route remembers of one request. A WeakMap would do the same, and cost every request a place in it. */
const kReceived = Symbol('hooksmith.received')

interface Received {
  /** The content type that was hidden from Fastify. */
  hidden: string | undefined
  isAnswered: boolean
  arrivedAt: number | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    /** @internal Undefined on routes that are no receiver's. */
    [kReceived]: Received | undefined
  }
}

/** A content type that Fastify certainly reads; hiding one costs time on every request. */
const PLAIN_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/i

/** Adds the route, in a scope of its own: the parsers of the rest of the server do not reach it. */
export function addRawRoute (fastify: FastifyInstance, route: RawRoute): void {
  const { bodyLimitBytes: bodyLimit } = route
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => { done(null, body) })
    scope.decorateRequest(kReceived)
    scope.addHook('onRequest', (request, reply, done) => {
      hideContentType(request, route.now?.())
      route.begin?.(request, reply)
      // Somebody in front of us has it: there is nothing to verify, and to wait for it would be for ever.
      if (request.raw.readableDidRead) done(new HKS_ERR_ROUTER_BODY_READ())
      else done()
    })
    scope.setErrorHandler((error, request, reply) => route.refuse(error, request, reply))
    scope.route({
      method: [...route.methods],
      url: route.path,
      bodyLimit,
      config: route.receiver === undefined ? {} : { hooksmithReceiver: route.receiver },
      // A HEAD route would run a GET route without its sender having asked for that.
      exposeHeadRoute: false,
      handler: (request, reply) => route.receive(request, reply)
    })
  })
}

/** Fastify answers 415 to a content type that it cannot read; what one means is for the receiver to say, once the caller is proven. */
function hideContentType (request: FastifyRequest, arrivedAt: number | undefined): void {
  const contentType = request.raw.headers['content-type']
  const hidden = contentType === undefined || PLAIN_TYPE.test(contentType) ? undefined : contentType
  request[kReceived] = { hidden, isAnswered: false, arrivedAt }
  if (hidden !== undefined) delete request.raw.headers['content-type']
}

/** The request as it came, for whoever verifies it. */
export function verifierRequestOf (request: FastifyRequest, receivedAt: number): VerifierRequest {
  const hidden = request[kReceived]?.hidden
  if (hidden !== undefined) request.raw.headers['content-type'] = hidden
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return { method: request.method, url: request.url, headers: request.headers, rawBody, receivedAt }
}

/** When the head of the request reached its route, by the route's own clock: before the body was read. */
export function arrivalOf (request: FastifyRequest): number | undefined {
  return request[kReceived]?.arrivedAt
}

/** Whether this is the first answer to the request: one that the app's own hooks fail afterwards is refused once more. */
export function isFirstAnswer (request: FastifyRequest): boolean {
  const received = request[kReceived]
  if (received === undefined) return true
  const isFirst = !received.isAnswered
  received.isAnswered = true
  return isFirst
}
