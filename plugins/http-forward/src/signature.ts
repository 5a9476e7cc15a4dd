import { createHash, createHmac } from 'node:crypto'
import { HKS_ERR_FORWARD_KEY } from './errors.js'

const PREFIX = 'whsec_'
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** Standard Webhooks, "Signature scheme": a secret has 24 to 64 bytes. */
const [LEAST_BYTES, MOST_BYTES] = [24, 64]

/**
 * Reads one signing key.
 *
 * @param index - Its place in the list, for the message.
 * @throws `HKS_ERR_FORWARD_KEY`, which never shows the key.
 */
export function readKey (text: string, index: number): Uint8Array {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined
  if (encoded === undefined || !BASE64.test(encoded)) throw new HKS_ERR_FORWARD_KEY(index, `must be '${PREFIX}' followed by base64`)
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length >= LEAST_BYTES && bytes.length <= MOST_BYTES) return bytes
  throw new HKS_ERR_FORWARD_KEY(index, `must hold ${LEAST_BYTES} to ${MOST_BYTES} bytes, it holds ${bytes.length}`)
}

/**
 * The headers by which the other side knows who sent a body, when, and that it is whole; one signature a key, newest first.
 *
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read 2026-08.
 *
 * @param eventId - Attempts of one event have the same message id, made of this one: ids of senders may hold characters that a header may not.
 * @param now - Epoch milliseconds.
 */
export function signatureHeaders (eventId: string, body: string, keys: readonly Uint8Array[], now: number): Record<string, string> {
  const id = `msg_${createHash('sha256').update(eventId).digest('base64url')}`
  const timestamp = String(Math.floor(now / 1_000))
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
