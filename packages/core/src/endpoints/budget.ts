import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_ENDPOINT_CLOSING, HKS_ERR_ENDPOINT_GONE, HKS_ERR_ENDPOINT_TIMEOUT } from './errors.js'

/** What ends one call. */
export interface BudgetParts {
  readonly clock: Clock
  readonly timeoutMs: number
  /** Of the time, what is spent already. */
  readonly spentMs: number
  /** Calls back when the caller goes away; returns what takes that back. */
  readonly onGone: (run: () => void) => () => void
}

/** The time that a call has. `signal` aborts with a coded error when it is up, when nobody waits any more, and when the server closes. */
export class Budget {
  readonly #controller = new AbortController()
  #reason: Error = new HKS_ERR_ENDPOINT_CLOSING()
  readonly #release: ReadonlyArray<() => void>

  constructor ({ clock, timeoutMs, spentMs, onGone }: BudgetParts) {
    this.#release = [
      clock.after(timeoutMs - spentMs, () => { this.#end(new HKS_ERR_ENDPOINT_TIMEOUT(timeoutMs)) }),
      onGone(() => { this.#end(new HKS_ERR_ENDPOINT_GONE()) })
    ]
  }

  get signal (): AbortSignal {
    return this.#controller.signal
  }

  /** The server cannot wait any longer. */
  cutShort (): void {
    this.#end(new HKS_ERR_ENDPOINT_CLOSING())
  }

  /** What `work` came to, or the reason of the signal, whichever is first. `onLate` is told when what was not waited for ended at last. */
  async spend<T> (work: () => T | Promise<T>, onLate: () => void): Promise<T> {
    const { signal } = this.#controller
    let isOver = false
    const running = (async () => await work())()
    const settled = (): void => { if (isOver) onLate() }
    running.then(settled, settled)
    const ended = new Promise<never>((_resolve, reject) => {
      const leave = (): void => { isOver = true; reject(this.#reason) }
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
    })
    // Both may end by the same reason; whichever comes second has been told.
    ended.catch(() => {})
    return await Promise.race([running, ended])
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
