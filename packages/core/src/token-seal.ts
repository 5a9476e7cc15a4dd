import { HKS_ERR_STORE_FORMAT, HKS_ERR_TOKEN_UNREADABLE, type AppToken } from '@hooksmith/contracts'
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose'
import type { TokenKeyRing } from './token-keys.js'

/** The newest form of a sealed token that this release reads and writes. */
const FORMAT = 1

/** What is encrypted: the token, and whose it is, so that a record copied to another tenant's place is of no use there. */
interface Sealed extends AppToken {
  readonly format: typeof FORMAT
  readonly tenant: string
}

/** Encrypts a token with the newest key, as a JWE in compact form (RFC 7516): `dir`, `A256GCM`, a fresh random IV. */
export async function sealToken (tenant: string, token: AppToken, ring: TokenKeyRing): Promise<Uint8Array> {
  const { value, expiresAt, apiBaseUrl } = token
  const sealed: Sealed = { format: FORMAT, tenant, value, expiresAt, apiBaseUrl }
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(sealed)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: ring.newestId })
    .encrypt(ring.newest)
  return Buffer.from(jwe)
}

/**
 * Decrypts the token of `tenant`.
 *
 * @throws `HKS_ERR_TOKEN_UNREADABLE` when no key of the ring fits, the bytes were changed, or the token is another tenant's;
 * `HKS_ERR_STORE_FORMAT` when a newer release wrote it.
 */
export async function openToken (tenant: string, bytes: Uint8Array, ring: TokenKeyRing): Promise<AppToken> {
  const found = await openAnyToken(bytes, ring)
  if (found?.tenant !== tenant) throw new HKS_ERR_TOKEN_UNREADABLE(tenant)
  return found.token
}

/**
 * Decrypts a token of whomever; `undefined` when no key of the ring fits or the bytes were changed.
 *
 * @throws `HKS_ERR_STORE_FORMAT` when a newer release wrote it.
 */
export async function openAnyToken (bytes: Uint8Array, ring: TokenKeyRing): Promise<{ readonly tenant: string, readonly token: AppToken } | undefined> {
  const sealed = await decrypt(bytes, ring)
  if (typeof sealed?.format === 'number' && sealed.format > FORMAT) throw new HKS_ERR_STORE_FORMAT(sealed.format, FORMAT)
  if (sealed === undefined || !isSealed(sealed)) return undefined
  const { tenant, value, expiresAt, apiBaseUrl } = sealed
  return { tenant, token: { value, expiresAt, apiBaseUrl } }
}

/** The id of the key that a token was encrypted with; `undefined` when the bytes are no sealed token. */
export function keyIdOf (bytes: Uint8Array): string | undefined {
  try {
    return decodeProtectedHeader(Buffer.from(bytes).toString()).kid
  } catch {
    // Not a JWE at all: nothing of it is known.
    return undefined
  }
}

async function decrypt (bytes: Uint8Array, ring: TokenKeyRing): Promise<Partial<Record<keyof Sealed, unknown>> | undefined> {
  const key = ring.byId.get(keyIdOf(bytes) ?? '')
  if (key === undefined) return undefined
  try {
    const { plaintext } = await compactDecrypt(bytes, key, { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] })
    const sealed: unknown = JSON.parse(Buffer.from(plaintext).toString())
    return typeof sealed === 'object' && sealed !== null ? sealed : {}
  } catch {
    // What went wrong is not passed on: a parser's message may repeat what it could not read.
    return undefined
  }
}

function isSealed (sealed: Partial<Record<keyof Sealed, unknown>>): sealed is Sealed {
  return sealed.format === FORMAT && typeof sealed.tenant === 'string' && typeof sealed.value === 'string' && typeof sealed.expiresAt === 'number' && typeof sealed.apiBaseUrl === 'string'
}
