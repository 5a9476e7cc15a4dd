import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppTokens, IssuedToken } from '../app-tokens.js'
import { fingerprintOf } from '../fingerprint.js'
import type { Installation, Installations } from '../installations.js'
import { LocalServer } from '../local-server.js'
import type { JsonObject, ResolvedSimulatorOptions } from '../options.js'
import type { Remotes } from '../remote.js'
import { ApiDocuments, type ApiAnswer } from './documents.js'
import { Graphql, GRAPHQL_PATH } from './graphql.js'
import { KeyValues } from './key-values.js'
import { Kvs, KVS_BASE } from './kvs.js'
import { limitHeaders, RateLimits, refusalHeaders } from './rate-limits.js'
import { lacksScope } from './scopes.js'
import { ApiScript, type ApiRule, type RuleSpan } from './script.js'

/**
 * Why a call was not let in: no bearer token; one that nobody handed out; one past its `exp`; one of an installation that is
 * gone; one of an installation that does not cover this site and product; the app lacks a scope; a rate limit; or a rule said so.
 */
export type Refusal =
  'no-token' | 'unknown-token' | 'expired-token' | 'uninstalled' | 'foreign-site' | 'no-scope' | 'rate-limit' | 'scripted'

/** One call of the app, let in or not. */
export interface ApiRequest {
  readonly at: number
  readonly method: string
  /** Below the API base, with the query; as it is for Forge's own storage and GraphQL. */
  readonly path: string
  /** `kvs` and `graphql` for what is no product's. */
  readonly product: string
  /** Empty for what is no product's. */
  readonly tenantId: string
  /** Set for a token that acts for a user. */
  readonly userId?: string
  /** Whose token it was; absent for a token that nobody handed out. */
  readonly installationId?: string
  /** Absent without a token. */
  readonly tokenFingerprint?: string
  /** The parsed JSON body, or the text where it is no JSON; absent without one. */
  readonly body?: unknown
  readonly status: number
  readonly refusal?: Refusal
}

interface Call {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly product: string
  readonly tenantId: string
  readonly token: string | undefined
  readonly body: unknown
}

type Caller =
  | { readonly refusal: Refusal, readonly installationId?: string }
  | { readonly refusal?: never, readonly installationId: string, readonly installation: Installation, readonly issued: IssuedToken }

type Decision = ApiAnswer & Pick<ApiRule, 'headers' | 'delayMs'> & Pick<ApiRequest, 'refusal' | 'installationId' | 'userId'>

const RATE_LIMITED = Object.freeze({ code: 'RATE_LIMIT_EXCEEDED', message: 'Too many calls.' })

const NO_API: ApiAnswer = Object.freeze({ status: 404, body: { code: 'NOT_FOUND', message: 'No API is here.' } })

/** Seconds that a user token lives which was asked for without a session; `ttl` says it to the app. */
const USER_TOKEN_TTL = 3_600

const BASE = /^\/ex\/([^/?]+)\/([^/?]+)(\/[^?]*)?(\?.*)?$/

/**
 * What apps call with the tokens that this platform handed out: the products' REST APIs under `/ex/<product>/<site>`, the
 * key-value store under `/forge/storage/kvs`, and `/graphql`.
 */
export class ProductApi {
  /** What the sites hold. */
  readonly documents = new ApiDocuments()
  /** What apps have stored, by REST or GraphQL. */
  readonly storage: KeyValues
  readonly #kvs: Kvs
  readonly #graphql: Graphql
  readonly #limits: RateLimits | undefined
  readonly #remotes: Remotes
  readonly #tokens: AppTokens
  readonly #installations: Installations
  readonly #options: ResolvedSimulatorOptions
  readonly #script: ApiScript
  readonly #server: LocalServer
  #requests: ApiRequest[] = []

  constructor (tokens: AppTokens, installations: Installations, remotes: Remotes, options: ResolvedSimulatorOptions) {
    this.#remotes = remotes
    this.storage = new KeyValues(options.clock)
    this.#kvs = new Kvs(this.storage, options.clock, options.switches)
    this.#graphql = this.#makeGraphql()
    this.#limits = options.rateLimits === false ? undefined : new RateLimits(options.rateLimits, options.clock)
    this.#tokens = tokens
    this.#installations = installations
    this.#options = options
    this.#script = new ApiScript(options.clock)
    // Only a request that broke off makes #take reject, and then nobody is there to answer.
    this.#server = new LocalServer((request, response) => {
      this.#take(request, response).catch(() => { response.destroy() })
    }, options.apiPort)
  }

  get origin (): string {
    return this.#server.origin
  }

  /** Every call that arrived, oldest first; those of one installation if it is given. */
  requests (installation?: Installation): readonly ApiRequest[] {
    const kept = this.#requests.slice(-this.#options.maxRecords)
    return installation === undefined ? kept : kept.filter(({ installationId }) => installationId === installation.id)
  }

  forgetRequests (): void {
    this.#requests = []
  }

  /** Answers otherwise for as long as the rule holds. Of several rules that fit, the oldest answers. */
  script (rule: ApiRule): void {
    this.#script.add(rule)
  }

  /** 403, as during the minutes in which a fresh installation's account has no permissions yet. */
  denyPermission (installation: Installation, span: RuleSpan): void {
    this.script({ installation, status: 403, body: { code: 'FORBIDDEN', message: 'The app is not permitted yet.' }, ...span })
  }

  /**
   * 429 with the headers of a rate limit.
   *
   * @param retryAfterS - Seconds, as the header says it.
   * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08.
   */
  limitRate (installation: Installation, retryAfterS: number, span: RuleSpan, reason = `${installation.product}-burst-based`): void {
    const now = this.#options.clock.now()
    const headers = { ...limitHeaders(65_000, 0, now), ...refusalHeaders(reason, retryAfterS * 1_000, now) }
    this.script({ installation, status: 429, headers, body: RATE_LIMITED, ...span })
  }

  clearScript (): void {
    this.#script.clear()
  }

  /** Stores a document on an installation's main site, for example a page at `/wiki/api/v2/pages/98310`. */
  put (installation: Installation, path: string, document: JsonObject): void {
    this.documents.put(installation.product, installation.cloudId, path, document)
  }

  async open (): Promise<void> {
    await this.#server.open()
  }

  async close (): Promise<void> {
    await this.#server.close()
  }

  async #take (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = this.#options.clock.now()
    const address = addressOf(request.url ?? '')
    const body = await readBody(request)
    if (address === undefined) return send(response, NO_API)
    const call: Call = { ...address, method: request.method ?? 'GET', token: bearerOf(request), body }
    const decision = await this.#decide(call)
    this.#record(call, decision, at)
    if (decision.delayMs === undefined || decision.delayMs <= 0) return send(response, decision)
    const cancel = this.#options.clock.after(decision.delayMs, () => { send(response, decision) })
    response.once('close', cancel)
  }

  async #decide (call: Call): Promise<Decision> {
    const caller = this.#authenticate(call)
    if (caller.refusal !== undefined) return { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' }, ...caller }
    const { installationId, installation, issued } = caller
    const who = { installationId, ...(issued.userId === undefined ? {} : { userId: issued.userId }) }
    const rule = this.#script.take({ installationId, method: call.method, path: call.path })
    if (rule !== undefined) return { status: rule.status, headers: rule.headers ?? {}, body: rule.body, delayMs: rule.delayMs ?? 0, ...who, refusal: 'scripted' }
    if (lacksScope(this.#remotes.for(installation)?.scopes, call)) return { status: 403, body: { code: 403, message: 'The app lacks a scope.' }, ...who, refusal: 'no-scope' }
    const limited = call.tenantId === '' ? undefined : this.#limits?.take({ ...call, appId: installation.app.id })
    const headers = limited?.headers ?? {}
    if (limited?.isRefused === true) return { status: 429, headers, body: RATE_LIMITED, ...who, refusal: 'rate-limit' }
    return { ...await this.#answer(call, installationId), headers, ...who }
  }

  async #answer (call: Call, installationId: string): Promise<ApiAnswer> {
    if (call.product === 'kvs') return this.#kvs.answer(installationId, call.path.slice(KVS_BASE.length), call.body)
    return call.product === 'graphql' ? this.#graphql.answer(installationId, call.body) : this.documents.answer(call)
  }

  #authenticate ({ token, product, tenantId }: Call): Caller {
    if (token === undefined) return { refusal: 'no-token' }
    const issued = this.#tokens.find(token)
    if (issued === undefined) return { refusal: 'unknown-token' }
    const { installationId } = issued
    const installation = this.#installations.get(installationId)
    if (installation === undefined) return { refusal: 'uninstalled', installationId }
    if (issued.expiresAt <= this.#options.clock.now()) return { refusal: 'expired-token', installationId }
    const isCovered = tenantId === '' || installation.contexts.some((context) => context.name === product && context.tenantId === tenantId)
    return isCovered ? { installationId, installation, issued } : { refusal: 'foreign-site', installationId }
  }

  #makeGraphql (): Graphql {
    return new Graphql({
      values: this.storage,
      userTokenTtl: USER_TOKEN_TTL,
      mayImpersonate: (installationId, contextIds) => {
        const installation = this.#installations.get(installationId)
        const isAllowed = installation !== undefined && (this.#remotes.for(installation)?.mayImpersonate ?? true)
        return isAllowed && contextIds.length > 0 && contextIds.every((id) => installation.contexts.some(({ ari }) => ari === id))
      },
      issueUserToken: (installationId, userId) => {
        const installation = this.#installations.get(installationId)
        return installation === undefined ? '' : this.#tokens.issue(installation, USER_TOKEN_TTL * 1_000, userId).value
      }
    })
  }

  #record (call: Call, { status, refusal, installationId, userId }: Decision, at: number): void {
    const { method, path, query, product, tenantId, token, body } = call
    this.#requests.push(Object.freeze({
      at,
      method,
      path: `${path}${query}`,
      product,
      tenantId,
      status,
      ...(body === undefined ? {} : { body }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(installationId === undefined ? {} : { installationId }),
      ...(userId === undefined ? {} : { userId }),
      ...(token === undefined ? {} : { tokenFingerprint: fingerprintOf(token) })
    }))
    if (this.#requests.length >= this.#options.maxRecords * 2) this.#requests = this.#requests.slice(-this.#options.maxRecords)
  }
}

function addressOf (url: string): Pick<Call, 'path' | 'query' | 'product' | 'tenantId'> | undefined {
  const [, product, tenantId, below = '/', query = ''] = BASE.exec(url) ?? []
  if (product !== undefined && tenantId !== undefined) return { product, tenantId, path: below, query }
  const [path = ''] = url.split('?', 1)
  if (path === GRAPHQL_PATH) return { product: 'graphql', tenantId: '', path, query: '' }
  return path.startsWith(`${KVS_BASE}/`) ? { product: 'kvs', tenantId: '', path, query: '' } : undefined
}

function bearerOf (request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

async function readBody (request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function send (response: ServerResponse, { status, headers, body }: Pick<Decision, 'status' | 'headers' | 'body'>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? '' : JSON.stringify(body))
}
