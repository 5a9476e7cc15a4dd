import { describeError } from '../redact.js'
import { JSON_TYPE } from '../refusal.js'
import type { EndpointReply } from './endpoint.js'
import { HKS_ERR_ENDPOINT_REPLY } from './errors.js'
import type { EndpointGuard } from './guard.js'

/** What goes out. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | Buffer
}

/** Statuses that have no body (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])
/** What the server itself says about a message (RFC 9112 §6). */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'connection'])

/** Makes the answer of what a handler returned. @throws `HKS_ERR_ENDPOINT_REPLY` for what cannot be sent. */
export function answerOf (given: EndpointReply, replies: 'json' | 'any', guard: Pick<EndpointGuard, 'replyProblem' | 'maxReplyBytes'>): Answer {
  const { status } = given
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new HKS_ERR_ENDPOINT_REPLY(`status ${String(status)} is none from 200 to 599`)
  const problem = guard.replyProblem?.(status)
  if (problem !== undefined) throw new HKS_ERR_ENDPOINT_REPLY(`status ${status}: ${problem}`)
  const own = lowerCased(given.headers)
  const { payload, type } = BODILESS.has(status) ? { payload: '', type: undefined } : payloadOf(given.body, replies)
  const headers = { ...type === undefined ? {} : { 'content-type': type }, ...own }
  if (replies === 'json' && type !== undefined && !/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new HKS_ERR_ENDPOINT_REPLY("a content type that is not application/json; say replies: 'any' if the caller takes others")
  }
  const bytes = Buffer.byteLength(payload)
  const { maxReplyBytes = Infinity } = guard
  if (bytes > maxReplyBytes) throw new HKS_ERR_ENDPOINT_REPLY(`${bytes} bytes, where ${maxReplyBytes} reach the caller`)
  return { status, headers, payload }
}

function payloadOf (body: unknown, replies: 'json' | 'any'): { readonly payload: string | Buffer, readonly type: string | undefined } {
  if (replies === 'any') {
    if (body === undefined) return { payload: '', type: undefined }
    if (typeof body === 'string') return { payload: body, type: 'text/plain; charset=utf-8' }
    if (body instanceof Uint8Array) return { payload: Buffer.from(body), type: 'application/octet-stream' }
  }
  return { payload: jsonOf(body === undefined ? {} : body), type: JSON_TYPE }
}

function jsonOf (body: unknown): string {
  let text: unknown
  try {
    text = JSON.stringify(body)
  } catch (error) {
    throw new HKS_ERR_ENDPOINT_REPLY(`no JSON: ${describeError(error)}`)
  }
  if (typeof text !== 'string') throw new HKS_ERR_ENDPOINT_REPLY(`a ${typeof body} is no JSON`)
  return text
}

/** Header names in lower case. @throws `HKS_ERR_ENDPOINT_REPLY` for one that is the server's to write, or that HTTP does not allow. */
function lowerCased (headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([given, value]) => {
    const name = given.toLowerCase()
    if (FRAMING.has(name)) throw new HKS_ERR_ENDPOINT_REPLY(`header '${name}' is the server's to write`)
    // RFC 9110 §5.1 and §5.5: a token, and no control characters.
    const isGood = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    if (!isGood) throw new HKS_ERR_ENDPOINT_REPLY(`header '${name.slice(0, 80)}' is not one that HTTP allows`)
    return [name, value]
  }))
}
