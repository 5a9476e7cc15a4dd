import type { AppToken, EventEnvelope, JsonValue, Queue, Store, TokenStore } from '@hooksmith/contracts'
import type { IngestedEvent } from '@hooksmith/core'
import type { ApiRequest, CallResult, DeliveryOptions, DeliveryResult, ForgeSimulator, Installation, JsonObject, ProductApi } from '@hooksmith/simulator'
import type { FastifyInstance } from 'fastify'
import type { AttemptsUnderWay } from './attempts-under-way.js'
import type { BodyChanges, SentName } from './changes.js'
import { HKS_ERR_TESTING_LEAK, HKS_ERR_TESTING_UNSETTLED } from './errors.js'
import type { InvokeOptions, EndpointCalls } from './endpoint-calls.js'
import type { InjectTransport } from './inject-transport.js'
import type { JobLog, TestEvent, TestJob } from './job-log.js'
import { findLeaks, type Leak } from './leaks.js'
import type { LogLine, LogLines } from './log-lines.js'
import type { ResolvedTestOptions } from './options.js'
import { ROUTES } from './platform.js'
import type { SteppedClock } from './stepped-clock.js'

/** What a test app is made of. */
export interface TestAppParts {
  readonly fastify: FastifyInstance
  readonly simulator: ForgeSimulator
  readonly installation: Installation
  readonly clock: SteppedClock
  readonly queue: Queue
  readonly store: Store
  readonly tokens: TokenStore
  readonly transport: InjectTransport
  readonly calls: EndpointCalls
  readonly underWay: AttemptsUnderWay
  readonly jobs: JobLog
  readonly log: LogLines
  readonly options: ResolvedTestOptions
}

/** What the platform got for an answer. */
export interface SentEvent {
  /** HTTP status; absent when none came. */
  readonly status: number | undefined
  /** `stored`, `duplicate`, `unwanted`, `self`, `filtered`, `unreadable`, `not served`; or the code of the refusal. */
  readonly verdict: string
  /** The whole delivery, redeliveries included. */
  readonly delivery: DeliveryResult
}

/** How one event is sent. */
export interface SendOptions extends Pick<DeliveryOptions, 'systemToken' | 'headers' | 'token' | 'redeliveries'> {
  /** Whose event it is. @defaultValue {@link TestApp.installation} */
  readonly installation?: Installation
}

/** An event of another sender than Forge, or of Hooksmith itself. */
export type EmittedEvent = { readonly type: string } & { readonly [attribute: string]: JsonValue | undefined }

/** A plugin under test. Made by {@link testPlugin}. */
export class TestApp {
  /** The server, for decorators and `inject`. */
  readonly fastify: FastifyInstance
  /** The platform, for everything that has no method here. */
  readonly simulator: ForgeSimulator
  readonly clock: SteppedClock
  readonly queue: Queue
  readonly store: Store
  readonly #parts: TestAppParts
  #installation: Installation
  #emitted = 0
  #closing: Promise<void> | undefined

  constructor (parts: TestAppParts) {
    this.#parts = parts
    this.fastify = parts.fastify
    this.simulator = parts.simulator
    this.clock = parts.clock
    this.queue = parts.queue
    this.store = parts.store
    this.#installation = parts.installation
  }

  /** Where the app is installed; a new value after {@link TestApp.upgrade}. */
  get installation (): Installation {
    return this.#installation
  }

  /** The stubs of the products' APIs: `put` a document, `script` an answer, `limitRate`, `denyPermission`. */
  get api (): ProductApi {
    return this.simulator.api
  }

  /** Every line of the log so far. */
  get logs (): readonly LogLine[] {
    return this.#parts.log.lines
  }

  /** Every event so far, in order of arrival. */
  get events (): readonly TestEvent[] {
    return this.#parts.jobs.events
  }

  /** Every job so far with its attempts, in order of storing. */
  async jobs (): Promise<readonly TestJob[]> {
    return await this.#parts.jobs.jobs()
  }

  /** Every call that handlers made to the products' APIs, whatever the answer. */
  calls (): readonly ApiRequest[] {
    return this.simulator.api.requests()
  }

  /** The app token that handlers of an installation would use now; `undefined` when there is none. */
  async token (installation = this.#installation): Promise<AppToken | undefined> {
    return await this.#parts.tokens.get(this.tenantOf(installation))
  }

  /** The tenant of an installation's events. */
  tenantOf ({ id, app, environment }: Installation = this.#installation): string {
    return `forge:${app.id}:${environment.id}:${id}`
  }

  /**
   * Sends an event of the catalogue, signed: its sample with a fresh id and time, and `changes` laid over it. Resolves once it is stored and
   * answered; {@link TestApp.settle} waits for its handlers.
   *
   * @throws `HKS_ERR_SIMULATOR_EVENT_UNKNOWN` for a name that the catalogue does not know.
   */
  async send<N extends SentName> (name: N, changes?: BodyChanges<N>, options: SendOptions = {}): Promise<SentEvent> {
    const { installation = this.#installation, ...rest } = options
    // Bodies of the catalogue are JSON, and so is what is laid over them.
    const payload = (changes ?? {}) as JsonObject
    return sentEvent(await this.simulator.sendEvent(installation, name, { payload, ...rest }))
  }

  /** Fires a scheduled trigger of the app: `forge:scheduled:<module key>`. */
  async tick (moduleKey: string, options: SendOptions = {}): Promise<SentEvent> {
    const { installation = this.#installation, ...rest } = options
    return sentEvent(await this.simulator.tick(installation, moduleKey, { route: ROUTES.scheduled, ...rest }))
  }

  /**
   * Stores an event that no request brings: `schedule:<name>`, `hooksmith:…`, or one of a receiver that is not here. What it does not
   * say is filled in: an id of its own, the tenant of {@link TestApp.installation}, `data: {}`.
   */
  async emit (event: EmittedEvent): Promise<IngestedEvent> {
    const { type, ...attributes } = event
    const defaults = { specversion: '1.0', id: `emitted-${++this.#emitted}`, source: '/test', tenant: this.tenantOf(), data: {} } as const
    return await this.fastify.hooksmith.emit({ ...defaults, ...attributes, type } as EventEnvelope)
  }

  /**
   * Calls an endpoint as a UI of the app does (`invokeRemote`), with the tokens of the app and of the user. An answer is a result, and so is a call that the UI
   * would see rejected. For calls of browsers, functions and web triggers see `simulator.calls`.
   *
   * @param path - As the UI names it, with the values of its parameters.
   */
  async invoke (path: string, options: Partial<InvokeOptions> = {}): Promise<CallResult> {
    return await this.#parts.calls.call(path, { installation: this.#installation, ...options })
  }

  /** Sends `avi:forge:installed:app`. */
  async install (options: SendOptions = {}): Promise<SentEvent> {
    const { installation = this.#installation, ...rest } = options
    return sentEvent(await this.simulator.install(installation, rest))
  }

  /** Gives {@link TestApp.installation} a new major version and sends `avi:forge:upgraded:app`. */
  async upgrade (appVersion: string): Promise<SentEvent> {
    const result = await this.simulator.upgrade(this.#installation, appVersion)
    this.#installation = result.installation
    return sentEvent(result)
  }

  /** Announces the uninstall (`forge:preUninstall:pre-uninstall`), then takes {@link TestApp.installation} away: its tokens are refused from then on. */
  async uninstall (): Promise<SentEvent | undefined> {
    const delivery = await this.simulator.uninstall(this.#installation)
    return delivery === undefined ? undefined : sentEvent(delivery)
  }

  /**
   * Waits until every job that is due has been run.
   *
   * @throws `HKS_ERR_TESTING_UNSETTLED` after `patienceMs` of real time, with the jobs that still run.
   */
  async settle (): Promise<void> {
    const { underWay, options } = this.#parts
    if (await underWay.settle(options.patienceMs)) return
    throw new HKS_ERR_TESTING_UNSETTLED(options.patienceMs, underWay.jobIds.join(', ') || 'nothing')
  }

  /**
   * Moves the clock on by `ms` milliseconds, stopping at everything that is due on the way until its handlers have ended. A handler that
   * hangs is waited for once, for `patienceMs` of real time; its timeout comes by the clock.
   */
  async advance (ms: number): Promise<void> {
    const { underWay, options: { patienceMs } } = this.#parts
    const end = this.clock.now() + ms
    await underWay.settle(patienceMs)
    for (let next = this.clock.nextAt(); next !== undefined && next <= end; next = this.clock.nextAt()) {
      await this.simulator.advance(next - this.clock.now())
      await underWay.settle(patienceMs)
    }
    await this.simulator.advance(end - this.clock.now())
  }

  /** Every place where a token can be read that should not be: in the log, or in why a job was retried or died. */
  async leaks (): Promise<readonly Leak[]> {
    const { transport, log } = this.#parts
    return findLeaks(transport.secrets, log.lines, await this.jobs())
  }

  /**
   * Closes everything; what still runs is given up. Twice is fine.
   *
   * @throws `HKS_ERR_TESTING_LEAK` when a token was written into the log or a job, unless `allowLeaks` says otherwise.
   */
  async close (): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  /** Closes everything and looks at nothing: for an app that never came up. */
  async release (): Promise<void> {
    const { fastify, simulator, queue, store } = this.#parts
    await fastify.close()
    await Promise.all([simulator.close(), queue.close(), store.close()])
  }

  async #close (): Promise<void> {
    const leaks = this.#parts.options.allowLeaks ? [] : await this.leaks()
    await this.release()
    if (leaks.length > 0) throw new HKS_ERR_TESTING_LEAK(leaks.map((leak) => `${leak.in} ${leak.where}`).join('; '))
  }
}

function sentEvent (delivery: DeliveryResult): SentEvent {
  return { status: delivery.status, verdict: verdictIn(delivery.record.answer?.text) ?? delivery.verdict, delivery }
}

/** The Forge receiver answers `{ status }`, a refusal `{ code }`. */
function verdictIn (text: string | undefined): string | undefined {
  try {
    const body: unknown = JSON.parse(text ?? '')
    if (typeof body !== 'object' || body === null) return undefined
    if ('code' in body && typeof body.code === 'string') return body.code
    return 'status' in body && typeof body.status === 'string' ? body.status : undefined
  } catch {
    // No JSON: the platform's own verdict says what came instead.
    return undefined
  }
}
