import { ForgeSimulator, type DeliveryResult, type Installation } from '@hooksmith/simulator'

/** What can be made to happen on the pretended sites. */
export type Happening = 'install' | 'page' | 'comment' | 'own comment' | 'again' | 'tick'

/** The page that comments are made on. */
const PAGE_ID = '98310'

const WHO_AM_I = '/wiki/rest/api/user/current'

/** Two sites with the app installed, on a Forge platform of this machine. */
export class Platform {
  readonly simulator: ForgeSimulator
  readonly #sites: ReadonlyMap<string, Installation>
  #baseUrl = ''
  #lastPage: Promise<DeliveryResult> | undefined

  private constructor (simulator: ForgeSimulator) {
    this.simulator = simulator
    const app = simulator.createApp({ name: 'Greeter' })
    this.#sites = new Map(['acme', 'globex'].map((site) => [site, simulator.createInstallation({ app, product: 'confluence' })]))
    for (const installation of this.#sites.values()) {
      simulator.api.put(installation, WHO_AM_I, { type: 'known', accountType: 'app' })
    }
  }

  static async start (): Promise<Platform> {
    return new Platform(await ForgeSimulator.start({ recordBodies: true }))
  }

  get appId (): string {
    return this.#site('acme').app.id
  }

  get siteNames (): readonly string[] {
    return [...this.#sites.keys()]
  }

  /** The site of an installation, by the bare id that events carry. */
  siteOf (installationId: string): string {
    return [...this.#sites].find(([, { id }]) => installationId.includes(id))?.[0] ?? installationId
  }

  /** Tells the platform where the server listens. */
  connect (baseUrl: string): void {
    this.#baseUrl = baseUrl
    this.simulator.setRemote({
      baseUrl,
      endpoints: [{ key: 'remote-events', route: '/forge/events' }, { key: 'hourly', route: '/forge/hourly', events: [] }]
    })
  }

  /** Makes something happen on a site and delivers it. Resolves when the server has answered. */
  async make (happening: Happening, site: string): Promise<DeliveryResult> {
    const installation = this.#site(site)
    const { simulator } = this
    switch (happening) {
      case 'install':
        // The app's own account is not permitted at once: it is refused twice.
        simulator.api.script({ installation, path: WHO_AM_I, status: 403, body: { message: 'The app is not permitted yet.' }, times: 2 })
        return await simulator.install(installation)
      case 'page':
        this.#lastPage = simulator.sendEvent(installation, 'avi:confluence:created:page')
        return await this.#lastPage
      case 'comment': return await this.#comment(installation, false)
      case 'own comment': return await this.#comment(installation, true)
      case 'again': return await this.#again(installation)
      case 'tick': return await simulator.tick(installation, 'hourly')
    }
  }

  /** What was written and read on the sites through their API. */
  get calls (): { readonly answered: number, readonly refused: number } {
    const requests = this.simulator.api.requests()
    const refused = requests.filter(({ refusal }) => refusal !== undefined).length
    return { answered: requests.length - refused, refused }
  }

  /** A comment on a page that is there. */
  async #comment (installation: Installation, selfGenerated: boolean): Promise<DeliveryResult> {
    const container = { id: PAGE_ID, type: 'page' }
    this.simulator.api.put(installation, `/wiki/api/v2/pages/${PAGE_ID}`, { id: PAGE_ID, title: 'Release notes', status: 'current' })
    return await this.simulator.sendEvent(installation, 'avi:confluence:created:comment', { payload: { selfGenerated, content: { container } } })
  }

  /** Delivers the last page's event once more, as Forge does when an answer was lost on the way. */
  async #again (installation: Installation): Promise<DeliveryResult> {
    const body = JSON.stringify((await this.#lastPage)?.record.request.body ?? {})
    return await this.simulator.deliver({ installation, moduleKey: 'remote-events', url: `${this.#baseUrl}/forge/events`, body })
  }

  #site (name: string): Installation {
    const installation = this.#sites.get(name)
    if (installation === undefined) throw new RangeError(`there is no site '${name}', only ${this.siteNames.join(' and ')}`)
    return installation
  }
}
