import type { VerifierRequest } from '@hooksmith/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HKS_ERR_ROUTER_BODY_TOO_LARGE, HKS_ERR_ROUTER_INTERNAL } from './errors.js'
import type { Ingest } from './ingest.js'
import type { Observer } from './observations.js'
import type { IngestedEvent, Receiver, ReceiverResult, Reply } from './receiver.js'
import { describeError } from './redact.js'
import type { UnreadableRecords } from './unreadable.js'

/** What a route needs of the router. */
export interface RouteParts {
  readonly ingest: Ingest
  readonly observe: Observer
  readonly now: () => number
  /** Absent when the router has no Store. */
  readonly unreadable: UnreadableRecords | undefined
}

const DEFAULT_BODY_LIMIT_BYTES = 1_048_576
const DEFAULT_DEDUPE_MS = 86_400_000

/** What the sender reads; the code says the rest, and no message of an unknown error leaves the house. */
const SENTENCES: Readonly<Record<number, string>> = {
  401: 'The caller could not be verified.',
  413: 'The body is too large.',
  500: 'The request could not be taken.',
  503: 'The request cannot be taken now; deliver it again.'
}

/** Adds the route of one receiver, in a scope of its own: nothing of the body is parsed before the caller is proven. */
export function addReceiveRoute (fastify: FastifyInstance, receiver: Receiver, parts: RouteParts): void {
  const bodyLimit = receiver.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => { done(null, body) })
    scope.setErrorHandler((error, request, reply) => refuse(error, receiver, bodyLimit, parts, request, reply))
    scope.route({
      method: [...receiver.methods ?? ['POST']],
      url: receiver.path,
      bodyLimit,
      handler: (request, reply) => receive(receiver, parts, request, reply)
    })
  })
}

async function receive (receiver: Receiver, parts: RouteParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const raw = toVerifierRequest(request, parts.now())
  const caller = await receiver.verify(raw)
  const decoded = await receiver.decode(raw, caller)
  await receiver.capture?.(raw, caller)
  if (decoded.kind === 'unreadable') {
    request.log.warn({ receiver: receiver.name, tenant: caller.tenant, reason: decoded.reason }, 'request cannot be read')
    await parts.unreadable?.add(receiver.name, caller.tenant, decoded.reason, raw)
  }
  const result: ReceiverResult = decoded.kind === 'events'
    ? { kind: 'events', caller, events: await takeAll(receiver, parts, decoded.events) }
    : { ...decoded, caller }
  const verdict = result.kind === 'events' ? 'accepted' : result.kind
  return answer(receiver, parts, reply, verdict, receiver.reply?.(result) ?? defaultReply(result), caller.tenant)
}

async function takeAll (receiver: Receiver, parts: RouteParts, events: readonly Parameters<Ingest['take']>[0][]): Promise<IngestedEvent[]> {
  const dedupeMs = receiver.dedupeMs ?? DEFAULT_DEDUPE_MS
  return await Promise.all(events.map((decoded) => parts.ingest.take(decoded, dedupeMs)))
}

function toVerifierRequest (request: FastifyRequest, receivedAt: number): VerifierRequest {
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return { method: request.method, url: request.url, headers: request.headers, rawBody, receivedAt }
}

function defaultReply (result: ReceiverResult): Reply {
  const status = result.kind === 'events' ? result.events[0]?.verdict ?? 'ok' : result.kind
  return { status: 200, body: { status } }
}

function refuse (
  error: unknown, receiver: Receiver, bodyLimit: number, parts: RouteParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, status } = toRefusal(error, bodyLimit)
  const line = { receiver: receiver.name, code, reason: describeError(error) }
  if (status === 500) request.log.error(line, 'request failed')
  else request.log.warn(line, 'request refused')
  return answer(receiver, parts, reply, code, { status, body: { code, message: SENTENCES[status] ?? 'The request was refused.' } })
}

function toRefusal (error: unknown, bodyLimit: number): { readonly code: string, readonly status: number } {
  const { code, statusCode } = typeof error === 'object' && error !== null ? error as { code?: unknown, statusCode?: unknown } : {}
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refusal(new HKS_ERR_ROUTER_BODY_TOO_LARGE(bodyLimit))
  if (typeof code !== 'string' || typeof statusCode !== 'number') return refusal(new HKS_ERR_ROUTER_INTERNAL())
  // A Store out of reach while tokens are kept, or a full queue: whatever is ours and passes can be delivered again.
  return { code, status: statusCode }
}

function refusal (error: Error & { readonly code: string, readonly statusCode?: number }): { code: string, status: number } {
  return { code: error.code, status: error.statusCode ?? 500 }
}

function answer (
  receiver: Receiver, parts: RouteParts, reply: FastifyReply, verdict: string, answered: Reply, tenant?: string): FastifyReply {
  parts.observe({
    kind: 'request',
    receiver: receiver.name,
    status: answered.status,
    verdict,
    durationMs: reply.elapsedTime,
    ...tenant === undefined ? {} : { tenant }
  })
  return reply.code(answered.status).headers(answered.headers ?? {}).send(answered.body ?? '')
}
