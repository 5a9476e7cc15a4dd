import { HKS_ERR_OPTION_INVALID } from '@hooksmith/contracts'
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** A key of 32 bytes: as bytes, as 64 hexadecimal digits, or as 43 characters of base64url (base64 is taken too). */
export type TokenKey = Uint8Array | string

const KEY_BYTES = 32
const HEX = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9_+/-]{43}=?$/

/** The keys of a token store by their ids; the newest encrypts, all decrypt. */
export interface TokenKeyRing {
  readonly newestId: string
  readonly newest: KeyObject
  readonly byId: ReadonlyMap<string, KeyObject>
}

/**
 * Reads a list of keys, newest first.
 *
 * @throws `HKS_ERR_OPTION_INVALID` for an empty list and for a key that is no key; it never shows the key.
 */
export function resolveTokenKeys (keys: readonly TokenKey[]): TokenKeyRing {
  const ring = keys.map((key, index) => readTokenKey(key, `keys[${index}]`)).map((bytes) => [idOf(bytes), createSecretKey(bytes)] as const)
  const [first] = ring
  if (first === undefined) throw new HKS_ERR_OPTION_INVALID('keys', 'a list of one key or more', 'an empty list')
  const [newestId, newest] = first
  return { newestId, newest, byId: new Map(ring) }
}

/** @throws `HKS_ERR_OPTION_INVALID` naming `option`, never the key. */
export function readTokenKey (key: TokenKey, option: string): Uint8Array {
  const bytes = decode(key)
  if (bytes?.byteLength === KEY_BYTES) return bytes
  throw new HKS_ERR_OPTION_INVALID(option, '32 bytes, as a Uint8Array, 64 hexadecimal digits or base64url', describe(key))
}

function decode (key: unknown): Uint8Array | undefined {
  if (key instanceof Uint8Array) return Uint8Array.from(key)
  if (typeof key !== 'string') return undefined
  if (HEX.test(key)) return Buffer.from(key, 'hex')
  return BASE64.test(key) ? Buffer.from(key, 'base64url') : undefined
}

function describe (key: unknown): string {
  if (key instanceof Uint8Array) return `${key.byteLength} bytes`
  return typeof key === 'string' ? `a string of ${key.length} characters` : typeof key
}

/** Names a key without telling anything of it: an HMAC under the key itself. */
function idOf (key: Uint8Array): string {
  return createHmac('sha256', key).update('hooksmith token key id').digest('base64url').slice(0, 16)
}
