import { HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN } from './errors.js'
import type { EnvironmentType, Installation } from './installations.js'

/** One address, or one for each region of residency, `default` for all that are not named. */
export type BaseUrl = string | Readonly<{ default: string, [region: string]: string }>

/** One endpoint module of the app's manifest. */
export interface Endpoint {
  readonly key: string
  /** The path, `route.path` in a manifest. */
  readonly route: string
  /** The events that triggers send here, by name. Absent: every event that no other endpoint names. */
  readonly events?: readonly string[]
  /** `auth.appSystemToken.enabled`. @defaultValue as the installation says */
  readonly systemToken?: boolean
  /** `auth.appUserToken.enabled`: for calls from a UI. @defaultValue false */
  readonly userToken?: boolean
  /** The receiver of this endpoint, where an app has several. @defaultValue the remote's */
  readonly baseUrl?: BaseUrl
}

/** One entry of a manifest's `remotes`, as calls from a UI's `requestRemote` and from functions name it. */
export interface RemoteEntry {
  readonly key: string
  /** @defaultValue the base URL of the {@link Remote} */
  readonly baseUrl?: BaseUrl
  /** Functions may call a remote with `compute` only. Absent: everything. */
  readonly operations?: readonly string[]
  /** `auth.appSystemToken.enabled`. @defaultValue false */
  readonly systemToken?: boolean
  /** `auth.appUserToken.enabled`. @defaultValue false */
  readonly userToken?: boolean
}

/** A module of the app that leads to an endpoint: one of a UI by its resolver, a web trigger, a workflow post function. */
export interface LinkedModule {
  readonly key: string
  /** For example `jira:issuePanel`, as the token of a UI's call names it. */
  readonly type: string
  readonly endpoint: string
}

/** The `migration:dataResidency` module. */
export interface DataResidencyModule {
  readonly key: string
  /** The key of the remote. */
  readonly remote: string
  /** Before the hooks' own paths. @defaultValue '' */
  readonly path?: string
  /** @defaultValue 5_400_000 (1.5 h) */
  readonly maxDurationMs?: number
}

/** What a trigger asks for besides the name of an event. */
export interface TriggerFilter {
  readonly appIsLicensed?: boolean
  readonly ignoreSelf?: boolean
  /** In the Jira expression language, over `event`. */
  readonly expression?: string
  /** @defaultValue 'IGNORE_AND_LOG' */
  readonly onError?: 'IGNORE_AND_LOG' | 'IGNORE' | 'RECEIVE_AND_LOG' | 'RECEIVE'
}

/** One `trigger` module: which events go to which endpoint. */
export interface Trigger {
  readonly key: string
  readonly endpoint: string
  readonly events: ReadonlyArray<{
    readonly name: string
    readonly filter?: TriggerFilter
    /** `payload.include.propertyPaths`: entity properties that the body gets besides. @defaultValue none */
    readonly propertyPaths?: readonly string[]
  }>
}

export type ScheduleInterval = 'fiveMinute' | 'hour' | 'day' | 'week'

/** One `scheduledTrigger` module. */
export interface ScheduledTrigger {
  readonly key: string
  readonly endpoint: string
  readonly interval: ScheduleInterval
  /** `filter.appIsLicensed`. @defaultValue false */
  readonly appIsLicensed?: boolean
}

/** One index of a custom entity: values with the attributes of `partition` equal are ordered by the one of `range`. */
export interface EntityIndex { readonly name: string, readonly partition: readonly string[], readonly range: readonly string[] }

/** One custom entity, `app.storage.entities` in a manifest. */
export interface EntityDefinition {
  readonly name: string
  readonly attributes: Readonly<Record<string, 'string' | 'integer' | 'float' | 'boolean' | 'any'>>
  readonly indexes: readonly EntityIndex[]
}

/** Where an app's receiver is, and what it takes where. */
export interface Remote {
  readonly baseUrl: BaseUrl
  readonly endpoints: readonly Endpoint[]
  /** What the app listens to. Absent: every event goes to one endpoint, by {@link Endpoint.events}. */
  readonly triggers?: readonly Trigger[]
  readonly schedules?: readonly ScheduledTrigger[]
  /** Keys of the endpoints that are told before an uninstall. */
  readonly preUninstall?: readonly string[]
  /** `permissions.scopes`. Absent: all that are needed. */
  readonly scopes?: readonly string[]
  /** Whether a scope has `allowImpersonation`: the app may ask for tokens of users. @defaultValue true */
  readonly mayImpersonate?: boolean
  /** What functions and `requestRemote` call by key. Absent: any key means the `baseUrl`. */
  readonly remotes?: readonly RemoteEntry[]
  /** Web triggers, workflow post functions and modules of a UI, each with its endpoint. */
  readonly modules?: readonly LinkedModule[]
  readonly dataResidency?: DataResidencyModule
  /** Custom entities. Absent: every name, attribute and index is good. */
  readonly entities?: readonly EntityDefinition[]
}

/** Which installations a {@link Remote} is for; absent members: all. */
export interface RemoteScope {
  /** The app's UUID. */
  readonly appId?: string
  readonly environment?: EnvironmentType
  readonly appVersion?: string
}

/** The remotes of all apps, environments and versions. The most particular one counts, of equals the newest. */
export class Remotes {
  readonly #known = new Map<string, { readonly remote: Remote, readonly scope: RemoteScope }>()

  /** Replaces the one of the same scope. */
  set (remote: Remote, scope: RemoteScope): void {
    const key = JSON.stringify([scope.appId, scope.environment, scope.appVersion])
    this.#known.delete(key)
    this.#known.set(key, { remote, scope })
  }

  for (installation: Installation): Remote | undefined {
    const fitting = [...this.#known.values()].filter(({ scope }) => fits(scope, installation)).reverse()
    return fitting.sort((a, b) => weight(b.scope) - weight(a.scope))[0]?.remote
  }
}

function fits ({ appId, environment, appVersion }: RemoteScope, installation: Installation): boolean {
  return (appId ?? installation.app.id) === installation.app.id &&
    (environment ?? installation.environment.type) === installation.environment.type &&
    (appVersion ?? installation.appVersion) === installation.appVersion
}

function weight (scope: RemoteScope): number {
  return Object.values(scope).filter((value) => value !== undefined).length
}

/** @throws `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN`. */
export function requireEndpoint (remote: Remote | undefined, moduleKey: string): Endpoint {
  const endpoint = remote?.endpoints.find(({ key }) => key === moduleKey)
  if (endpoint === undefined) throw new HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN(`the module '${moduleKey}'`)
  return endpoint
}

/** The endpoint that names the event, else the first that names none. @throws `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN`. */
export function requireEndpointFor (remote: Remote | undefined, eventName: string): Endpoint {
  const endpoints = remote?.endpoints ?? []
  const endpoint = endpoints.find(({ events }) => events?.includes(eventName)) ??
    endpoints.find(({ events }) => events === undefined)
  if (endpoint === undefined) throw new HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN(`the event '${eventName}'`)
  return endpoint
}

/** The address for an installation of a region: Forge calls the one of the region that its data is pinned to. */
export function baseUrlIn (baseUrl: BaseUrl, region: string | undefined): string {
  if (typeof baseUrl === 'string') return baseUrl
  return (region === undefined ? undefined : baseUrl[region]) ?? baseUrl.default
}

/** Forge's own scopes, which open nothing by themselves. */
const TOKEN_SCOPES: ReadonlySet<string> = new Set(['read:app-system-token', 'read:app-user-token'])

/** What an endpoint, or for calls from functions a remote, says about tokens. */
type Auth = Pick<Endpoint, 'systemToken' | 'userToken'>

/**
 * Whether deliveries to this endpoint bring an app system token: not without `auth.appSystemToken`, and not for an app without
 * `read:app-system-token` and one scope more.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/scheduled-triggers/, read 2026-08.
 */
export function bringsSystemToken ({ scopes }: Remote, auth: Auth): boolean | undefined {
  if (scopes === undefined) return auth.systemToken
  return mayBring(scopes, 'read:app-system-token') && auth.systemToken === true
}

/** The same for the app user token, which only calls with a user's session bring. */
export function bringsUserToken ({ scopes }: Remote, auth: Auth): boolean {
  return auth.userToken === true && (scopes === undefined || mayBring(scopes, 'read:app-user-token'))
}

function mayBring (scopes: readonly string[], needed: string): boolean {
  return scopes.includes(needed) && scopes.some((scope) => !TOKEN_SCOPES.has(scope))
}
