import { Agent, errors, request, type Dispatcher } from 'undici'
import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'

/** An answer as it came. */
export interface ReceivedAnswer {
  readonly status: number
  /** Names in lower case; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The body, as far as it was kept. */
  readonly text: string
  /** Of the whole body. */
  readonly bytes: number
}

/** What a request's answer was, as far as whoever carried it can tell. */
export type PostAnswer = Pick<ReceivedAnswer, 'status' | 'text'> & Partial<ReceivedAnswer> & { readonly contentType: string | undefined }

/** What one request came to. `aborted` means that its signal fired first; why, its owner knows. */
export type PostResult =
  | ({ readonly kind: 'answered' } & PostAnswer)
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed', readonly errorCode: string }

export interface PostRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  /** More of an answer than this is read but not kept. @defaultValue 65_536 */
  readonly maxKeptBytes?: number
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

const MAX_KEPT_BYTES = 65_536

/** Sends requests over connections that stay open, follows no redirect and repeats nothing. */
export class Poster implements Transport {
  readonly #agent: Agent

  constructor (connections: number) {
    // The signal is the only deadline; undici's own would fire in real time.
    this.#agent = new Agent({ connections, headersTimeout: 0, bodyTimeout: 0 })
  }

  /** @throws `HKS_ERR_SIMULATOR_INPUT` for headers that HTTP cannot carry. */
  async post ({ url, method, headers, body, signal, maxKeptBytes = MAX_KEPT_BYTES }: PostRequest): Promise<PostResult> {
    if (signal.aborted) return { kind: 'aborted' }
    try {
      const response = await request(url, { dispatcher: this.#agent, method, headers, body: body ?? null, signal })
      const read = await readText(response.body, maxKeptBytes)
      const received = flat(response.headers)
      return { kind: 'answered', status: response.statusCode, contentType: received['content-type'], headers: received, ...read }
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

async function readText (body: Dispatcher.ResponseData['body'], most: number): Promise<Pick<ReceivedAnswer, 'text' | 'bytes'>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (bytes < most) chunks.push(chunk)
    bytes += chunk.byteLength
  }
  return { text: Buffer.concat(chunks).subarray(0, most).toString(), bytes }
}

function flat (headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> {
  const present = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
  return Object.fromEntries(present.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
}

function codeOf (error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
