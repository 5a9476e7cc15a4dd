import { createHash } from 'node:crypto'

/** The first 12 hex digits of a secret's SHA-256: enough to tell two secrets apart, no help in finding one. */
export function fingerprintOf (secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 12)
}
