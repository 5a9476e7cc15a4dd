import { AsyncLocalStorage } from 'node:async_hooks'
import type { ForgeCalls } from '@hooksmith/forge'
import { HKS_ERR_FORGE_FUNCTIONS_OUTSIDE, HKS_ERR_FORGE_FUNCTIONS_SENDER } from '../errors.js'

/** The code of an error that lets a job wait for the installation's next token. */
const TOKEN_MISSING = 'HKS_ERR_FORGE_TOKEN_MISSING'

/** One attempt of one function: whose calls it makes, and what they met. */
export class Run {
  readonly #type: string
  readonly #calls: ForgeCalls | undefined
  readonly #later = new WeakSet<object>()
  #missingToken: unknown
  #hasEnded = false

  /** @param calls - Absent for an event of another sender than Forge. */
  constructor (type: string, calls: ForgeCalls | undefined) {
    this.#type = type
    this.#calls = calls
  }

  /**
   * Calls of the installation that the event came from.
   *
   * @throws `HKS_ERR_FORGE_FUNCTIONS_OUTSIDE` once the function has returned, `HKS_ERR_FORGE_FUNCTIONS_SENDER`.
   */
  get calls (): ForgeCalls {
    if (this.#hasEnded) throw new HKS_ERR_FORGE_FUNCTIONS_OUTSIDE()
    if (this.#calls === undefined) throw new HKS_ERR_FORGE_FUNCTIONS_SENDER(this.#type)
    return this.#calls
  }

  /** The rejection of a call for which there was no token; absent when every call had one. Forge itself knows no such case. */
  get missingToken (): unknown {
    return this.#missingToken
  }

  /** Keeps in mind what a call rejected with, before the function gets to see it. */
  note (error: unknown): void {
    if (!(error instanceof Error)) return
    if ('retryAfterMs' in error) this.#later.add(error)
    if ('code' in error && error.code === TOKEN_MISSING) this.#missingToken ??= error
  }

  /** Whether a call rejected with it because Atlassian was out of reach: the client says by itself when the job goes on. */
  isForLater (error: unknown): boolean {
    return error instanceof Error && this.#later.has(error)
  }

  end (): void {
    this.#hasEnded = true
  }
}

/** Which attempt the code that runs belongs to. */
export class Runs {
  readonly #storage = new AsyncLocalStorage<Run>()

  /** Runs `work` as part of an attempt, until it settles. */
  async within<T> (run: Run, work: () => T | Promise<T>): Promise<T> {
    try {
      return await this.#storage.run(run, async () => await work())
    } finally {
      run.end()
    }
  }

  /** @throws `HKS_ERR_FORGE_FUNCTIONS_OUTSIDE` */
  get current (): Run {
    const run = this.#storage.getStore()
    if (run === undefined) throw new HKS_ERR_FORGE_FUNCTIONS_OUTSIDE()
    return run
  }
}
