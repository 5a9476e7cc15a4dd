import type { AppToken, EventEnvelope, VerifierRequest } from '@hooksmith/contracts'
import { wait, withResult } from '@hooksmith/core'
import { readBearer, readExpiry, tokenSignal } from '../capture.js'
import { HKS_ERR_FORGE_NO_TOKENS, HKS_ERR_FORGE_TOKEN_MISSING } from '../errors.js'
import { parseTenant, type ForgeCaller } from '../verifier/caller.js'
import { Calls } from './calls.js'
import type { ForgeCalls, ForgeContext, ForgeRequestCalls, ForgeRequester } from './context.js'
import { HKS_ERR_FORGE_INSTALLATION, HKS_ERR_FORGE_USER_TOKEN } from './errors.js'
import { requestGraph } from './graphql.js'
import type { Identity, Origin } from './identity.js'
import { installationOf } from './installation.js'
import { resolveClientOptions, type ForgeClientOptions, type ResolvedClientOptions } from './options.js'
import type { ForgeStorage } from './storage.js'
import { GraphStorage } from './storage-graphql.js'
import { RestStorage } from './storage-rest.js'
import { UserTokens } from './user-tokens.js'

/** In what course of things calls are made. */
export interface ForgeCallOptions {
  /** Ends calls. */
  readonly signal?: AbortSignal
  /** W3C trace context that calls carry on. */
  readonly traceparent?: string
}

/**
 * Calls Atlassian's APIs with the tokens that deliveries brought.
 *
 * Guarantees: a token is used for its own tenant only, and sent to the allowed hosts only, under the base URL that a verified token named; no redirect takes it
 * elsewhere. Limits that one process met hold back all that share the Store. Nothing is sent twice by the client itself.
 */
export class ForgeClient {
  readonly #options: ResolvedClientOptions
  readonly #calls: Calls
  readonly #users: UserTokens

  /** Connects with the first call. @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (options: ForgeClientOptions) {
    this.#options = resolveClientOptions(options)
    this.#calls = new Calls(this.#options)
    this.#users = new UserTokens(this.#options, this.#calls)
  }

  /** What `ctx.forge` is for an event. @throws `HKS_ERR_FORGE_EVENT` for one of another receiver. */
  contextOf (event: EventEnvelope, signal?: AbortSignal): ForgeContext {
    const installation = installationOf(event)
    return { installation, ...this.#callsFor(installation.tenant, { signal, traceparent: event.traceparent }) }
  }

  /**
   * Calls for an installation, from anywhere: a route, a schedule, a script. Outside of handlers nobody waits for you: errors have `retryAfterMs`.
   *
   * @param id - Its tenant, as in `event.tenant`; with a registry also its UUID or ARI.
   * @throws Rejects with `HKS_ERR_FORGE_INSTALLATION` for an id that the registry does not know, or that is no tenant where there is none.
   */
  async forInstallation (id: string, options: ForgeCallOptions = {}): Promise<ForgeCalls> {
    const tenant = parseTenant(id) === undefined ? (await this.#options.registry?.get(id))?.tenant : id
    if (tenant === undefined) throw new HKS_ERR_FORGE_INSTALLATION(id.slice(0, 200))
    return this.#callsFor(tenant, options)
  }

  /**
   * Calls for the verified caller of one request. The tokens that it brought are used in these calls only, until `end` is called; nothing
   * of the user's is kept.
   *
   * @param request - As it was verified; its OAuth headers are read.
   */
  forRequest (caller: ForgeCaller, request: Pick<VerifierRequest, 'headers'>, options: ForgeCallOptions = {}): ForgeRequestCalls {
    const { tenant, apiBaseUrl } = caller
    const ended = new AbortController()
    const broughtApp = this.#brought(request, 'x-forge-oauth-system', apiBaseUrl)
    let user = this.#brought(request, 'x-forge-oauth-user', apiBaseUrl)
    const app: Identity = { token: async () => broughtApp ?? await this.#requireToken(tenant) }
    const here: Identity = {
      token: async () => {
        if (ended.signal.aborted) throw new HKS_ERR_FORGE_USER_TOKEN('the request has ended')
        if (user === undefined) throw new HKS_ERR_FORGE_USER_TOKEN('the request brought none that lives')
        return user
      }
    }
    const { storage, asApp, asUser } = this.#callsFor(tenant, options, app)
    return {
      storage,
      asApp,
      asUser: (accountId) => accountId === undefined ? this.#requester({ ...options, tenant, identity: here }) : asUser(accountId),
      end: () => { user = undefined; ended.abort() }
    }
  }

  /** Breaks off what is under way. Twice is fine. */
  async close (): Promise<void> {
    await this.#calls.close()
  }

  #callsFor (
    tenant: string, course: Pick<Origin, 'signal' | 'traceparent'>, app: Identity = { token: async () => await this.#requireToken(tenant) }): ForgeCalls {
    const origin = { ...course, tenant, identity: app }
    return {
      asApp: () => this.#requester(origin),
      asUser: (accountId) => this.#requester({ ...origin, identity: this.#users.identity(tenant, accountId, app) }),
      storage: this.#storage(origin)
    }
  }

  #requester (origin: Origin): ForgeRequester {
    const calls = this.#calls
    return {
      request: async (path, init) => await calls.send(origin, 'own', path, init),
      requestConfluence: async (path, init) => await calls.send(origin, 'confluence', path, init),
      requestJira: async (path, init) => await calls.send(origin, 'jira', path, init),
      requestBitbucket: async (path, init) => await calls.send(origin, 'bitbucket', path, init),
      requestGraph: async (query, variables = {}, init) => await requestGraph(calls, origin, query, variables, init)
    }
  }

  #storage (origin: Origin): ForgeStorage {
    return this.#options.storage === 'rest' ? new RestStorage(this.#calls, origin) : new GraphStorage(this.#calls, origin)
  }

  #brought ({ headers }: Pick<VerifierRequest, 'headers'>, name: string, apiBaseUrl: string): AppToken | undefined {
    const value = readBearer(headers[name])
    const expiresAt = value === undefined ? undefined : readExpiry(value)
    if (value === undefined || expiresAt === undefined || expiresAt <= this.#options.clock.now()) return undefined
    return { value, expiresAt, apiBaseUrl }
  }

  async #requireToken (tenant: string): Promise<AppToken> {
    const { tokens } = this.#options
    if (tokens === undefined) throw new HKS_ERR_FORGE_NO_TOKENS()
    const token = await tokens.get(tenant)
    if (token !== undefined) return token
    throw withResult(new HKS_ERR_FORGE_TOKEN_MISSING(tenant), wait({ signal: tokenSignal(tenant) }))
  }
}
