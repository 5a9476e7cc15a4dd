import { decodeJwt } from 'jose'
import { isMembers, parseBody } from '../decoder/body.js'
import type { EnvironmentType } from '../verifier/caller.js'
import type { JsonObject, RecordedCaller, RecordedRequest, Recording } from './recording.js'
import { RECORDING_FORMAT } from './recording.js'
import { PERSONAL_MEMBERS, pseudonymOf, Redaction } from './redaction.js'

/** What {@link recordingOf} can be told. */
export interface RecordingOptions {
  /** Members whose texts name a person, at any depth. @defaultValue PERSONAL_MEMBERS */
  readonly personal?: readonly string[]
}

type Members = Readonly<Record<string, unknown>>

const TOKEN_HEADERS = ['authorization', 'x-forge-oauth-system', 'x-forge-oauth-user'] as const
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
/** Claims of a token that was not accepted can be anything; these are names, keys and versions. */
const PLAIN = /^[\w.:-]{1,255}$/
const WORD = /^[\w -]{1,80}$/
/** Shorter ones are no tokens, and would be found everywhere. */
const MIN_TOKEN_LENGTH = 8
const ENVIRONMENTS: ReadonlySet<unknown> = new Set<EnvironmentType>(['DEVELOPMENT', 'STAGING', 'PRODUCTION'])

/**
 * Makes a fixture of a request and its answer, to be kept in a repository and played back.
 *
 * Guarantees that the tokens of the request go wherever they stand, and so does all that looks like a token or an email address, or is a
 * member with the name of one; that account, installation and site ids are replaced, the same one by the same. Other texts that people
 * wrote stay: look at them before a recording leaves the house.
 */
export function recordingOf (request: RecordedRequest, { personal = PERSONAL_MEMBERS }: RecordingOptions = {}): Recording {
  const { path, headers, rawBody, status, answer, answeredAt } = request
  const claims = claimsOf(headers['authorization'])
  const [appId, installationId, siteId] = [uuidIn(claims['aud']), uuidIn(members(claims['app'])['installationId']), siteIn(claims)]
  const ids = [installationId, siteId].filter((id) => id !== null)
  const redaction = new Redaction({ secrets: tokensOf(headers), ids, personal })
  const body = bodyOf(rawBody, redaction)
  return {
    format: RECORDING_FORMAT,
    recordedAt: answeredAt,
    path: redaction.text(path.split('?', 1)[0] ?? ''),
    contentType: typeof headers['content-type'] === 'string' ? redaction.text(headers['content-type']).slice(0, 255) : null,
    caller: callerOf(claims, appId, installationId, siteId, redaction),
    hasSystemToken: headers['x-forge-oauth-system'] !== undefined,
    ...(body === undefined ? {} : { body }),
    status,
    answer: wordOf(answer)
  }
}

function callerOf (
  claims: Members, appId: string | null, installationId: string | null, siteId: string | null, redaction: Redaction): RecordedCaller {
  const app = members(claims['app'])
  const [module, environment] = [members(app['module']), members(app['environment'])]
  const products = contextsIn(claims).map((context) => plain(context['name'], '')).filter((name) => name !== '')
  return {
    appId,
    installationId: installationId === null ? null : pseudonymOf(installationId),
    siteId: siteId === null ? null : pseudonymOf(siteId),
    products,
    environment: ENVIRONMENTS.has(environment['type']) ? environment['type'] as EnvironmentType : 'PRODUCTION',
    appVersion: plain(app['appVersion'], '1.0.0'),
    moduleKey: plain(module['key'], 'unknown'),
    moduleType: plain(module['type'], 'core:endpoint'),
    // Claims are parsed JSON.
    ...(isMembers(app['license']) ? { license: redaction.json(app['license'] as JsonObject) as JsonObject } : {})
  }
}

function bodyOf (rawBody: Uint8Array, redaction: Redaction): JsonObject | string | undefined {
  if (rawBody.byteLength === 0) return undefined
  const { value, reason } = { value: undefined, ...parseBody(rawBody) }
  // What JSON.parse gave is JSON; what is none cannot be told from what it must not say.
  if (reason === undefined && isMembers(value)) return redaction.json(value as JsonObject) as JsonObject
  return `[${rawBody.byteLength} bytes that are no JSON object]`
}

/** The word of an answer, `{"status": …}` or `{"code": …}`, as the receiver gives them. */
export function wordOf (answer: string): string {
  try {
    const { code, status } = members(JSON.parse(answer))
    const word = code ?? status
    return typeof word === 'string' && WORD.test(word) ? word : ''
  } catch {
    // No JSON: it says nothing.
    return ''
  }
}

function tokensOf (headers: RecordedRequest['headers']): string[] {
  const values = TOKEN_HEADERS.flatMap((name) => headers[name] ?? []).map((value) => value.replace(/^bearer +/i, '').trim())
  return values.filter(({ length }) => length >= MIN_TOKEN_LENGTH)
}

/** Not verified: the receiver did that, or answered 401. */
function claimsOf (authorization: unknown): Members {
  try {
    return decodeJwt(String(authorization).replace(/^bearer +/i, ''))
  } catch {
    // No token: nobody is known.
    return {}
  }
}

function contextsIn (claims: Members): readonly Members[] {
  const { contexts } = members(members(members(claims['app'])['installation'])) as { contexts?: unknown }
  return Array.isArray(contexts) ? contexts.slice(0, 32).map(members) : []
}

function siteIn (claims: Members): string | null {
  for (const { cloudId, workspaceId } of contextsIn(claims) as ReadonlyArray<{ cloudId?: unknown, workspaceId?: unknown }>) {
    const id = uuidIn(cloudId) ?? uuidIn(workspaceId)
    if (id !== null) return id
  }
  return null
}

function uuidIn (value: unknown): string | null {
  return typeof value === 'string' && value.length <= 512 ? UUID.exec(value)?.[0] ?? null : null
}

function plain (value: unknown, otherwise: string): string {
  return typeof value === 'string' && PLAIN.test(value) ? value : otherwise
}

function members (value: unknown): Members {
  return isMembers(value) ? value : {}
}
