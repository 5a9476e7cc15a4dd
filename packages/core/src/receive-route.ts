import { assertEvent, DEFAULT_DEDUPE_MS, type VerifierRequest } from '@hooksmith/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ingest } from './ingest.js'
import type { Observer } from './observations.js'
import type { Decoded, DecodedEvent, IngestedEvent, Receiver, ReceiverResult, Reply } from './receiver.js'
import { describeError, redact } from './redact.js'
import { toRefusal } from './refusal.js'
import type { RecordedRequest, RequestRecords } from './request-records.js'

/** What a route needs of the router. */
export interface RouteParts {
  readonly ingest: Ingest
  readonly observe: Observer
  readonly now: () => number
  /** Absent when the router has no Store. */
  readonly records: RequestRecords | undefined
}

const DEFAULT_BODY_LIMIT_BYTES = 1_048_576

/** A content type that Fastify certainly reads; hiding one costs time on every request. */
const PLAIN_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/i

/** Adds the route of one receiver, in a scope of its own: nothing of the body is parsed before the caller is proven. */
export function addReceiveRoute (fastify: FastifyInstance, receiver: Receiver, parts: RouteParts): void {
  const route = new ReceiveRoute(receiver, parts)
  const bodyLimit = route.bodyLimitBytes
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => { done(null, body) })
    scope.addHook('onRequest', (request, _reply, done) => { route.hideContentType(request); done() })
    scope.setErrorHandler((error, request, reply) => route.refuse(error, request, reply))
    scope.route({
      method: [...receiver.methods ?? ['POST']],
      url: receiver.path,
      bodyLimit,
      config: { hooksmithReceiver: receiver.name },
      // A HEAD route would run a GET receiver without its sender having asked for that.
      exposeHeadRoute: false,
      handler: (request, reply) => route.receive(request, reply)
    })
  })
}

class ReceiveRoute {
  readonly bodyLimitBytes: number
  readonly #receiver: Receiver
  readonly #parts: RouteParts
  readonly #contentTypes = new WeakMap<FastifyRequest, string>()
  readonly #answered = new WeakSet<FastifyRequest>()

  constructor (receiver: Receiver, parts: RouteParts) {
    this.#receiver = receiver
    this.#parts = parts
    this.bodyLimitBytes = receiver.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES
  }

  /** Fastify answers 415 to a content type that it cannot read; what one means is for the receiver to say, once the caller is proven. */
  hideContentType (request: FastifyRequest): void {
    const contentType = request.raw.headers['content-type']
    if (contentType === undefined || PLAIN_TYPE.test(contentType)) return
    this.#contentTypes.set(request, contentType)
    delete request.raw.headers['content-type']
  }

  async receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const receiver = this.#receiver
    const raw = this.#toVerifierRequest(request)
    const caller = await receiver.verify(raw)
    const { decoded, leftOver } = sift(await receiver.decode(raw, caller))
    await receiver.capture?.(raw, caller)
    for (const { kind, reason } of leftOver) {
      await this.#record({ kind, reason, receiver: receiver.name, tenant: caller.tenant, request: raw }, request)
    }
    const result: ReceiverResult = decoded.kind === 'events'
      ? { kind: 'events', caller, events: await this.#takeAll(decoded.events) }
      : { ...decoded, caller }
    const verdict = leftOver[0]?.kind ?? 'accepted'
    return this.#answer(request, reply, verdict, receiver.reply?.(result) ?? defaultReply(result), caller.tenant)
  }

  refuse (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { code, status, message } = toRefusal(error, this.bodyLimitBytes)
    const line = { receiver: this.#receiver.name, code, reason: describeError(error) }
    if (status === 500) request.log.error(line, 'request failed')
    else request.log.warn(line, 'request refused')
    return this.#answer(request, reply, code, { status, body: { code, message } })
  }

  async #takeAll (events: readonly DecodedEvent[]): Promise<IngestedEvent[]> {
    const dedupeMs = this.#receiver.dedupeMs ?? DEFAULT_DEDUPE_MS
    const receiver = this.#receiver.name
    return await Promise.all(events.map((decoded) => {
      const { event } = decoded
      const stamped = event.receiver === receiver ? decoded : { ...decoded, event: { ...event, receiver } }
      return this.#parts.ingest.take(stamped, dedupeMs)
    }))
  }

  /** A record that cannot be kept changes no answer: the request is logged and counted all the same. */
  async #record (recorded: RecordedRequest, { log }: FastifyRequest): Promise<void> {
    const { kind, receiver, tenant } = recorded
    log.warn({ receiver, tenant, kind, reason: redact(recorded.reason) }, 'request comes to nothing')
    try {
      await this.#parts.records?.add(recorded)
    } catch (error) {
      log.error({ receiver, tenant, reason: describeError(error) }, 'request cannot be recorded')
    }
  }

  #toVerifierRequest (request: FastifyRequest): VerifierRequest {
    const contentType = this.#contentTypes.get(request)
    if (contentType !== undefined) request.raw.headers['content-type'] = contentType
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    return { method: request.method, url: request.url, headers: request.headers, rawBody, receivedAt: this.#parts.now() }
  }

  /** Everything that can throw does so before the request is counted; a request that the app's own hooks fail afterwards stays counted once. */
  #answer (request: FastifyRequest, reply: FastifyReply, verdict: string, answered: Reply, tenant?: string): FastifyReply {
    const { status, headers = {}, body = '' } = answered
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    reply.code(status).headers(typeof body === 'string' ? headers : { 'content-type': 'application/json; charset=utf-8', ...headers })
    if (!this.#answered.has(request)) {
      const durationMs = reply.elapsedTime
      const seen = { kind: 'request', receiver: this.#receiver.name, status, verdict, durationMs } as const
      this.#answered.add(request)
      this.#parts.observe(tenant === undefined ? seen : { ...seen, tenant })
    }
    return reply.send(payload)
  }
}

/** Parts those events that no queue takes from the rest: a redelivery would bring the same again, so they are a matter for a person. */
function sift (decoded: Decoded): { readonly decoded: Decoded, readonly leftOver: ReadonlyArray<Exclude<Decoded, { kind: 'events' }>> } {
  if (decoded.kind !== 'events') return { decoded, leftOver: [decoded] }
  const odd: Array<{ readonly kind: 'unreadable', readonly reason: string }> = []
  const events = decoded.events.filter(({ event }) => {
    try {
      assertEvent(event)
      return true
    } catch (error) {
      odd.push({ kind: 'unreadable', reason: describeError(error) })
      return false
    }
  })
  const [first] = odd
  if (first === undefined) return { decoded, leftOver: [] }
  return { decoded: events.length === 0 ? first : { kind: 'events', events }, leftOver: odd }
}

function defaultReply (result: ReceiverResult): Reply {
  const status = result.kind === 'events' ? result.events[0]?.verdict ?? 'ok' : result.kind
  return { status: 200, body: { status } }
}
