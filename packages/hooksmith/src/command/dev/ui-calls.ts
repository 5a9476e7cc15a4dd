import { nearestName } from '../../server/config/nearest.js'
import { toCalled, type Called } from './called.js'
import type { PlannedCall } from './planned-call.js'
import type { PretendedInstallation, RemoteSetting, Simulator } from './simulator.js'

/** What modules lead to that the manifest does not have; no app has an endpoint of this key. */
const UI_ENDPOINT = { key: 'hooksmith-dev-ui', route: '/', events: [], systemToken: true, userToken: true }
/** Who calls where neither the caller nor the endpoint nor the manifest says. */
const DEFAULT_MODULE = 'panel'

/** Calls endpoints as a UI of the app does, through the platform. */
export class UiCalls {
  readonly #simulator: Simulator
  readonly #installation: PretendedInstallation
  #remote: RemoteSetting | undefined
  #hasManifest = false
  readonly #pretended = new Set<string>()

  constructor (simulator: Simulator, installation: PretendedInstallation) {
    this.#simulator = simulator
    this.#installation = installation
  }

  /** From now on the app is what the manifest says, or what was made up in its place. */
  deploy (remote: RemoteSetting, hasManifest: boolean): void {
    this.#hasManifest = hasManifest
    this.#remote = remote
    this.#pretended.clear()
    this.#simulator.setRemote(remote)
  }

  async call (planned: PlannedCall): Promise<Called> {
    const { path, method, body, accountId = this.#installation.installerAccountId } = planned
    const moduleKey = this.#moduleFor(planned)
    const isKnown = this.#isKnown(moduleKey)
    if (!isKnown) this.#pretend(moduleKey)
    const notes = isKnown ? [] : this.#noteOn(moduleKey)
    const invoked = await this.#simulator.calls.invokeRemote(this.#installation as never, {
      path, method, moduleKey, ...accountId === null ? {} : { accountId }, ...body === undefined ? {} : { body: body as never }
    })
    return toCalled(planned, { moduleKey, accountId, notes }, invoked)
  }

  /** The one that was asked for, else one that the endpoint allows, else one that the manifest has. */
  #moduleFor ({ moduleKey, endpoint }: PlannedCall): string {
    const allowed = endpoint?.moduleKeys ?? []
    const ofUi = this.#remote?.modules?.find(({ type }) => type !== 'webtrigger')?.key
    return moduleKey ?? allowed.find((key) => this.#isKnown(key)) ?? allowed[0] ?? ofUi ?? DEFAULT_MODULE
  }

  #isKnown (moduleKey: string): boolean {
    return this.#keys().includes(moduleKey)
  }

  #keys (): readonly string[] {
    const { modules = [], endpoints = [] } = this.#remote ?? {}
    return [...modules, ...endpoints].map(({ key }) => key)
  }

  /** Whoever builds the server first calls from a module that the app is yet to have. */
  #pretend (key: string): void {
    const remote = this.#remote
    if (remote === undefined || this.#pretended.has(key)) return
    this.#pretended.add(key)
    const pretended = [...this.#pretended].map((one) => ({ key: one, type: 'xen:macro', endpoint: UI_ENDPOINT.key }))
    const endpoints = [...remote.endpoints, UI_ENDPOINT]
    this.#simulator.setRemote({ ...remote, endpoints, modules: [...remote.modules ?? [], ...pretended] })
  }

  #noteOn (key: string): readonly string[] {
    if (!this.#hasManifest) return []
    const nearest = nearestName(key, this.#keys())
    const hint = nearest === undefined ? ': until it has one, nobody on Forge can make this call' : `, did you mean '${nearest}'?`
    return [`manifest.yml has no module '${key}' that leads to an endpoint${hint}`]
  }
}
