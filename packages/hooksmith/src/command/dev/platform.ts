import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadedConfig } from '../../server/config/load.js'
import type { Override } from '../../server/config/environment.js'
import type { Path } from '../../server/config/problem.js'
import type { Happened, PretendedInstallation, Simulator, SimulatorPackage } from './simulator.js'
import { UiCalls } from './ui-calls.js'

const SCHEDULED = 'forge:scheduled:'

/** A Forge platform with one installation of the config's app. */
export class Platform {
  readonly #simulator: Simulator
  readonly #package: SimulatorPackage
  readonly #loaded: LoadedConfig
  readonly #installation: PretendedInstallation
  /** Calls of endpoints. */
  readonly ui: UiCalls
  #isConnected = false

  private constructor (simulator: Simulator, from: SimulatorPackage, loaded: LoadedConfig, product: string) {
    this.#simulator = simulator
    this.#package = from
    this.#loaded = loaded
    const { appIds, environments } = loaded.config.receivers.get('forge')?.options ?? {}
    // Both are lists that are not empty: the config was found in order.
    const [[id = ''], [environment = '']] = [appIds as readonly string[], environments as readonly string[]]
    const app = simulator.createApp({ id: id.split('/').at(-1) ?? id })
    this.#installation = simulator.createInstallation({ app: app as never, product, environment: environment as never })
    this.ui = new UiCalls(simulator, this.#installation)
  }

  /** @param product - Where the app is installed: confluence, jira, … */
  static async start (from: SimulatorPackage, loaded: LoadedConfig, product: string): Promise<Platform> {
    return new Platform(await from.ForgeSimulator.start({}), from, loaded, product)
  }

  get description (): string {
    return `keys at ${this.#simulator.jwksUrl}, product APIs at ${this.#simulator.api.origin}`
  }

  /** What the server has to be told, so that it takes this platform for Forge. */
  get overrides (): Override[] {
    const say = (path: Path, value: unknown): Override => ({ path, value, where: { flag: 'of hooksmith dev' } })
    return [
      say(['receivers', 'forge', 'keySetUrl'], this.#simulator.jwksUrl),
      say(['receivers', 'forge', 'apiHosts'], [new URL(this.#simulator.api.origin).host])
    ]
  }

  /** Tells where the server listens. The first time the app is installed, and schedules begin. */
  async connect (baseUrl: string): Promise<void> {
    const manifest = join(this.#loaded.root, 'manifest.yml')
    if (existsSync(manifest)) this.ui.deploy(this.#package.remoteOf(await this.#package.readManifest(manifest) as never, { baseUrl }), true)
    else this.ui.deploy({ baseUrl, endpoints: endpointsOf(this.#loaded) }, false)
    if (this.#isConnected) return
    this.#isConnected = true
    await this.#simulator.publish(this.#installation as never, 'avi:forge:installed:app')
    this.#simulator.startSchedules()
  }

  /** Makes an event happen: its sample, with `payload` laid over it. */
  async send (event: string, payload?: object): Promise<Happened> {
    const installation = this.#installation as never
    if (event.startsWith(SCHEDULED)) {
      return { deliveries: [await this.#simulator.tick(installation, event.slice(SCHEDULED.length))], withheld: [] }
    }
    return await this.#simulator.publish(installation, event, payload === undefined ? {} : { payload: payload as never })
  }

  async close (): Promise<void> {
    await this.#simulator.close()
  }
}

interface Route { readonly path: string, readonly moduleKey?: string, readonly kind?: string }

/** Without a manifest: an endpoint for each route, of which the first for events gets all of them. */
function endpointsOf ({ config }: LoadedConfig): Array<{ key: string, route: string, events?: readonly string[] }> {
  const { routes = [{ path: '/forge/events' }] } = config.receivers.get('forge')?.options ?? {}
  let hasEvents = false
  return (routes as readonly Route[]).map(({ path, moduleKey, kind = 'events' }, at) => {
    const takesAll = kind === 'events' && !hasEvents
    hasEvents ||= takesAll
    return { key: moduleKey ?? `endpoint-${at + 1}`, route: path, ...takesAll ? {} : { events: [] } }
  })
}
