import { FakeClock, type CancelTimer } from '@hooksmith/contracts'

/** A FakeClock that knows when its next timer is due, so that whoever moves it can stop there and let handlers finish. */
export class SteppedClock extends FakeClock {
  readonly #due = new Map<object, number>()

  override after (ms: number, run: () => void): CancelTimer {
    const timer = {}
    this.#due.set(timer, this.now() + Math.max(0, ms))
    const cancel = super.after(ms, () => {
      this.#due.delete(timer)
      run()
    })
    return () => {
      this.#due.delete(timer)
      cancel()
    }
  }

  /** The instant of the first timer after the present one; `undefined` when there is none. */
  nextAt (): number | undefined {
    const now = this.now()
    let first: number | undefined
    for (const at of this.#due.values()) if (at > now && (first === undefined || at < first)) first = at
    return first
  }
}
