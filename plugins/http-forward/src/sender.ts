import { Agent, request } from 'undici'
import type { Content } from './cloud-event.js'
import { guardedLookup, type Resolve } from './guarded-lookup.js'

/** What came back. */
export interface Answer { readonly status: number, readonly retryAfter: string | undefined }

/** How a sender sends. */
export interface SenderOptions {
  /** Hosts that may have private addresses. */
  readonly allowed: ReadonlySet<string>
  /** For one request, up to the end of its answer, in milliseconds. */
  readonly timeoutMs: number
  /** @defaultValue that of the machine */
  readonly resolve?: Resolve
}

/**
 * Sends bodies by POST, over connections that stay open. Follows no redirect, repeats nothing, and keeps nothing of an answer but its status and
 * `Retry-After`. Connects to no private address, unless its host is allowed.
 */
export class Sender {
  readonly #agent: Agent
  readonly #timeoutMs: number

  constructor ({ allowed, timeoutMs, resolve }: SenderOptions) {
    this.#timeoutMs = timeoutMs
    // The signal is the deadline of the whole; a connection that a firewall swallows ends by itself a little before.
    this.#agent = new Agent({
      connect: { lookup: guardedLookup(allowed, resolve), timeout: timeoutMs }, headersTimeout: 0, bodyTimeout: 0
    })
  }

  /** @throws what the network gives, `HKS_ERR_FORWARD_PRIVATE_HOST`, or the reason of a signal. */
  async post (url: URL, { body, headers }: Content, signal: AbortSignal): Promise<Answer> {
    // Node 20 collects an AbortSignal.timeout() that nothing but AbortSignal.any() refers to, and it never fires: a variable that is used later keeps it.
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    const either = AbortSignal.any([signal, timeout])
    try {
      const response = await request(url, { dispatcher: this.#agent, method: 'POST', headers, body, signal: either })
      await response.body.dump({ limit: 65_536, signal: either })
      const retryAfter = response.headers['retry-after']
      return { status: response.statusCode, retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined }
    } catch (error) {
      signal.throwIfAborted()
      timeout.throwIfAborted()
      throw error
    }
  }

  async close (): Promise<void> {
    await this.#agent.destroy()
  }
}
