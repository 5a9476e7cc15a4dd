import type { Dispatcher } from 'undici'

/** How and when a key set is fetched, and for how long it serves. */
export interface KeySetOptions {
  /** Deadline of one download, in milliseconds. @defaultValue 2_000 */
  readonly keySetTimeoutMs: number
  /** At most one download per span because of an unknown key id or a clock in doubt, in milliseconds. @defaultValue 30_000 */
  readonly cooldownMs: number
  /** No new download for this long after one that failed, in milliseconds. @defaultValue 5_000 */
  readonly failureCooldownMs: number
  /** A set older than this is fetched again before it serves, in milliseconds. @defaultValue 600_000 */
  readonly maxAgeMs: number
  /** While the origin is down, the last good set serves up to this age, in milliseconds. @defaultValue 86_400_000 */
  readonly maxStaleMs: number
  /**
   * What downloads go through, for example a `ProxyAgent` of undici. It is trusted with the keys: whoever it asks may answer. Whoever made it closes it.
   * @defaultValue undici's global one
   */
  readonly keySetDispatcher: Dispatcher | undefined
}
