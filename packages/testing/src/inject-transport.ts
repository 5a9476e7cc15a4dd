import type { PostRequest, PostResult, Transport } from '@hooksmith/simulator'
import type { FastifyInstance, InjectOptions } from 'fastify'

/** Headers whose values nobody may ever read in a log. */
const SECRET_HEADERS = ['authorization', 'x-forge-oauth-system', 'x-forge-oauth-user']

/** Hands the simulator's requests to a Fastify server that does not listen. */
export class InjectTransport implements Transport {
  /** Every token that was sent, for {@link findLeaks}. */
  readonly secrets = new Set<string>()
  #server: FastifyInstance | undefined

  /** Names the server; until then every request fails as if nobody listened. */
  connect (server: FastifyInstance): void {
    this.#server = server
  }

  async post ({ url, method, headers, body, signal }: PostRequest): Promise<PostResult> {
    if (this.#server === undefined) return { kind: 'failed', errorCode: 'ECONNREFUSED' }
    this.#remember(headers)
    const { pathname, search } = new URL(url)
    const payload = body === undefined ? {} : { payload: Buffer.from(body) }
    // The platform calls by methods that HTTP has; Fastify's types name them one by one.
    const request: InjectOptions = { method: method as 'POST', url: pathname + search, headers, ...payload }
    const answered = this.#server.inject(request).then((response): PostResult => {
      const received = flat(response.headers)
      return { kind: 'answered', status: response.statusCode, contentType: received['content-type'], headers: received, text: response.body }
    })
    return await Promise.race([answered, aborted(signal)])
  }

  async close (): Promise<void> {
    this.#server = undefined
  }

  #remember (headers: Readonly<Record<string, string>>): void {
    for (const name of SECRET_HEADERS) {
      const value = headers[name]?.replace(/^bearer\s+/i, '')
      if (value !== undefined && value.length >= 8) this.secrets.add(value)
    }
  }
}

function flat (headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as const]))
}

async function aborted (signal: AbortSignal): Promise<PostResult> {
  if (!signal.aborted) await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }) })
  return { kind: 'aborted' }
}
