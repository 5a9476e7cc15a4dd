import type { Caller, Clock, VerifierRequest } from '@hooksmith/contracts'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Observer } from '../observations.js'
import { arrivalOf, isFirstAnswer, verifierRequestOf, type RawRoute } from '../raw-route.js'
import { describeError } from '../redact.js'
import { JSON_TYPE, toRefusal, type Refusal } from '../refusal.js'
import { answerOf } from './answer.js'
import type { Budget, CallsUnderWay } from './budget.js'
import { captureWithin } from './capture.js'
import { addVary, Cors } from './cors.js'
import { asReply, type EndpointCall, type EndpointContext, type EndpointHandler, type EndpointMethod } from './endpoint.js'
import { HKS_ERR_ENDPOINT_FAILED, HKS_ERR_ENDPOINT_REPLY } from './errors.js'
import { problemsOf } from './fit.js'
import type { EndpointGuard, GuardedContext } from './guard.js'
import { InputReader, type CallInput } from './input.js'
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
  readonly underWay: CallsUnderWay
}

/** One call that is being answered. */
interface Call {
  readonly guard: EndpointGuard
  readonly raw: VerifierRequest
  readonly caller: Caller
  readonly budget: Budget
  readonly request: FastifyRequest
}

/** Takes the calls of one endpoint. */
export class EndpointRoute implements RawRoute {
  readonly path: string
  readonly methods: RawRoute['methods']
  readonly bodyLimitBytes: number
  readonly #parts: EndpointRouteParts
  readonly #inputs: InputReader
  readonly #cors: Cors | undefined

  constructor (parts: EndpointRouteParts) {
    const { path, options } = parts
    this.#parts = parts
    this.path = path
    this.methods = options.methods
    this.bodyLimitBytes = options.bodyLimitBytes
    this.#inputs = new InputReader(options)
    this.#cors = options.cors === false ? undefined : new Cors(options.methods, () => this.#origins())
  }

  now (): number {
    return this.#parts.clock.now()
  }

  begin (request: FastifyRequest, reply: FastifyReply): void {
    this.#cors?.mark(request, reply)
  }

  async receive (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { options: { timeoutMs }, underWay } = this.#parts
    const spentMs = this.now() - (arrivalOf(request) ?? this.now())
    const parts = { timeoutMs, spentMs, onGone: (run: () => void) => whenGone(reply, run) }
    return await underWay.within(parts, async (budget) => await this.#take(budget, request, reply))
  }

  /** What failed before the caller was proven, and what the app's own hooks fail. */
  refuse (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return this.#answerError(error, toRefusal(error, this.bodyLimitBytes), request, reply)
  }

  /** Answers what a browser asks before a call. */
  preflight (request: FastifyRequest, reply: FastifyReply): FastifyReply {
    this.#cors?.mark(request, reply)
    this.#cors?.preflight(request, reply)
    reply.code(204)
    this.#tell(request, reply, 'preflight')
    return reply.send('')
  }

  async #take (budget: Budget, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { options, clock, observe } = this.#parts
    const guard = this.#parts.guard()
    const raw = verifierRequestOf(request, clock.now())
    const caller = await budget.spend(async () => await guard.verify(raw, options.guardOptions[guard.name]))
    try {
      await captureWithin(budget, guard, raw, caller, request.log, { clock, observe, path: this.path })
      // The router decodes what it finds in a path.
      const input = this.#inputs.read(raw, request.params as Readonly<Record<string, string>>)
      const value = await this.#run({ guard, raw, caller, budget, request }, input)
      const { status, headers: { vary, ...headers }, payload } = answerOf(asReply(value), options.replies, guard)
      this.#cors?.mark(request, reply)
      reply.code(status).headers(headers)
      if (vary !== undefined) addVary(reply, vary)
      this.#tell(request, reply, 'answered', caller.tenant)
      return reply.send(payload)
    } catch (error) {
      return this.#fail(error, request, reply, caller.tenant)
    }
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
    // Hooks of the app may have failed before begin(), or have overwritten what it did.
    this.#cors?.mark(request, reply)
    const afterS = retryAfterOf(error)
    if (afterS !== undefined) reply.header('retry-after', String(afterS))
    reply.code(status).header('content-type', JSON_TYPE)
    this.#tell(request, reply, code, tenant)
    return reply.send(JSON.stringify({ code, message, ...problems === undefined ? {} : { problems } }))
  }

  async #run ({ guard, raw, caller, budget, request }: Call, input: CallInput): Promise<unknown> {
    const log = request.log.child({ endpoint: this.path, tenant: caller.tenant })
    const { signal } = budget
    let guarded: GuardedContext | undefined
    try {
      guarded = guard.context({ request: raw, caller, signal })
      // Guards promise in their declarations what they add here.
      const context = { ...guarded.members, tenant: caller.tenant, signal, log } as EndpointContext
      const call = callOf(request, raw, input, guard)
      return await budget.spend(() => this.#parts.handler(call, context), () => { log.warn('the handler ended after its call was answered') })
    } finally {
      endOf(guarded, log)
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

/** What the handler gets. */
function callOf (request: FastifyRequest, { headers, rawBody }: VerifierRequest, input: CallInput, guard: EndpointGuard): EndpointCall {
  const { credentialHeaders = [] } = guard
  return {
    ...input,
    // The route takes no other methods.
    method: request.method as EndpointMethod,
    // Where a schema made it something else, the handler's types went by the same schema.
    query: input.query as URLSearchParams,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization' && !credentialHeaders.includes(name))),
    rawBody
  }
}

/** Whole seconds, as the header has it (RFC 9110 §10.2.3); `undefined` for an error that does not say. */
function retryAfterOf (error: unknown): number | undefined {
  const afterMs = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : undefined
  return typeof afterMs === 'number' && afterMs >= 0 && Number.isFinite(afterMs) ? Math.ceil(afterMs / 1_000) : undefined
}

/** A guard's mistake must not turn an answer into a failure. */
function endOf (guarded: GuardedContext | undefined, log: FastifyBaseLogger): void {
  try {
    guarded?.end?.()
  } catch (error) {
    log.error({ reason: describeError(error) }, 'a guard could not end a call')
  }
}

/** A connection that ends before the answer was written. */
function whenGone ({ raw }: FastifyReply, run: () => void): () => void {
  const onClose = (): void => { if (!raw.writableFinished) run() }
  if (raw.destroyed) onClose()
  raw.once('close', onClose)
  return () => { raw.off('close', onClose) }
}
