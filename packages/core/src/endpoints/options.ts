import type { TSchema } from '@sinclair/typebox'
import { unknownMembers } from '../names.js'
import { numberProblem, unless } from '../option-problems.js'
import type { EndpointMethod, EndpointOptions } from './endpoint.js'
import { findSchemaProblems } from './schema-problems.js'

/** {@link EndpointOptions} with every default filled in. */
export interface ResolvedEndpointOptions {
  readonly methods: readonly EndpointMethod[]
  readonly params: TSchema | undefined
  readonly query: TSchema | undefined
  readonly body: TSchema | undefined
  readonly timeoutMs: number
  readonly bodyLimitBytes: number
  readonly replies: 'json' | 'any'
  readonly cors: boolean | readonly string[]
  readonly guard: string | undefined
  /** What it tells guards, under their names. */
  readonly guardOptions: Readonly<Record<string, unknown>>
}

export const ENDPOINT_DEFAULTS = Object.freeze({
  methods: Object.freeze(['POST'] as const),
  timeoutMs: 24_000,
  bodyLimitBytes: 1_048_576,
  replies: 'json' as const,
  cors: false
})

/** Names that no guard can have. */
export const ENDPOINT_MEMBERS: readonly string[] = ['methods', 'params', 'query', 'body', 'timeoutMs', 'bodyLimitBytes', 'replies', 'cors', 'guard']
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies EndpointMethod[]

export function resolveEndpointOptions (options: EndpointOptions): ResolvedEndpointOptions {
  const { methods, params, query, body, timeoutMs, bodyLimitBytes, replies, cors, guard, ...guardOptions } = options
  return {
    methods: methods ?? ENDPOINT_DEFAULTS.methods,
    params,
    query,
    body,
    timeoutMs: timeoutMs ?? ENDPOINT_DEFAULTS.timeoutMs,
    bodyLimitBytes: bodyLimitBytes ?? ENDPOINT_DEFAULTS.bodyLimitBytes,
    replies: replies ?? ENDPOINT_DEFAULTS.replies,
    cors: cors ?? ENDPOINT_DEFAULTS.cors,
    guard,
    guardOptions: { ...guardOptions }
  }
}

/** Everything that is wrong with an endpoint by itself, a sentence each; what its guard thinks of it is asked elsewhere. */
export function findOptionProblems (path: unknown, options: EndpointOptions, handler: unknown): string[] {
  const { methods = ['POST'], params, query, body, timeoutMs = 1, bodyLimitBytes = 1, replies = 'json', cors = false, guard } = options
  const areMethods = Array.isArray(methods) && methods.length > 0 && methods.every((method) => METHODS.includes(method)) &&
    new Set(methods).size === methods.length
  return [
    ...unless(isPath(path), "its path must begin with '/', end where the query begins, have '*' in the last place only, and parameters as whole segments, each name once"),
    ...unless(areMethods, `option 'methods' must be a list of ${METHODS.join(', ')}, each once`),
    ...findSchemaProblems(path, areMethods ? methods : [], { params, query, body }),
    ...numberProblem('timeoutMs', timeoutMs),
    ...numberProblem('bodyLimitBytes', bodyLimitBytes),
    ...unless(replies === 'json' || replies === 'any', "option 'replies' must be 'json' or 'any'"),
    ...unless(areOrigins(cors), "option 'cors' must be true, false or a list of origins such as https://app.example.com"),
    ...unless(guard === undefined || typeof guard === 'string', "option 'guard' must be the name of a guard"),
    ...unless(typeof handler === 'function', 'its third argument must be the function that answers calls')
  ]
}

/** Options that are neither an endpoint's nor for one of the guards, with the nearest name. */
export function unknownOptions (options: EndpointOptions, guards: readonly string[]): string[] {
  return unknownMembers('', options, [...ENDPOINT_MEMBERS, ...guards])
}

function isPath (path: unknown): boolean {
  if (typeof path !== 'string' || !path.startsWith('/') || /[?#\s]|\*./.test(path)) return false
  const segments = path.split('/').slice(1)
  const names = segments.filter((segment) => segment.startsWith(':'))
  // What else a router may make of a colon, such as two parameters in one segment, the types of `params` do not tell.
  return segments.every((segment) => /^(?::\w+|[^:]*)$/.test(segment)) && new Set(names).size === names.length
}

function areOrigins (cors: unknown): boolean {
  return typeof cors === 'boolean' || (Array.isArray(cors) && cors.every(isOrigin))
}

function isOrigin (origin: unknown): boolean {
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin
}
