import type { CancelTimer, Clock, Queue } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { Observer } from '../observations.js'
import { describeError } from '../redact.js'
import type { Backlog } from './backlog.js'
import { Drain, isOutOfReach, type SpoolExit } from './drain.js'
import type { Journal, Place } from './journal.js'
import { DrainLease } from './lease.js'
import type { ResolvedSpoolOptions } from './options.js'
import type { Reach } from './reach.js'
import { setAside } from './set-aside.js'
import type { SpooledSignals } from './signals.js'

/** How often a process looks for what others put into a spool that they share, and for what a death left over, in milliseconds. */
const LOOK_MS = 1_000

/** How long what was learned of the others' events holds while there are many, in milliseconds. */
const RECONCILE_MS = 5_000

/** What the spool needs of the router. */
export interface SpoolParts {
  readonly options: ResolvedSpoolOptions
  readonly queue: Queue
  readonly clock: Clock
  readonly observe: Observer
  readonly log: FastifyBaseLogger
}

/** What passes share with the taking of events. */
export interface PassParts extends SpoolParts {
  readonly journal: Journal
  readonly backlog: Backlog
  readonly signals: SpooledSignals
  readonly reach: Reach
}

/**
 * Empties the spool, pass by pass: first the tokens, then the signals that jobs wait for them with, then the events, oldest first. After a
 * failure it pauses, longer each time. A pass may die at any point: what is tried twice has the same ids, and the queue stores it once.
 *
 * ```text
 * idle ──open──► open ──settle──► settling ──close──► idle       passes begin by themselves only while open
 * ```
 */
export class Passes {
  readonly #parts: PassParts
  readonly #lease: DrainLease
  #phase: 'idle' | 'open' | 'settling' = 'idle'
  #timer: CancelTimer | undefined
  #pass: Promise<void> | undefined
  #reconciledAt = -Infinity
  #settleBy = Infinity

  constructor (parts: PassParts) {
    this.#parts = parts
    this.#lease = new DrainLease(parts.options.store, parts.clock)
  }

  get isIdle (): boolean {
    return this.#phase === 'idle'
  }

  /** Whether anything is known to be left. */
  get hasWork (): boolean {
    const { backlog, signals, options: { tokens } } = this.#parts
    return backlog.state.events > 0 || signals.isWaiting || tokens?.mayHave === true
  }

  /** Finds what earlier processes left. Rejects as the Store does. */
  async open (): Promise<void> {
    await this.#reconcile()
    this.#phase = 'open'
    this.wake(0)
  }

  /** Begins a pass so much later, unless one is under way or due already. */
  wake (afterMs: number): void {
    if (this.#phase !== 'open' || this.#pass !== undefined || this.#timer !== undefined) return
    this.#timer = this.#parts.clock.after(afterMs, () => {
      this.#timer = undefined
      void this.#run()
    })
  }

  /** Drains what can be drained before `graceMs` have passed; then passes begin by this call only. */
  async settle (graceMs: number): Promise<void> {
    if (this.isIdle) return
    this.#phase = 'settling'
    this.#settleBy = this.#parts.clock.now() + graceMs
    this.#timer?.()
    await this.#pass
    if (this.hasWork) await this.#run()
  }

  /** No pass begins any more; resolves when none is under way. */
  async close (): Promise<void> {
    this.#phase = 'idle'
    this.#timer?.()
    await this.#pass
  }

  /** One pass, then the pause until the next. Never rejects. */
  async #run (): Promise<void> {
    const { reach, options } = this.#parts
    this.#pass ??= this.#tryPass()
    await this.#pass
    this.#pass = undefined
    if (reach.hasFailed) this.wake(reach.pauseMs)
    else this.wake(this.hasWork ? options.retryMs : LOOK_MS)
  }

  async #tryPass (): Promise<void> {
    const { reach, backlog } = this.#parts
    try {
      await this.#reconcileSometimes()
      if (!this.hasWork && !reach.isAway) return
      if (!await this.#lease.claim()) return
      await this.#drainAll()
    } catch (error) {
      reach.fail(error, backlog.state)
    } finally {
      // Failing that it expires.
      await this.#lease.release().catch(() => {})
    }
  }

  async #drainAll (): Promise<void> {
    const failure = await this.#moveAndRaise()
    await this.#drainEvents()
    if (failure !== undefined) throw failure.error
  }

  /** Events do not wait for what goes wrong here, unless it is the queue that is out of reach: then it rejects. */
  async #moveAndRaise (): Promise<{ readonly error: unknown } | undefined> {
    const { queue, signals, options: { tokens } } = this.#parts
    try {
      // A job that is woken for a token has to find it.
      await tokens?.move()
      await signals.raise(queue)
      return undefined
    } catch (error) {
      if (isOutOfReach(error)) throw error
      return { error }
    }
  }

  async #drainEvents (): Promise<void> {
    const { reach } = this.#parts
    const { failures } = reach
    const drain = this.#makeDrain()
    // One event is enough to find out whether the queue is back.
    if (failures > 0 && await drain.batch(1)) reach.regain()
    while (!this.#isOver() && await drain.batch()) await this.#lease.claim()
    if (this.#isOver()) return
    reach.regain()
    if (drain.hasHeld) reach.hold(failures)
  }

  #isOver (): boolean {
    return this.#parts.clock.now() > this.#settleBy
  }

  #makeDrain (): Drain {
    const { options: { store }, queue, journal, backlog, clock, log } = this.#parts
    return new Drain({
      queue,
      journal,
      backlog,
      isOver: () => this.#isOver(),
      setAside: (place, bytes, error) => setAside(store, clock, place, bytes, error),
      onHeld: ({ tenant }, error) => { log.error({ tenant, reason: describeError(error) }, 'a spooled event cannot be stored; it stays in the spool') },
      onLeft: (place, left) => { this.#tell(place, left) }
    })
  }

  #tell ({ tenant, at }: Place, left: SpoolExit): void {
    const { options: { maxAgeMs }, clock, observe, log } = this.#parts
    const waitedMs = clock.now() - at
    const isLate = waitedMs > maxAgeMs
    if (left.kind === 'set aside') log.error({ tenant, reason: describeError(left.error) }, 'no queue takes this spooled event; it was set aside')
    else log.debug({ tenant, event: left.event.id, waitedMs }, 'event drained from the spool')
    if (isLate) log.warn({ tenant, waitedMs }, 'an event was in the spool for longer than maxAgeMs; if it had been stored before, it is handled twice')
    observe({ kind: 'spool', tenant, waitedMs, isLate, left })
  }

  async #reconcileSometimes (): Promise<void> {
    const { backlog, journal, clock } = this.#parts
    const isEmpty = backlog.state.events === 0
    if (isEmpty ? await journal.isEmpty() : clock.now() - this.#reconciledAt < RECONCILE_MS) return
    await this.#reconcile()
  }

  async #reconcile (): Promise<void> {
    await this.#parts.backlog.reconcile(this.#parts.journal.places())
    this.#reconciledAt = this.#parts.clock.now()
  }
}
