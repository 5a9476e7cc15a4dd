import { Headers, Response } from 'undici'
import { redact } from '@hooksmith/core'
import { HKS_ERR_FORGE_ANSWER, HKS_ERR_FORGE_GRAPHQL } from './errors.js'
import type { Calls } from './calls.js'
import type { ForgeGraphInit } from './context.js'
import type { Origin } from './identity.js'
import { readBounded } from './read-answer.js'
import { scopesOf } from './scopes.js'

/** Below the platform's origin. */
const PATH = '/graphql'

/** One entry of `errors`, at the root of an answer or in what a mutation gives back. */
export interface GraphError {
  readonly message: string
  readonly statusCode?: number
  readonly errorType?: string
}

/** Asks Atlassian's GraphQL, as {@link ForgeRequester.requestGraph} says. */
export async function requestGraph (
  calls: Calls, origin: Origin, query: string, variables: Readonly<Record<string, unknown>>, init: ForgeGraphInit = {}): Promise<Response> {
  const headers = [...Object.entries(toRecord(init.headers)), ['content-type', 'application/json'] as const]
  const answer = await calls.send(origin, 'platform', PATH, {
    isIdempotent: !/\bmutation\b/.test(query),
    ...init,
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: JSON.stringify({ query, variables })
  })
  if (answer.status !== 200 || init.raw === true) return answer
  const text = await readBounded(answer)
  const isLimited = errorsIn(parsed(text)).some(isLimit)
  if (isLimited) throw await calls.limitedInBody(scopesOf(origin.tenant, 'POST', new URL(answer.url)), answer.headers)
  // The body is in the clear now; what the headers say of its form on the wire no longer holds.
  const answered = new Headers(answer.headers)
  answered.delete('content-encoding')
  answered.delete('content-length')
  return new Response(text, { status: 200, headers: answered })
}

/**
 * Asks, and gives `data`.
 *
 * @throws `HKS_ERR_FORGE_GRAPHQL` for errors at the root. What a mutation answers about itself stands inside of `data`.
 */
export async function askGraph (
  calls: Calls, origin: Origin, query: string, variables: Readonly<Record<string, unknown>>, isIdempotent: boolean): Promise<Members> {
  const answer = await requestGraph(calls, origin, query, variables, { isIdempotent })
  if (answer.status !== 200) {
    await answer.body?.cancel()
    throw new HKS_ERR_FORGE_GRAPHQL(`status ${answer.status}`)
  }
  const body = parsed(await answer.text())
  const [error] = errorsIn(body)
  if (error !== undefined) throw new HKS_ERR_FORGE_GRAPHQL(wordsOf(error))
  return membersOf(body['data'])
}

/** A JSON object's members. */
export type Members = Readonly<Record<string, unknown>>

export function membersOf (value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

/** What stands under `errors`. */
export function errorsIn (body: Members): readonly GraphError[] {
  const errors: readonly unknown[] = Array.isArray(body['errors']) ? body['errors'] : []
  return errors.map((error) => {
    const { message, extensions } = membersOf(error)
    const { statusCode, errorType, classification } = membersOf(extensions)
    const type = errorType ?? classification
    return {
      message: typeof message === 'string' ? message : 'no message',
      ...typeof statusCode === 'number' ? { statusCode } : {},
      ...typeof type === 'string' ? { errorType: type } : {}
    }
  })
}

/** Whether an error tells of a limit. */
export function isLimit ({ statusCode, errorType = '' }: GraphError): boolean {
  return statusCode === 429 || /rate.?limit|too.?many.?requests|throttl/i.test(errorType)
}

/** An error fit for a message: without credentials, bounded. */
export function wordsOf ({ message, statusCode, errorType }: GraphError): string {
  return redact([errorType ?? statusCode, message].filter((part) => part !== undefined).join(': ')).slice(0, 200)
}

function parsed (text: string): Members {
  try {
    return membersOf(JSON.parse(text))
  } catch {
    throw new HKS_ERR_FORGE_ANSWER('it is no JSON')
  }
}

function toRecord (headers: ForgeGraphInit['headers']): Record<string, string> {
  return headers === undefined ? {} : Object.fromEntries(new Response(null, { headers }).headers)
}
