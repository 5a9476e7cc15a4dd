import type { Clock } from '@hooksmith/contracts'
import type { AppTokens } from '../app-tokens.js'
import type { Dispatcher } from '../dispatcher.js'
import { HKS_ERR_SIMULATOR_MODULE_UNKNOWN } from '../errors.js'
import type { Installation } from '../installations.js'
import type { DeliveryOptions } from '../invocation.js'
import type { Randomness } from '../randomness.js'
import type { DeliveryResult } from '../redelivery.js'
import { baseUrlIn, requireEndpoint, type Endpoint, type LinkedModule, type Remote, type RemoteEntry } from '../remote.js'

/** What calls are made with. */
export interface CallParts {
  readonly dispatcher: Dispatcher
  readonly tokens: AppTokens
  readonly clock: Clock
  readonly random: Randomness
}

/** What a caller may change about any call, for attacks and odd cases. */
export type CallOverrides = Pick<DeliveryOptions, 'token' | 'systemToken' | 'userToken' | 'timeoutMs'>

/** How a call ended for whoever made it. */
export type CallResult =
  | {
    readonly state: 'resolved'
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** What JSON.parse made of the body, or the text where it is no JSON; `undefined` for an empty one. */
    readonly body: unknown
    readonly delivery: DeliveryResult
  }
  | {
    readonly state: 'rejected'
    /** The message that the caller gets. */
    readonly message: string
    /** Absent where nothing was sent. */
    readonly delivery?: DeliveryResult
    /** Whoever is rejected gets neither. */
    readonly status?: undefined
    readonly body?: undefined
  }

/** The remote of an installation. @throws `HKS_ERR_SIMULATOR_MODULE_UNKNOWN` without one. */
export function requireRemote ({ dispatcher }: CallParts, installation: Installation): Remote {
  const remote = dispatcher.remotes.for(installation)
  if (remote === undefined) throw new HKS_ERR_SIMULATOR_MODULE_UNKNOWN('remote for this installation')
  return remote
}

/**
 * A module that leads to an endpoint, with it. An endpoint's own key is good as well, for remotes without modules.
 *
 * @throws `HKS_ERR_SIMULATOR_MODULE_UNKNOWN`, `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN`.
 */
export function requireLinked (remote: Remote, key: string, type?: string): { readonly module: LinkedModule, readonly endpoint: Endpoint } {
  const module = remote.modules?.find((one) => one.key === key && (type === undefined || one.type === type))
  if (module !== undefined) return { module, endpoint: requireEndpoint(remote, module.endpoint) }
  const endpoint = remote.endpoints.find((one) => one.key === key)
  if (endpoint === undefined) throw new HKS_ERR_SIMULATOR_MODULE_UNKNOWN(`module '${key}' that leads to an endpoint`)
  return { module: { key, type: type ?? 'core:endpoint', endpoint: key }, endpoint }
}

/** An entry of the manifest's remotes; without entries any key means the whole. @throws `HKS_ERR_SIMULATOR_MODULE_UNKNOWN`. */
export function requireEntry (remote: Remote, key: string): RemoteEntry {
  const entry = remote.remotes === undefined ? { key, systemToken: true, userToken: true } : remote.remotes.find((one) => one.key === key)
  if (entry === undefined) throw new HKS_ERR_SIMULATOR_MODULE_UNKNOWN(`remote '${key}'`)
  return entry
}

/** A path against a base URL, by the URL standard, as `invokeRemote` resolves it. */
export function resolvedUrl (baseUrl: Remote['baseUrl'], path: string, installation: Installation): string {
  const base = baseUrlIn(baseUrl, installation.region)
  return URL.canParse(path, base) ? new URL(path, base).href : `${base}${path}`
}

/** Parsed JSON, or `undefined` where the text is none. */
export function parsedJson (text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
