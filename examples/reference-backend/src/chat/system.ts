import { createHmac, randomUUID } from 'node:crypto'

/** What the chat system of this example and the server share. In earnest it comes from a secret. */
export const CHAT_SECRET = 'chat-signing-secret'

/** What somebody says in the chat. */
export interface Said { readonly user: string, readonly pageId: string, readonly text: string }

/** A request as it goes over the wire. */
export interface SignedRequest { readonly headers: Readonly<Record<string, string>>, readonly body: string }

/** The outside system: it knows one address and one secret, and nothing of Atlassian. */
export class ChatSystem {
  readonly #url: string
  readonly #secret: string
  readonly team = 'T0ACME'

  constructor (url: string, secret: string) {
    this.#url = url
    this.#secret = secret
  }

  /** @param at - When it is signed, epoch milliseconds. @param id - Of the message; the same for a redelivery. */
  sign (said: Said, at = Date.now(), id: string = randomUUID()): SignedRequest {
    return this.seal(JSON.stringify({ id, team: this.team, ...said }), at)
  }

  /** Signs a body as it is. */
  seal (body: string, at = Date.now()): SignedRequest {
    const timestamp = String(Math.floor(at / 1_000))
    const signature = createHmac('sha256', this.#secret).update(`v0:${timestamp}:${body}`).digest('hex')
    return { body, headers: { 'content-type': 'application/json', 'x-chat-request-timestamp': timestamp, 'x-chat-signature': `v0=${signature}` } }
  }

  async send ({ body, headers }: SignedRequest): Promise<{ readonly status: number, readonly code?: string }> {
    const answer = await fetch(this.#url, { method: 'POST', headers, body })
    // The server's own answers: `{ code, message }` for refusals.
    const { code } = await answer.json() as { readonly code?: string }
    return { status: answer.status, ...code === undefined ? {} : { code } }
  }
}
