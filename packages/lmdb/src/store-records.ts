import { HKS_ERR_STORE_FORMAT, type StoreRecord } from '@hooksmith/contracts'

/** The format of every store record that this release writes. It reads this one. */
export const STORE_FORMAT = 1

const HAS_RANK = 1
const HAS_EXPIRY = 2

/** A record without its key. */
export type Kept = Omit<StoreRecord, 'key'>

/*
 * One byte format, one byte of flags, then rank and expiry as doubles where the flags say so, then the value.
 */

export function encodeKept ({ value, rank, expiresAt }: Kept): Buffer {
  const head = Buffer.alloc(2 + (rank === undefined ? 0 : 8) + (expiresAt === undefined ? 0 : 8))
  head[0] = STORE_FORMAT
  head[1] = (rank === undefined ? 0 : HAS_RANK) | (expiresAt === undefined ? 0 : HAS_EXPIRY)
  if (rank !== undefined) head.writeDoubleBE(rank, 2)
  if (expiresAt !== undefined) head.writeDoubleBE(expiresAt, head.length - 8)
  return Buffer.concat([head, value])
}

/** @throws `HKS_ERR_STORE_FORMAT`. */
export function decodeKept (bytes: Buffer): Kept {
  const format = bytes[0] ?? 0
  if (format > STORE_FORMAT) throw new HKS_ERR_STORE_FORMAT(format, STORE_FORMAT)
  const flags = bytes[1] ?? 0
  let at = 2
  const double = (flag: number): number | undefined => {
    if ((flags & flag) === 0) return undefined
    at += 8
    return bytes.readDoubleBE(at - 8)
  }
  const rank = double(HAS_RANK)
  const expiresAt = double(HAS_EXPIRY)
  return {
    value: Uint8Array.from(bytes.subarray(at)),
    ...(rank === undefined ? undefined : { rank }),
    ...(expiresAt === undefined ? undefined : { expiresAt })
  }
}

/** The key of a record in the index by expiry: doubles from 0 on sort by their bytes. */
export function expiryKey (expiresAt: number, key: Buffer): Buffer {
  return Buffer.concat([instantBytes(expiresAt), key])
}

/** The key of the record that an entry of the index by expiry is about. */
export function recordKey (expiryKey: Buffer): Buffer {
  return expiryKey.subarray(8)
}

export function instantBytes (instant: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(Math.max(0, instant))
  return bytes
}

/** The first key above all that start with `prefix`; `undefined` when there is none. */
export function endOfPrefix (prefix: Buffer): Buffer | undefined {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return undefined
  const end = Buffer.from(prefix.subarray(0, length))
  end[length - 1] = (end[length - 1] ?? 0) + 1
  return end
}
