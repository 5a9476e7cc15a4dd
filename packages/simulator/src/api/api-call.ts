import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiAnswer } from './documents.js'
import { GRAPHQL_PATH } from './graphql.js'
import { KVS_BASE } from './kvs.js'
import type { ApiRule } from './script.js'

/** One call as it came. */
export interface Call {
  readonly method: string
  /** Below the API base, without the query. */
  readonly path: string
  readonly query: string
  /** `kvs` and `graphql` for what is no product's. */
  readonly product: string
  /** Empty for what is no product's. */
  readonly tenantId: string
  readonly token: string | undefined
  /** The parsed JSON body, or the text where it is no JSON; absent without one. */
  readonly body: unknown
}

/** What a call is answered with. Without a `kind` it is an answer. */
export type Reply = ApiAnswer & Pick<ApiRule, 'headers' | 'delayMs' | 'kind'>

const BASE = /^\/ex\/([^/?]+)\/([^/?]+)(\/[^?]*)?(\?.*)?$/

/** Reads a call to its end. `undefined` where there is no API. Rejects when the request breaks off. */
export async function readCall (request: IncomingMessage): Promise<Call | undefined> {
  const address = addressOf(request.url ?? '')
  const body = await readBody(request)
  return address === undefined ? undefined : { ...address, method: request.method ?? 'GET', token: bearerOf(request), body }
}

/** Answers, or does what the reply says in place of an answer. */
export function sendReply (response: ServerResponse, { status, headers, body, kind = 'answer' }: Reply): void {
  switch (kind) {
    case 'hang': return
    case 'reset': response.socket?.resetAndDestroy(); return
    case 'garbage': {
      response.writeHead(status, { 'content-type': 'text/html', ...headers })
      response.end('<html><body><h1>Bad gateway</h1></body></html>')
      return
    }
    case 'answer': {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(body === undefined ? '' : JSON.stringify(body))
    }
  }
}

function addressOf (url: string): Pick<Call, 'path' | 'query' | 'product' | 'tenantId'> | undefined {
  const [, product, tenantId, below = '/', query = ''] = BASE.exec(url) ?? []
  if (product !== undefined && tenantId !== undefined) return { product, tenantId, path: below, query }
  const [path = ''] = url.split('?', 1)
  if (path === GRAPHQL_PATH) return { product: 'graphql', tenantId: '', path, query: '' }
  return path.startsWith(`${KVS_BASE}/`) ? { product: 'kvs', tenantId: '', path, query: '' } : undefined
}

function bearerOf (request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

async function readBody (request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
