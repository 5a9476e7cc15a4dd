import { createHmac, timingSafeEqual } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import {
  HKS_ERR_VERIFIER_EXPIRED, HKS_ERR_VERIFIER_MALFORMED, HKS_ERR_VERIFIER_MISSING, HKS_ERR_VERIFIER_NOT_YET_VALID, HKS_ERR_VERIFIER_REPLAYED,
  HKS_ERR_VERIFIER_SIGNATURE, type NonceGuard, type VerifierRequest
} from '@hooksmith/contracts'
import type { Decoded, Receiver } from '@hooksmith/core'

/** What the chat system says: somebody of a team wants something written on a page. */
const Message = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  team: Type.String({ minLength: 1, maxLength: 100 }),
  user: Type.String({ minLength: 1, maxLength: 100 }),
  pageId: Type.String({ pattern: '^[0-9]{1,20}$' }),
  text: Type.String({ maxLength: 4_000 })
})

declare module '@hooksmith/core' {
  interface EventMap { 'chat:message': Static<typeof Message> }
}

export interface ChatOptions {
  /** What the chat system signs with. */
  readonly secret: string
  readonly nonces: NonceGuard
}

/** How far the time of a request may be off, in either direction, in milliseconds. */
const WINDOW_MS = 300_000

/**
 * Takes the requests of a chat system that signs as Slack does: `v0=` and HMAC-SHA256 over `v0:<timestamp>:<body>`, in hex. A request is good
 * for five minutes and once; a redelivery is signed anew, and its message is known by its id.
 *
 * Source of the scheme: https://docs.slack.dev/authentication/verifying-requests-from-slack/, read 2026-08.
 */
export function makeChatReceiver ({ secret, nonces }: ChatOptions): Receiver {
  return {
    name: 'chat',
    path: '/webhooks/chat',
    async verify ({ headers, rawBody, receivedAt }: VerifierRequest) {
      const timestamp = textOf(headers['x-chat-request-timestamp'], 'x-chat-request-timestamp')
      const given = textOf(headers['x-chat-signature'], 'x-chat-signature')
      const at = assertTime(timestamp, receivedAt)
      assertSignature(given, createHmac('sha256', secret).update(`v0:${timestamp}:`).update(rawBody).digest())
      // Only now: what is not signed must not fill the store.
      if (!await nonces.claim('chat', given, at + 2 * WINDOW_MS)) throw new HKS_ERR_VERIFIER_REPLAYED()
      return { tenant: 'chat' }
    },
    decode ({ rawBody }): Decoded {
      const message = parse(rawBody)
      if (!Value.Check(Message, message)) return { kind: 'unreadable', reason: 'it is no message' }
      const { id, team } = message
      // A tenant for each team: teams take turns in the queue.
      return { kind: 'events', events: [{ event: { specversion: '1.0', id: `chat:${team}:${id}`, type: 'chat:message', source: '/chat', tenant: `chat:${team}`, data: message } }] }
    }
  }
}

function textOf (header: string | readonly string[] | undefined, name: string): string {
  if (typeof header !== 'string') throw new HKS_ERR_VERIFIER_MISSING(`header ${name}`)
  return header
}

/** @returns The instant that was signed, in epoch milliseconds. */
function assertTime (timestamp: string, receivedAt: number): number {
  if (!/^\d{1,12}$/.test(timestamp)) throw new HKS_ERR_VERIFIER_MALFORMED('the timestamp is no number of seconds')
  const at = Number(timestamp) * 1_000
  if (receivedAt - at > WINDOW_MS) throw new HKS_ERR_VERIFIER_EXPIRED()
  if (at - receivedAt > WINDOW_MS) throw new HKS_ERR_VERIFIER_NOT_YET_VALID()
  return at
}

function assertSignature (given: string, expected: Buffer): void {
  const hex = /^v0=([0-9a-f]{64})$/.exec(given)?.[1]
  if (hex === undefined) throw new HKS_ERR_VERIFIER_MALFORMED('the signature is not v0= and 64 hex digits')
  if (!timingSafeEqual(Buffer.from(hex, 'hex'), expected)) throw new HKS_ERR_VERIFIER_SIGNATURE()
}

function parse (rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(rawBody).toString())
  } catch {
    // As any other text that is no message.
    return undefined
  }
}
