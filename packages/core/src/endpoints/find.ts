import type { EndpointSummary } from './endpoint.js'

/** What is known of a call before it is made. */
export interface PlannedCall {
  /** In upper case. Absent: one that the endpoint takes. */
  readonly method?: string
  /** Without a method, a call with a body is none by `GET`. @defaultValue false */
  readonly hasBody?: boolean
}

/** The parts of a summary that decide which call is whose. */
type Callable = Pick<EndpointSummary, 'path' | 'methods'>

/**
 * The endpoint that a server takes a call for: of several paths that fit the one that says most, of several endpoints on one path the one with
 * the method. Where the path has endpoints and none takes the method, it is the first of them.
 *
 * @param path - As it is called, with or without a query.
 * @returns The method beside it: the one that was asked for, else one that the endpoint takes, else `POST`.
 */
export function findEndpoint<E extends Callable> (
  endpoints: readonly E[], path: string, { method, hasBody = false }: PlannedCall = {}
): { readonly endpoint: E | undefined, readonly method: string } {
  const candidates = endpoints.filter((one) => takes(one, path)).sort((a, b) => vagueness(a) - vagueness(b))
  const isMeant = (one: string): boolean => method === undefined ? !hasBody || one !== 'GET' : one === method
  const endpoint = candidates.find(({ methods }) => methods.some(isMeant)) ?? candidates[0]
  return { endpoint, method: method ?? endpoint?.methods.find(isMeant) ?? endpoint?.methods[0] ?? 'POST' }
}

function takes ({ path }: Callable, called: string): boolean {
  const [pathname = ''] = called.split('?', 1)
  const [parts, given] = [path.split('/'), pathname.split('/')]
  const isOpen = path.endsWith('*')
  if (!isOpen && given.length !== parts.length) return false
  return parts.every((part, at) => {
    if (isOpen && at === parts.length - 1) return given[at]?.startsWith(part.slice(0, -1)) ?? false
    return part.startsWith(':') ? given[at] !== undefined : part === given[at]
  })
}

/** Of several paths that fit a call, a server takes the one with the fewest parameters, and `*` last. */
function vagueness ({ path }: Callable): number {
  return path.split('/:').length + (path.endsWith('*') ? 1_000 : 0)
}
