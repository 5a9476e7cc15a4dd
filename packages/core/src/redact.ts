const SECRETS = [
  // A compact JWS or JWE: three or five base64url parts, the first of which decodes to a JSON object.
  /\beyJ[\w-]{5,}(?:\.[\w-]*){2,4}/g,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi
]

/** Longest reason that is kept, in characters. */
const MAX_LENGTH = 1_000

/** A reason fit for a log, a page or a dead letter: credentials blacked out, bounded in length. */
export function redact (text: string): string {
  const clean = SECRETS.reduce((rest, secret) => rest.replace(secret, '[redacted]'), text.slice(0, 4 * MAX_LENGTH))
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean
}

/** What to write of something that was thrown: its code, where it has one, and its message; never its stack or other members. */
export function describeError (error: unknown): string {
  if (!(error instanceof Error)) return redact(typeof error === 'string' ? error : `a thrown ${typeof error}`)
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return redact(code + error.message)
}
