import type { Clock } from '@hooksmith/contracts'

const FIRST_MS = 20
const MAX_MS = 1_000

/** Pauses that double from 20 ms up to one second, until something works again. */
export class Backoff {
  readonly #clock: Clock
  #failures = 0

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /** How long to wait after one more failure, in milliseconds. */
  next (): number {
    return Math.min(FIRST_MS * 2 ** this.#failures++, MAX_MS)
  }

  reset (): void {
    this.#failures = 0
  }

  /** Waits after one more failure. */
  async pause (): Promise<void> {
    const ms = this.next()
    await new Promise<void>((resolve) => { this.#clock.after(ms, resolve) })
  }
}
