import { assertEvent, assertJobs, assertSignal, type EventEnvelope, type NewJob, type Receipt } from '@hooksmith/contracts'
import type { Receiver } from '../receiver.js'
import { describeError } from '../redact.js'
import { Backlog, type SpoolState } from './backlog.js'
import { isOutOfReach } from './drain.js'
import { HKS_ERR_SPOOL_FULL, HKS_ERR_SPOOL_STORE } from './errors.js'
import { Journal } from './journal.js'
import { assertLasting } from './lasting.js'
import { findWindowProblems } from './options.js'
import { Passes, type SpoolParts } from './passes.js'
import { Reach } from './reach.js'
import { encodeEvent } from './record.js'
import { SpooledSignals } from './signals.js'

/** How long the last attempt to drain may take, once nothing comes any more, in milliseconds. */
const LAST_MS = 1_000

/** What became of an event. */
export type Taken =
  | { readonly verdict: 'stored', readonly receipts: readonly Receipt[] }
  | { readonly verdict: 'spooled' | 'already spooled' }

/**
 * Takes events to the queue, or to the local disk while the queue is out of reach, and from there to the queue once it is back.
 *
 * Once a call found the queue out of reach, events go to the disk at once, and passes in the background find out when it is back.
 * Then an event goes to the queue again, unless one of its tenant is in the spool still: then behind that one. An event leaves the spool
 * only when the queue has it, or never takes it; then it is set aside.
 */
export class Spool {
  readonly #parts: SpoolParts
  readonly #journal: Journal
  readonly #backlog = new Backlog()
  readonly #signals: SpooledSignals
  readonly #reach: Reach
  readonly #passes: Passes

  constructor (parts: SpoolParts) {
    const { options, clock, log } = parts
    this.#parts = parts
    this.#journal = new Journal(options.store, clock)
    this.#signals = new SpooledSignals(options.store)
    this.#reach = new Reach(options, log)
    this.#passes = new Passes({ ...parts, journal: this.#journal, backlog: this.#backlog, signals: this.#signals, reach: this.#reach })
    options.tokens?.onKept(() => { this.#passes.wake(options.retryMs) })
  }

  /** What is in it, as far as this process knows. */
  get state (): SpoolState {
    return this.#backlog.state
  }

  /** @throws `HKS_ERR_SPOOL_DISK`, `HKS_ERR_SPOOL_STORE` for a store whose content does not outlive this process. */
  async assertLasting (): Promise<void> {
    const { store, directory, allowVanishing } = this.#parts.options
    if (store.shared === 'network') throw new HKS_ERR_SPOOL_STORE('is on the network and may be away with the queue: give it one on a local disk')
    if (allowVanishing) return
    if (store.durable === 'no') throw new HKS_ERR_SPOOL_STORE('ends with this process: give it one on a local disk, or say allowVanishing')
    if (directory !== undefined) await assertLasting(directory)
  }

  /** Every mistake that keeps a server from starting with it: its disk, and what the receivers remember. */
  async findProblems (receivers: readonly Receiver[]): Promise<Error[]> {
    const [disk] = await Promise.allSettled([this.assertLasting()])
    const problems = findWindowProblems(receivers, this.#parts.options)
    // Whatever was thrown is an Error: ours, or the file system's.
    return disk.status === 'rejected' ? [disk.reason as Error, ...problems] : problems
  }

  /** Finds what earlier processes left, and begins to drain it. Rejects as the Store does. */
  async open (): Promise<void> {
    await this.#passes.open()
    const { events } = this.state
    if (events > 0) this.#parts.log.warn({ events }, 'there are events in the spool; they drain now')
  }

  /**
   * Stores an event with its jobs, in the queue or in the spool. Rejects as `Queue.enqueue` does when the queue refuses the event, with
   * `HKS_ERR_SPOOL_FULL`, and as the spool's store does when the event can be stored nowhere.
   */
  async take (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    if (this.#reach.isAway || this.#backlog.has(event.tenant)) return await this.#takeBehind(event, jobs, dataText)
    try {
      return await this.#enqueue(event, jobs, dataText)
    } catch (error) {
      this.#lose(error)
      return await this.#append(event, jobs, dataText)
    }
  }

  /** Raises a signal, or keeps it while the queue is out of reach. Resolves to how many jobs were woken. @throws `HKS_ERR_JOB_INPUT`. */
  async signal (name: string): Promise<number> {
    assertSignal(name)
    const { queue, options: { tokens, retryMs } } = this.#parts
    // What was delivered with it has to be there first.
    const hasToWait = this.#reach.isAway || this.#signals.isWaiting || tokens?.mayHave === true
    try {
      if (!hasToWait) return await queue.signal(name)
    } catch (error) {
      this.#lose(error)
    }
    await this.#signals.add(name)
    this.#passes.wake(retryMs)
    return 0
  }

  /** What a readiness probe has to know: `problem` when events are refused, `note` when they are spooled. */
  health (): { readonly problem?: string, readonly note?: string } {
    const { events, oldestAt } = this.state
    const { isAway, away, refusal } = this.#reach
    if (events === 0 && !isAway) return {}
    const age = oldestAt === undefined ? '' : `, the oldest for ${Math.round((this.#parts.clock.now() - oldestAt) / 1_000)} s`
    const content = `${events} events are in the spool${age}`
    const problem = refusal?.message ?? (isAway ? this.#fullBy(1) : undefined)
    if (problem !== undefined) return { problem: `events are refused: ${problem}; ${content}` }
    return { note: isAway ? `the queue is out of reach: ${describeError(away)}; ${content}` : `${content} and drain` }
  }

  /** Drains what can be drained before `graceMs` have passed. Events that come after it are taken as before. Twice is fine. */
  async settle (graceMs: number): Promise<void> {
    await this.#passes.settle(graceMs)
  }

  /** The last attempt to drain; what is left is named in the log, and drains when a process with this disk starts. Twice is fine. */
  async close (): Promise<void> {
    if (this.#passes.isIdle) return
    if (this.#passes.hasWork && !this.#reach.isAway) await this.settle(LAST_MS)
    await this.#passes.close()
    const { events, oldestAt } = this.state
    if (events === 0) return
    const reason = this.#reach.isAway ? describeError(this.#reach.away) : 'the time was up'
    this.#parts.log.error({ events, oldestAt, reason }, 'the spool could not be drained; its events drain when a server with this disk starts')
  }

  async #takeBehind (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    if (this.#reach.refusal !== undefined) throw this.#reach.refusal
    try {
      return await this.#append(event, jobs, dataText)
    } catch (error) {
      if (this.#reach.isAway || isInput(error)) throw error
      // The disk fails, or the spool is full while it drains. Better out of order than not at all.
      return await this.#enqueue(event, jobs, dataText)
    }
  }

  async #enqueue (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    const receipts = await this.#parts.queue.enqueue(event, jobs, dataText === undefined ? undefined : { dataText })
    return { verdict: 'stored', receipts }
  }

  async #append (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    assertEvent(event)
    assertJobs(jobs)
    const bytes = encodeEvent(dataText === undefined ? { event, jobs } : { event, jobs, dataText })
    const full = this.#fullBy(bytes.byteLength)
    if (full === undefined) return await this.#write(event, bytes)
    if (await this.#journal.has(event.id)) return { verdict: 'already spooled' }
    throw new HKS_ERR_SPOOL_FULL(full)
  }

  async #write (event: EventEnvelope, bytes: Uint8Array): Promise<Taken> {
    const place = this.#journal.makePlace(event.id, event.tenant, bytes)
    this.#backlog.begin(place)
    try {
      const isNew = await this.#journal.write(place, bytes)
      if (!isNew) this.#backlog.remove(place)
      return { verdict: isNew ? 'spooled' : 'already spooled' }
    } catch (error) {
      if (codeOf(error) === 'HKS_ERR_STORE_FULL') throw new HKS_ERR_SPOOL_FULL(describeError(error), { cause: error })
      throw error
    } finally {
      // Also after a failure: whether it was written may be unknown, and the next pass finds out.
      this.#backlog.end(place)
      this.#passes.wake(this.#reach.hasFailed ? this.#reach.pauseMs : 0)
    }
  }

  /** The queue is out of reach from here on. @throws `error` where it says something else. */
  #lose (error: unknown): void {
    if (!isOutOfReach(error)) throw error
    this.#reach.lose(error)
    this.#passes.wake(this.#reach.pauseMs)
  }

  /** Why there is no room for so many bytes. */
  #fullBy (bytes: number): string | undefined {
    const { maxEvents, maxBytes, maxAgeMs } = this.#parts.options
    const { events, bytes: used, oldestAt = Infinity } = this.state
    if (events >= maxEvents) return `it has ${events} events (maxEvents)`
    if (used + bytes > maxBytes) return `it has ${used} bytes (maxBytes)`
    const ageMs = this.#parts.clock.now() - oldestAt
    return ageMs > maxAgeMs ? `its oldest event has waited for ${ageMs} ms (maxAgeMs)` : undefined
  }
}

function isInput (error: unknown): boolean {
  return codeOf(error) === 'HKS_ERR_EVENT_INPUT' || codeOf(error) === 'HKS_ERR_JOB_INPUT'
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
