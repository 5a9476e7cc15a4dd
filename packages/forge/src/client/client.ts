import type { AppToken, EventEnvelope, TokenStore } from '@hooksmith/contracts'
import { wait, withResult } from '@hooksmith/core'
import { tokenSignal } from '../capture.js'
import { HKS_ERR_FORGE_EVENT, HKS_ERR_FORGE_NO_TOKENS, HKS_ERR_FORGE_REQUEST, HKS_ERR_FORGE_TOKEN_MISSING } from '../errors.js'
import { parseTenant } from '../verifier/caller.js'
import type { EnvironmentType } from '../verifier/caller.js'
import { apiUrl, baseOf } from './api-url.js'
import type { Product } from './api-url.js'
import type { ForgeContext, ForgeInstallation, ForgeRequester, ForgeRequestInit } from './context.js'

/** What a client needs. */
export interface ForgeClientParts {
  /** Absent: every call throws `HKS_ERR_FORGE_NO_TOKENS`. */
  readonly tokens: TokenStore | undefined
  /** `host` or `host:port`, lower case. */
  readonly apiHosts: readonly string[]
}

/**
 * Calls Atlassian's APIs with the tokens that deliveries brought.
 *
 * Guarantees: a token is used for its own tenant only, and sent to the allowed hosts only, under the base URL that a
 * verified token named; redirects are not followed. Without a token that lives long enough a call rejects with
 * `HKS_ERR_FORGE_TOKEN_MISSING`; thrown out of a handler, it puts the job aside until a delivery brings a token.
 */
export class ForgeClient {
  readonly #parts: ForgeClientParts

  constructor (parts: ForgeClientParts) {
    this.#parts = parts
  }

  /** What `ctx.forge` is for an event. @throws `HKS_ERR_FORGE_EVENT` for one of another receiver. */
  contextOf (event: EventEnvelope): ForgeContext {
    const installation = installationOf(event)
    return { installation, asApp: () => this.#requester(installation) }
  }

  #requester (installation: ForgeInstallation): ForgeRequester {
    const { tenant } = installation
    return {
      request: async (path, init) => await this.#request(tenant, undefined, path, init),
      requestConfluence: async (path, init) => await this.#request(tenant, 'confluence', path, init),
      requestJira: async (path, init) => await this.#request(tenant, 'jira', path, init)
    }
  }

  async #request (tenant: string, product: Product | undefined, path: string, init: ForgeRequestInit = {}): Promise<Response> {
    const token = await this.#requireToken(tenant)
    const url = apiUrl(baseOf(token.apiBaseUrl, product), path, this.#parts.apiHosts)
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token.value}`)
    if (!headers.has('accept')) headers.set('accept', 'application/json')
    try {
      return await fetch(url, { ...init, headers, redirect: 'error' })
    } catch (error) {
      if (init.signal?.aborted === true) throw error
      throw new HKS_ERR_FORGE_REQUEST(detailOf(error))
    }
  }

  async #requireToken (tenant: string): Promise<AppToken> {
    const { tokens } = this.#parts
    if (tokens === undefined) throw new HKS_ERR_FORGE_NO_TOKENS()
    const token = await tokens.get(tenant)
    if (token !== undefined) return token
    throw withResult(new HKS_ERR_FORGE_TOKEN_MISSING(tenant), wait({ signal: tokenSignal(tenant) }))
  }
}

/** What Node calls the failure; the error itself stays here, for it may name what was sent. */
function detailOf (error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (typeof cause !== 'object' || cause === null) return 'no reason given'
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return 'message' in cause && cause.message === 'unexpected redirect' ? 'a redirect' : 'no reason given'
}

function installationOf (event: EventEnvelope): ForgeInstallation {
  const parts = parseTenant(event.tenant)
  if (parts === undefined) throw new HKS_ERR_FORGE_EVENT('tenant')
  const cloudId = textIn(event, 'cloudid')
  const workspaceId = textIn(event, 'workspaceid')
  const appVersion = textIn(event, 'appversion')
  return {
    tenant: event.tenant,
    id: parts.installation,
    appId: parts.app,
    // The decoder wrote the attribute from a claim that has no other value.
    environment: { type: requireText(event, 'environment') as EnvironmentType, id: parts.environment },
    apiBaseUrl: requireText(event, 'apibaseurl'),
    ...(cloudId === undefined ? undefined : { cloudId }),
    ...(workspaceId === undefined ? undefined : { workspaceId }),
    ...(appVersion === undefined ? undefined : { appVersion })
  }
}

function textIn (event: EventEnvelope, attribute: string): string | undefined {
  const value = event[attribute]
  return typeof value === 'string' ? value : undefined
}

function requireText (event: EventEnvelope, attribute: string): string {
  const value = textIn(event, attribute)
  if (value === undefined) throw new HKS_ERR_FORGE_EVENT(attribute)
  return value
}
