import type { Clock } from '@hooksmith/contracts'
import type { JsonObject } from './options.js'
import type { Randomness } from './randomness.js'

/** Names under which Atlassian apps appear in `app.installation.contexts[].name`; others are taken as they are. */
export type ProductName = 'confluence' | 'jira' | 'bitbucket' | 'compass' | (string & {})

export type EnvironmentType = 'DEVELOPMENT' | 'STAGING' | 'PRODUCTION'

/** A Forge app as the platform knows it. */
export interface App {
  /** UUID. */
  readonly id: string
  /** `ari:cloud:ecosystem::app/<uuid>`: the audience of every invocation token. */
  readonly ari: string
  readonly name: string
  readonly ownerAccountId: string
  /** The version that new installations get, for example `2.0.0`. */
  readonly version: string
}

/** One of an app's environments. */
export interface Environment {
  /** UUID. */
  readonly id: string
  readonly type: EnvironmentType
  /** `ari:cloud:ecosystem::environment/<app uuid>/<environment uuid>`. */
  readonly ari: string
}

/** One Atlassian app that an installation covers. */
export interface InstallationContext {
  readonly name: ProductName
  /** The tenant's id on that product: `cloudId`, for Bitbucket `workspaceId`. */
  readonly tenantId: string
  /** `ari:cloud:<product>::site/<cloudId>`, for Bitbucket `…::workspace/<workspaceId>`. */
  readonly ari: string
  /** Where its REST API is: here, the simulator's own stub. */
  readonly apiBaseUrl: string
}

/** One app on one site. A value: changes make a new one with the same id. */
export interface Installation {
  /** UUID. */
  readonly id: string
  /** `ari:cloud:ecosystem::installation/<uuid>`. */
  readonly ari: string
  readonly app: App
  readonly environment: Environment
  readonly appVersion: string
  /** The first context's product. */
  readonly product: ProductName
  /** The first context's tenant id; for Bitbucket the `workspaceId`. */
  readonly cloudId: string
  /** The first context's API. */
  readonly apiBaseUrl: string
  readonly contexts: readonly [InstallationContext, ...InstallationContext[]]
  readonly installerAccountId: string
  /** When it was made, in epoch milliseconds. */
  readonly installedAt: number
  /** The claim `app.license`; absent as for an app that is free. */
  readonly license?: JsonObject
  /** The claim `icLabel`; absent outside an Isolated Cloud. */
  readonly icLabel?: string
  /** Where its data is pinned to, for example `EU`; absent without residency. */
  readonly region?: string
  /** Whether deliveries carry an app system token. */
  readonly systemToken: boolean
}

export interface AppOptions {
  /** UUID. @defaultValue a new one */
  readonly id?: string
  /** @defaultValue `My app` */
  readonly name?: string
  /** @defaultValue `2.0.0` */
  readonly version?: string
}

export interface InstallationOptions {
  /** @defaultValue a new app */
  readonly app?: App
  /** The main product. @defaultValue `confluence` */
  readonly product?: ProductName
  /** Further products that the same installation covers, on the same site. @defaultValue none */
  readonly alsoCovers?: readonly ProductName[]
  /** An environment of the app, by type or whole. @defaultValue `PRODUCTION` */
  readonly environment?: EnvironmentType | Environment
  /** Site, or Bitbucket workspace. @defaultValue a new one */
  readonly cloudId?: string
  /** UUID. @defaultValue a new one */
  readonly id?: string
  /** @defaultValue the app's version */
  readonly appVersion?: string
  readonly installerAccountId?: string
  readonly license?: JsonObject
  readonly icLabel?: string
  /** For example `EU`: chooses among regional base URLs. @defaultValue none */
  readonly region?: string
  /** Whether deliveries carry an app system token. @defaultValue true */
  readonly systemToken?: boolean
}

/** Where people see a site, which is not where apps call it. */
export function siteUrlOf (cloudId: string): string {
  return `https://site-${cloudId.slice(0, 8)}.atlassian.net`
}

/** Apps, their environments, and where they are installed. */
export class Installations {
  readonly #apiOrigin: () => string
  readonly #random: Randomness
  readonly #clock: Clock
  readonly #environments = new Map<string, Environment>()
  readonly #present = new Map<string, Installation>()

  /** @param apiOrigin - The origin of the product API stub. */
  constructor (apiOrigin: () => string, random: Randomness, clock: Clock) {
    this.#apiOrigin = apiOrigin
    this.#clock = clock
    this.#random = random
  }

  createApp (options: AppOptions = {}): App {
    const id = options.id ?? this.#random.uuid()
    return Object.freeze({
      id,
      ari: `ari:cloud:ecosystem::app/${id}`,
      name: options.name ?? 'My app',
      version: options.version ?? '2.0.0',
      ownerAccountId: this.#accountId()
    })
  }

  /** The environment of `app` with that type, the same one each time. */
  environmentOf (app: App, type: EnvironmentType): Environment {
    const key = `${app.id}/${type}`
    const environment = this.#environments.get(key) ?? this.#newEnvironment(app, type)
    this.#environments.set(key, environment)
    return environment
  }

  create (options: InstallationOptions = {}): Installation {
    const app = options.app ?? this.createApp()
    const given = options.environment ?? 'PRODUCTION'
    const id = options.id ?? this.#random.uuid()
    const contexts = this.#contexts(options)
    const installation: Installation = Object.freeze({
      id,
      ari: `ari:cloud:ecosystem::installation/${id}`,
      app,
      environment: typeof given === 'string' ? this.environmentOf(app, given) : given,
      appVersion: options.appVersion ?? app.version,
      product: contexts[0].name,
      cloudId: contexts[0].tenantId,
      apiBaseUrl: contexts[0].apiBaseUrl,
      contexts,
      installerAccountId: options.installerAccountId ?? this.#accountId(),
      installedAt: this.#clock.now(),
      systemToken: options.systemToken ?? true,
      ...(options.license === undefined ? {} : { license: options.license }),
      ...(options.icLabel === undefined ? {} : { icLabel: options.icLabel }),
      ...(options.region === undefined ? {} : { region: options.region })
    })
    this.#present.set(id, installation)
    return installation
  }

  /** The same installation with other values, for example a new `appVersion` after an upgrade. */
  change (installation: Installation, values: Partial<Pick<Installation, 'appVersion' | 'license' | 'systemToken'>>): Installation {
    const changed = Object.freeze({ ...installation, ...values })
    if (this.#present.has(installation.id)) this.#present.set(installation.id, changed)
    return changed
  }

  /** Every installation that is there, in order of making. */
  all (): readonly Installation[] {
    return [...this.#present.values()]
  }

  get (id: string): Installation | undefined {
    return this.#present.get(id)
  }

  /** Takes an installation away, in silence as Forge does. Returns whether it was there. */
  remove (id: string): boolean {
    return this.#present.delete(id)
  }

  #contexts (options: InstallationOptions): readonly [InstallationContext, ...InstallationContext[]] {
    const tenantId = options.cloudId ?? this.#random.uuid()
    const context = (name: ProductName): InstallationContext => Object.freeze({
      name,
      tenantId,
      ari: `ari:cloud:${name}::${name === 'bitbucket' ? 'workspace' : 'site'}/${tenantId}`,
      apiBaseUrl: `${this.#apiOrigin()}/ex/${name}/${tenantId}`
    })
    return [context(options.product ?? 'confluence'), ...(options.alsoCovers ?? []).map(context)]
  }

  #newEnvironment (app: App, type: EnvironmentType): Environment {
    const id = this.#random.uuid()
    return Object.freeze({ id, type, ari: `ari:cloud:ecosystem::environment/${app.id}/${id}` })
  }

  /** An Atlassian account id: 24 hex digits. */
  #accountId (): string {
    return this.#random.hex(12)
  }
}
