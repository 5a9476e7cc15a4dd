import { HKS_ERR_SIMULATOR_INPUT } from '../errors.js'
import type { Installation } from '../installations.js'
import type { DeliverInput } from '../invocation.js'
import { bringsSystemToken, bringsUserToken } from '../remote.js'
import { parsedJson, requireEntry, requireRemote, resolvedUrl, type CallOverrides, type CallParts, type CallResult } from './call-parts.js'
import { lowerCased, overridesOf, userTokenOf } from './ui-calls.js'

/** One `invokeRemote` of a Forge function. */
export interface FunctionCall extends CallOverrides {
  /** The key of the remote in the manifest; its `operations` need `compute`. */
  readonly remoteKey: string
  readonly path: string
  /** @defaultValue `GET` */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: DeliverInput['body']
  /** Who called the function from a UI. Absent: nobody, so that there is no user token. */
  readonly accountId?: string
}

/** A function that a UI called lives so long (…/platform/forge/limits-invocation/, read 2026-08). */
const TIMEOUT_MS = 25_000
const MAX_REQUEST_BYTES = 5_000_000

/** Makes the calls of Forge functions: tokens by the remote's own `auth`, no context, no user in the token. */
export class FunctionCalls {
  readonly #parts: CallParts

  constructor (parts: CallParts) {
    this.#parts = parts
  }

  async invoke (installation: Installation, call: FunctionCall): Promise<CallResult> {
    const remote = requireRemote(this.#parts, installation)
    const entry = requireEntry(remote, call.remoteKey)
    const isAllowed = entry.operations?.includes('compute') ?? true
    if (!isAllowed) throw new HKS_ERR_SIMULATOR_INPUT('remoteKey', "a remote whose operations have 'compute'", call.remoteKey)
    const bringsSystem = installation.systemToken && bringsSystemToken(remote, entry) === true
    const delivery = await this.#parts.dispatcher.deliver({
      installation,
      moduleKey: call.remoteKey,
      url: resolvedUrl(entry.baseUrl ?? remote.baseUrl, call.path, installation),
      method: (call.method ?? 'GET').toUpperCase(),
      redeliveries: 0,
      timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
      maxBodyBytes: MAX_REQUEST_BYTES,
      maxAnswerBytes: MAX_REQUEST_BYTES,
      systemToken: bringsSystem ? this.#parts.tokens.atHand(installation).value : false,
      ...userTokenOf(this.#parts, installation, call.accountId, bringsUserToken(remote, entry)),
      ...overridesOf(call),
      headers: lowerCased(call.headers),
      ...(call.token === undefined ? {} : { token: call.token }),
      ...(call.body === undefined ? {} : { body: call.body })
    })
    const { answer, verdict } = delivery
    if (answer === undefined) return { state: 'rejected', message: verdict === 'timeout' ? 'The function timed out' : 'fetch failed', delivery }
    const { status, headers, text } = answer
    return { state: 'resolved', status, headers, body: text === '' ? undefined : parsedJson(text)?.value ?? text, delivery }
  }
}
