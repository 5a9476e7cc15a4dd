import type { Capabilities } from './capabilities.js'

/** One record of a {@link Store}. */
export interface StoreRecord {
  readonly key: string
  /** The caller's own copy. */
  readonly value: Uint8Array
  readonly rank?: number
  /** Epoch milliseconds. */
  readonly expiresAt?: number
}

/** How {@link Store.put} decides. */
export interface PutOptions {
  /**
   * - `always`: writes.
   * - `absent`: writes if there is no readable record.
   * - `newer`: writes if there is no readable record, if it has no rank, or if its rank is lower than `rank`, which is
   *   then required. Equal ranks do not overwrite.
   *
   * @defaultValue 'always'
   */
  readonly when?: 'always' | 'absent' | 'newer'
  /** Any finite number. */
  readonly rank?: number
  /**
   * The record cannot be read from this instant on, epoch milliseconds. An instant in the past is taken: the write is
   * carried out, and what stood there cannot be read any more. @defaultValue never
   */
  readonly expiresAt?: number
}

/** Part of a listing. */
export interface StorePage {
  readonly records: readonly StoreRecord[]
  /** Present exactly when there is more: the `after` of the next call. */
  readonly next?: string
}

/**
 * Records with a key, bytes, an optional rank and an optional expiry. Everything stateful beside jobs is written once on
 * top of it, so a driver implements only this.
 *
 * Keys are strings of 1 to 512 bytes of UTF-8, without half surrogate pairs; every character is data. Values are 0 bytes to 1 MiB. Each call is atomic on
 * its record, also against other processes. A call never hangs: it settles within the driver's deadline. Calls made
 * at the same time may be carried out in any order. Bytes are copied in and out.
 *
 * Rejections, for every method: `HKS_ERR_STORE_INPUT` (nothing was done), `HKS_ERR_STORE_UNAVAILABLE`,
 * `HKS_ERR_STORE_READ_ONLY`, `HKS_ERR_STORE_FULL` (nothing was written), `HKS_ERR_STORE_TIMEOUT` (unknown),
 * `HKS_ERR_STORE_FORMAT` (written by a newer release), `HKS_ERR_STORE_CLOSED`.
 */
export interface Store extends Capabilities {
  /** Reads one record: `undefined` when there is none or `expiresAt` has come, swept or not. */
  get (key: string): Promise<StoreRecord | undefined>

  /**
   * Writes one record whole: value, rank and expiry replace what was there.
   *
   * Resolves, once stored as `durable` says, to whether it wrote; `false` only for `absent` and `newer`.
   */
  put (key: string, value: Uint8Array, options?: PutOptions): Promise<boolean>

  /**
   * Adds to a counter and resolves to its new value. A counter that is not there, or has expired, starts at 0 and takes
   * `expiresAt` from this call; a later call does not move the expiry. The sum must stay a safe integer. A counter is
   * a record without a rank: `get` gives its decimal digits in ASCII, with a leading `-` below 0. `add` on a record whose
   * value is not such digits rejects with `HKS_ERR_STORE_INPUT`, and so do a step and a sum that is no safe integer;
   * nothing is changed then.
   */
  add (key: string, by: number, options?: { readonly expiresAt?: number }): Promise<number>

  /** Deletes one record; resolves to whether there was a readable one. */
  delete (key: string): Promise<boolean>

  /**
   * The records whose key starts with `prefix` (the empty one lists all), in ascending order of the keys' UTF-8 bytes,
   * from the first key above `after`. `prefix` and `after` are 0 to 512 bytes of UTF-8; `after` need not start with
   * `prefix`, nor be the key of a record. What is written while pages are read may or may not be listed.
   *
   * @param options.limit - 1 to 1,000 records. @defaultValue 100
   */
  list (prefix: string, options?: { readonly after?: string, readonly limit?: number }): Promise<StorePage>

  /** Waits for running calls and releases what the driver opened itself. Twice is fine. Every other call then rejects with `HKS_ERR_STORE_CLOSED`. */
  close (): Promise<void>
}
