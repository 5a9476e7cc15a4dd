import type { Stage } from '../stage.js'
import { CHAT_SECRET } from './system.js'

/** What a person can send to the server by hand. */
export function curlLines ({ address, ann, pageId }: Pick<Stage, 'address' | 'ann' | 'pageId'>): string {
  const body = JSON.stringify({ id: 'curl-1', team: 'T0ACME', user: ann.chatId, pageId, text: 'Hello from curl' })
  return `
  # signed as the chat system signs: two comments; again within the second: replayed, later: known by its id
  at=$(date +%s); body='${body}'
  sig=$(printf 'v0:%s:%s' "$at" "$body" | openssl dgst -sha256 -hmac '${CHAT_SECRET}' -r | cut -d' ' -f1)
  curl -i ${address}/webhooks/chat -H "x-chat-request-timestamp: $at" -H "x-chat-signature: v0=$sig" -d "$body"

  # without Forge's token: 401
  curl -i ${address}/who-called`.slice(1)
}
