import { hasExpiredIds, sweepIds } from './dedupe.js'
import { LAST, type Key } from './keys.js'
import { endLongHolds } from './lanes.js'
import { hasDueLater, hasExpiredLeases, sweepLater, takeBack } from './leases.js'
import type { ResolvedLmdbQueueOptions } from './options.js'
import { FIRST_SIGNAL, sweepSignals } from './signals.js'
import { entries, type Tables } from './tables.js'

const SIGNAL_SWEEP_MS = 60_000

/** What time brings about, done by every live consumer in small steps; any of them may be first. */
export class Upkeep {
  readonly #tables: Tables
  readonly #options: ResolvedLmdbQueueOptions
  #signalsFrom: Key = FIRST_SIGNAL
  #signalsAt = 0

  constructor (tables: Tables, options: ResolvedLmdbQueueOptions) {
    this.#tables = tables
    this.#options = options
  }

  /** Whether there is anything to do, found by reading alone. */
  isDue (now: number): boolean {
    const tables = this.#tables
    return hasExpiredLeases(tables, now) || hasDueLater(tables, now) || hasExpiredIds(tables, now) || this.#hasLongHolds(now) || this.#isSignalSweepDue(now)
  }

  /** Does a bounded part of it, inside a transaction. */
  run (now: number): void {
    takeBack(this.#tables, now)
    sweepLater(this.#tables, now)
    sweepIds(this.#tables, now)
    endLongHolds(this.#tables, this.#options.maxKeyHoldMs, now)
    if (!this.#isSignalSweepDue(now)) return
    this.#signalsAt = now
    this.#signalsFrom = sweepSignals(this.#tables, this.#signalsFrom, now)
  }

  #isSignalSweepDue (now: number): boolean {
    return now >= this.#signalsAt + SIGNAL_SWEEP_MS
  }

  #hasLongHolds (now: number): boolean {
    return entries(this.#tables.notes, ['hold', 0], ['hold', now - this.#options.maxKeyHoldMs, LAST], 1).length > 0
  }
}
