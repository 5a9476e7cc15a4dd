import { Headers, Response, type RequestInit } from 'undici'
import { HKS_ERR_FORGE_REDIRECT } from './errors.js'
import { apiUrl, baseOf, liesUnder, type Target } from './api-url.js'
import { Backoff } from './backoff.js'
import type { ForgeRequestInit } from './context.js'
import { Gates, type ClosedGate } from './gates.js'
import { eitherSignal, type Origin } from './identity.js'
import { limitOf, type Limit } from './limit.js'
import type { ResolvedClientOptions } from './options.js'
import { scopesOf, type Scope } from './scopes.js'
import { Settling } from './settling.js'
import { traceHeaders } from './trace.js'
import { Transport } from './transport.js'
import { limited, notPermitted, unanswered, unavailable } from './turned-away.js'

/** One call under way. */
interface Call {
  readonly origin: Origin
  readonly url: URL
  readonly init: RequestInit & { readonly method: string }
  readonly scopes: readonly Scope[]
  readonly isIdempotent: boolean
  readonly raw: boolean
  onUnauthorized (): void
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MAX_REDIRECTS = 5
/** Answers of a service that is away (RFC 9110 §15.6.3 to §15.6.5). 500 may well be about this very call, so it is an answer. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Makes calls: with the right token, to the right place, at the right time.
 *
 * The order for each call, and for each redirect that is followed: token, address, then the gates of its scopes, then the request. Nothing waits
 * between the gates and the request.
 */
export class Calls {
  readonly #options: ResolvedClientOptions
  readonly #transport: Transport
  readonly #gates: Gates
  readonly #backoff: Backoff
  readonly #settling: Settling

  constructor (options: ResolvedClientOptions) {
    this.#options = options
    this.#transport = new Transport(options)
    this.#gates = new Gates({ store: options.store, clock: options.clock, spacingMs: options.returnSpacingMs })
    this.#backoff = new Backoff(options.clock)
    this.#settling = new Settling(options)
  }

  /** Makes one call. Rejects as `ForgeRequester` says. */
  async send (origin: Origin, target: Target, path: string, given: ForgeRequestInit = {}): Promise<Response> {
    const signal = eitherSignal(origin.signal, given.signal)
    signal?.throwIfAborted()
    const token = await origin.identity.token(signal)
    const base = baseOf(token.apiBaseUrl, target)
    const url = apiUrl(base, path, this.#options.apiHosts)
    await this.#settling.note(origin.tenant)
    const init = requestOf(origin, given, token.value, signal)
    const { raw = false, isIdempotent = IDEMPOTENT.has(init.method) } = given
    const onUnauthorized = (): void => { origin.identity.onRefused?.(token) }
    const common = { origin, init, isIdempotent, raw, onUnauthorized }
    const callTo = (to: URL): Call => ({ ...common, url: to, scopes: scopesOf(origin.tenant, init.method, to) })
    let answer = await this.#exchange(callTo(url))
    for (let hop = 1; given.redirect !== 'manual' && REDIRECTS.has(answer.status); hop++) {
      const next = await nextOf(answer, answer.url === '' ? url : new URL(answer.url), init.method, base, hop)
      answer = await this.#exchange(callTo(next))
    }
    return answer
  }

  /**
   * The error for a limit that an answer told of in its body. Closes the gate of the installation's calls to that product for the others.
   *
   * @param scopes - Of the call that was answered.
   */
  async limitedInBody (scopes: readonly Scope[], headers = new Headers()): Promise<Error> {
    const now = this.#options.clock.now()
    const limit = limitOf(429, headers, now)
    return await this.#limited(await this.#close(scopes, limit ?? { kind: 'installation', reason: 'unknown', waitMs: undefined }))
  }

  /** The gate of one scope: throws as a call would whose limit is known. */
  async pass (scope: Scope): Promise<void> {
    const closed = await this.#gates.find([scope])
    if (closed !== undefined) throw await this.#limited(closed)
  }

  /** Closes a gate of our own making; gives the error for whoever met it. */
  async hold (gate: ClosedGate): Promise<Error> {
    await this.#share(gate)
    return await this.#limited(gate)
  }

  async close (): Promise<void> {
    await this.#transport.close()
  }

  async #exchange (call: Call): Promise<Response> {
    const closed = await this.#gates.find(call.scopes)
    if (closed !== undefined) {
      const error = await this.#limited(closed)
      if (!call.raw) throw error
      return heldBack(closed, error.retryAfterMs)
    }
    const answer = await this.#transport.send(call.url, call.init)
    if (answer instanceof Response) return await this.#judge(call, answer)
    const isHarmless = answer.isUnsent || call.isIdempotent
    throw unanswered(answer.detail, this.#backoff.failed(endpointOf(call.scopes).key), isHarmless)
  }

  async #judge (call: Call, answer: Response): Promise<Response> {
    const problem = await this.#problemOf(call, answer)
    if (problem === undefined) return answer
    // Nobody reads it: the connection is free again at once.
    await answer.body?.cancel()
    throw problem
  }

  async #problemOf ({ origin, scopes, isIdempotent, raw, onUnauthorized }: Call, answer: Response): Promise<Error | undefined> {
    const { status, headers } = answer
    const limit = limitOf(status, headers, this.#options.clock.now())
    if (limit !== undefined) {
      const gate = await this.#close(scopes, limit)
      return raw ? undefined : await this.#limited(gate)
    }
    if (status === 401 || status === 403) {
      if (status === 401) onUnauthorized()
      await this.#options.registry?.reportRefusal(origin.tenant, status)
      return !raw && await this.#settling.isFresh(origin.tenant) ? notPermitted(status, this.#options.permissionRetryMs) : undefined
    }
    if (AWAY.has(status) && isIdempotent && !raw) return unavailable(status, this.#backoff.failed(endpointOf(scopes).key))
    if (status < 500) this.#backoff.succeeded(endpointOf(scopes).key)
    return undefined
  }

  async #close (scopes: readonly Scope[], { kind, reason, waitMs }: Limit): Promise<ClosedGate> {
    // A limit of an issue that an answer to no write tells of is one of its endpoint.
    const scope = scopes.find((one) => one.kind === kind) ?? endpointOf(scopes)
    const gate = { scope, reason, until: this.#options.clock.now() + (waitMs ?? this.#backoff.failed(scope.key)) }
    await this.#share(gate)
    return gate
  }

  async #share (gate: ClosedGate): Promise<void> {
    try {
      await this.#gates.close(gate)
    } catch {
      // This process knows. The others, too, cannot ask the store about their calls, and do not make them.
    }
  }

  async #limited (gate: ClosedGate): Promise<ReturnType<typeof limited>> {
    const at = await this.#gates.returnAt(gate)
    const { scope: { kind }, reason } = gate
    return limited({ scope: kind, reason, retryAfterMs: Math.max(0, at - this.#options.clock.now()) })
  }
}

function endpointOf (scopes: readonly Scope[]): Scope {
  const [first] = scopes
  const endpoint = scopes.find(({ kind }) => kind === 'endpoint') ?? first
  // scopesOf gives three scopes at least.
  return endpoint as Scope
}

function requestOf (origin: Origin, { method = 'GET', headers: given, body }: ForgeRequestInit, token: string, signal: AbortSignal | undefined): Call['init'] {
  const headers = new Headers(given)
  for (const [name, value] of traceHeaders(origin.traceparent)) if (!headers.has(name)) headers.set(name, value)
  if (!headers.has('accept')) headers.set('accept', 'application/json')
  headers.set('authorization', `Bearer ${token}`)
  return {
    method: method.toUpperCase(),
    headers,
    ...body === undefined || body === null ? {} : { body, duplex: 'half' as const },
    ...signal === undefined ? {} : { signal }
  }
}

/** Where a redirect leads to. @throws `HKS_ERR_FORGE_REDIRECT` unless it stays with the site's API. */
async function nextOf (answer: Response, from: URL, method: string, base: string, hop: number): Promise<URL> {
  await answer.body?.cancel()
  const location = answer.headers.get('location') ?? ''
  if (method !== 'GET' && method !== 'HEAD') throw new HKS_ERR_FORGE_REDIRECT(`the method is ${method}`)
  if (hop > MAX_REDIRECTS) throw new HKS_ERR_FORGE_REDIRECT(`more than ${MAX_REDIRECTS} in a row`)
  if (!URL.canParse(location, from.href)) throw new HKS_ERR_FORGE_REDIRECT('it leads nowhere')
  const next = new URL(location, from)
  if (!liesUnder(base, next)) throw new HKS_ERR_FORGE_REDIRECT(next.origin === from.origin ? "it leaves the site's API" : `it leads to ${next.host}`)
  return next
}

/** What a call gets to see that asked for every answer, and was not made. */
function heldBack ({ reason }: ClosedGate, retryAfterMs: number): Response {
  return new Response(null, { status: 429, headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)), 'ratelimit-reason': reason } })
}
