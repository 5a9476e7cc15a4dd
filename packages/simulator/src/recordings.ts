import { createHash } from 'node:crypto'
import type { JsonValue } from '@hooksmith/contracts'
import { decodeJwt } from 'jose'
import type { Installation } from './installations.js'
import type { DeliverInput } from './invocation.js'
import type { JsonObject } from './options.js'

/** A request to a receiver and how it was answered, without anything that opens a door or names a person. */
export interface Recording {
  readonly format: 1
  readonly path: string
  readonly contentType: string | null
  readonly moduleKey: string
  readonly moduleType: string
  readonly hasSystemToken: boolean
  readonly license?: JsonObject
  /** Absent: there was none. A text: it was no JSON object, and only its length is kept. */
  readonly body?: JsonObject | string
  readonly status: number
}

/** A request as a running server got it. */
export interface RecordedRequest {
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly rawBody: Uint8Array
}

/** Members that hold a token, at any depth. */
const SECRETS: ReadonlySet<string> = new Set(['contextToken', 'encryptedData', 'token', 'authorization'])
/** What an Atlassian account id looks like: 24 hex digits, or a number and a UUID. */
const ACCOUNT_ID = /\b(?:[0-9a-f]{24}|\d{6}:[0-9a-f]{8}-[0-9a-f-]{27})\b/g

/**
 * Makes a fixture of a request and its answer, to be kept in a repository and given to {@link playbackOf}.
 *
 * Guarantees that tokens are left out, wherever they stand, and that account ids are replaced, the same one by the same. Texts that
 * people wrote stay: look at them before a recording leaves the house.
 */
export function recordingOf (request: RecordedRequest, status: number): Recording {
  const { app } = claimsOf(request.headers['authorization'])
  const { module, license } = membersOf(app)
  const { key, type } = membersOf(module)
  const body = bodyOf(request.rawBody)
  return {
    format: 1,
    path: request.path,
    contentType: textOf(request.headers['content-type']) ?? null,
    moduleKey: textOf(key) ?? 'unknown',
    moduleType: textOf(type) ?? 'core:endpoint',
    hasSystemToken: request.headers['x-forge-oauth-system'] !== undefined,
    ...(license === undefined ? {} : { license: membersOf(redacted(license)) }),
    ...(body === undefined ? {} : { body }),
    status
  }
}

/** The delivery of a recording to a receiver, with a token of this platform's own. Give it to `deliver()`. */
export function playbackOf (recording: Recording, installation: Installation, baseUrl: string): DeliverInput {
  const { path, contentType, moduleKey, moduleType, hasSystemToken, license, body } = recording
  return {
    installation,
    baseUrl,
    route: path,
    moduleKey,
    moduleType,
    contentType,
    systemToken: hasSystemToken,
    ...(license === undefined ? {} : { token: { license } }),
    ...(body === undefined ? {} : { body })
  }
}

function bodyOf (rawBody: Uint8Array): JsonObject | string | undefined {
  if (rawBody.byteLength === 0) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(rawBody).toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return membersOf(redacted(value as JsonObject))
  } catch {
    // No JSON: what it says cannot be told from what it must not say.
  }
  return `[${rawBody.byteLength} bytes that are no JSON object]`
}

function redacted (value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(ACCOUNT_ID, (id) => createHash('sha256').update(id).digest('hex').slice(0, 24))
  if (Array.isArray(value)) return value.map((item: JsonValue) => redacted(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !SECRETS.has(name)).map(([name, item]) => [name, redacted(item)]))
}

/** Not verified: the receiver did that, or answered 401. */
function claimsOf (authorization: unknown): JsonObject {
  try {
    // Claims are parsed JSON.
    return decodeJwt(String(authorization).replace(/^bearer +/i, '')) as JsonObject
  } catch {
    return {}
  }
}

function membersOf (value: JsonValue | undefined): JsonObject {
  // What is an object, and neither null nor a list, is one in JSON.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {}
}

function textOf (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
