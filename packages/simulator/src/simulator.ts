import { FakeClock } from '@hooksmith/contracts'
import { Agenda } from './agenda.js'
import { ProductApi } from './api/product-api.js'
import { AppTokens } from './app-tokens.js'
import { Calls } from './calls/calls.js'
import { Deliverer } from './delivery.js'
import { Dispatcher } from './dispatcher.js'
import { HKS_ERR_SIMULATOR_CLOCK } from './errors.js'
import { merge, scheduledBody } from './event-body.js'
import { EventMaker } from './event-maker.js'
import { Poster, type Transport } from './http-post.js'
import { Installations, type App, type AppOptions, type Installation, type InstallationOptions } from './installations.js'
import type { DeliverInput } from './invocation.js'
import { Journal } from './journal.js'
import { KeySetServer } from './key-set-server.js'
import { KeyRing } from './keys.js'
import { LocalNetwork } from './local-network.js'
import { Lifecycle, type InstallResult, type LifecycleOptions, type ReinstallResult, type UpgradeResult } from './lifecycle.js'
import { remoteOf, type Manifest, type ManifestRemoteOptions } from './manifest/manifest.js'
import { resolveSimulatorOptions, type ForgeSimulatorOptions, type ResolvedSimulatorOptions } from './options.js'
import { Publisher, type Published, type PublishOptions, type SendOptions } from './publisher.js'
import { Randomness } from './randomness.js'
import { Redeliveries, type DeliveryResult } from './redelivery.js'
import { Remotes, type Remote, type RemoteScope } from './remote.js'
import { Schedules, type TickOptions } from './schedules.js'
import type { Switches } from './switches.js'

/**
 * A Forge platform on this machine: it holds apps and installations, signs invocations and publishes the keys, delivers
 * and redelivers, hands out app system tokens and answers the calls that are made with them.
 *
 * Its key set and its API listen on 127.0.0.1, or not at all.
 */
export class ForgeSimulator {
  readonly keySet: KeySetServer
  readonly api: ProductApi
  readonly journal: Journal
  readonly installations: Installations
  readonly tokens: AppTokens
  /** Calls from a UI and from functions, web triggers, workflow post functions, moves of data. */
  readonly calls: Calls
  /** What drives ids, nonces, lag, order and chance; give it to another simulator to have the same again. */
  readonly seed: string
  readonly #options: ResolvedSimulatorOptions
  readonly #random: Randomness
  readonly #transport: Transport
  readonly #agenda: Agenda
  readonly #redeliveries: Redeliveries
  readonly #remotes = new Remotes()
  readonly #network: LocalNetwork
  readonly #sender: Dispatcher
  readonly #publisher: Publisher
  readonly #lifecycle: Lifecycle
  readonly #schedules: Schedules

  private constructor (options: ResolvedSimulatorOptions, keys: KeyRing, random: Randomness) {
    this.#options = options
    this.#random = random.fork('bodies')
    this.seed = random.seed
    const { clock, systemTokenLifetimeMs: lifetimeMs, systemTokenMinLeftMs: minLeftMs } = options
    this.tokens = new AppTokens({ clock, lifetimeMs, minLeftMs, random: random.fork('tokens') })
    this.installations = new Installations(() => this.api.origin, random.fork('installations'), clock)
    this.#network = new LocalNetwork(options.listen)
    this.keySet = new KeySetServer(keys, clock, this.#network, options.keySetPort)
    this.api = new ProductApi(this.tokens, this.installations, this.#remotes, options, this.#network)
    this.journal = new Journal(options.maxRecords)
    this.#transport = options.transport ?? new Poster(options.connections)
    this.#agenda = new Agenda(clock)
    this.#redeliveries = new Redeliveries(new Deliverer(keys, this.tokens, this.#transport, options), this.journal, this.#agenda, options)
    this.#sender = new Dispatcher(options, this.#redeliveries, this.#agenda, this.#remotes, random.fork('invocations'))
    const parts = { dispatcher: this.#sender, tokens: this.tokens, clock, random: random.fork('calls') }
    this.calls = new Calls(parts, options.switches, this.#agenda, this.#redeliveries)
    this.#publisher = new Publisher(options, this.#sender, new EventMaker(options, this.api, random.fork('events')), this.journal)
    this.#lifecycle = new Lifecycle(options, this.installations, this.#sender, random.fork('lifecycle'))
    this.#schedules = this.#makeSchedules(random.fork('schedules'))
  }

  /**
   * Makes the keys and starts the servers.
   *
   * @throws `HKS_ERR_OPTION_INVALID`; and what `node:net` throws when a port that was asked for is taken.
   */
  static async start (options: ForgeSimulatorOptions = {}): Promise<ForgeSimulator> {
    const resolved = resolveSimulatorOptions(options)
    const keys = await KeyRing.create(resolved.signingKeys)
    const simulator = new ForgeSimulator(resolved, keys, new Randomness(options.seed))
    try {
      await simulator.keySet.open()
      await simulator.keySet.setUp(resolved.switches.current.keySet)
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

  /**
   * Leads to this simulator's key set and API inside of the process, whether they listen or not: a `Dispatcher` of undici, for `fetch` and the
   * options `keySetDispatcher` and `client.dispatcher` of `@hooksmith/forge`. Every other host is refused with `HKS_ERR_SIMULATOR_HOST`.
   */
  get dispatcher (): LocalNetwork['dispatcher'] {
    return this.#network.dispatcher
  }

  /** The points that Atlassian leaves open, as they stand now. */
  get switches (): Switches {
    return this.#options.switches.current
  }

  /** Turns switches, for all that is made from now on. @throws `HKS_ERR_OPTION_INVALID`; then nothing is turned. */
  async turn (changes: Partial<Switches>): Promise<void> {
    this.#options.switches.turn(changes)
    if (changes.keySet !== undefined) await this.keySet.setUp(changes.keySet)
  }

  createApp (options?: AppOptions): App {
    return this.installations.createApp(options)
  }

  /** Installs an app on a site, without telling anybody; {@link ForgeSimulator.install} sends the event. */
  createInstallation (options?: InstallationOptions): Installation {
    const installation = this.installations.create(options)
    this.#schedules.include(installation)
    return installation
  }

  /** Tells where the receiver is: of all apps, or of those in the scope. The next call with the same scope replaces it. */
  setRemote (remote: Remote, scope: RemoteScope = {}): void {
    this.#remotes.set(remote, scope)
    this.#schedules.restart()
  }

  /**
   * Delivers by a manifest from now on: its endpoints, triggers with their filters, schedules, scopes.
   *
   * @param options - `baseUrl` is called in place of the manifest's own.
   * @throws `HKS_ERR_SIMULATOR_MANIFEST` for an endpoint whose remote has no base URL.
   */
  setManifest (manifest: Manifest, options: ManifestRemoteOptions & RemoteScope = {}): void {
    const { baseUrl, ...scope } = options
    this.setRemote(remoteOf(manifest, baseUrl === undefined ? {} : { baseUrl }), scope)
  }

  /**
   * Delivers one invocation. Resolves when its first delivery has ended, accepted or not; redeliveries follow by the clock.
   *
   * @throws `HKS_ERR_SIMULATOR_INPUT`, `HKS_ERR_SIMULATOR_CLOSED`; a delivery that fails is a result, not an error.
   */
  async deliver (input: DeliverInput): Promise<DeliveryResult> {
    return this.#sender.deliver(input)
  }

  /**
   * Delivers an event made from its sample, different from every other one, to one endpoint and past all filters. The page,
   * comment or issue that it is about can be read through the product API from then on. With the switch `maxLagMs` or
   * `order` turned it resolves when the clock has come to it.
   *
   * @throws as {@link ForgeSimulator.deliver}; `HKS_ERR_SIMULATOR_EVENT_UNKNOWN` without a sample,
   *   `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN` without an address.
   */
  async sendEvent (installation: Installation, name: string, options: SendOptions = {}): Promise<DeliveryResult> {
    const { delivery } = await this.#redeliveries.whileBusy(async () => this.#publisher.send(installation, name, options))
    return delivery
  }

  /**
   * Lets an event happen: every trigger that asks for it gets a delivery, unless its filter, a missing license or missing scopes
   * hold it back. Resolves when the first delivery to each has ended.
   *
   * @throws as {@link ForgeSimulator.sendEvent}.
   */
  async publish (installation: Installation, name: string, options: PublishOptions = {}): Promise<Published> {
    const { deliveries, withheld } = await this.#redeliveries.whileBusy(async () => this.#publisher.publish(installation, name, options))
    return { deliveries: await Promise.all(deliveries), withheld }
  }

  /** Sends `avi:forge:installed:app`. @throws as {@link ForgeSimulator.sendEvent}. */
  async install (installation: Installation, options: LifecycleOptions = {}): Promise<InstallResult> {
    return this.#lifecycle.install(installation, options)
  }

  /** Gives the installation a new major version and sends `avi:forge:upgraded:app`. Resolves to the new value with the result. */
  async upgrade (installation: Installation, appVersion: string, options: LifecycleOptions = {}): Promise<UpgradeResult> {
    return this.#lifecycle.upgrade(installation, appVersion, options)
  }

  /** Gives the installation a new minor version: nobody consents, and no event tells. */
  upgradeMinor (installation: Installation, appVersion: string): Installation {
    return this.installations.change(installation, { appVersion })
  }

  /** Takes the app away in silence and installs it again: a new id on the same site, and an `installed`. */
  async reinstall (installation: Installation, options: LifecycleOptions = {}): Promise<ReinstallResult> {
    const result = await this.#lifecycle.reinstall(installation, options)
    this.#schedules.include(result.installation)
    return result
  }

  /**
   * Takes an installation away, as Forge does: no event, and its tokens are answered 401 from then on. A `preUninstall` endpoint of its
   * manifest is called first, once; whatever it answers, the installation goes. Resolves to that delivery.
   */
  async uninstall (installation: Installation): Promise<DeliveryResult | undefined> {
    return this.#lifecycle.uninstall(installation)
  }

  /** Fires a scheduled trigger once, not again when it fails unless a switch or `redeliveries` asks for it. @throws as {@link ForgeSimulator.sendEvent}. */
  async tick (installation: Installation, moduleKey: string, options: TickOptions = {}): Promise<DeliveryResult> {
    const { triggerKey = moduleKey, payload = {}, ...rest } = options
    const { scheduledBody: form, scheduledRedeliveries: redeliveries } = this.switches
    const body = merge(form === 'empty object' ? {} : scheduledBody(installation, triggerKey, this.#random), payload)
    return this.deliver({
      redeliveries,
      ...(form === 'untyped' ? { contentType: null } : {}),
      ...this.#sender.addressOf(installation, moduleKey, rest),
      ...rest,
      installation,
      moduleKey,
      ...(form === 'none' ? {} : { body })
    })
  }

  /** Fires the scheduled triggers of the remotes by the clock, until {@link ForgeSimulator.stopSchedules}. */
  startSchedules (): void {
    this.#schedules.start()
  }

  stopSchedules (): void {
    this.#schedules.stop()
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
   * Moves a FakeClock on by `ms`, stopping at everything that this simulator has planned, and at deadlines, until the receiver has
   * answered. Moving the clock by hand instead lets deadlines pass while requests are still on their way.
   *
   * @param graceMs - How long, really, a receiver has for an answer before the clock moves on without it.
   * @throws `HKS_ERR_SIMULATOR_CLOCK` with another clock.
   */
  async advance (ms: number, graceMs = 2_000): Promise<void> {
    const { clock } = this.#options
    if (!(clock instanceof FakeClock)) throw new HKS_ERR_SIMULATOR_CLOCK()
    const end = clock.now() + ms
    await this.#redeliveries.idleWithin(graceMs)
    for (let at = this.#nextAt(); at <= end; at = this.#nextAt()) {
      await clock.advance(Math.max(0, at - clock.now()))
      await this.#redeliveries.idleWithin(graceMs)
    }
    await clock.advance(end - clock.now())
  }

  /** Breaks off what is under way, gives up what is planned and stops the servers. A second call does nothing more. */
  async close (): Promise<void> {
    this.#schedules.stop()
    this.#sender.close()
    await this.#redeliveries.close()
    this.#agenda.close()
    await this.#transport.close()
    await Promise.all([this.keySet.close(), this.api.close(), this.#network.close()])
  }

  #nextAt (): number {
    return Math.min(this.#agenda.nextAt() ?? Infinity, this.#redeliveries.deadlineAt() ?? Infinity)
  }

  #makeSchedules (random: Randomness): Schedules {
    return new Schedules({
      options: this.#options,
      installations: this.installations,
      remotes: this.#remotes,
      agenda: this.#agenda,
      random,
      tick: async (installation, { key, endpoint }) => this.tick(installation, endpoint, { triggerKey: key })
    })
  }
}
