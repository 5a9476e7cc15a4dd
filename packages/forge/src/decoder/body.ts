/** A JSON object, as far as anybody knows. */
export type Members = Readonly<Record<string, unknown>>

/** Deeper bodies are unreadable: whoever walks a value recursively would run out of stack. Real events stay below 20. */
const MAX_DEPTH = 100

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NOTHING = new Uint8Array()

/** A body that was read, or why it could not be. */
export type ParsedBody = { readonly value: unknown, readonly reason?: undefined } | { readonly reason: string }

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a body as JSON. An empty one, or nothing but white space, reads as an empty object: scheduled triggers come
 * with either.
 *
 * The depth is counted over the bytes, without recursion, before anything is parsed. Members called `__proto__` become members
 * like any other, as JSON.parse makes them.
 */
export function parseBody (rawBody: Uint8Array): ParsedBody {
  if (depthExceeds(rawBody, MAX_DEPTH)) return { reason: `nested deeper than ${MAX_DEPTH} levels` }
  try {
    const text = decoder.decode(rawBody)
    return { value: text.trim() === '' ? {} : JSON.parse(text) }
  } catch {
    // The text of a parser's error repeats parts of the body; the reason does not need them.
    return { reason: 'the body is not JSON' }
  }
}

/** Whether brackets are nested deeper than `max`. Right for JSON, and for anything else it does not matter. */
export function depthExceeds (bytes: Uint8Array = NOTHING, max: number): boolean {
  if (bytes.length <= max) return false
  let depth = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    // 0x5b 0x7b open, 0x5d 0x7d close; they differ from each other in one bit.
    else if (byte === 0x7b || byte === 0x5b) { if (++depth > max) return true } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}

function endOfString (bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}

export function isMembers (value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
