import type { Installation } from '../installations.js'
import type { DeliverInput } from '../invocation.js'
import type { DeliveryResult } from '../redelivery.js'
import { baseUrlIn, bringsSystemToken } from '../remote.js'
import type { SwitchBoard } from '../switches.js'
import { requireLinked, requireRemote, type CallOverrides, type CallParts } from './call-parts.js'
import { lowerCased, overridesOf } from './ui-calls.js'

/** What somebody sends to the public address of a web trigger. */
export interface WebTriggerRequest extends CallOverrides {
  /** @defaultValue `POST` */
  readonly method?: string
  /** What the caller wrote behind the trigger's own address, for example `/orders/7`. @defaultValue '' */
  readonly path?: string
  /** @defaultValue none */
  readonly query?: string | Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: DeliverInput['body']
}

/** What the caller gets. */
export interface WebTriggerAnswer {
  /** Of the remote; 504 where no answer came in time, 502 where none came at all. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly delivery: DeliveryResult
}

/** Source: https://developer.atlassian.com/platform/forge/limits-invocation/, read 2026-08. */
const TIMEOUT_MS = 55_000
const MAX_BYTES = 5_000_000

/**
 * Forwards requests to the endpoints of web triggers as they are, as for containers: method, headers, body and query, with what the caller
 * wrote behind the address appended to the route. No redeliveries, no user.
 *
 * Source: https://developer.atlassian.com/platform/forge/containers-reference/int-webtrigger/, read 2026-08.
 */
export class WebTriggers {
  readonly #parts: CallParts
  readonly #switches: SwitchBoard

  constructor (parts: CallParts, switches: SwitchBoard) {
    this.#parts = parts
    this.#switches = switches
  }

  async fire (installation: Installation, triggerKey: string, request: WebTriggerRequest): Promise<WebTriggerAnswer> {
    const remote = requireRemote(this.#parts, installation)
    const { endpoint } = requireLinked(remote, triggerKey, 'webtrigger')
    const delivery = await this.#parts.dispatcher.deliver({
      installation,
      moduleKey: endpoint.key,
      baseUrl: baseUrlIn(endpoint.baseUrl ?? remote.baseUrl, installation.region),
      route: `${endpoint.route}${pathOf(request)}${queryOf(request)}`,
      method: (request.method ?? 'POST').toUpperCase(),
      redeliveries: 0,
      timeoutMs: request.timeoutMs ?? TIMEOUT_MS,
      maxBodyBytes: MAX_BYTES,
      maxAnswerBytes: MAX_BYTES,
      systemToken: installation.systemToken && (bringsSystemToken(remote, endpoint) ?? true),
      ...overridesOf(request),
      contentType: typeof request.body === 'object' && !(request.body instanceof Uint8Array) ? 'application/json' : null,
      headers: this.#headersOf(request),
      ...(request.token === undefined ? {} : { token: request.token }),
      ...(request.body === undefined ? {} : { body: request.body })
    })
    const { answer, verdict } = delivery
    if (answer === undefined) return { status: verdict === 'timeout' ? 504 : 502, headers: {}, text: '', delivery }
    return { status: answer.status, headers: answer.headers, text: answer.text, delivery }
  }

  /** Whose `authorization` arrives where the caller sent one is not known: a switch says it. */
  #headersOf (request: WebTriggerRequest): Record<string, string> {
    const { authorization, ...others } = lowerCased(request.headers)
    const isCallers = authorization !== undefined && this.#switches.current.webTriggerAuthorization === 'caller'
    return isCallers ? { ...others, authorization } : others
  }
}

function pathOf ({ path = '' }: WebTriggerRequest): string {
  return path === '' ? '' : `/${path.replace(/^\/+/, '')}`
}

function queryOf ({ query }: WebTriggerRequest): string {
  if (query === undefined) return ''
  const text = typeof query === 'string' ? query.replace(/^\?/, '') : new URLSearchParams(query).toString()
  return text === '' ? '' : `?${text}`
}
