import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonValue } from '@hooksmith/contracts'
import type { AppTokens, IssuedToken } from '../app-tokens.js'
import { propertiesPath, type PropertyHolder } from '../filter/entity-properties.js'
import type { Installation, Installations } from '../installations.js'
import type { LocalNetwork } from '../local-network.js'
import type { LocalServer } from '../local-server.js'
import type { JsonObject, ResolvedSimulatorOptions } from '../options.js'
import type { Remotes } from '../remote.js'
import { readCall, sendReply, type Call, type Reply } from './api-call.js'
import { ApiLog, type ApiRequest, type Judged, type Refusal } from './api-log.js'
import { ApiDocuments, type ApiAnswer } from './documents.js'
import { Graphql } from './graphql.js'
import { KeyValues } from './key-values.js'
import { Kvs, KVS_BASE } from './kvs.js'
import { quotaHeaders, refusalHeaders } from './rate-limit-headers.js'
import { RateLimits } from './rate-limits.js'
import { lacksScope } from './scopes.js'
import { ApiScript, type ApiRule, type RuleSpan } from './script.js'
import { siteInfo } from './site-info.js'
import { Storage } from './storage.js'
import { UserTokens } from './user-tokens.js'

type Caller =
  | { readonly refusal: Refusal, readonly installationId?: string }
  | { readonly refusal?: never, readonly installationId: string, readonly installation: Installation, readonly issued: IssuedToken }

type Decision = Reply & Judged

const RATE_LIMITED = Object.freeze({ code: 'RATE_LIMIT_EXCEEDED', message: 'Too many calls.' })
const NOT_PERMITTED = Object.freeze({ code: 'FORBIDDEN', message: 'The app is not permitted yet.' })
const NO_API: ApiAnswer = Object.freeze({ status: 404, body: { code: 'NOT_FOUND', message: 'No API is here.' } })

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
  readonly #log: ApiLog

  constructor (
    tokens: AppTokens, installations: Installations, remotes: Remotes, options: ResolvedSimulatorOptions, network: LocalNetwork) {
    const { clock, rateLimits } = options
    this.#remotes = remotes
    this.#tokens = tokens
    this.#installations = installations
    this.#options = options
    this.storage = new KeyValues(clock)
    const limits = rateLimits === false ? false : rateLimits.storage
    const storage = new Storage(this.storage, { clock, installations, remotes, switches: options.switches, limits })
    this.#kvs = new Kvs(storage)
    this.#graphql = new Graphql(storage, new UserTokens({ tokens, installations, remotes, options }), options.switches)
    this.#limits = rateLimits === false ? undefined : new RateLimits(rateLimits, clock)
    this.#script = new ApiScript(clock)
    this.#log = new ApiLog(options.maxRecords)
    // Only a request that broke off makes #take reject, and then nobody is there to answer.
    this.#server = network.serve((request, response) => {
      this.#take(request, response).catch(() => { response.destroy() })
    }, 'api', options.apiPort)
  }

  get origin (): string {
    return this.#server.origin
  }

  /** Every call that arrived, oldest first; those of one installation if it is given. */
  requests (installation?: Installation): readonly ApiRequest[] {
    return this.#log.find(installation?.id)
  }

  forgetRequests (): void {
    this.#log.clear()
  }

  /** Answers otherwise, or not at all, for as long as the rule holds. Of several rules that fit, the oldest answers. */
  script (rule: ApiRule): void {
    this.#script.add(rule)
  }

  /** As during the minutes in which a fresh installation's account has no permissions yet. The switch `permissionDelayMs` does it for all. */
  denyPermission (installation: Installation, span: RuleSpan, status: 403 | 401 = 403): void {
    this.script({ installation, status, body: NOT_PERMITTED, ...span })
  }

  /**
   * 429 with the headers of a rate limit, whatever was called.
   *
   * @param retryAfterS - Seconds, as the header says it.
   * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08.
   */
  limitRate (installation: Installation, retryAfterS: number, span: RuleSpan, reason = `${installation.product}-burst-based`): void {
    const now = this.#options.clock.now()
    const policy = reason.endsWith('tenant-based') ? 'tenant-app-quota' : 'global-app-quota'
    const headers = { ...quotaHeaders({ policy, limit: 65_000, left: 0 }, now), ...refusalHeaders(reason, retryAfterS * 1_000, now) }
    this.script({ installation, status: 429, headers, body: RATE_LIMITED, ...span })
  }

  /** Uses up the points that the app has in this hour, here or over all sites as the option `quota` says, but for `left`. */
  exhaustQuota (installation: Installation, left = 0): void {
    this.#limits?.exhaust({ appId: installation.app.id, product: installation.product, tenantId: installation.cloudId }, left)
  }

  clearScript (): void {
    this.#script.clear()
  }

  /** Stores a document on an installation's main site, for example a page at `/wiki/api/v2/pages/98310`. */
  put (installation: Installation, path: string, document: JsonObject): void {
    this.documents.put(installation.product, installation.cloudId, path, document)
  }

  /** Gives an entity of the installation's site a property, which filters look at and REST shows. `id` is an id, a key or an account id. */
  setProperty (installation: Installation, holder: PropertyHolder, id: string, key: string, value: JsonValue): void {
    this.documents.put('jira', installation.cloudId, `${propertiesPath(holder, id)}/${key}`, { key, value })
  }

  /** Takes connections again, at the same address, after {@link ProductApi.close}. */
  async open (): Promise<void> {
    await this.#server.open()
  }

  /** Refuses every connection from now on. */
  async close (): Promise<void> {
    await this.#server.close()
  }

  async #take (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = this.#options.clock.now()
    const call = await readCall(request)
    if (call === undefined) return sendReply(response, NO_API)
    const decision = await this.#decide(call)
    const isAnswered = decision.kind !== 'hang' && decision.kind !== 'reset'
    this.#log.add(call, isAnswered ? decision : { ...decision, status: 0 }, at)
    if (decision.delayMs === undefined || decision.delayMs <= 0) return sendReply(response, decision)
    const cancel = this.#options.clock.after(decision.delayMs, () => { sendReply(response, decision) })
    response.once('close', cancel)
  }

  async #decide (call: Call): Promise<Decision> {
    const open = siteInfo(call, this.#installations)
    if (open !== undefined) return open
    const caller = this.#authenticate(call)
    if (caller.refusal !== undefined) return { status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' }, ...caller }
    const { installationId, installation, issued } = caller
    const who = { installationId, ...(issued.userId === undefined ? {} : { userId: issued.userId }) }
    const rule = this.#script.take({ ...call, installationId })
    if (rule !== undefined) return { ...replyOf(rule), ...who, refusal: 'scripted' }
    if (this.#isTooFresh(call, installation)) return { status: this.#options.switches.current.permissionDelayStatus, body: NOT_PERMITTED, ...who, refusal: 'not-permitted-yet' }
    if (lacksScope(this.#remotes.for(installation)?.scopes, call)) return { status: 403, body: { code: 403, message: 'The app lacks a scope.' }, ...who, refusal: 'no-scope' }
    const limited = { ...call, appId: installation.app.id }
    const refused = this.#limits?.refuse(limited)
    if (refused !== undefined) return { status: 429, headers: refused.headers, body: RATE_LIMITED, ...who, refusal: 'rate-limit' }
    const answer = await this.#answer(call, installationId)
    return { ...answer, headers: this.#limits?.charge(limited, answer) ?? {}, ...who, ...(answer.status === 429 ? { refusal: 'rate-limit' } : {}) }
  }

  async #answer (call: Call, installationId: string): Promise<ApiAnswer> {
    if (call.product === 'kvs') return this.#kvs.answer(installationId, call.path.slice(KVS_BASE.length), call.body)
    return call.product === 'graphql' ? this.#graphql.answer(installationId, call.body) : this.documents.answer(call)
  }

  #isTooFresh ({ tenantId }: Call, { installedAt }: Installation): boolean {
    return tenantId !== '' && this.#options.clock.now() < installedAt + this.#options.switches.current.permissionDelayMs
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
}

function replyOf ({ kind = 'answer', status, headers = {}, body, delayMs = 0 }: ApiRule): Reply {
  return { kind, status: status ?? (kind === 'garbage' ? 200 : 503), headers, body, delayMs }
}
