import type { ServerNeeds } from '../handlers.js'

export interface GenerateOptions {
  readonly needs: ServerNeeds
  /** The app's identifier, `ari:cloud:ecosystem::app/<uuid>`. Needed where the manifest has none. */
  readonly appId?: string
  /**
   * The remote that the server is. `baseUrl` is needed where the manifest has no such remote; that of an existing one is never changed.
   * @defaultValue the manifest's only remote
   */
  readonly remote?: { readonly key: string, readonly baseUrl?: string }
  /** How often new scheduled triggers run. @defaultValue 'hour' */
  readonly interval?: 'fiveMinute' | 'hour' | 'day' | 'week'
  /**
   * Whether endpoints are to bring the app system token, and lifecycle events the first one. Forge gives tokens only to apps that have some
   * other scope as well; without any, none is asked for. @defaultValue true
   */
  readonly systemToken?: boolean
}

export interface GeneratedManifest {
  readonly text: string
  /** What was added, in order, a sentence each; empty when the manifest had all of it. */
  readonly changes: readonly string[]
}
