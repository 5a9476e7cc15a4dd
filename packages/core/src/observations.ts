import type { DeadNote, EventEnvelope, JobSummary, LeasedJob, Outcome, Receipt, Settlement } from '@hooksmith/contracts'
import type { IngestedEvent } from './receiver.js'
import type { SpoolExit } from './spool/drain.js'

/** One HTTP request to a receiver, once it was answered. */
export interface RequestObservation {
  readonly kind: 'request'
  readonly receiver: string
  readonly status: number
  /** `accepted`, `unreadable` (at least one event of it was), `not served`, or the code of the refusal. */
  readonly verdict: string
  readonly durationMs: number
  readonly tenant?: string
}

/** One decoded event, once its jobs were stored, spooled or refused. */
export interface EventObservation {
  readonly kind: 'event'
  readonly event: EventEnvelope
  /** `refused`: neither queue nor spool took it, and its sender was told so. */
  readonly verdict: IngestedEvent['verdict'] | 'refused'
  readonly receipts: readonly Receipt[]
}

/** How one attempt ended. A job that was put back because its handler runs at its limit in this process was not attempted. */
export interface AttemptObservation {
  readonly kind: 'attempt'
  readonly job: LeasedJob
  readonly outcome: Outcome
  readonly settlement: Settlement
  /** Whether the handler's filter refused the event: it was not run. */
  readonly isSkipped: boolean
  readonly startedAt: number
  readonly durationMs: number
}

/** A job that became a dead letter without an attempt. */
export interface OrphanObservation {
  readonly kind: 'orphan'
  readonly job: JobSummary
  readonly note: DeadNote
}

/** An event that left the spool: its jobs were stored, or no queue takes it and it was set aside. Its arrival was told as `spooled`. */
export type SpoolObservation = {
  readonly kind: 'spool'
  readonly tenant: string
  /** From its arrival until now, milliseconds. */
  readonly waitedMs: number
  /** Whether that was longer than `maxAgeMs`. */
  readonly isLate: boolean
  readonly left: SpoolExit
}

/** Something that a receiver or plugin counts, see `Router.count`. */
export interface NoticeObservation {
  readonly kind: 'notice'
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly by: number
}

/** Everything that happens is told once, in the process in which it happened. */
export type Observation =
  RequestObservation | EventObservation | AttemptObservation | OrphanObservation | SpoolObservation | NoticeObservation

/** Takes observations; it must not throw, and whatever it does is on the hot path. */
export type Observer = (observation: Observation) => void

/** Exact counts since the router was made, by name and labels, as in `events{verdict="stored"}`. */
export class Counters {
  readonly #counts = new Map<string, number>()

  /** Counts one observation. */
  readonly observe: Observer = (seen) => {
    switch (seen.kind) {
      case 'request': return this.#add(`requests{receiver="${seen.receiver}",verdict="${seen.verdict}"}`)
      case 'event': return this.#countEvent(seen)
      case 'attempt': return this.#add(`attempts{outcome="${seen.isSkipped ? 'skipped' : seen.outcome.outcome}",settlement="${seen.settlement}"}`)
      case 'orphan': return this.#add('orphans')
      case 'spool': return this.#countSpool(seen)
      case 'notice': return this.#countNotice(seen)
    }
  }

  /** A copy of all counts. */
  snapshot (): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  #countEvent (seen: EventObservation): void {
    this.#add(`events{verdict="${seen.verdict}"}`)
    for (const { receipt } of seen.receipts) this.#add(`jobs{receipt="${receipt}"}`)
  }

  #countSpool ({ left, isLate }: SpoolObservation): void {
    const receipts = left.kind === 'drained' ? left.receipts : []
    const isStored = receipts.some(({ receipt }) => receipt === 'stored')
    this.#add(`spool{result="${left.kind === 'set aside' ? left.kind : isStored ? 'stored' : 'duplicate'}"}`)
    if (isLate) this.#add('spool_late')
    for (const { receipt } of receipts) this.#add(`jobs{receipt="${receipt}"}`)
  }

  #countNotice ({ name, labels, by }: NoticeObservation): void {
    const list = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(',')
    this.#add(list === '' ? name : `${name}{${list}}`, by)
  }

  #add (name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
  }
}
