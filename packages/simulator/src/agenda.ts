import type { CancelTimer, Clock } from '@hooksmith/contracts'
import TinyQueue from 'tinyqueue'

interface Entry { readonly at: number, readonly rank: number, readonly order: number, readonly run: () => void, isCancelled: boolean }

/**
 * What this platform will do later, in one place: by instant, then by rank, then by order of making. However much is planned,
 * the clock holds one timer of it.
 */
export class Agenda {
  readonly #clock: Clock
  readonly #entries = new TinyQueue<Entry>([], (a, b) => a.at - b.at || a.rank - b.rank || a.order - b.order)
  #made = 0
  #armed: { readonly at: number, readonly cancel: CancelTimer } | undefined

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /**
   * Plans `run` for the instant `at`, in epoch milliseconds; one that has passed is now.
   *
   * @param rank - Smaller ones first, at the same instant. @defaultValue 0
   */
  plan (at: number, run: () => void, rank = 0): CancelTimer {
    const entry: Entry = { at, rank, order: this.#made++, run, isCancelled: false }
    this.#entries.push(entry)
    this.#arm()
    return () => { entry.isCancelled = true }
  }

  /** When the next thing happens. */
  nextAt (): number | undefined {
    this.#dropCancelled()
    return this.#entries.peek()?.at
  }

  /** Forgets everything. */
  close (): void {
    this.#armed?.cancel()
    while (this.#entries.length > 0) this.#entries.pop()
  }

  #arm (): void {
    const at = this.nextAt()
    if (at === undefined || this.#armed?.at === at) return
    this.#armed?.cancel()
    const cancel = this.#clock.after(at - this.#clock.now(), () => { this.#armed = undefined; this.#runDue() })
    this.#armed = { at, cancel }
  }

  #runDue (): void {
    const now = this.#clock.now()
    for (let at = this.nextAt(); at !== undefined && at <= now; at = this.nextAt()) this.#entries.pop()?.run()
    this.#arm()
  }

  #dropCancelled (): void {
    while (this.#entries.peek()?.isCancelled === true) this.#entries.pop()
  }
}
