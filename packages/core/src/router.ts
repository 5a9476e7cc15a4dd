import { assertEvent, DEFAULT_DEDUPE_MS, type EventEnvelope, type Queue, type Store } from '@hooksmith/contracts'
import type { FastifyInstance } from 'fastify'
import { DriverWarnings } from './driver-warnings.js'
import {
  HKS_ERR_PLUGIN_CLASH, HKS_ERR_PLUGIN_NAME, HKS_ERR_ROUTER_NOT_STARTED, HKS_ERR_ROUTER_RECEIVER_CLASH, HKS_ERR_ROUTER_SETUP,
  HKS_ERR_ROUTER_STARTED
} from './errors.js'
import { isName } from './handler-check.js'
import type { HandlerContext, HandlerWrapper, PluginRouter } from './handler.js'
import { HandlerTable } from './handler-table.js'
import { Ingest } from './ingest.js'
import { findUnknownEvents, type EventCatalogue } from './known-events.js'
import { Counters, type Observation, type Observer } from './observations.js'
import { resolveRouterOptions, type ResolvedRouterOptions, type RouterOptions } from './options.js'
import { makePluginRouter, wrapAll, type Draft } from './plugin-router.js'
import { addReceiveRoute } from './receive-route.js'
import type { IngestedEvent, Receiver } from './receiver.js'
import { findReceiverProblems } from './receiver-check.js'
import { describeError } from './redact.js'
import { RequestRecords } from './request-records.js'
import type { SpoolState } from './spool/backlog.js'
import { findWindowProblems } from './spool/options.js'
import { Spool } from './spool/spool.js'
import { Worker } from './worker.js'

/** Whether a router can do its work, for a readiness probe. */
export interface RouterHealth {
  readonly isReady: boolean
  /** What is wrong, a sentence each. */
  readonly reasons: readonly string[]
  /**
   * What works, though not as it should, a sentence each: what queue and store cannot be relied on for, events that wait in the spool. The
   * process is ready all the same.
   */
  readonly warnings: readonly string[]
}

/** What a router tells of one handler. */
export interface HandlerSummary {
  /** `plugin/handler`. */
  readonly id: string
  readonly aliases: readonly string[]
  readonly patterns: readonly string[]
  readonly timeoutMs: number
  /** How often a failed attempt is made again. */
  readonly retries: number
  /** Whether its jobs may run one at a time by a key. */
  readonly hasKey: boolean
  /** Whether it wants events that the app caused itself. */
  readonly self: boolean
}

/**
 * What `fastify.hooksmith` is: owns the way from receiver over queue to handler.
 *
 * ```text
 * composing ──fastify ready──► started ──fastify close──► stopped
 *     └─ mistakes found ─► the server does not start (HKS_ERR_ROUTER_SETUP lists them all)
 * ```
 *
 * Receivers, handlers, wrappers and catalogues are added while composing; later it throws `HKS_ERR_ROUTER_STARTED`.
 */
export class Router {
  readonly #options: ResolvedRouterOptions
  readonly #fastify: FastifyInstance
  readonly #table = new HandlerTable()
  readonly #drafts: Draft[] = []
  readonly #wrappers: HandlerWrapper[] = []
  readonly #receivers: Receiver[] = []
  readonly #catalogues: EventCatalogue[] = []
  readonly #problems: Error[] = []
  readonly #plugins = new Set<string>()
  readonly #checks: Array<() => string | undefined> = []
  readonly #observers: Observer[] = []
  readonly #counters = new Counters()
  readonly #ingest: Ingest
  readonly #spool: Spool | undefined
  readonly #warnings: DriverWarnings
  #worker: Worker | undefined
  #phase: 'composing' | 'started' | 'stopped' = 'composing'

  /** Made by the Fastify plugin. @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (fastify: FastifyInstance, options: RouterOptions) {
    this.#options = resolveRouterOptions(options)
    this.#fastify = fastify
    this.#warnings = new DriverWarnings(fastify.log)
    this.#observers.push(this.#counters.observe)
    const { queue, spool, clock } = this.#options
    const shared = { queue, observe: this.#observe, log: fastify.log }
    this.#spool = spool === undefined ? undefined : new Spool({ ...shared, options: spool, clock })
    this.#ingest = new Ingest({ ...shared, table: this.#table, spool: this.#spool })
  }

  /** The queue this router works on, for inspection, retrying and removing. */
  get queue (): Queue {
    return this.#options.queue
  }

  /** The store this router was given, for what plugins remember; each keeps to keys that begin with its own name. */
  get store (): Store | undefined {
    return this.#options.store
  }

  /** Where a plugin called `name` registers its handlers. @throws `HKS_ERR_ROUTER_STARTED`. */
  plugin (name: string): PluginRouter {
    this.#assertComposing(`plugin '${name}'`)
    if (!isName(name)) this.problem(new HKS_ERR_PLUGIN_NAME(String(name)))
    else if (this.#plugins.has(name)) this.problem(new HKS_ERR_PLUGIN_CLASH(name))
    this.#plugins.add(name)
    return makePluginRouter(name, this.#drafts, (what) => { this.#assertComposing(what) })
  }

  /** Wraps every handler of every plugin, the first wrapper outermost, outside of the plugins' own. @throws `HKS_ERR_ROUTER_STARTED`. */
  wrap (wrapper: HandlerWrapper): void {
    this.#assertComposing('a wrapper')
    this.#wrappers.push(wrapper)
  }

  /** Adds a receiver and its route. @throws `HKS_ERR_ROUTER_STARTED`. */
  receive (receiver: Receiver): void {
    this.#assertComposing(`receiver '${receiver.name}'`)
    const problems = findReceiverProblems(receiver)
    for (const problem of problems) this.problem(problem)
    if (problems.length > 0) return
    const methods = receiver.methods ?? ['POST']
    for (const method of methods) {
      const rival = this.#receivers.find((other) => other.path === receiver.path && (other.methods ?? ['POST']).includes(method))
      if (rival === undefined) continue
      this.problem(new HKS_ERR_ROUTER_RECEIVER_CLASH(method, receiver.path, `'${rival.name}' and '${receiver.name}'`))
      return
    }
    this.#receivers.push(receiver)
    const { store, clock } = this.#options
    addReceiveRoute(this.#fastify, receiver, {
      ingest: this.#ingest,
      observe: this.#observe,
      now: () => clock.now(),
      records: store === undefined ? undefined : new RequestRecords(store, clock)
    })
  }

  /** Makes event names known, so that a pattern which matches none of them is noticed. @throws `HKS_ERR_ROUTER_STARTED`. */
  knowEvents (catalogue: EventCatalogue): void {
    this.#assertComposing('a catalogue')
    this.#catalogues.push(catalogue)
  }

  /** Reports a mistake; all of them are refused together when the server gets ready. */
  problem (error: Error): void {
    this.#problems.push(error)
  }

  /** Tells `observer` of everything that happens from now on in this process. It must not throw. */
  observe (observer: Observer): void {
    this.#observers.push(observer)
  }

  /** Exact counts of what happened in this process since the router was made. */
  counters (): Readonly<Record<string, number>> {
    return this.#counters.snapshot()
  }

  /** Adds a check to {@link Router.health}: a sentence when something is wrong. */
  addHealthCheck (check: () => string | undefined): void {
    this.#checks.push(check)
  }

  /** Whether this process can do its work now. */
  health (): RouterHealth {
    const reasons = this.#checks.map(ask).filter((reason) => reason !== undefined)
    if (this.#phase !== 'started') reasons.unshift(this.#phase === 'composing' ? 'not started yet' : 'stopping')
    if (this.#worker?.isExhausted === true) reasons.push('too many attempts run on past their timeout; restart this process')
    const { problem, note } = this.#spool?.health() ?? {}
    if (problem !== undefined) reasons.push(problem)
    return { isReady: reasons.length === 0, reasons, warnings: [...this.#warnings.all, ...note === undefined ? [] : [note]] }
  }

  /**
   * Stores an event that no request brought, with a job for each handler that wants it. Resolves once stored; rejects as `Queue.enqueue` does,
   * and with `HKS_ERR_ROUTER_NOT_STARTED` before the server's onReady hooks.
   *
   * @param options.dedupeMs - How long a repeat of the event's id is a duplicate. @defaultValue 24 hours
   */
  async emit (event: EventEnvelope, options: { readonly dedupeMs?: number } = {}): Promise<IngestedEvent> {
    if (this.#phase === 'composing') throw new HKS_ERR_ROUTER_NOT_STARTED()
    assertEvent(event)
    return await this.#ingest.take({ event }, options.dedupeMs ?? DEFAULT_DEDUPE_MS)
  }

  /** What is in the spool, as far as this process knows; `undefined` without one. */
  spool (): SpoolState | undefined {
    return this.#spool?.state
  }

  /**
   * Wakes the jobs that wait for `name`; resolves to how many. With a spool, while the queue is out of reach, the signal is kept, resolves
   * to 0 and is raised later; without one it rejects as `Queue.signal` does.
   */
  async signal (name: string): Promise<number> {
    return await (this.#spool ?? this.#options.queue).signal(name)
  }

  /** Every handler, in order of registration; empty until the server gets ready. */
  handlers (): readonly HandlerSummary[] {
    return this.#table.all().map(({ id, aliases, patterns, timeoutMs, policy: { retries }, key, self }) =>
      ({ id, aliases, patterns, timeoutMs, retries, hasKey: key !== undefined, self }))
  }

  /** Every receiver with its route, in order of registration. */
  receivers (): ReadonlyArray<Required<Pick<Receiver, 'name' | 'path' | 'methods'>>> {
    return this.#receivers.map(({ name, path, methods = ['POST'] }) => ({ name, path, methods }))
  }

  /** Called by the Fastify plugin when the server gets ready. @throws `HKS_ERR_ROUTER_SETUP` listing every mistake. */
  async start (): Promise<void> {
    for (const { plugin, patterns, options, handler, wrappers } of this.#drafts) {
      this.#table.add(plugin, patterns, options, wrapAll(handler, [...this.#wrappers, ...wrappers]))
    }
    const unknown = findUnknownEvents(this.#catalogues, this.#drafts)
    const problems = [...this.#problems, ...this.#table.problems, ...this.#options.strict ? unknown : [], ...await this.#spoolProblems()]
    if (problems.length > 0) throw setupError(problems)
    if (!this.#options.strict) for (const { message } of unknown) this.#fastify.log.warn(message)
    await this.#spool?.open()
    this.#phase = 'started'
    this.#warnings.watch('queue', this.#options.queue)
    if (this.#options.store !== undefined) this.#warnings.watch('store', this.#options.store)
    if (this.#options.role !== 'ingest') this.#workWhenReady()
  }

  /** Takes no further job, for good: this process is about to close. What runs goes on. */
  pause (): void {
    this.#phase = 'stopped'
    this.#worker?.pause()
  }

  /**
   * Called by the Fastify plugin when the server closes: takes no further job, waits for what runs, hands the rest back; meanwhile drains the
   * spool. Requests are taken still. Twice is fine.
   */
  async stop (): Promise<void> {
    this.pause()
    const { shutdownGraceMs } = this.#options
    await Promise.all([this.#worker?.close(shutdownGraceMs), this.#spool?.settle(shutdownGraceMs)])
    this.#warnings.stop()
  }

  /** Called by the Fastify plugin when no request is left: says what could not be drained. Twice is fine. */
  async close (): Promise<void> {
    await this.#spool?.close()
  }

  /** No handler runs before every onReady hook has: plugins connect there. A server that does not get ready tells its owner by ready(). */
  #workWhenReady (): void {
    void this.#fastify.ready().then(() => { this.#work() }, () => {})
  }

  #work (): void {
    if (this.#phase !== 'started') return
    try {
      this.#worker = this.#makeWorker()
    } catch (error) {
      const reason = describeError(error)
      this.#checks.push(() => `no jobs are taken: ${reason}`)
      this.#fastify.log.fatal({ reason }, 'the worker did not start')
    }
  }

  #makeWorker (): Worker {
    const byName = new Map(this.#receivers.map((receiver) => [receiver.name, receiver]))
    return new Worker({
      options: this.#options,
      table: this.#table,
      log: this.#fastify.log,
      observe: this.#observe,
      contextOf: (event): Partial<HandlerContext> => byName.get(String(event.receiver))?.context?.(event) ?? {}
    })
  }

  async #spoolProblems (): Promise<Error[]> {
    const { spool } = this.#options
    if (spool === undefined) return []
    const [disk] = await Promise.allSettled([this.#spool?.assertLasting()])
    const problems = findWindowProblems(this.#receivers, spool)
    // Whatever was thrown is an Error: ours, or the file system's.
    return disk.status === 'rejected' ? [disk.reason as Error, ...problems] : problems
  }

  readonly #observe = (seen: Observation): void => {
    for (const observer of this.#observers) {
      try {
        observer(seen)
      } catch (error) {
        // What was seen has happened; an observer's mistake must not turn a stored event into a refused one.
        this.#fastify.log.error({ reason: describeError(error) }, 'an observer failed')
      }
    }
  }

  #assertComposing (what: string): void {
    if (this.#phase !== 'composing') throw new HKS_ERR_ROUTER_STARTED(what)
  }
}

function ask (check: () => string | undefined): string | undefined {
  try {
    return check()
  } catch (error) {
    return `a check failed: ${describeError(error)}`
  }
}

function setupError (problems: readonly Error[]): Error {
  const list = problems.map(({ message }) => `- ${message}`).join('\n')
  return Object.assign(new HKS_ERR_ROUTER_SETUP(problems.length, list), { errors: problems })
}
