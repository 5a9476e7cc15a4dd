import { FakeClock } from '@hooksmith/contracts'
import { AppTokens } from './app-tokens.js'
import { Deliverer } from './delivery.js'
import { requireEndpoint, requireEndpointFor, type Remote } from './endpoints.js'
import { HKS_ERR_SIMULATOR_CLOCK, HKS_ERR_SIMULATOR_EVENT_UNKNOWN } from './errors.js'
import { EventBodies, lifecycleBody, lifecycleSample, merge, scheduledBody } from './event-body.js'
import { documentsOf } from './event-documents.js'
import { Poster } from './http-post.js'
import { Installations, type App, type AppOptions, type Installation, type InstallationOptions } from './installations.js'
import { toInvocation, type DeliverInput, type DeliveryOptions } from './invocation.js'
import { Journal } from './journal.js'
import { KeySetServer } from './key-set-server.js'
import { KeyRing } from './keys.js'
import { resolveSimulatorOptions, type ForgeSimulatorOptions, type JsonObject, type ResolvedSimulatorOptions } from './options.js'
import { ProductApi } from './product-api.js'
import { Redeliveries, type DeliveryResult } from './redelivery.js'

/** Where an event goes and how it differs from its sample. Without an address it goes where {@link ForgeSimulator.setRemote} says. */
export interface SendOptions extends DeliveryOptions, Pick<DeliverInput, 'url' | 'baseUrl' | 'route'> {
  /** The endpoint's key. @defaultValue the one that {@link Remote} names for the event */
  readonly moduleKey?: string
  /** Laid over the body, member by member. */
  readonly payload?: JsonObject
  /** Used in place of the sample; times and ids in it are made fresh all the same. */
  readonly sample?: JsonObject
}

/** The delivery of the upgrade's event, and the installation as it is since. */
export interface UpgradeResult extends DeliveryResult { readonly installation: Installation }

/** What a scheduled trigger can be told. */
export interface TickOptions extends Omit<SendOptions, 'moduleKey' | 'sample'> {
  /** The key of the `scheduledTrigger` module, which the body names. @defaultValue the endpoint's key */
  readonly triggerKey?: string
}

/**
 * Events above this size are not delivered at all, in bytes.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/product_events/, read 2026-08.
 */
export const MAX_EVENT_BYTES = 200_000

/** Source: https://developer.atlassian.com/platform/forge/events-reference/data-security-policy-events/, read 2026-08. */
const CLOUD_EVENT = 'application/cloudevents+json; charset=UTF-8'

/**
 * A Forge platform on this machine: it holds apps and installations, signs invocations and publishes the keys, delivers
 * and redelivers, hands out app system tokens and answers the calls that are made with them.
 *
 * All its servers listen on 127.0.0.1.
 */
export class ForgeSimulator {
  readonly keySet: KeySetServer
  readonly api: ProductApi
  readonly journal: Journal
  readonly installations: Installations
  readonly tokens: AppTokens
  readonly #options: ResolvedSimulatorOptions
  readonly #poster: Poster
  readonly #redeliveries: Redeliveries
  readonly #bodies = new EventBodies()
  #remote: Remote | undefined

  private constructor (options: ResolvedSimulatorOptions, keys: KeyRing) {
    this.#options = options
    const { clock, systemTokenLifetimeMs: lifetimeMs, systemTokenMinLeftMs: minLeftMs } = options
    this.tokens = new AppTokens({ clock, lifetimeMs, minLeftMs })
    this.installations = new Installations(() => this.api.origin)
    this.keySet = new KeySetServer(keys, clock, options.keySetPort)
    this.api = new ProductApi(this.tokens, this.installations, options)
    this.journal = new Journal(options.maxRecords)
    this.#poster = new Poster(options.connections)
    this.#redeliveries = new Redeliveries(new Deliverer(keys, this.tokens, this.#poster, options), this.journal, options)
  }

  /**
   * Makes the keys and starts the servers.
   *
   * @throws `HKS_ERR_OPTION_INVALID`; and what `node:net` throws when a port that was asked for is taken.
   */
  static async start (options: ForgeSimulatorOptions = {}): Promise<ForgeSimulator> {
    const resolved = resolveSimulatorOptions(options)
    const simulator = new ForgeSimulator(resolved, await KeyRing.create(resolved.signingKeys))
    try {
      await simulator.keySet.open()
      await simulator.api.open()
    } catch (error) {
      await simulator.close()
      throw error
    }
    return simulator
  }

  /** The platform's signing keys: rotate, publish, withdraw. */
  get keys (): KeyRing {
    return this.keySet.keys
  }

  /** Where the key set is: what a receiver under test takes in place of Atlassian's. */
  get jwksUrl (): string {
    return this.keySet.url
  }

  createApp (options?: AppOptions): App {
    return this.installations.createApp(options)
  }

  /** Installs an app on a site, without telling anybody; {@link ForgeSimulator.install} sends the event. */
  createInstallation (options?: InstallationOptions): Installation {
    return this.installations.create(options)
  }

  /** Takes an installation away, in silence as Forge does: no event, and its tokens are answered 401 from now on. */
  uninstall (installation: Installation): void {
    this.installations.remove(installation.id)
  }

  /** Tells where the app's receiver is. The next call replaces it. */
  setRemote (remote: Remote): void {
    this.#remote = remote
  }

  /**
   * Delivers one invocation. Resolves when its first delivery has ended, accepted or not; redeliveries follow by the clock.
   *
   * @throws `HKS_ERR_SIMULATOR_INPUT`, `HKS_ERR_SIMULATOR_CLOSED`; a delivery that fails is a result, not an error.
   */
  async deliver (input: DeliverInput): Promise<DeliveryResult> {
    return this.#redeliveries.start(toInvocation(input))
  }

  /**
   * Delivers an event made from its sample, different from every other one. The page, comment or issue that it is about can be
   * read through the product API from then on.
   *
   * @throws as {@link ForgeSimulator.deliver}; `HKS_ERR_SIMULATOR_EVENT_UNKNOWN` without a sample,
   *   `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN` without an address.
   */
  async sendEvent (installation: Installation, name: string, options: SendOptions = {}): Promise<DeliveryResult> {
    return this.#redeliveries.whileBusy(async () => {
      const sample = options.sample ?? lifecycleSample(name, installation) ?? await this.#options.samples(name)
      if (sample === undefined) throw new HKS_ERR_SIMULATOR_EVENT_UNKNOWN(name)
      const body = this.#bodies.fresh(sample, installation, this.#options.clock.now(), options.payload)
      for (const { product, path, document } of documentsOf(body)) this.api.documents.put(product, installation.cloudId, path, document)
      const isCloudEvent = body.specversion !== undefined
      return this.#send(installation, name, body, isCloudEvent ? { contentType: CLOUD_EVENT, ...options } : options)
    })
  }

  /** Sends `avi:forge:installed:app`. @throws as {@link ForgeSimulator.sendEvent}. */
  async install (installation: Installation, options: Omit<SendOptions, 'sample'> = {}): Promise<DeliveryResult> {
    const body = merge(lifecycleBody(installation, 'installed'), options.payload ?? {})
    return this.#send(installation, 'avi:forge:installed:app', body, options)
  }

  /** Gives the installation a new version and sends `avi:forge:upgraded:app`. Resolves to the new value with the result. */
  async upgrade (installation: Installation, appVersion: string, options: Omit<SendOptions, 'sample'> = {}): Promise<UpgradeResult> {
    const upgraded = this.installations.change(installation, { appVersion })
    const body = merge(lifecycleBody(upgraded, 'upgraded'), options.payload ?? {})
    return { ...await this.#send(upgraded, 'avi:forge:upgraded:app', body, options), installation: upgraded }
  }

  /** Fires a scheduled trigger once, without redeliveries unless `redeliveries` asks for them. @throws as {@link ForgeSimulator.sendEvent}. */
  async tick (installation: Installation, moduleKey: string, options: TickOptions = {}): Promise<DeliveryResult> {
    const { triggerKey = moduleKey, ...rest } = options
    const body = merge(scheduledBody(installation, triggerKey), options.payload ?? {})
    return this.deliver({ redeliveries: 0, ...this.#address(moduleKey, rest), ...rest, installation, moduleKey, body })
  }

  /** Invocations that wait for a redelivery. */
  get waitingCount (): number {
    return this.#redeliveries.waitingCount
  }

  /** Resolves when no delivery is under way; redeliveries that wait for their time do not count. */
  async whenIdle (): Promise<void> {
    await this.#redeliveries.whenIdle()
  }

  /**
   * Moves a FakeClock on by `ms`, stopping at every redelivery and deadline of this simulator until the receiver has
   * answered. Moving the clock by hand instead lets deadlines pass while requests are still on their way.
   *
   * @param graceMs - How long, really, a receiver has for an answer before the clock moves on without it.
   * @throws `HKS_ERR_SIMULATOR_CLOCK` with another clock.
   */
  async advance (ms: number, graceMs = 2_000): Promise<void> {
    const { clock } = this.#options
    if (!(clock instanceof FakeClock)) throw new HKS_ERR_SIMULATOR_CLOCK()
    const end = clock.now() + ms
    await this.#idleWithin(graceMs)
    for (let at = this.#redeliveries.nextAt(); at !== undefined && at <= end; at = this.#redeliveries.nextAt()) {
      await clock.advance(Math.max(0, at - clock.now()))
      await this.#idleWithin(graceMs)
    }
    await clock.advance(end - clock.now())
  }

  /** Breaks off what is under way, gives up redeliveries and stops the servers. A second call does nothing more. */
  async close (): Promise<void> {
    await this.#redeliveries.close()
    await this.#poster.close()
    await Promise.all([this.keySet.close(), this.api.close()])
  }

  async #send (installation: Installation, name: string, body: JsonObject, options: SendOptions): Promise<DeliveryResult> {
    const moduleKey = options.moduleKey ?? requireEndpointFor(this.#remote, name).key
    const address = this.#address(moduleKey, options)
    return this.deliver({ maxBodyBytes: MAX_EVENT_BYTES, ...address, ...options, installation, moduleKey, body })
  }

  #address (moduleKey: string, given: Pick<DeliverInput, 'url' | 'route'>): Partial<DeliverInput> {
    const base = this.#remote === undefined ? {} : { baseUrl: this.#remote.baseUrl }
    if (given.url !== undefined || given.route !== undefined) return base
    const { route, systemToken } = requireEndpoint(this.#remote, moduleKey)
    return { ...base, route, ...(systemToken === undefined ? {} : { systemToken }) }
  }

  async #idleWithin (graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<void>((resolve) => { timer = setTimeout(resolve, graceMs) })
    await Promise.race([this.whenIdle(), grace])
    clearTimeout(timer)
  }
}
