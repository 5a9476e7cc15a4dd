import { HKS_ERR_SIMULATOR_INPUT } from '../errors.js'
import { siteUrlOf, type Installation } from '../installations.js'
import type { InvocationTokenOverrides } from '../invocation-token.js'
import type { JsonObject } from '../options.js'
import type { DeliveryResult } from '../redelivery.js'
import { bringsSystemToken, bringsUserToken, type LinkedModule } from '../remote.js'
import { SlidingWindows } from '../api/windows.js'
import { parsedJson, requireLinked, requireRemote, resolvedUrl, type CallOverrides, type CallParts, type CallResult } from './call-parts.js'

/** Somebody who looks at the app's UI. */
export interface UiSession {
  /** Their account id: the claim `principal`. Absent: an anonymous visitor, for whom there is no user token. */
  readonly accountId?: string
  /** Where the module stands, for example `{ type: 'macro', content: { id: '98310' } }`: the claim `context.extension`. */
  readonly extension?: JsonObject
}

/** One `invokeRemote` of the bridge. */
export interface UiCall extends CallOverrides, UiSession {
  /** The key of the module whose UI it is, or of the endpoint itself. */
  readonly moduleKey: string
  /** For example `xen:macro`. @defaultValue what the manifest says, else `xen:macro` */
  readonly moduleType?: string
  /** Resolved against the base URL of the endpoint. */
  readonly path: string
  /** `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. @defaultValue `POST` */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A JSON object. */
  readonly body?: JsonObject
}

/** Source: https://developer.atlassian.com/platform/forge/apis-reference/ui-api-bridge/invokeRemote/, …/platform/forge/limits-invocation/, read 2026-08. */
const TIMEOUT_MS = 25_000
const MAX_REQUEST_BYTES = 500_000
const MAX_ANSWER_BYTES = 5_000_000
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
/** The bridge lets no more calls through in 25 s. */
const CALLS = [{ most: 500, withinMs: 25_000 }]

const UNEXPECTED = 'An unexpected error happened'
const INVALID = 'Invalid response from remote'

/** Makes the calls of a UI: through Forge, with a user's context, never again after a failure. */
export class UiCalls {
  readonly #parts: CallParts
  readonly #made = new SlidingWindows()

  constructor (parts: CallParts) {
    this.#parts = parts
  }

  async invoke (installation: Installation, call: UiCall): Promise<CallResult> {
    const remote = requireRemote(this.#parts, installation)
    const { module, endpoint } = requireLinked(remote, call.moduleKey)
    const method = (call.method ?? 'POST').toUpperCase()
    if (!METHODS.has(method)) throw new HKS_ERR_SIMULATOR_INPUT('method', 'GET, POST, PUT, PATCH or DELETE', method)
    if (this.#isTooOften(installation, call)) return { state: 'rejected', message: UNEXPECTED }
    const delivery = await this.#parts.dispatcher.deliver({
      installation,
      moduleKey: module.key,
      moduleType: call.moduleType ?? uiTypeOf(module),
      url: resolvedUrl(endpoint.baseUrl ?? remote.baseUrl, call.path, installation),
      method,
      redeliveries: 0,
      timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
      maxBodyBytes: MAX_REQUEST_BYTES,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      systemToken: installation.systemToken && (bringsSystemToken(remote, endpoint) ?? true),
      ...userTokenOf(this.#parts, installation, call.accountId, bringsUserToken(remote, endpoint)),
      ...overridesOf(call),
      headers: lowerCased(call.headers),
      token: { ...sessionClaims(this.#parts, installation, module.key, call), ...call.token },
      ...(call.body === undefined || method === 'GET' ? {} : { body: call.body })
    })
    return resultOf(delivery, call.timeoutMs ?? TIMEOUT_MS)
  }

  #isTooOften (installation: Installation, { accountId = '' }: UiCall): boolean {
    return this.#made.spend(`${installation.id}/${accountId}`, 1, CALLS, this.#parts.clock.now()) > 0
  }
}

/** The claims of a call with a user's session: who looks, and at what. */
export function sessionClaims (
  { random }: CallParts, installation: Installation, moduleKey: string, session: UiSession
): InvocationTokenOverrides {
  const { product, cloudId } = installation
  const { accountId, extension = { type: 'macro' } } = session
  return {
    ...(accountId === undefined ? {} : { principal: accountId }),
    context: {
      localId: random.uuid(),
      ...(product === 'bitbucket' ? { workspaceId: cloudId } : { cloudId }),
      moduleKey,
      siteUrl: siteUrlOf(cloudId),
      extension
    }
  }
}

/** The user token that a call brings; none without a user. */
export function userTokenOf (
  { tokens }: CallParts, installation: Installation, accountId: string | undefined, isBrought: boolean
): { readonly userToken?: string } {
  return accountId === undefined || !isBrought ? {} : { userToken: tokens.forUser(installation, accountId).value }
}

/** What a test wants otherwise than Forge has it. */
export function overridesOf ({ systemToken, userToken }: CallOverrides): Pick<CallOverrides, 'systemToken' | 'userToken'> {
  return { ...(systemToken === undefined ? {} : { systemToken }), ...(userToken === undefined ? {} : { userToken }) }
}

export function lowerCased (headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function uiTypeOf ({ type }: LinkedModule): string {
  return type === 'core:endpoint' ? 'xen:macro' : type
}

/** What the bridge makes of an answer, in its own words. */
function resultOf (delivery: DeliveryResult, timeoutMs: number): CallResult {
  const { verdict, answer } = delivery
  const rejected = (message: string): CallResult => ({ state: 'rejected', message, delivery })
  if (verdict === 'unauthorized') return rejected('Remote could not verify the Forge Invocation Token')
  if (verdict === 'timeout') return rejected(`Remote invocation timed out after ${timeoutMs / 1_000} seconds`)
  if (verdict === 'too-large' || verdict === 'cancelled') return rejected(UNEXPECTED)
  if (answer === undefined || verdict === 'redirect') return rejected(`${INVALID} - remote network error`)
  const { status, headers, text, bytes } = answer
  if (bytes > MAX_ANSWER_BYTES) return rejected(UNEXPECTED)
  const isGood = status >= 200 && status < 300
  if (isGood && text === '') return { state: 'resolved', status, headers, body: undefined, delivery }
  const type = headers['content-type']
  if (!/^application\/json\b/i.test(type ?? '')) {
    return rejected(`${INVALID} - content-type header must be set to application/json and is currently: ${type}. Status: ${status}.`)
  }
  const json = parsedJson(text)
  if (json === undefined) return rejected(`${INVALID} - cannot parse body as JSON. Status: ${status}.`)
  return { state: 'resolved', status, headers, body: json.value, delivery }
}
