import { HKS_ERR_STORE_FORMAT, HKS_ERR_TOKEN_UNREADABLE, type AppToken } from '@hooksmith/contracts'
import { compactDecrypt, CompactEncrypt } from 'jose'
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
  const sealed = await decrypt(tenant, bytes, ring)
  if (typeof sealed.format === 'number' && sealed.format > FORMAT) throw new HKS_ERR_STORE_FORMAT(sealed.format, FORMAT)
  if (!isSealed(sealed) || sealed.tenant !== tenant) throw new HKS_ERR_TOKEN_UNREADABLE(tenant)
  const { value, expiresAt, apiBaseUrl } = sealed
  return { value, expiresAt, apiBaseUrl }
}

async function decrypt (tenant: string, bytes: Uint8Array, ring: TokenKeyRing): Promise<Partial<Record<keyof Sealed, unknown>>> {
  const keyOf = ({ kid }: { readonly kid?: string }) => ring.byId.get(kid ?? '') ?? unknownKey(tenant)
  try {
    const { plaintext } = await compactDecrypt(bytes, keyOf, { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] })
    const sealed: unknown = JSON.parse(Buffer.from(plaintext).toString())
    return typeof sealed === 'object' && sealed !== null ? sealed : {}
  } catch {
    // What went wrong is not passed on: a parser's message may repeat what it could not read.
    return unknownKey(tenant)
  }
}

function unknownKey (tenant: string): never {
  throw new HKS_ERR_TOKEN_UNREADABLE(tenant)
}

function isSealed (sealed: Partial<Record<keyof Sealed, unknown>>): sealed is Sealed {
  return sealed.format === FORMAT && typeof sealed.value === 'string' && typeof sealed.expiresAt === 'number' && typeof sealed.apiBaseUrl === 'string'
}
