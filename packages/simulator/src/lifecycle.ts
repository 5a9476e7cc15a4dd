import type { Dispatcher, AddressOptions } from './dispatcher.js'
import { contextToken, lifecycleBody, merge } from './event-body.js'
import type { EventContent } from './event-maker.js'
import type { Installation, InstallationContext, InstallationOptions, Installations } from './installations.js'
import type { JsonObject, ResolvedSimulatorOptions } from './options.js'
import type { Randomness } from './randomness.js'
import type { DeliveryResult } from './redelivery.js'
import { requireEndpointFor } from './remote.js'

/** Where a lifecycle event goes and how it differs from the usual. */
export interface LifecycleOptions extends AddressOptions, Pick<EventContent, 'payload'> {
  /** The endpoint's key. @defaultValue the one that the remote names for the event */
  readonly moduleKey?: string
}

/** The delivery of `installed`, and those for further products where the switch `installedFor` asks for them. */
export interface InstallResult extends DeliveryResult { readonly others: readonly DeliveryResult[] }

/** The delivery of the upgrade's event, and the installation as it is since. */
export interface UpgradeResult extends DeliveryResult { readonly installation: Installation }

/** The delivery of `installed`, and the new installation. */
export interface ReinstallResult extends InstallResult { readonly installation: Installation }

/** What happens to installations, and what the app gets to hear of it. */
export class Lifecycle {
  readonly #options: ResolvedSimulatorOptions
  readonly #installations: Installations
  readonly #dispatcher: Dispatcher
  readonly #random: Randomness

  constructor (options: ResolvedSimulatorOptions, installations: Installations, dispatcher: Dispatcher, random: Randomness) {
    this.#options = options
    this.#installations = installations
    this.#dispatcher = dispatcher
    this.#random = random
  }

  async install (installation: Installation, options: LifecycleOptions): Promise<InstallResult> {
    const { installedFor } = this.#options.switches.current
    const [main, ...others] = installation.contexts
    const first = await this.#tell(installation, 'installed', main, options)
    const contexts = installedFor === 'once' ? [] : others
    return { ...first, others: await Promise.all(contexts.map((context) => this.#tell(installation, 'installed', context, options))) }
  }

  async upgrade (installation: Installation, appVersion: string, options: LifecycleOptions): Promise<UpgradeResult> {
    const upgraded = this.#installations.change(installation, { appVersion })
    return { ...await this.#tell(upgraded, 'upgraded', upgraded.contexts[0], options), installation: upgraded }
  }

  async reinstall (installation: Installation, options: LifecycleOptions): Promise<ReinstallResult> {
    this.#installations.remove(installation.id)
    const again = this.#installations.create(optionsOf(installation))
    return { ...await this.install(again, options), installation: again }
  }

  /** Without a `preUninstall` endpoint all of it happens before this returns. */
  async uninstall (installation: Installation): Promise<DeliveryResult | undefined> {
    const [moduleKey] = this.#dispatcher.remotes.for(installation)?.preUninstall ?? []
    if (moduleKey === undefined) {
      this.#installations.remove(installation.id)
      return undefined
    }
    try {
      return await this.#dispatcher.deliver({
        ...this.#dispatcher.addressOf(installation, moduleKey, {}),
        installation,
        moduleKey,
        redeliveries: 0,
        timeoutMs: this.#options.switches.current.preUninstallTimeoutMs,
        body: { context: { cloudId: installation.cloudId, moduleKey }, contextToken: contextToken(this.#random) }
      })
    } finally {
      this.#installations.remove(installation.id)
    }
  }

  async #tell (
    installation: Installation, happened: 'installed' | 'upgraded', context: InstallationContext, options: LifecycleOptions): Promise<DeliveryResult> {
    const isNamed = this.#options.switches.current.lifecycleNamed
    const body: JsonObject = merge(lifecycleBody(installation, happened, isNamed, context), options.payload ?? {})
    const moduleKey = options.moduleKey ?? requireEndpointFor(this.#dispatcher.remotes.for(installation), `avi:forge:${happened}:app`).key
    const address = this.#dispatcher.addressOf(installation, moduleKey, options)
    return this.#dispatcher.deliverEvent({ ...address, ...options, installation, moduleKey, body })
  }
}

/** The same app on the same site: everything but the id. */
function optionsOf (installation: Installation): InstallationOptions {
  const { id: _, ari: __, contexts: [, ...others], ...rest } = installation
  return { ...rest, alsoCovers: others.map(({ name }) => name) }
}
