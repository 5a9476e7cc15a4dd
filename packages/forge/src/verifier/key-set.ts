import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_VERIFIER_KEY_UNKNOWN, HKS_ERR_VERIFIER_KEYS_UNAVAILABLE } from '@hooksmith/contracts'
import { createLocalJWKSet, errors } from 'jose'
import type { CryptoKey, JSONWebKeySet, JWSHeaderParameters, LocalJWKSet } from 'jose'
import type { Dispatcher } from 'undici'
import { fetchKeySet } from './fetch-key-set.js'

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

interface LoadedSet {
  readonly find: LocalJWKSet
  readonly keys: Map<string, CryptoKey>
  readonly loadedAt: number
}

/** Longest key id looked up. */
const MAX_KID_LENGTH = 256

/**
 * The keys behind one URL, kept in this process only: a shared cache would let whoever writes to it mint tokens.
 *
 * - *empty*: nothing loaded; a look-up waits for a download, unless one failed within `failureCooldownMs`.
 * - *fresh*: up to `maxAgeMs`; look-ups of known ids touch nothing else. The last fifth of that span renews it in the background.
 * - *old*: up to `maxStaleMs`; a look-up first waits for a download. Once one has failed, the old set serves at once and
 *   downloads go on behind it, until one succeeds.
 * - *dead*: past `maxStaleMs`; as empty.
 *
 * However many look-ups there are, one download is in flight.
 */
export class KeySet {
  readonly #url: string
  readonly #options: KeySetOptions
  readonly #clock: Clock
  #loaded: LoadedSet | undefined
  #pending: Promise<void> | undefined
  #failure: { readonly at: number, readonly error: Error } | undefined
  #clockDifferenceMs: number | undefined
  #answeredAt = -Infinity

  constructor (url: string, options: KeySetOptions, clock: Clock) {
    this.#url = url
    this.#options = options
    this.#clock = clock
  }

  /** Whether tokens can be verified at this instant without a download. */
  get isLoaded (): boolean {
    return this.#age() < this.#options.maxStaleMs
  }

  /** By how much our clock is off, as the origin's last answer showed it; `undefined` when it never did. */
  get clockDifferenceMs (): number | undefined {
    return this.#clockDifferenceMs
  }

  /**
   * The key for a token's header.
   *
   * @throws `HKS_ERR_VERIFIER_KEY_UNKNOWN` when the current set does not have it, `HKS_ERR_VERIFIER_KEYS_UNAVAILABLE`
   * when there is no set to ask, or when a download that could have brought the key failed.
   */
  async find (header: JWSHeaderParameters): Promise<CryptoKey> {
    const { kid } = header
    if (typeof kid !== 'string' || kid.length > MAX_KID_LENGTH) throw new HKS_ERR_VERIFIER_KEY_UNKNOWN()
    if (this.#age() >= this.#options.maxAgeMs * 0.8) await this.#renew()
    const known = this.#loaded?.keys.get(kid) ?? await this.#look(header, kid)
    if (known !== undefined) return known
    if (this.#clock.now() - this.#answeredAt >= this.#options.cooldownMs) {
      await this.#load()
      const found = await this.#look(header, kid)
      if (found !== undefined) return found
    }
    throw this.#failure?.error ?? new HKS_ERR_VERIFIER_KEY_UNKNOWN()
  }

  /** Measures the clock again, unless the origin was asked within `cooldownMs`; never rejects. */
  async measureClock (): Promise<number | undefined> {
    if (this.#clock.now() - this.#answeredAt >= this.#options.cooldownMs) await this.#load()
    return this.#clockDifferenceMs
  }

  /** Downloads the set if there is none; never rejects. */
  async warm (): Promise<void> {
    if (!this.isLoaded) await this.#load()
  }

  #age (): number {
    const age = this.#clock.now() - (this.#loaded?.loadedAt ?? -Infinity)
    // A clock that was set back says nothing about the age.
    return age < 0 ? Infinity : age
  }

  /** Brings the set to an age at which it may serve, or throws. */
  async #renew (): Promise<void> {
    const { maxAgeMs, maxStaleMs } = this.#options
    const isDown = this.#failure !== undefined && this.#clock.now() - this.#failure.at < maxAgeMs
    const mayServe = this.#age() < (isDown ? maxStaleMs : maxAgeMs)
    const loading = this.#load()
    if (mayServe) return
    await loading
    if (!this.isLoaded) throw this.#failure?.error ?? new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('it was never loaded')
  }

  async #look (header: JWSHeaderParameters, kid: string): Promise<CryptoKey | undefined> {
    const loaded = this.#loaded
    try {
      const key = await loaded?.find(header)
      if (key !== undefined) loaded?.keys.set(kid, key)
      return key
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return undefined
      throw Object.assign(new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('a key of it cannot be used'), { cause: error })
    }
  }

  /** Joins the download in flight or starts one, unless one failed just now. Its outcome is in the fields. */
  async #load (): Promise<void> {
    const { failureCooldownMs } = this.#options
    if (this.#failure !== undefined && this.#clock.now() - this.#failure.at < failureCooldownMs) return
    this.#pending ??= this.#download().finally(() => { this.#pending = undefined })
    await this.#pending
  }

  async #download (): Promise<void> {
    try {
      const { keySet, clockDifferenceMs } = await fetchKeySet(this.#url, this.#options, this.#clock)
      const find = keysOf(keySet)
      const now = this.#clock.now()
      this.#loaded = { find, keys: new Map(), loadedAt: now }
      this.#failure = undefined
      this.#answeredAt = now
      this.#clockDifferenceMs = clockDifferenceMs
    } catch (error) {
      // fetchKeySet and keysOf reject with coded errors only.
      this.#failure = { at: this.#clock.now(), error: error as Error }
    }
  }
}

function keysOf (keySet: JSONWebKeySet): LocalJWKSet {
  try {
    return createLocalJWKSet(keySet)
  } catch (error) {
    throw Object.assign(new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE('it is not a key set'), { cause: error })
  }
}
