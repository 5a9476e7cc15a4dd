import { findEndpoint, findNearest, type EndpointSummary } from '@hooksmith/core'
import { HKS_ERR_COMMAND_FAILED } from '../../errors.js'

/** What `hooksmith call` asks of a running `hooksmith dev`. */
export interface CallRequest {
  readonly path: string
  /** @defaultValue one that an endpoint of the path takes */
  readonly method?: string
  readonly body?: object
  /** @defaultValue the first of the manifest's that the endpoint allows */
  readonly moduleKey?: string
  /** `null`: nobody is logged in. @defaultValue who installed the app */
  readonly accountId?: string | null
  /** Whether it is sent where no endpoint takes it. */
  readonly isForced: boolean
}

/** An endpoint of the server, as it told of itself when it was up. */
export interface CallableEndpoint extends Pick<EndpointSummary, 'path' | 'methods' | 'guard'> {
  /** Of the modules that may call it; empty: every one. */
  readonly moduleKeys: readonly string[]
}

/** A call that is about to be made. */
export interface PlannedCall extends Omit<CallRequest, 'method' | 'isForced'> {
  readonly method: string
  /** Absent for a forced one that no endpoint takes. */
  readonly endpoint?: CallableEndpoint
}

/** How many endpoints a message lists. */
const MAX_LISTED = 8

/** Finds whom a call is for. @throws `HKS_ERR_COMMAND_FAILED` when no endpoint takes it, with those that are near, unless it is forced. */
export function planCall (endpoints: readonly CallableEndpoint[], request: CallRequest): PlannedCall {
  const { isForced, ...call } = request
  const asked = call.method === undefined ? {} : { method: call.method }
  const { endpoint, method } = findEndpoint(endpoints, call.path, { hasBody: call.body !== undefined, ...asked })
  const problem = endpoint === undefined ? describeMissing(endpoints, call.path) : findProblem(endpoint, method, call)
  if (problem !== undefined && !isForced) throw new HKS_ERR_COMMAND_FAILED(`${problem} (--force sends it all the same)`)
  return { ...call, method, ...endpoint === undefined ? {} : { endpoint } }
}

function findProblem ({ path, methods, guard }: CallableEndpoint, method: string, { body }: Pick<CallRequest, 'body'>): string | undefined {
  if (guard !== 'forge') return `The callers of ${path} are proven by '${guard}', and the pretended Forge can make calls of Forge only`
  if (!methods.some((one) => one === method)) return `${path} takes ${methods.join(', ')}, not ${method}`
  return method === 'GET' && body !== undefined ? `${path} takes GET only, which has no body: leave out --body` : undefined
}

function describeMissing (endpoints: readonly CallableEndpoint[], called: string): string {
  if (endpoints.length === 0) return "The server has no endpoints: a plugin adds one with router.endpoint('/pages/:id', …)"
  const [path = ''] = called.split('?', 1)
  const nearest = nearestPath(endpoints, path)
  if (nearest !== undefined) return `There is no endpoint ${path}. Did you mean ${nearest}?`
  const listed = endpoints.slice(0, MAX_LISTED).map((one) => `${one.methods.join(',')} ${one.path}`)
  return `There is no endpoint ${path}, there are: ${listed.join(' · ')}${endpoints.length > MAX_LISTED ? ' …: hooksmith routes lists all' : ''}`
}

/** Compares with paths whose parameters are those of the call: `/pags/7` is near to `/pages/:id`. */
function nearestPath (endpoints: readonly CallableEndpoint[], called: string): string | undefined {
  const given = called.split('/')
  const filled = endpoints.map(({ path }) => path.split('/').map((part, at) => part.startsWith(':') ? given[at] ?? part : part).join('/'))
  const nearest = findNearest(called, filled)
  return nearest === undefined ? undefined : endpoints[filled.indexOf(nearest)]?.path
}

/** How somebody would call this endpoint from a terminal. */
export function exampleCall ({ path, methods }: CallableEndpoint): string {
  const example = path.replace(/:[^/]+/g, '1').replace(/\*$/, '')
  return `hooksmith call ${example}${methods.some((method) => method === 'GET') ? '' : " --body '{}'"}`
}
