import { assertEvent, DEFAULT_DEDUPE_MS } from '@hooksmith/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ingest } from './ingest.js'
import type { Observer } from './observations.js'
import { addRawRoute, isFirstAnswer, verifierRequestOf, type RawRoute } from './raw-route.js'
import type { Decoded, DecodedEvent, IngestedEvent, Receiver, ReceiverResult, Reply } from './receiver.js'
import { placeIn } from './place.js'
import { describeError, redact } from './redact.js'
import { JSON_TYPE, toRefusal } from './refusal.js'
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

/** Adds the route of one receiver. */
export function addReceiveRoute (fastify: FastifyInstance, receiver: Receiver, parts: RouteParts): void {
  addRawRoute(fastify, new ReceiveRoute(receiver, parts))
}

class ReceiveRoute implements RawRoute {
  readonly receiver: string
  readonly path: string
  readonly methods: RawRoute['methods']
  readonly bodyLimitBytes: number
  readonly #receiver: Receiver
  readonly #parts: RouteParts

  constructor (receiver: Receiver, parts: RouteParts) {
    this.#receiver = receiver
    this.#parts = parts
    this.receiver = receiver.name
    this.path = receiver.path
    this.methods = receiver.methods ?? ['POST']
    this.bodyLimitBytes = receiver.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES
  }

  async receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const receiver = this.#receiver
    const raw = verifierRequestOf(request, this.#parts.now())
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
    if (status === 500) request.log.error({ ...line, ...placeIn(error) }, 'request failed')
    else request.log.warn(line, 'request refused')
    return this.#answer(request, reply, code, { status, body: { code, message } })
  }

  async #takeAll (events: readonly DecodedEvent[]): Promise<IngestedEvent[]> {
    const dedupeMs = this.#receiver.dedupeMs ?? DEFAULT_DEDUPE_MS
    const receiver = this.#receiver.name
    const take = (decoded: DecodedEvent): Promise<IngestedEvent> => {
      const { event } = decoded
      const stamped = event.receiver === receiver ? decoded : { ...decoded, event: { ...event, receiver } }
      return this.#parts.ingest.take(stamped, dedupeMs)
    }
    const [first] = events
    return first !== undefined && events.length === 1 ? [await take(first)] : await Promise.all(events.map(take))
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

  /** Everything that can throw does so before the request is counted; a request that the app's own hooks fail afterwards stays counted once. */
  #answer (request: FastifyRequest, reply: FastifyReply, verdict: string, answered: Reply, tenant?: string): FastifyReply {
    const { status, headers, body = '' } = answered
    const payload = typeof body === 'string' ? body : JSON.stringify(body)
    reply.code(status)
    if (typeof body !== 'string') reply.header('content-type', JSON_TYPE)
    if (headers !== undefined) reply.headers(headers)
    if (isFirstAnswer(request)) {
      const durationMs = reply.elapsedTime
      const seen = { kind: 'request', receiver: this.#receiver.name, status, verdict, durationMs } as const
      this.#parts.observe(tenant === undefined ? seen : { ...seen, tenant })
    }
    return reply.send(payload)
  }
}

/** Parts those events that no queue takes from the rest: a redelivery would bring the same again, so they are a matter for a person. */
function sift (decoded: Decoded): { readonly decoded: Decoded, readonly leftOver: ReadonlyArray<Exclude<Decoded, { kind: 'events' }>> } {
  if (decoded.kind !== 'events') return { decoded, leftOver: [decoded] }
  const flaws = decoded.events.map(flawOf)
  const odd = flaws.filter((flaw) => flaw !== undefined)
  const [first] = odd
  if (first === undefined) return { decoded, leftOver: odd }
  const events = decoded.events.filter((_event, at) => flaws[at] === undefined)
  return { decoded: events.length === 0 ? first : { kind: 'events', events }, leftOver: odd }
}

function flawOf ({ event }: DecodedEvent): { readonly kind: 'unreadable', readonly reason: string } | undefined {
  try {
    assertEvent(event)
    return undefined
  } catch (error) {
    return { kind: 'unreadable', reason: describeError(error) }
  }
}

function defaultReply (result: ReceiverResult): Reply {
  const status = result.kind === 'events' ? result.events[0]?.verdict ?? 'ok' : result.kind
  return { status: 200, body: { status } }
}
