import type { Caller, Clock, VerifierRequest } from '@hooksmith/contracts'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Observer } from '../observations.js'
import { isFirstAnswer, verifierRequestOf, type RawRoute } from '../raw-route.js'
import { describeError } from '../redact.js'
import { toRefusal, type Refusal } from '../refusal.js'
import { answerOf, JSON_TYPE } from './answer.js'
import { BodyReader, problemsOf } from './body.js'
import { Budget } from './budget.js'
import { Cors } from './cors.js'
import { asReply, type EndpointCall, type EndpointContext, type EndpointHandler, type EndpointMethod } from './endpoint.js'
import { HKS_ERR_ENDPOINT_FAILED, HKS_ERR_ENDPOINT_REPLY } from './errors.js'
import type { EndpointGuard, GuardedContext } from './guard.js'
import type { ResolvedEndpointOptions } from './options.js'

/** What a route needs of the router. */
export interface EndpointRouteParts {
  readonly path: string
  readonly options: ResolvedEndpointOptions
  readonly handler: EndpointHandler
  /** Known since the server got ready. */
  readonly guard: () => EndpointGuard
  readonly clock: Clock
  readonly observe: Observer
  /** Budgets of the calls under way. */
  readonly underWay: Set<Budget>
}

/** Takes the calls of one endpoint. */
export class EndpointRoute implements RawRoute {
  readonly receiver: string
  readonly path: string
  readonly methods: RawRoute['methods']
  readonly bodyLimitBytes: number
  readonly #parts: EndpointRouteParts
  readonly #bodies: BodyReader
  readonly #cors: Cors | undefined

  constructor (parts: EndpointRouteParts) {
    const { path, options } = parts
    this.#parts = parts
    this.receiver = options.guard ?? 'endpoint'
    this.path = path
    this.methods = options.cors === false ? options.methods : [...options.methods, 'OPTIONS']
    this.bodyLimitBytes = options.bodyLimitBytes
    this.#bodies = new BodyReader(options.body)
    this.#cors = options.cors === false ? undefined : new Cors(options.methods, () => this.#origins())
  }

  begin (request: FastifyRequest, reply: FastifyReply): void {
    this.#cors?.mark(request, reply)
  }

  async receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (request.method === 'OPTIONS') return this.#preflight(request, reply)
    const { clock, options } = this.#parts
    const guard = this.#parts.guard()
    const raw = verifierRequestOf(request, clock.now())
    const caller = await guard.verify(raw, options.guardOptions[guard.name])
    await this.#capture(guard, raw, caller, request.log)
    try {
      const body = this.#bodies.read(raw.rawBody, raw.headers['content-type'])
      const value = await this.#run(guard, { raw, caller, body }, request, reply)
      const { status, headers, payload } = answerOf(asReply(value), options.replies, guard)
      reply.code(status).headers(headers)
      this.#tell(request, reply, 'answered', caller.tenant)
      return reply.send(payload)
    } catch (error) {
      return this.#fail(error, request, reply, caller.tenant)
    }
  }

  /** What failed before the caller was proven, and what the app's own hooks fail. */
  refuse (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return this.#answerError(error, toRefusal(error, this.bodyLimitBytes), request, reply)
  }

  /** What failed after it: a status that the caller's platform keeps for itself does not go out. */
  #fail (error: unknown, request: FastifyRequest, reply: FastifyReply, tenant: string): FastifyReply {
    const refusal = toRefusal(error, this.bodyLimitBytes, new HKS_ERR_ENDPOINT_FAILED().code)
    const problem = this.#parts.guard().replyProblem?.(refusal.status)
    if (problem === undefined) return this.#answerError(error, refusal, request, reply, tenant)
    const cause = new HKS_ERR_ENDPOINT_REPLY(`${describeError(error)} has status ${refusal.status}: ${problem}`)
    return this.#answerError(cause, toRefusal(cause, this.bodyLimitBytes), request, reply, tenant)
  }

  #answerError (error: unknown, refusal: Refusal, request: FastifyRequest, reply: FastifyReply, tenant?: string): FastifyReply {
    const { code, status, message } = refusal
    const line = { endpoint: this.path, code, reason: describeError(error), ...tenant === undefined ? {} : { tenant } }
    if (status === 500) request.log.error(line, 'call failed')
    else request.log.warn(line, 'call refused')
    const problems = problemsOf(error)
    const afterS = retryAfterOf(error)
    if (afterS !== undefined) reply.header('retry-after', String(afterS))
    reply.code(status).header('content-type', JSON_TYPE)
    this.#tell(request, reply, code, tenant)
    return reply.send(JSON.stringify({ code, message, ...problems === undefined ? {} : { problems } }))
  }

  #preflight (request: FastifyRequest, reply: FastifyReply): FastifyReply {
    this.#cors?.preflight(request, reply)
    reply.code(204)
    this.#tell(request, reply, 'preflight')
    return reply.send('')
  }

  /** What a call brought is a gift: it comes again with the next, and the caller who waits has nothing to do with it. */
  async #capture (guard: EndpointGuard, raw: VerifierRequest, caller: Caller, log: FastifyBaseLogger): Promise<void> {
    try {
      await guard.capture?.(raw, caller)
    } catch (error) {
      log.warn({ endpoint: this.path, tenant: caller.tenant, reason: describeError(error) }, 'what the call brought could not be kept')
      this.#parts.observe({ kind: 'notice', name: 'endpoint_capture_failed', labels: { guard: guard.name }, by: 1 })
    }
  }

  async #run (
    guard: EndpointGuard, { raw, caller, body }: { readonly raw: VerifierRequest, readonly caller: Caller, readonly body: unknown },
    request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { clock, options: { timeoutMs }, handler, underWay } = this.#parts
    const log = request.log.child({ endpoint: this.path, tenant: caller.tenant })
    const budget = new Budget({ clock, timeoutMs, spentMs: reply.elapsedTime, onGone: (run) => whenGone(reply, run) })
    underWay.add(budget)
    let guarded: GuardedContext | undefined
    try {
      const { signal } = budget
      guarded = guard.context({ request: raw, caller, signal })
      // Guards promise in their declarations what they add here.
      const context = { ...guarded.members, tenant: caller.tenant, signal, log } as EndpointContext
      const call = this.#callOf(request, raw, body, guard)
      return await budget.spend(() => handler(call, context), () => { log.warn('the handler ended after its call was answered') })
    } finally {
      guarded?.end?.()
      budget.close()
      underWay.delete(budget)
    }
  }

  #callOf (request: FastifyRequest, raw: VerifierRequest, body: unknown, { credentialHeaders = [] }: EndpointGuard): EndpointCall {
    const { headers, rawBody, url } = raw
    const [path = '/'] = url.split('?', 1)
    return {
      // The route takes no other methods.
      method: request.method as EndpointMethod,
      path,
      params: request.params,
      query: new URLSearchParams(url.slice(path.length + 1)),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization' && !credentialHeaders.includes(name))),
      body,
      rawBody
    }
  }

  #origins (): readonly string[] {
    const { options: { cors }, guard } = this.#parts
    return typeof cors === 'boolean' ? guard().origins ?? [] : cors
  }

  #tell (request: FastifyRequest, reply: FastifyReply, verdict: string, tenant?: string): void {
    if (!isFirstAnswer(request)) return
    const seen = { kind: 'request', receiver: this.#parts.guard().name, status: reply.statusCode, verdict, durationMs: reply.elapsedTime } as const
    this.#parts.observe(tenant === undefined ? seen : { ...seen, tenant })
  }
}

/** Whole seconds, as the header has it (RFC 9110 §10.2.3); `undefined` for an error that does not say. */
function retryAfterOf (error: unknown): number | undefined {
  const afterMs = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : undefined
  return typeof afterMs === 'number' && afterMs >= 0 && Number.isFinite(afterMs) ? Math.ceil(afterMs / 1_000) : undefined
}

/** A connection that ends before the answer was written. */
function whenGone ({ raw }: FastifyReply, run: () => void): () => void {
  const onClose = (): void => { if (!raw.writableFinished) run() }
  raw.once('close', onClose)
  return () => { raw.off('close', onClose) }
}
