import type { CancelTimer, Clock, EventEnvelope, Store } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import { describeError } from '../redact.js'
import type { ResolvedSchedule } from './options.js'
import { Progress } from './progress.js'
import { slotEvent } from './slot-event.js'

/** What a schedule needs of the router. */
export interface ScheduleParts {
  readonly clock: Clock
  /** Absent: nothing is known of the time before this process. */
  readonly store: Store | undefined
  readonly log: FastifyBaseLogger
  /** Where its events go, and what it counts. */
  readonly router: {
    emit (event: EventEnvelope): Promise<unknown>
    count (name: string, labels: Readonly<Record<string, string>>, by: number): void
  }
}

/** A slot that could not fire within this time was missed. */
const LATE_MS = 60_000
/** The longest sleep: a clock that is put forward, or a machine that slept, is noticed within it. */
const MAX_SLEEP_MS = 600_000
const RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/**
 * Fires the slots of one schedule, in this process; what fires in several processes is one event by its id.
 *
 * ```text
 * asleep ──next slot──► looking at the Store ──► firing what is due, oldest first ──► marking ──► asleep
 *    └────────────── retry, with growing pauses ◄── Store or queue out of reach
 * ```
 *
 * A slot is marked after it was stored: a process that dies between the two fires it again, under the same id.
 */
export class Schedule {
  readonly #schedule: ResolvedSchedule
  readonly #parts: ScheduleParts
  readonly #progress: Progress | undefined
  /** Every slot up to here is dealt with, as far as this process knows. */
  #until = 0
  /** Up to here the Store knows. */
  #marked = 0
  #next: { readonly after: number, readonly at: number } | undefined
  /** Whether the Store was asked for what earlier processes did. */
  #hasHistory = false
  #failures = 0
  #problem: string | undefined
  #cancel: CancelTimer = () => {}
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor (schedule: ResolvedSchedule, parts: ScheduleParts) {
    this.#schedule = schedule
    this.#parts = parts
    this.#progress = parts.store === undefined ? undefined : new Progress(parts.store, schedule.name, schedule.pattern)
  }

  /** What does not work as it should; `undefined` while all does. */
  get problem (): string | undefined {
    return this.#problem
  }

  start (): void {
    this.#until = this.#beginsAt()
    this.#running = this.#wake()
  }

  /** Fires nothing more; resolves when what is under way has ended. */
  async stop (): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#running
  }

  #beginsAt (): number {
    const { startAt } = this.#schedule
    return startAt === undefined ? this.#parts.clock.now() : startAt - 1
  }

  /** Never rejects. */
  async #wake (): Promise<void> {
    try {
      await this.#advance()
      this.#failures = 0
      this.#problem = undefined
    } catch (error) {
      this.#failures++
      const reason = describeError(error)
      if (this.#failures === 1) this.#parts.log.error({ schedule: this.#schedule.name, reason }, 'a schedule cannot go on; it tries again')
      this.#problem = `schedule '${this.#schedule.name}': ${reason}`
    }
    if (!this.#isStopped) this.#sleep()
  }

  #sleep (): void {
    const { clock } = this.#parts
    const sleepMs = Math.min(MAX_SLEEP_MS, Math.max(0, this.#nextAt() - clock.now()))
    const retryMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(this.#failures - 1, 10))
    const ms = this.#failures === 0 ? sleepMs : retryMs
    this.#cancel = clock.after(ms, () => { this.#running = this.#wake() })
  }

  /** The first slot that is not dealt with; `Infinity` where none comes any more. Finding it takes longer than all the rest. */
  #nextAt (): number {
    if (this.#next?.after !== this.#until) this.#next = { after: this.#until, at: this.#schedule.slots.next(this.#until) ?? Infinity }
    return this.#next.at
  }

  /** Rejects as the Store and as `Router.emit` do; what could be done until then is done. */
  async #advance (): Promise<void> {
    const isDue = this.#nextAt() <= this.#parts.clock.now()
    if (!isDue && this.#hasHistory) {
      await this.#mark()
      return
    }
    const away = await this.#learn()
    const { dropped, late, onTime } = this.#due()
    this.#drop(dropped)
    for (const slot of late) await this.#fire(slot, true)
    for (const slot of onTime) await this.#fire(slot, false)
    if (away !== undefined) throw away
    await this.#mark()
  }

  /** Takes over what other processes did. Resolves to why that is not known. */
  async #learn (): Promise<Error | undefined> {
    if (this.#progress === undefined) {
      this.#hasHistory = true
      return undefined
    }
    try {
      const stored = Math.max(await this.#progress.read(this.#beginsAt()), (this.#schedule.startAt ?? -Infinity) - 1)
      // At first what is stored counts alone: slots that were missed before this process are older than its start.
      this.#until = this.#hasHistory ? Math.max(this.#until, stored) : stored
      this.#marked = stored
      this.#hasHistory = true
      return undefined
    } catch (error) {
      // Whatever a Store rejects with is an Error of the catalogue.
      return error as Error
    }
  }

  #due (): { readonly dropped: readonly number[], readonly late: readonly number[], readonly onTime: readonly number[] } {
    const { slots, catchUp, maxCatchUp } = this.#schedule
    const now = this.#parts.clock.now()
    // One more than can fire, to see whether any is dropped.
    const due = slots.newest(now, this.#until, maxCatchUp + LATE_MS / 1_000 + 2)
    const onTime = due.filter((slot) => slot >= now - LATE_MS)
    // Without its history a schedule cannot tell what was missed; that waits for the Store.
    if (!this.#hasHistory) return { dropped: [], late: [], onTime }
    const missed = due.slice(0, due.length - onTime.length)
    const kept = Math.min(missed.length, { none: 0, latest: onTime.length > 0 ? 0 : 1, all: maxCatchUp }[catchUp])
    return { dropped: missed.slice(0, missed.length - kept), late: missed.slice(missed.length - kept), onTime }
  }

  #drop (slots: readonly number[]): void {
    const last = slots.at(-1)
    if (last === undefined) return
    const { name, catchUp } = this.#schedule
    this.#until = last
    this.#parts.log.warn({ schedule: name, slots: slots.length, catchUp }, 'slots of a schedule were missed and are not made up for')
    this.#parts.router.count('schedule_slots_dropped', { schedule: name }, slots.length)
  }

  /** Rejects as `Router.emit` does. A Store that is away does not stop what follows; the last mark says so. */
  async #fire (slot: number, isCatchUp: boolean): Promise<void> {
    if (this.#isStopped) return
    await this.#parts.router.emit(slotEvent(this.#schedule, slot, isCatchUp))
    this.#until = slot
    if (this.#hasHistory) await this.#mark().catch(() => {})
  }

  async #mark (): Promise<void> {
    if (this.#until <= this.#marked) return
    const until = this.#until
    await this.#progress?.write(until)
    this.#marked = until
  }
}
