import { HKS_ERR_VERIFIER_BINDING, type VerifierRequest } from '@hooksmith/contracts'
import type { EndpointGuard, GuardedCall, GuardedContext } from '@hooksmith/core'
import type { ForgeClient } from '../client/client.js'
import { traceparentOf } from '../decoder/attributes.js'
import { HKS_ERR_FORGE_NO_USER, HKS_ERR_FORGE_NOT_SERVED } from '../errors.js'
import type { Deliveries } from '../deliveries.js'
import type { EnvironmentType, ForgeCaller } from '../verifier/caller.js'
import type { ForgeVerifier } from '../verifier/verifier.js'
import { endpointContextOf } from './context.js'
import { endpointOptionsOf, findEndpointProblems } from './options.js'

/** Name of the guard: endpoints tell it what they want under it. */
export const FORGE_GUARD = 'forge'

/** What a guard is made of. */
export interface ForgeGuardParts {
  readonly verifier: ForgeVerifier
  readonly environments: readonly EnvironmentType[]
  readonly deliveries: Deliveries
  readonly client: ForgeClient
  /** Of the apps that are served: bare UUIDs. */
  readonly appIds: readonly string[]
}

/** An answer of more bytes does not reach a UI (https://developer.atlassian.com/platform/forge/limits-invocation/, read 2026-08). */
const MAX_REPLY_BYTES = 5_000_000

/** Proves that Forge made a call, for which app, installation, module and user. */
export class ForgeGuard implements EndpointGuard<ForgeCaller> {
  readonly name = FORGE_GUARD
  readonly credentialHeaders = ['x-forge-oauth-system', 'x-forge-oauth-user']
  readonly maxReplyBytes = MAX_REPLY_BYTES
  readonly origins: readonly string[]
  readonly #parts: ForgeGuardParts

  constructor (parts: ForgeGuardParts) {
    this.#parts = parts
    this.origins = parts.appIds.map((id) => `https://${id}.cdn.prod.atlassian-dev.net`)
  }

  findProblems (options: unknown): readonly string[] {
    return findEndpointProblems(options)
  }

  /** @throws As `ForgeVerifier.verify`; `HKS_ERR_VERIFIER_BINDING`, `HKS_ERR_FORGE_NOT_SERVED`, `HKS_ERR_FORGE_NO_USER`. */
  async verify (request: VerifierRequest, options: unknown): Promise<ForgeCaller> {
    const { verifier, environments } = this.#parts
    const { moduleKeys, requireUser } = endpointOptionsOf(options)
    const caller = await verifier.verify(request)
    if (moduleKeys.length > 0 && !moduleKeys.includes(caller.moduleKey)) throw new HKS_ERR_VERIFIER_BINDING('it was made for another module')
    if (!environments.includes(caller.environment.type)) throw new HKS_ERR_FORGE_NOT_SERVED(caller.environment.type)
    if (requireUser && caller.principal === undefined) throw new HKS_ERR_FORGE_NO_USER()
    return caller
  }

  async capture (request: VerifierRequest, caller: ForgeCaller): Promise<void> {
    await this.#parts.deliveries.keep(request, caller)
  }

  context ({ request, caller, signal }: GuardedCall<ForgeCaller>): GuardedContext {
    const traceparent = traceparentOf(request.headers)
    const calls = this.#parts.client.forRequest(caller, request, { signal, ...traceparent === undefined ? {} : { traceparent } })
    return { members: { forge: endpointContextOf(caller, calls) }, end: calls.end }
  }

  /** Source: https://developer.atlassian.com/platform/forge/remote/essentials/, …/apis-reference/ui-api-bridge/invokeRemote/, read 2026-08. */
  replyProblem (status: number): string | undefined {
    if (status === 401) return 'Forge takes it for "the invocation token did not verify", use 403'
    return status >= 300 && status < 400 ? 'Forge follows no redirects' : undefined
  }
}
