import type { CancelTimer, Clock } from '@hooksmith/contracts'

/** One timer that is set again and again. */
export class Timer {
  readonly #clock: Clock
  readonly #run: (lateMs: number) => void
  #at: number | undefined
  #cancel: CancelTimer = () => {}

  /** @param run - Is told how long after its instant it runs. */
  constructor (clock: Clock, run: (lateMs: number) => void) {
    this.#clock = clock
    this.#run = run
  }

  /** Instead of whatever it was set to before. */
  set (at: number): void {
    this.clear()
    this.#at = at
    this.#cancel = this.#clock.after(at - this.#clock.now(), () => {
      this.#at = undefined
      this.#run(this.#clock.now() - at)
    })
  }

  /** Unless it is set to an earlier instant already. */
  setEarlier (at: number): void {
    if (this.#at === undefined || at < this.#at) this.set(at)
  }

  clear (): void {
    this.#at = undefined
    this.#cancel()
  }
}
