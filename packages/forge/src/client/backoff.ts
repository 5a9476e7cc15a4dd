import type { Clock } from '@hooksmith/contracts'
import { LRUCache } from 'lru-cache'

/** Atlassian's advice: double from 2–5 s up to 30 s, with a jitter factor of 0.7 to 1.3 (…/jira/platform/rate-limiting/, read 2026-08). */
const FIRST_MS = 2_500
const LONGEST_MS = 30_000
const MAX_REMEMBERED = 10_000

/** How long to stay away from what fails without saying for how long. Kept in this process. */
export class Backoff {
  readonly #clock: Clock
  readonly #failures = new LRUCache<string, { readonly count: number, readonly until: number }>({ max: MAX_REMEMBERED })

  constructor (clock: Clock) {
    this.#clock = clock
  }

  /** How long to wait after a failure, in milliseconds: longer each time. Failures of calls that ran side by side count once. */
  failed (name: string): number {
    const now = this.#clock.now()
    const last = this.#failures.get(name)
    const count = last === undefined ? 1 : last.count + (now < last.until ? 0 : 1)
    const ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.min(count, 20) - 1))
    this.#failures.set(name, { count, until: now + ms * LEAST })
    return Math.round(ms * (LEAST + Math.random() * (MOST - LEAST)))
  }

  /** The next failure is a first one again. */
  succeeded (name: string): void {
    this.#failures.delete(name)
  }
}

const LEAST = 0.7
const MOST = 1.3
