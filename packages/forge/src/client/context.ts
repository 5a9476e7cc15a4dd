import type { EnvironmentType } from '../verifier/caller.js'

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

/** Calls Atlassian's APIs for one installation. The answers are those of `fetch`, whatever their status. */
export interface ForgeRequester {
  /** @param path - Below the Confluence base, for example `/wiki/api/v2/pages/1`. */
  requestConfluence (path: string, init?: ForgeRequestInit): Promise<Response>
  /** @param path - Below the Jira base, for example `/rest/api/3/issue/KEY-1`. */
  requestJira (path: string, init?: ForgeRequestInit): Promise<Response>
  /** @param path - Below the base that the installation's token names. */
  request (path: string, init?: ForgeRequestInit): Promise<Response>
}

/** Of fetch's options those that leave host, redirects and the authorization alone. */
export type ForgeRequestInit = Pick<RequestInit, 'method' | 'headers' | 'body' | 'signal'>

/** What handlers of Forge events find in `ctx.forge`. */
export interface ForgeContext {
  readonly installation: ForgeInstallation
  /** Calls with the app system token that the newest delivery of the installation brought. */
  asApp (): ForgeRequester
}

declare module '@hooksmith/core' {
  interface HandlerContext {
    /** There for events that came through the Forge receiver. */
    readonly forge: ForgeContext
  }
}
