import type { Clock } from '@hooksmith/contracts'
import { SlidingWindows, TokenBuckets } from './windows.js'

/** What the key-value store takes of one installation before it answers `RATE_LIMIT_EXCEEDED`. */
export interface StorageLimitOptions {
  /** Requests per second. @defaultValue 1_000 */
  readonly requestsPerSecond: number
  /** Reads per minute, each begun 10 KB one. @defaultValue 4_000 */
  readonly readsPerMinute: number
  /** Writes per minute, each begun 10 KB one. @defaultValue 4_000 */
  readonly writesPerMinute: number
  /** Read from one key per second, in bytes, rounded up to 10 KB. @defaultValue 12_000_000 */
  readonly keyReadBytesPerSecond: number
  /** Written to one key per second, in bytes, rounded up to 10 KB. @defaultValue 1_000_000 */
  readonly keyWriteBytesPerSecond: number
}

/** Source: https://developer.atlassian.com/platform/forge/limits-kvs-ce/, read 2026-08. */
export const DEFAULT_STORAGE_LIMITS: StorageLimitOptions = Object.freeze({
  requestsPerSecond: 1_000,
  readsPerMinute: 4_000,
  writesPerMinute: 4_000,
  keyReadBytesPerSecond: 12_000_000,
  keyWriteBytesPerSecond: 1_000_000
})

/** What one operation moved. */
export interface StorageMove {
  readonly kind: 'read' | 'write'
  /** The store and the key in it; absent where an operation goes over several keys. */
  readonly name?: string
  readonly bytes: number
}

const UNIT_BYTES = 10_000
const SECOND = { withinMs: 1_000 }
const MINUTE = { withinMs: 60_000 }

/** Counts what installations do with their storage. REST and GraphQL are counted together. */
export class StorageLimits {
  readonly #options: StorageLimitOptions
  readonly #clock: Clock
  readonly #requests = new TokenBuckets()
  readonly #minutes = new SlidingWindows()
  readonly #keys = new SlidingWindows()

  constructor (options: StorageLimitOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  /** @returns Whether one more request is too many in this second. */
  isBusy (installationId: string): boolean {
    return this.#requests.take(installationId, this.#options.requestsPerSecond, this.#clock.now()) > 0
  }

  /** Counts an operation unless it is too much. @returns Whether it is. */
  isTooMuch (installationId: string, { kind, name, bytes }: StorageMove): boolean {
    const now = this.#clock.now()
    const units = Math.max(1, Math.ceil(bytes / UNIT_BYTES))
    const isRead = kind === 'read'
    const { readsPerMinute, writesPerMinute, keyReadBytesPerSecond, keyWriteBytesPerSecond } = this.#options
    const perSecond = [{ ...SECOND, most: isRead ? keyReadBytesPerSecond : keyWriteBytesPerSecond }]
    if (name !== undefined && this.#keys.spend(`${installationId}/${kind}/${name}`, units * UNIT_BYTES, perSecond, now) > 0) return true
    return this.#minutes.spend(`${installationId}/${kind}`, units, [{ ...MINUTE, most: isRead ? readsPerMinute : writesPerMinute }], now) > 0
  }
}
