import type { JsonValue } from '@hooksmith/contracts'
import type { EnvironmentType } from '../verifier/caller.js'

/** A JSON object. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/** The format that {@link Recording} has. A release reads its own and the one before. */
export const RECORDING_FORMAT = 1

/**
 * A request of Forge's and how it was answered, without anything that opens a door: no token, and ids of people, installations and sites
 * replaced, the same one by the same.
 */
export interface Recording {
  readonly format: typeof RECORDING_FORMAT
  /** When it was answered, epoch milliseconds. */
  readonly recordedAt: number
  /** Without the query. */
  readonly path: string
  readonly contentType: string | null
  readonly caller: RecordedCaller
  /** Whether an app system token came with it. */
  readonly hasSystemToken: boolean
  /** Absent: there was none. A text: it was no JSON object, and only its length is kept. */
  readonly body?: JsonObject | string
  readonly status: number
  /** What the answer said: `stored`, `unwanted`, `unreadable` … or the code of a refusal; empty where it said neither. */
  readonly answer: string
}

/** Who called, by the token of the request. What the token does not say, or not in the form it should, is as here. */
export interface RecordedCaller {
  /** UUID of the app: a receiver takes no other. @defaultValue null */
  readonly appId: string | null
  /** In place of the installation's UUID. @defaultValue null */
  readonly installationId: string | null
  /** In place of the site's, or the workspace's. @defaultValue null */
  readonly siteId: string | null
  /** The Atlassian apps that the installation covers. @defaultValue none */
  readonly products: readonly string[]
  /** @defaultValue 'PRODUCTION' */
  readonly environment: EnvironmentType
  /** @defaultValue '1.0.0' */
  readonly appVersion: string
  /** @defaultValue 'unknown' */
  readonly moduleKey: string
  /** @defaultValue 'core:endpoint' */
  readonly moduleType: string
  /** The claim `app.license`. */
  readonly license?: JsonObject
}

/** A request as a running server got it, and its answer. */
export interface RecordedRequest {
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly rawBody: Uint8Array
  readonly status: number
  /** The body of the answer. */
  readonly answer: string
  /** Epoch milliseconds. */
  readonly answeredAt: number
}
