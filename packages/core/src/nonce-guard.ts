import { systemClock, type Clock, type NonceGuard, type Store } from '@hooksmith/contracts'
import { recordKey } from './record-key.js'

/** What a {@link StoreNonceGuard} is told. */
export interface StoreNonceGuardOptions {
  /** Where the used nonces lie. Stays open; whoever made it closes it. */
  readonly store: Store
  /** Where time comes from; the same as the store's. @defaultValue the machine's clock */
  readonly clock?: Clock
}

const USED = Uint8Array.of(1)

/**
 * Lets a nonce through once, across all processes that share the {@link Store}.
 *
 * Where the store's clock runs ahead of this process's, a nonce is free again that much sooner than asked for: ask for
 * a later instant by as much as clocks may differ.
 */
export class StoreNonceGuard implements NonceGuard {
  readonly #store: Store
  readonly #clock: Clock

  constructor ({ store, clock = systemClock }: StoreNonceGuardOptions) {
    this.#store = store
    this.#clock = clock
  }

  async claim (scope: string, nonce: string, expiresAt: number): Promise<boolean> {
    if (expiresAt <= this.#clock.now()) return false
    return await this.#store.put(recordKey('nonce', scope, nonce), USED, { when: 'absent', expiresAt })
  }
}
