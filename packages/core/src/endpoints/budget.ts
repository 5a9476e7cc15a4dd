import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_ENDPOINT_CLOSING, HKS_ERR_ENDPOINT_GONE, HKS_ERR_ENDPOINT_TIMEOUT } from './errors.js'

/** What ends one call. */
export interface BudgetParts {
  readonly clock: Clock
  readonly timeoutMs: number
  /** Of the time, what is spent already. */
  readonly spentMs: number
  /** Calls back when the caller goes away, at once if it has; returns what takes that back. */
  readonly onGone: (run: () => void) => () => void
}

/** The time that a call has. `signal` aborts with a coded error when it is up, when nobody waits any more, and when the server closes. */
export class Budget {
  readonly #clock: Clock
  readonly #controller = new AbortController()
  #reason: Error = new HKS_ERR_ENDPOINT_CLOSING()
  readonly #release: Array<() => void> = []

  constructor ({ clock, timeoutMs, spentMs, onGone }: BudgetParts) {
    this.#clock = clock
    this.#release.push(
      clock.after(timeoutMs - spentMs, () => { this.#end(new HKS_ERR_ENDPOINT_TIMEOUT(timeoutMs)) }),
      onGone(() => { this.#end(new HKS_ERR_ENDPOINT_GONE()) })
    )
  }

  get signal (): AbortSignal {
    return this.#controller.signal
  }

  /** The server cannot wait any longer than that. */
  cutShort (afterMs: number): void {
    this.#release.push(this.#clock.after(afterMs, () => { this.#end(new HKS_ERR_ENDPOINT_CLOSING()) }))
  }

  /**
   * What `work` came to, or the reason of the signal, whichever is first; once that has aborted, nothing is begun. `onLate` is told when what was not
   * waited for ended at last.
   */
  async spend<T> (work: () => T | Promise<T>, onLate: () => void = () => {}): Promise<T> {
    const { signal } = this.#controller
    if (signal.aborted) throw this.#reason
    let isOver = false
    const running = (async () => await work())()
    const settled = (): void => { if (isOver) onLate() }
    running.then(settled, settled)
    let stay = (): void => {}
    const ended = new Promise<never>((_resolve, reject) => {
      const leave = (): void => { isOver = true; reject(this.#reason) }
      signal.addEventListener('abort', leave, { once: true })
      stay = () => { signal.removeEventListener('abort', leave) }
    })
    try {
      return await Promise.race([running, ended])
    } finally {
      stay()
    }
  }

  #end (reason: Error): void {
    if (this.#controller.signal.aborted) return
    this.#reason = reason
    this.#controller.abort(reason)
  }

  /** The call is answered: no timer is left. The signal stays as it is. */
  close (): void {
    for (const release of this.#release) release()
  }
}

/** Every call that is under way, from its first byte on. */
export class CallsUnderWay {
  readonly #clock: Clock
  readonly #budgets = new Set<Budget>()
  #endsAt: number | undefined

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /** What `run` comes to, with a budget that ends with it. */
  async within<T> (parts: Omit<BudgetParts, 'clock'>, run: (budget: Budget) => Promise<T>): Promise<T> {
    const budget = new Budget({ clock: this.#clock, ...parts })
    this.#budgets.add(budget)
    if (this.#endsAt !== undefined) budget.cutShort(this.#endsAt - this.#clock.now())
    try {
      return await run(budget)
    } finally {
      budget.close()
      this.#budgets.delete(budget)
    }
  }

  /** Calls that are under way in `graceMs` milliseconds, those included that begin until then, end with 503. Twice is fine: the first time counts. */
  close (graceMs: number): void {
    if (this.#endsAt !== undefined) return
    this.#endsAt = this.#clock.now() + graceMs
    for (const budget of this.#budgets) budget.cutShort(graceMs)
  }
}
