import { Agent, fetch, type Dispatcher, type RequestInit, type Response } from 'undici'
import type { ResolvedClientOptions } from './options.js'

/** A request that got no answer. */
export interface NoAnswer {
  /** What the library calls it; nothing of what was sent. */
  readonly detail: string
  /** Whether Atlassian cannot have seen it. */
  readonly isUnsent: boolean
}

/** Failures before anything was sent. */
const UNSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'UND_ERR_CONNECT_TIMEOUT'
])

/** Sends one request over connections that stay open. Follows nothing, repeats nothing, keeps no body. */
export class Transport {
  readonly #dispatcher: Dispatcher
  readonly #own?: Agent

  constructor ({ dispatcher, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs }: ResolvedClientOptions) {
    if (dispatcher === undefined) {
      this.#own = new Agent({ connect: { timeout: connectTimeoutMs }, headersTimeout: headersTimeoutMs, bodyTimeout: bodyTimeoutMs })
      this.#dispatcher = this.#own
    } else this.#dispatcher = dispatcher
  }

  /** Rejects only with the reason of an aborted signal. */
  async send (url: URL, init: RequestInit): Promise<Response | NoAnswer> {
    try {
      // Credentials are those of browsers: without `omit`, fetch looks for a way to ask somebody after a 401, and fails for bodies that are streams.
      return await fetch(url, { ...init, redirect: 'manual', credentials: 'omit', dispatcher: this.#dispatcher })
    } catch (error) {
      init.signal?.throwIfAborted()
      const detail = detailOf(error)
      return { detail, isUnsent: UNSENT.has(detail) }
    }
  }

  /** Breaks off what is under way. Twice is fine. */
  async close (): Promise<void> {
    if (this.#own?.destroyed === false) await this.#own.destroy()
  }
}

/** Only a code of the library's or of the system's: messages may name what was sent. */
function detailOf (error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string') return cause.code
  return 'no reason given'
}
