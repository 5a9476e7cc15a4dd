import type { Installation } from '../installations.js'
import type { DeliverInput } from '../invocation.js'
import type { DeliveryResult } from '../redelivery.js'
import { parsedJson, requireEntry, requireRemote, resolvedUrl, type CallOverrides, type CallParts, type CallResult } from './call-parts.js'
import { corsProblem, needsPreflight, preflightProblem, type CorsRequest } from './cors.js'
import { lowerCased, sessionClaims, type UiSession } from './ui-calls.js'

/** One `requestRemote` of the bridge: the browser itself calls the remote. */
export interface BrowserCall extends Pick<CallOverrides, 'token' | 'timeoutMs'>, UiSession {
  /** The key of the remote in the manifest. */
  readonly remoteKey: string
  /** The key of the module whose UI it is. */
  readonly moduleKey: string
  /** @defaultValue `xen:macro` */
  readonly moduleType?: string
  readonly path: string
  /** @defaultValue `GET` */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, text and bytes as they are, for example a form's. */
  readonly body?: DeliverInput['body']
  /** Of the page. @defaultValue an origin as Forge gives one to an app's resources */
  readonly origin?: string
}

/** How the browser's call ended, and what it had asked first. */
export type BrowserResult = CallResult & { readonly preflight?: DeliveryResult }

/** What a browser says, whatever went wrong. */
const FAILED = 'Failed to fetch'
const TIMEOUT_MS = 25_000
const MAX_ANSWER_BYTES = 5_000_000

/** Makes the calls that a browser makes: an invocation token, no OAuth tokens, and CORS. */
export class BrowserCalls {
  readonly #parts: CallParts

  constructor (parts: CallParts) {
    this.#parts = parts
  }

  async request (installation: Installation, call: BrowserCall): Promise<BrowserResult> {
    const remote = requireRemote(this.#parts, installation)
    const { baseUrl = remote.baseUrl } = requireEntry(remote, call.remoteKey)
    const url = resolvedUrl(baseUrl, call.path, installation)
    const origin = call.origin ?? `https://${installation.app.id}.cdn.prod.atlassian-dev.net`
    const method = (call.method ?? 'GET').toUpperCase()
    const isJson = typeof call.body === 'object' && !(call.body instanceof Uint8Array)
    const headers = { ...(isJson ? { 'content-type': 'application/json' } : {}), ...lowerCased(call.headers) }
    const asked = { method, headers: ['authorization', ...Object.keys(headers)], origin }
    const preflight = needsPreflight(asked) ? await this.#preflight(installation, call, url, asked) : undefined
    const problem = preflight === undefined ? undefined : preflightProblem(preflight, asked)
    if (problem !== undefined) return { state: 'rejected', message: `${FAILED}: ${problem}`, ...(preflight === undefined ? {} : { preflight }) }
    const delivery = await this.#send(installation, call, { url, method, headers: { ...headers, origin } })
    return { ...resultOf(delivery, origin), ...(preflight === undefined ? {} : { preflight }) }
  }

  async #send (installation: Installation, call: BrowserCall, request: Pick<DeliverInput, 'headers' | 'url' | 'method'>): Promise<DeliveryResult> {
    return this.#parts.dispatcher.deliver({
      installation,
      moduleKey: call.moduleKey,
      moduleType: call.moduleType ?? 'xen:macro',
      redeliveries: 0,
      timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      systemToken: false,
      contentType: null,
      ...request,
      headers: { 'x-b3-traceid': null, 'x-b3-spanid': null, ...request.headers },
      token: { ...sessionClaims(this.#parts, installation, call.moduleKey, call), ...call.token },
      ...(call.body === undefined ? {} : { body: call.body })
    })
  }

  async #preflight (
    installation: Installation, { moduleKey }: BrowserCall, url: string, asked: CorsRequest
  ): Promise<DeliveryResult> {
    return this.#parts.dispatcher.deliver({
      installation,
      moduleKey,
      url,
      method: 'OPTIONS',
      redeliveries: 0,
      timeoutMs: TIMEOUT_MS,
      systemToken: false,
      headers: {
        authorization: null,
        'x-b3-traceid': null,
        'x-b3-spanid': null,
        origin: asked.origin,
        'access-control-request-method': asked.method,
        'access-control-request-headers': [...asked.headers].sort().join(',')
      }
    })
  }
}

/** A browser gives the page any status, once the answer says that its origin may see it. */
function resultOf (delivery: DeliveryResult, origin: string): CallResult {
  const { answer, verdict } = delivery
  if (answer === undefined || verdict === 'redirect') return { state: 'rejected', message: FAILED, delivery }
  const problem = corsProblem(answer.headers, origin)
  if (problem !== undefined) return { state: 'rejected', message: `${FAILED}: ${problem}`, delivery }
  const { status, headers, text } = answer
  return { state: 'resolved', status, headers, body: text === '' ? undefined : parsedJson(text)?.value ?? text, delivery }
}
