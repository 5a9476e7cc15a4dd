import type { CancelTimer, Clock } from '@hooksmith/contracts'

/** One timer that can be set again and again; the last setting counts. */
export class Timer {
  readonly #clock: Clock
  readonly #run: () => void
  #cancel: CancelTimer | undefined

  constructor (clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  set (ms: number): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(ms, this.#run)
  }

  cancel (): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
