import type { Caller, VerifierRequest } from '@hooksmith/contracts'
import type { EndpointContext } from './endpoint.js'

/** What a guard gets to see of one call. */
export interface GuardedCall<C extends Caller = Caller> {
  readonly request: VerifierRequest
  readonly caller: C
  /** As in the context. */
  readonly signal: AbortSignal
}

/** What a handler finds in its context beside what the router puts there. */
export interface GuardedContext {
  readonly members: Partial<EndpointContext>
  /** Called once the call is answered, whatever became of it. */
  end? (): void
}

/**
 * The part that proves who calls endpoints, as a receiver does for events.
 *
 * The router calls, for each request and in this order: `verify` over the raw bytes, `capture`, `context`, then the endpoint's handler, then `end`
 * of the context. Nothing of the body is parsed before `verify` resolved. A rejection of `verify` with a coded error ends the request
 * with the error's `statusCode` (400 to 599) and `code`; any other with 500 and a log line.
 *
 * @typeParam C - What a call proves about its caller.
 */
export interface EndpointGuard<C extends Caller = Caller> {
  /** Under which endpoints tell it something (`EndpointGuardOptions`): 1 to 80 lower-case letters, digits, dashes. Names of other options are taken. */
  readonly name: string
  /** What is wrong with what an endpoint tells this guard, a sentence each; asked before the server starts. */
  findProblems? (options: unknown): readonly string[]
  /** See `Verifier` of `@hooksmith/contracts`, whose codes it rejects with. @param options - What the endpoint told this guard. */
  verify (request: VerifierRequest, options: unknown): Promise<C>
  /** Keeps what the call brought (tokens). One that rejects, or takes longer than a second, is logged and counted, and the call goes on. */
  capture? (request: VerifierRequest, caller: C): Promise<void>
  context (call: GuardedCall<C>): GuardedContext
  /** Headers that hold credentials, in lower case: handlers do not get to see them. `authorization` is always among them. @defaultValue none else */
  readonly credentialHeaders?: readonly string[]
  /** Why a handler may not answer with this status, as in "Forge takes a 401 for its own"; `undefined` when it may. */
  replyProblem? (status: number): string | undefined
  /** Largest answer that reaches the caller, in bytes. @defaultValue none */
  readonly maxReplyBytes?: number
  /** Origins that pages of the caller's platform have. @defaultValue none */
  readonly origins?: readonly string[]
}
