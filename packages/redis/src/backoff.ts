import type { Clock } from '@hooksmith/contracts'

const FIRST_MS = 20
const MAX_MS = 1_000

/** Pauses that double from 20 ms up to one second, or less, until something works again. */
export class Backoff {
  readonly #clock: Clock
  readonly #maxMs: number
  #failures = 0

  constructor (clock: Clock, maxMs = MAX_MS) {
    this.#clock = clock
    this.#maxMs = Math.min(maxMs, MAX_MS)
  }

  /** How long to wait after one more failure, in milliseconds. */
  next (): number {
    return Math.min(FIRST_MS * 2 ** this.#failures++, this.#maxMs)
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
