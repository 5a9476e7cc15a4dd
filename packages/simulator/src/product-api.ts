import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiDocuments, type ApiAnswer } from './api-documents.js'
import { ApiScript, type ApiRule, type RuleSpan } from './api-script.js'
import type { AppTokens } from './app-tokens.js'
import { fingerprintOf } from './fingerprint.js'
import type { Installation, Installations } from './installations.js'
import { LocalServer } from './local-server.js'
import type { JsonObject, ResolvedSimulatorOptions } from './options.js'

/**
 * Why a call was not let in: no bearer token; one that nobody handed out; one past its `exp`; one of an installation that is
 * gone; one of an installation that does not cover this site and product; or a rule said so.
 */
export type Refusal = 'no-token' | 'unknown-token' | 'expired-token' | 'uninstalled' | 'foreign-site' | 'scripted'

/** One call of the app, let in or not. */
export interface ApiRequest {
  readonly at: number
  readonly method: string
  /** Below the API base, with the query. */
  readonly path: string
  readonly product: string
  readonly tenantId: string
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
  | { readonly refusal?: never, readonly installationId: string }

type Decision = ApiAnswer & Pick<ApiRule, 'headers' | 'delayMs'> & { readonly refusal?: Refusal, readonly installationId?: string }

const NO_API: ApiAnswer = Object.freeze({ status: 404, body: { code: 'NOT_FOUND', message: 'No API is here.' } })

const BASE = /^\/ex\/([^/?]+)\/([^/?]+)(\/[^?]*)?(\?.*)?$/

/** The products' REST APIs, under `/ex/<product>/<site>`, for tokens that this platform handed out. */
export class ProductApi {
  /** What the sites hold. */
  readonly documents = new ApiDocuments()
  readonly #tokens: AppTokens
  readonly #installations: Installations
  readonly #options: ResolvedSimulatorOptions
  readonly #script: ApiScript
  readonly #server: LocalServer
  #requests: ApiRequest[] = []

  constructor (tokens: AppTokens, installations: Installations, options: ResolvedSimulatorOptions) {
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
  limitRate (installation: Installation, retryAfterS: number, span: RuleSpan, reason = 'jira-burst-based'): void {
    const headers = {
      'retry-after': String(retryAfterS),
      'ratelimit-reason': reason,
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(this.#options.clock.now() + retryAfterS * 1_000).toISOString()
    }
    this.script({ installation, status: 429, headers, body: { code: 'RATE_LIMITED', message: 'Too many calls.' }, ...span })
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
    const [, product, tenantId, path = '/', query = ''] = BASE.exec(request.url ?? '') ?? []
    const body = await readBody(request)
    if (product === undefined || tenantId === undefined) return send(response, NO_API)
    const call: Call = { method: request.method ?? 'GET', path, query, product, tenantId, token: bearerOf(request), body }
    const decision = this.#decide(call)
    this.#record(call, decision, at)
    if (decision.delayMs === undefined || decision.delayMs <= 0) return send(response, decision)
    const cancel = this.#options.clock.after(decision.delayMs, () => { send(response, decision) })
    response.once('close', cancel)
  }

  #decide (call: Call): Decision {
    const caller = this.#authenticate(call)
    if (caller.refusal !== undefined) return { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' }, ...caller }
    const { installationId } = caller
    const rule = this.#script.take({ installationId, method: call.method, path: call.path })
    if (rule === undefined) return { ...this.documents.answer(call), installationId }
    const { status, headers = {}, body, delayMs = 0 } = rule
    return { status, headers, body, delayMs, installationId, refusal: 'scripted' }
  }

  #authenticate ({ token, product, tenantId }: Call): Caller {
    if (token === undefined) return { refusal: 'no-token' }
    const issued = this.#tokens.find(token)
    if (issued === undefined) return { refusal: 'unknown-token' }
    const { installationId } = issued
    const installation = this.#installations.get(installationId)
    if (installation === undefined) return { refusal: 'uninstalled', installationId }
    if (issued.expiresAt <= this.#options.clock.now()) return { refusal: 'expired-token', installationId }
    const isCovered = installation.contexts.some((context) => context.name === product && context.tenantId === tenantId)
    return isCovered ? { installationId } : { refusal: 'foreign-site', installationId }
  }

  #record (call: Call, { status, refusal, installationId }: Decision, at: number): void {
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
      ...(token === undefined ? {} : { tokenFingerprint: fingerprintOf(token) })
    }))
    if (this.#requests.length >= this.#options.maxRecords * 2) this.#requests = this.#requests.slice(-this.#options.maxRecords)
  }
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
