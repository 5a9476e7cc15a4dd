import { assertEvent, assertJobs, type CancelTimer, type Clock, type EventEnvelope, type NewJob, type Queue, type Receipt } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { Observer } from '../observations.js'
import { describeError } from '../redact.js'
import { Backlog, type SpoolState } from './backlog.js'
import { Drain, isOutOfReach, type Left } from './drain.js'
import { HKS_ERR_SPOOL_FULL, HKS_ERR_SPOOL_STORE } from './errors.js'
import { Journal, type Place } from './journal.js'
import { assertLasting } from './lasting.js'
import { DrainLease } from './lease.js'
import type { ResolvedSpoolOptions } from './options.js'
import { encodeEvent } from './record.js'
import { setAside } from './set-aside.js'
import { SpooledSignals } from './signals.js'

/** How often a process looks for what others put into a spool that they share, and for what a death left over, in milliseconds. */
const LOOK_MS = 1_000

/** How long what was learned of the others' events holds while there are many, in milliseconds. */
const RECONCILE_MS = 5_000

/** How long the last attempt to drain may take, once nothing comes any more, in milliseconds. */
const LAST_MS = 1_000

/** What the spool needs of the router. */
export interface SpoolParts {
  readonly options: ResolvedSpoolOptions
  readonly queue: Queue
  readonly clock: Clock
  readonly observe: Observer
  readonly log: FastifyBaseLogger
}

/** What became of an event. */
export type Taken =
  | { readonly verdict: 'stored', readonly receipts: readonly Receipt[] }
  | { readonly verdict: 'spooled' | 'already spooled' }

/**
 * Takes events to the queue, or to the local disk while the queue is out of reach, and from there to the queue once it is back.
 *
 * ```text
 *            enqueue: out of reach or unanswered           a drained event, or an empty spool after the pause
 *   reached ─────────────────────────────────────► away ─────────────────────────────────────────────────────► reached
 *      │                                             └─ every event goes to the spool at once; passes try, with growing pauses
 *      └─ an event goes to the queue, unless one of its tenant is in the spool: then behind that one
 * ```
 *
 * A pass hands the events to the queue, oldest first. What is tried twice has the same ids, so the queue stores it once: a pass may die
 * at any point. An event leaves the spool only when the queue has it, or never takes it; then it is set aside.
 */
export class Spool {
  readonly #parts: SpoolParts
  readonly #journal: Journal
  readonly #backlog = new Backlog()
  readonly #signals: SpooledSignals
  readonly #lease: DrainLease
  #phase: 'closed' | 'open' | 'settling' = 'closed'
  #away: unknown
  /** Why the queue takes nothing although it is reached: it is full, or of a newer release. */
  #refusal: Error | undefined
  #failures = 0
  #reconciledAt = -Infinity
  #timer: CancelTimer | undefined
  #pass: Promise<void> | undefined
  #settleBy = Infinity

  constructor (parts: SpoolParts) {
    const { options: { store, tokens }, clock } = parts
    this.#parts = parts
    this.#journal = new Journal(store, clock)
    this.#signals = new SpooledSignals(store)
    this.#lease = new DrainLease(store, clock)
    tokens?.onKept(() => { this.#wake(parts.options.retryMs) })
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

  /** Finds what earlier processes left, and begins to drain it. Rejects as the Store does. */
  async open (): Promise<void> {
    await this.#reconcile()
    const { events } = this.state
    if (events > 0) this.#parts.log.warn({ events }, 'events of an earlier process are in the spool; they drain now')
    this.#phase = 'open'
    this.#wake(0)
  }

  /**
   * Stores an event with its jobs, in the queue or in the spool. Rejects as `Queue.enqueue` does when the queue refuses the event, with
   * `HKS_ERR_SPOOL_FULL`, and as the spool's store does when the event can be stored nowhere.
   */
  async take (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    if (this.#away !== undefined || this.#backlog.has(event.tenant)) return await this.#takeBehind(event, jobs, dataText)
    try {
      return await this.#enqueue(event, jobs, dataText)
    } catch (error) {
      if (!isOutOfReach(error)) throw error
      this.#lose(error)
      return await this.#append(event, jobs, dataText)
    }
  }

  /** Raises a signal, or keeps it while the queue is out of reach. Resolves to how many jobs were woken. */
  async signal (name: string): Promise<number> {
    const { queue, options: { tokens } } = this.#parts
    // What was delivered with it has to be there first.
    const hasToWait = this.#away !== undefined || this.#signals.isWaiting || tokens?.mayHave === true
    try {
      if (!hasToWait) return await queue.signal(name)
    } catch (error) {
      if (!isOutOfReach(error)) throw error
      this.#lose(error)
    }
    await this.#signals.add(name)
    this.#wake(this.#parts.options.retryMs)
    return 0
  }

  /** What a readiness probe has to know: `problem` when events are refused, `note` when they are spooled. */
  health (): { readonly problem?: string, readonly note?: string } {
    const { events, oldestAt } = this.state
    if (events === 0 && this.#away === undefined) return {}
    const age = oldestAt === undefined ? '' : `, the oldest for ${Math.round((this.#parts.clock.now() - oldestAt) / 1_000)} s`
    const content = `${events} events are in the spool${age}`
    const reason = this.#refusal ?? this.#away
    const problem = reason === undefined ? undefined : this.#refusal?.message ?? this.#fullBy(1)
    if (problem !== undefined) return { problem: `events are refused: ${problem}; ${content}` }
    return { note: reason === undefined ? `${content} and drain` : `the queue is out of reach: ${describeError(reason)}; ${content}` }
  }

  /** Drains what can be drained before `graceMs` have passed. Events that come after it are taken as before. Twice is fine. */
  async settle (graceMs: number): Promise<void> {
    if (this.#phase === 'closed') return
    this.#phase = 'settling'
    this.#settleBy = this.#parts.clock.now() + graceMs
    this.#timer?.()
    await this.#pass
    if (this.#hasWork()) await this.#run()
  }

  /** The last attempt to drain; what is left is named in the log, and drains when a process with this disk starts. */
  async close (): Promise<void> {
    if (this.#phase === 'closed') return
    if (this.#hasWork() && this.#away === undefined) await this.settle(LAST_MS)
    this.#phase = 'closed'
    this.#timer?.()
    await this.#pass
    const { events, oldestAt } = this.state
    if (events > 0) this.#parts.log.error({ events, oldestAt, reason: this.#reason() }, 'the spool could not be drained; its events drain when a server with this disk starts')
  }

  #reason (): string {
    return this.#away === undefined ? 'the time was up' : describeError(this.#away)
  }

  async #takeBehind (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    if (this.#refusal !== undefined) throw this.#refusal
    try {
      return await this.#append(event, jobs, dataText)
    } catch (error) {
      if (this.#away !== undefined || isInput(error)) throw error
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
    if (full !== undefined) {
      if (await this.#journal.has(event.id)) return { verdict: 'already spooled' }
      throw new HKS_ERR_SPOOL_FULL(full)
    }
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
      this.#wake(this.#failures === 0 ? 0 : this.#pauseMs())
    }
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

  /** The queue is out of reach from here on. */
  #lose (error: unknown): void {
    if (this.#away === undefined) this.#parts.log.warn({ reason: describeError(error) }, 'the queue is out of reach, events go to the spool')
    this.#away = error
    this.#failures = Math.max(1, this.#failures)
    this.#wake(this.#pauseMs())
  }

  #hasWork (): boolean {
    return this.state.events > 0 || this.#signals.isWaiting || this.#parts.options.tokens?.mayHave === true
  }

  #pauseMs (): number {
    const { retryMs, maxRetryMs } = this.#parts.options
    return Math.min(maxRetryMs, retryMs * 2 ** Math.min(30, Math.max(0, this.#failures - 1)))
  }

  /** Begins a pass so much later, unless one is under way or due already. */
  #wake (afterMs: number): void {
    if (this.#phase !== 'open' || this.#pass !== undefined || this.#timer !== undefined) return
    this.#timer = this.#parts.clock.after(afterMs, () => {
      this.#timer = undefined
      void this.#run()
    })
  }

  /** One pass, then the pause until the next. Never rejects. */
  async #run (): Promise<void> {
    this.#pass ??= this.#tryPass()
    await this.#pass
    this.#pass = undefined
    if (this.#failures > 0) this.#wake(this.#pauseMs())
    else this.#wake(this.#hasWork() ? this.#parts.options.retryMs : LOOK_MS)
  }

  async #tryPass (): Promise<void> {
    try {
      await this.#drainAll()
    } catch (error) {
      this.#failures++
      this.#noteFailure(error)
    }
  }

  async #drainAll (): Promise<void> {
    const { queue, options: { tokens } } = this.#parts
    await this.#reconcileSometimes()
    if (!this.#hasWork() && this.#away === undefined) return
    if (!await this.#lease.claim()) return
    try {
      const [moved] = await Promise.allSettled([tokens?.move()])
      // A job that is woken for a token has to find it.
      if (moved.status === 'fulfilled') await this.#signals.raise(queue)
      await this.#drainEvents()
      if (moved.status === 'rejected') throw moved.reason
    } finally {
      // Failing that it expires.
      await this.#lease.release().catch(() => {})
    }
  }

  async #drainEvents (): Promise<void> {
    const failures = this.#failures
    const drain = this.#makeDrain()
    // One event is enough to find out whether the queue is back.
    if (failures > 0 && await drain.batch(1)) this.#regain()
    while (this.#parts.clock.now() <= this.#settleBy && await drain.batch()) await this.#lease.claim()
    this.#regain()
    if (drain.hasHeld) this.#failures = failures + 1
  }

  /** The queue takes events, or nothing is left that could tell: the next event will. */
  #regain (): void {
    if (this.#away !== undefined) this.#parts.log.info(this.state, 'the queue is back')
    this.#away = undefined
    this.#refusal = undefined
    this.#failures = 0
  }

  #noteFailure (error: unknown): void {
    const { log } = this.#parts
    const line = { ...this.state, reason: describeError(error) }
    const code = codeOf(error)
    this.#refusal = error instanceof Error && (code === 'HKS_ERR_QUEUE_FULL' || code === 'HKS_ERR_QUEUE_FORMAT') ? error : undefined
    // Reached, or not asked because the disk failed: then the next event finds out.
    this.#away = isOutOfReach(error) ? error : undefined
    if (isOutOfReach(error)) log.warn(line, 'the queue is still out of reach')
    else log.error(line, 'the spool cannot be drained now')
  }

  #makeDrain (): Drain {
    const { options: { store, maxAgeMs }, queue, clock, observe, log } = this.#parts
    return new Drain({
      queue,
      journal: this.#journal,
      backlog: this.#backlog,
      setAside: (place, bytes, error) => setAside(store, clock, place, bytes, error),
      onHeld: ({ tenant }, error) => { log.error({ tenant, reason: describeError(error) }, 'a spooled event cannot be stored; it stays in the spool') },
      onLeft: (place, left) => {
        const waitedMs = clock.now() - place.at
        this.#tell(left, place)
        const isLate = waitedMs > maxAgeMs
        if (isLate) log.warn({ tenant: place.tenant, waitedMs }, 'an event was in the spool for longer than maxAgeMs; if it had been stored before, it is handled twice')
        observe({ kind: 'spool', tenant: place.tenant, waitedMs, isLate, left })
      }
    })
  }

  #tell (left: Left, { tenant }: Place): void {
    if (left.kind === 'set aside') this.#parts.log.error({ tenant, reason: describeError(left.error) }, 'no queue takes this spooled event; it was set aside')
    else this.#parts.log.debug({ tenant, event: left.event.id }, 'event drained from the spool')
  }

  async #reconcileSometimes (): Promise<void> {
    const isEmpty = this.state.events === 0
    if (isEmpty ? await this.#journal.isEmpty() : this.#parts.clock.now() - this.#reconciledAt < RECONCILE_MS) return
    await this.#reconcile()
  }

  async #reconcile (): Promise<void> {
    await this.#backlog.reconcile(this.#journal.places())
    this.#reconciledAt = this.#parts.clock.now()
  }
}

function isInput (error: unknown): boolean {
  return codeOf(error) === 'HKS_ERR_EVENT_INPUT' || codeOf(error) === 'HKS_ERR_JOB_INPUT'
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
