import { assertEvent, DEFAULT_DEDUPE_MS, type EventEnvelope, type Queue, type Store } from '@hooksmith/contracts'
import type { FastifyInstance } from 'fastify'
import { DriverWarnings } from './driver-warnings.js'
import { HKS_ERR_PLUGIN_CLASH, HKS_ERR_PLUGIN_NAME, HKS_ERR_ROUTER_NOT_STARTED, HKS_ERR_ROUTER_STARTED } from './errors.js'
import type { HandlerWrapper, PluginRouter } from './handler.js'
import { HandlerTable, type HandlerSummary } from './handler-table.js'
import type { EndpointHandler, EndpointOptions, EndpointSummary } from './endpoints/endpoint.js'
import { Endpoints } from './endpoints/endpoints.js'
import type { EndpointGuard } from './endpoints/guard.js'
import { ask, type HealthCheck, type RouterHealth } from './health.js'
import { Ingest } from './ingest.js'
import { findUnknownEvents, type EventCatalogue } from './known-events.js'
import { isName } from './names.js'
import type { Observer } from './observations.js'
import { Observers } from './observers.js'
import { resolveRouterOptions, type ResolvedRouterOptions, type Role, type RouterOptions } from './options.js'
import { makePluginRouter, wrapAll, type Draft } from './plugin-router.js'
import type { IngestedEvent, Receiver } from './receiver.js'
import { Receivers, type ReceiverSummary } from './receivers.js'
import { describeError } from './redact.js'
import { RequestRecords } from './request-records.js'
import { RoutesTaken } from './routes-taken.js'
import type { ScheduleOptions } from './schedules/options.js'
import { Schedules } from './schedules/schedules.js'
import { setupError } from './setup-error.js'
import type { SpoolState } from './spool/backlog.js'
import { Spool } from './spool/spool.js'
import { Worker } from './worker.js'

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
  readonly #receivers: Receivers
  readonly #endpoints: Endpoints
  readonly #catalogues: EventCatalogue[] = []
  readonly #problems: Error[] = []
  readonly #plugins = new Set<string>()
  readonly #checks: HealthCheck[] = []
  readonly #warningChecks: HealthCheck[] = []
  readonly #schedules = new Schedules()
  readonly #observers: Observers
  readonly #ingest: Ingest
  readonly #spool: Spool | undefined
  readonly #warnings: DriverWarnings
  #worker: Worker | undefined
  #phase: 'composing' | 'started' | 'stopped' = 'composing'

  /** Made by the Fastify plugin. @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (fastify: FastifyInstance, options: RouterOptions) {
    this.#options = resolveRouterOptions(options)
    this.#fastify = fastify
    this.#observers = new Observers(fastify.log)
    this.#warnings = new DriverWarnings(fastify.log)
    const { queue, spool, store, clock } = this.#options
    const observe = this.#observers.tell
    const shared = { queue, observe, log: fastify.log }
    this.#spool = spool === undefined ? undefined : new Spool({ ...shared, options: spool, clock })
    const routes = new RoutesTaken()
    this.#endpoints = new Endpoints({ fastify, clock, observe, routes })
    this.#ingest = new Ingest({ ...shared, table: this.#table, spool: this.#spool })
    const records = store === undefined ? undefined : new RequestRecords(store, clock)
    this.#receivers = new Receivers(fastify, routes, { ingest: this.#ingest, observe, now: () => clock.now(), records })
    for (const [name, schedule] of Object.entries(this.#options.schedules)) this.schedule(name, schedule)
    this.addHealthWarning(() => this.#schedules.problems())
  }

  /** The queue this router works on, for inspection, retrying and removing. */
  get queue (): Queue {
    return this.#options.queue
  }

  /** What this process does. */
  get role (): Role {
    return this.#options.role
  }

  /** The store this router was given, for what plugins remember; each keeps to keys that begin with its own name. */
  get store (): Store | undefined {
    return this.#options.store
  }

  /** Where a plugin called `name` registers its handlers. @throws `HKS_ERR_ROUTER_STARTED`. */
  plugin (name: string): PluginRouter {
    this.assertComposing(`plugin '${name}'`)
    if (!isName(name)) this.problem(new HKS_ERR_PLUGIN_NAME(String(name)))
    else if (this.#plugins.has(name)) this.problem(new HKS_ERR_PLUGIN_CLASH(name))
    this.#plugins.add(name)
    return makePluginRouter(name, this.#drafts, this)
  }

  /** Wraps every handler of every plugin, the first wrapper outermost, outside of the plugins' own. @throws `HKS_ERR_ROUTER_STARTED`. */
  wrap (wrapper: HandlerWrapper): void {
    this.assertComposing('a wrapper')
    this.#wrappers.push(wrapper)
  }

  /** Adds a receiver and its route. @throws `HKS_ERR_ROUTER_STARTED`. */
  receive (receiver: Receiver): void {
    this.assertComposing(`receiver '${receiver.name}'`)
    for (const problem of this.#receivers.add(receiver)) this.problem(problem)
  }

  /** Adds what proves the callers of endpoints. @throws `HKS_ERR_ROUTER_STARTED`. */
  guard (guard: EndpointGuard): void {
    this.assertComposing(`guard '${guard.name}'`)
    for (const problem of this.#endpoints.addGuard(guard)) this.problem(problem)
  }

  /** Adds an endpoint of a plugin; see `PluginRouter.endpoint`. @throws `HKS_ERR_ROUTER_STARTED`. */
  addEndpoint (plugin: string, path: string, options: EndpointOptions, handler: EndpointHandler): void {
    this.assertComposing(`endpoint '${plugin} ${path}'`)
    for (const problem of this.#endpoints.add(plugin, path, options, handler)) this.problem(problem)
  }

  /**
   * Adds a schedule: each of its slots is an event `schedule:<name>`, stored once however many processes run it. Mistakes are refused with all others when
   * the server gets ready. Processes that ingest fire; the others only know the name. @throws `HKS_ERR_ROUTER_STARTED`.
   */
  schedule (name: string, options: ScheduleOptions): void {
    this.assertComposing(`schedule '${name}'`)
    for (const problem of this.#schedules.add(name, options, this.#options.store !== undefined)) this.problem(problem)
  }

  /** Makes event names known, so that a pattern which matches none of them is noticed. @throws `HKS_ERR_ROUTER_STARTED`. */
  knowEvents (catalogue: EventCatalogue): void {
    this.assertComposing('a catalogue')
    this.#catalogues.push(catalogue)
  }

  /** Reports a mistake; all of them are refused together when the server gets ready. */
  problem (error: Error): void {
    this.#problems.push(error)
  }

  /** The mistakes that were reported so far, in order. */
  problems (): readonly Error[] {
    return this.#problems
  }

  /** Tells `observer` of everything that happens from now on in this process. It must not throw. */
  observe (observer: Observer): void {
    this.#observers.add(observer)
  }

  /** Exact counts of what happened in this process since the router was made. */
  counters (): Readonly<Record<string, number>> {
    return this.#observers.counts()
  }

  /** Counts something that a receiver or plugin noticed, beside what the router counts itself, and tells observers. */
  count (name: string, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    this.#observers.tell({ kind: 'notice', name, labels, by })
  }

  /** Adds a check to {@link Router.health}: a sentence when something is wrong. */
  addHealthCheck (check: HealthCheck): void {
    this.#checks.push(check)
  }

  /** Adds a check to the warnings of {@link Router.health}. */
  addHealthWarning (check: HealthCheck): void {
    this.#warningChecks.push(check)
  }

  /** Whether this process can do its work now. */
  health (): RouterHealth {
    const reasons = ask(this.#checks)
    if (this.#phase !== 'started') reasons.unshift(this.#phase === 'composing' ? 'not started yet' : 'stopping')
    if (this.#worker?.isExhausted === true) reasons.push('too many attempts run on past their timeout; restart this process')
    const { problem, note } = this.#spool?.health() ?? {}
    if (problem !== undefined) reasons.push(problem)
    const warnings = [...this.#warnings.all, ...note === undefined ? [] : [note], ...ask(this.#warningChecks)]
    return { isReady: reasons.length === 0, reasons, warnings }
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

  /** What is in the spool, as this process knows it; `undefined` without one. */
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
    return this.#table.summaries()
  }

  /** Every receiver with its route, in order of registration. */
  receivers (): readonly ReceiverSummary[] {
    return this.#receivers.summaries()
  }

  /** Every endpoint, in order of registration. */
  endpoints (): readonly EndpointSummary[] {
    return this.#endpoints.summaries()
  }

  /** Puts together what was composed, and starts nothing: for whoever only checks. Once. @throws `HKS_ERR_ROUTER_SETUP` listing every mistake. */
  async prepare (): Promise<void> {
    for (const { plugin, patterns, options, handler, wrappers } of this.#drafts) {
      this.#table.add(plugin, patterns, options, wrapAll(handler, [...this.#wrappers, ...wrappers]))
    }
    const unknown = findUnknownEvents([...this.#catalogues, { covers: 'schedule:*', names: this.#schedules.types() }], this.#drafts)
    const ofSpool = await this.#spool?.findProblems(this.#receivers.all) ?? []
    const ofEndpoints = this.#endpoints.findProblems()
    const problems = [...this.#problems, ...this.#table.problems, ...ofEndpoints, ...this.#options.strict ? unknown : [], ...ofSpool]
    if (problems.length > 0) throw setupError(problems)
    if (!this.#options.strict) for (const { message } of unknown) this.#fastify.log.warn(message)
  }

  /** Called when the server gets ready. @throws as {@link Router.prepare}. */
  async start (): Promise<void> {
    await this.prepare()
    await this.#spool?.open()
    this.#phase = 'started'
    this.#warnings.watch('queue', this.#options.queue)
    if (this.#options.store !== undefined) this.#warnings.watch('store', this.#options.store)
    this.#beginWhenReady()
  }

  /** Takes no further job, for good: this process is about to close. What runs goes on. */
  pause (): void {
    this.#phase = 'stopped'
    this.#worker?.pause()
  }

  /** Called when the server closes: takes no further job, waits for what runs, hands the rest back, drains the spool. Takes requests still. Twice is fine. */
  async stop (): Promise<void> {
    this.pause()
    const { shutdownGraceMs } = this.#options
    this.#endpoints.close(shutdownGraceMs)
    await this.#schedules.stop()
    await Promise.all([this.#worker?.close(shutdownGraceMs), this.#spool?.settle(shutdownGraceMs)])
    this.#warnings.stop()
  }

  /** Called when no request is left: says what could not be drained. Twice is fine. */
  async close (): Promise<void> {
    await this.#spool?.close()
  }

  /** No handler runs before every onReady hook has: plugins connect there. A server that does not get ready tells its owner by ready(). */
  #beginWhenReady (): void {
    void this.#fastify.ready().then(() => {
      if (this.#phase !== 'started') return
      const { role, clock, store } = this.#options
      if (role !== 'ingest') this.#work()
      if (role !== 'worker') this.#schedules.start({ clock, store, router: this, log: this.#fastify.log })
    }, () => {})
  }

  #work (): void {
    try {
      const parts = { options: this.#options, table: this.#table, log: this.#fastify.log, observe: this.#observers.tell }
      this.#worker = new Worker({ ...parts, contextOf: (event, signal) => this.#receivers.contextOf(event, signal) })
    } catch (error) {
      const reason = describeError(error)
      this.#checks.push(() => `no jobs are taken: ${reason}`)
      this.#fastify.log.fatal({ reason }, 'the worker did not start')
    }
  }

  /** Refuses what comes too late. @throws `HKS_ERR_ROUTER_STARTED`. */
  assertComposing (what: string): void {
    if (this.#phase !== 'composing') throw new HKS_ERR_ROUTER_STARTED(what)
  }
}
