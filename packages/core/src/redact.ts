const SECRETS = [
  // A compact JWS or JWE (RFC 7515, RFC 7516), or what was left of one: base64url of a JSON object, and the parts after it.
  /eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi,
  // The user part of a URL, as connection strings have it.
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
  /(?<=(?:token|secret|password|api[_-]?key)=)[^\s&"']+/gi
]

/** Longest reason that is kept, in characters. */
const MAX_LENGTH = 1_000

/** A reason fit for a log, a page or a dead letter: credentials blacked out, bounded in length. */
export function redact (text: string): string {
  const clean = SECRETS.reduce((rest, secret) => rest.replace(secret, '[redacted]'), text.slice(0, 4 * MAX_LENGTH))
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean
}

/**
 * What to write of something that was thrown: its code, where it has one, and its message; never its stack or other members. Where it was thrown
 * `placeOf` knows, for logs.
 */
export function describeError (error: unknown): string {
  try {
    if (!(error instanceof Error)) return redact(typeof error === 'string' ? error : `a thrown ${typeof error}`)
    const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
    return redact(code + String(error.message))
  } catch {
    // Getters of a stranger's error: whoever describes one must not fail in turn.
    return 'an error that cannot be described'
  }
}
