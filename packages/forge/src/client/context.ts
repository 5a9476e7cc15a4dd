import type { RequestInit, Response } from 'undici'
import type { EnvironmentType } from '../verifier/caller.js'
import type { ForgeStorage } from './storage.js'

/** An answer of Atlassian's: the `Response` of fetch, as undici has it. */
export type ForgeResponse = Response

/** The installation that an event came from. */
export interface ForgeInstallation {
  /** Whose event it is; see `ForgeCaller.tenant`. */
  readonly tenant: string
  /** Bare UUID. */
  readonly id: string
  /** Bare UUID. */
  readonly appId: string
  /** `id` is a bare UUID. */
  readonly environment: { readonly type: EnvironmentType, readonly id: string }
  readonly apiBaseUrl: string
  readonly cloudId?: string
  readonly workspaceId?: string
  readonly appVersion?: string
}

/**
 * Calls Atlassian's APIs for one installation, as the app or as a user.
 *
 * An answer is fetch's `Response`, whatever its status, with exceptions that let a handler go on at the right time instead:
 * `HKS_ERR_FORGE_LIMITED` (429, 503 with `Retry-After`), `HKS_ERR_FORGE_UNAVAILABLE` (502, 503, 504 to a call that may be repeated),
 * `HKS_ERR_FORGE_NOT_PERMITTED` (401, 403 shortly after the installation) and `HKS_ERR_FORGE_REQUEST` (no answer). Each has a `retryAfterMs`.
 * Thrown out of a handler they run it again then, uncounted; `raw: true` gives the answer itself.
 *
 * Further rejections: `HKS_ERR_FORGE_TOKEN_MISSING` (the job waits for a token), `HKS_ERR_FORGE_NO_TOKENS`, `HKS_ERR_FORGE_PATH`,
 * `HKS_ERR_FORGE_HOST`, `HKS_ERR_FORGE_REDIRECT`, those of the Store and of the TokenStore; the reason of a signal that was aborted.
 */
export interface ForgeRequester {
  /** @param path - Below the Confluence base, for example `/wiki/api/v2/pages/1`. Build it with `route`. */
  requestConfluence (path: string, init?: ForgeRequestInit): Promise<ForgeResponse>
  /** @param path - Below the Jira base, for example `/rest/api/3/issue/KEY-1`. */
  requestJira (path: string, init?: ForgeRequestInit): Promise<ForgeResponse>
  /** @param path - Below the Bitbucket base, for example `/2.0/repositories/team/repo`. */
  requestBitbucket (path: string, init?: ForgeRequestInit): Promise<ForgeResponse>
  /** @param path - Below the base that the installation's token names. */
  request (path: string, init?: ForgeRequestInit): Promise<ForgeResponse>
  /**
   * Asks Atlassian's GraphQL. The answer is read whole, up to 8 MiB (`HKS_ERR_FORGE_ANSWER` beyond), because a limit can stand in its
   * `errors` with status 200; other errors are left in it for the caller to see.
   */
  requestGraph (query: string, variables?: Readonly<Record<string, unknown>>, init?: ForgeGraphInit): Promise<ForgeResponse>
}

/** Of fetch's options those that leave host and authorization alone, and what Hooksmith adds. */
export interface ForgeRequestInit extends Pick<RequestInit, 'method' | 'headers' | 'body' | 'signal'> {
  /**
   * Gives back every answer as it came, whatever its status; limits go on being noted for others. A call that a known limit holds back is
   * not made, and gets a 429 that this process wrote. @defaultValue false
   */
  readonly raw?: boolean
  /** `manual` gives back the redirect itself. @defaultValue 'follow': GET and HEAD, within the same site's API; every other is refused */
  readonly redirect?: 'follow' | 'manual'
  /** Whether to make the call twice does no harm. @defaultValue by the method: GET, HEAD, OPTIONS, PUT, DELETE (RFC 9110 §9.2.2) */
  readonly isIdempotent?: boolean
}

/** What a GraphQL request can be told. */
export type ForgeGraphInit = Pick<ForgeRequestInit, 'headers' | 'signal' | 'raw' | 'isIdempotent'>

/** Calls for one installation. */
export interface ForgeCalls {
  /** Calls with the app system token that the newest delivery of the installation brought. */
  asApp (): ForgeRequester
  /**
   * Calls for a user who is not there. The manifest must allow it, scope by scope: `allowImpersonation: true`. Tokens are asked for when they are
   * needed, and kept in this process's memory only, until a minute before their end.
   *
   * Further rejections of its calls: `HKS_ERR_FORGE_IMPERSONATION`; `HKS_ERR_FORGE_LIMITED` above 1,000 tokens a minute.
   *
   * @throws `HKS_ERR_OPTION_INVALID` for an account id that is none.
   */
  asUser (accountId: string): ForgeRequester
  /** The app's key-value storage of this installation. */
  readonly storage: ForgeStorage
}

/** What handlers of Forge events find in `ctx.forge`. Its calls end with the attempt, and carry on the trace of the event. */
export interface ForgeContext extends ForgeCalls {
  readonly installation: ForgeInstallation
}

/** Calls for the caller of one request. */
export interface ForgeRequestCalls extends Omit<ForgeCalls, 'asUser'> {
  /**
   * Calls for the user who sits there, with the token that the request brought: `HKS_ERR_FORGE_USER_TOKEN` where it brought none, or
   * has ended. With an account id as in {@link ForgeCalls.asUser}.
   */
  asUser (accountId?: string): ForgeRequester
  /** The request has ended: its tokens are forgotten. */
  end (): void
}

declare module '@hooksmith/core' {
  interface HandlerContext {
    /** There for events that came through the Forge receiver. */
    readonly forge: ForgeContext
  }
}
