import { Agent, errors, request, type Dispatcher } from 'undici'
import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'

/** What one request came to. `aborted` means that its signal fired first; why, its owner knows. */
export type PostResult =
  | { readonly kind: 'answered', readonly status: number, readonly contentType: string | undefined, readonly text: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed', readonly errorCode: string }

export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly signal: AbortSignal
}

/**
 * Carries the simulator's requests to the receiver. {@link Poster} does so over HTTP; one that calls a receiver in this process needs no port.
 *
 * `post` resolves whatever became of the request, and to `aborted` once the signal has fired.
 */
export interface Transport {
  post (request: PostRequest): Promise<PostResult>
  close (): Promise<void>
}

/** More of an answer than this is read but not kept. */
const MAX_KEPT_BYTES = 65_536

/** Sends requests over connections that stay open, follows no redirect and repeats nothing. */
export class Poster implements Transport {
  readonly #agent: Agent

  constructor (connections: number) {
    // The signal is the only deadline; undici's own would fire in real time.
    this.#agent = new Agent({ connections, headersTimeout: 0, bodyTimeout: 0 })
  }

  /** @throws `HKS_ERR_SIMULATOR_INPUT` for headers that HTTP cannot carry. */
  async post ({ url, headers, body, signal }: PostRequest): Promise<PostResult> {
    if (signal.aborted) return { kind: 'aborted' }
    try {
      const response = await request(url, { dispatcher: this.#agent, method: 'POST', headers, body: body ?? null, signal })
      const text = await readText(response.body)
      return { kind: 'answered', status: response.statusCode, contentType: first(response.headers['content-type']), text }
    } catch (error) {
      // No message of undici's: it could repeat a header's value.
      if (error instanceof errors.InvalidArgumentError) throw new HKS_ERR_SIMULATOR_INPUT('headers', 'names and values that HTTP can carry', 'others')
      return signal.aborted ? { kind: 'aborted' } : { kind: 'failed', errorCode: codeOf(error) }
    }
  }

  async close (): Promise<void> {
    await this.#agent.destroy()
  }
}

async function readText (body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (bytes < MAX_KEPT_BYTES) chunks.push(chunk)
    bytes += chunk.byteLength
  }
  return Buffer.concat(chunks).subarray(0, MAX_KEPT_BYTES).toString()
}

function first (value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function codeOf (error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
