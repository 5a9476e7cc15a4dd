import { HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN } from './errors.js'

/** One endpoint module of the app's manifest. */
export interface Endpoint {
  readonly key: string
  /** The path, `route.path` in a manifest. */
  readonly route: string
  /** The events that triggers send here, by name. Absent: every event that no other endpoint names. */
  readonly events?: readonly string[]
  /** `auth.appSystemToken.enabled`. @defaultValue as the installation says */
  readonly systemToken?: boolean
}

/** Where an app's receiver is, and what it takes where. */
export interface Remote {
  readonly baseUrl: string
  readonly endpoints: readonly Endpoint[]
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
