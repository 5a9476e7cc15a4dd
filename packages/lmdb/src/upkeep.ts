import type { Claimant } from './claims.js'
import { hasExpiredIds, sweepIds } from './dedupe.js'
import { above, type Key } from './keys.js'
import { endLongHolds } from './lanes.js'
import { hasDueLater, hasExpiredLeases, renew, sweepLater, takeBack } from './leases.js'
import { FIRST_SIGNAL, hasWaiting, raise, sweepSignals, wake } from './signals.js'
import { entries, type Tables } from './tables.js'
import { announceWorker, forgetWorkers } from './workers.js'

const SIGNAL_SWEEP_MS = 60_000

/**
 * What a consumer does beside running jobs: it says that it lives and what it has, and does in small steps what time brings
 * about, whoever's jobs it concerns. It reads first, and writes only when there is something to write.
 */
export class Upkeep {
  readonly #tables: Tables
  readonly #claimant: Claimant
  readonly #maxKeyHoldMs: number
  #signalsFrom: Key = FIRST_SIGNAL
  #signalsAt = 0
  #announcedAt = -Infinity
  #isBehind = false

  constructor (tables: Tables, claimant: Claimant, maxKeyHoldMs: number) {
    this.#tables = tables
    this.#claimant = claimant
    this.#maxKeyHoldMs = maxKeyHoldMs
  }

  /** Whether the file says that this consumer lives. */
  get isAnnounced (): boolean {
    return this.#announcedAt !== -Infinity
  }

  /** Whether the last sweep left due jobs for the next one. */
  get isBehind (): boolean {
    return this.#isBehind
  }

  /** Renews the lease of the given jobs. @returns Those that are lost. */
  async tick (running: readonly number[], now: number): Promise<ReadonlySet<number>> {
    const tables = this.#tables
    const { consumer, handlers, leaseMs } = this.#claimant
    const isSilent = now >= this.#announcedAt + leaseMs
    tables.environment.refresh()
    this.#isBehind = false
    if (running.length === 0 && !isSilent && !this.#isDue(now)) return new Set()
    const lost = await tables.environment.writer.commit(() => {
      const gone = running.length === 0 ? [] : renew(tables, consumer, running, leaseMs, now)
      if (isSilent) announceWorker(tables, consumer, handlers, leaseMs, now)
      this.#sweep(now)
      return new Set(gone)
    })
    if (isSilent) this.#announcedAt = now
    return lost
  }

  /** Wakes the jobs that were put aside because no consumer had their handler, and that this one has. */
  async callOrphans (now: number): Promise<void> {
    const tables = this.#tables
    const { consumer, handlers, leaseMs } = this.#claimant
    tables.environment.refresh()
    const signals = [...handlers].map((handler) => `handler:${handler}`).filter((signal) => hasWaiting(tables, signal))
    if (signals.length === 0 && this.isAnnounced) return
    await tables.environment.writer.commit(() => {
      announceWorker(tables, consumer, handlers, leaseMs, now)
      for (const signal of signals) {
        raise(tables, signal, now)
        wake(tables, signal, now)
      }
    })
    this.#announcedAt = now
  }

  #isDue (now: number): boolean {
    const tables = this.#tables
    return hasExpiredLeases(tables, now) || hasDueLater(tables, now) || hasExpiredIds(tables, now) || this.#hasLongHolds(now) ||
      this.#isSignalSweepDue(now)
  }

  /** Does a bounded part of what is due, inside a transaction. */
  #sweep (now: number): void {
    takeBack(this.#tables, now)
    this.#isBehind = sweepLater(this.#tables, now)
    sweepIds(this.#tables, now)
    endLongHolds(this.#tables, this.#maxKeyHoldMs, now)
    if (!this.#isSignalSweepDue(now)) return
    this.#signalsAt = now
    this.#signalsFrom = sweepSignals(this.#tables, this.#signalsFrom, now)
    forgetWorkers(this.#tables, now)
  }

  #isSignalSweepDue (now: number): boolean {
    return now >= this.#signalsAt + SIGNAL_SWEEP_MS
  }

  #hasLongHolds (now: number): boolean {
    return entries(this.#tables.notes, ['hold', 0], ['hold', above(now - this.#maxKeyHoldMs)], 1).length > 0
  }
}
