import { matchesPattern, parsePattern } from '@hooksmith/core'
import type { Pattern } from '@hooksmith/core'
import { forgeEvents } from '../catalogue/index.js'
import type { ForgeRoute } from '../options.js'
import { FORGE_DEFAULTS } from '../options.js'

/** What a server takes from Forge and what its plugins handle. The router and the Forge receiver know all of it. */
export interface ServerNeeds {
  /** Handlers by their full id, with the patterns they are registered for. Patterns of other senders may be among them. */
  readonly handlers: ReadonlyArray<{ readonly id: string, readonly patterns: readonly string[] }>
  /** @defaultValue one route `/forge/events` */
  readonly routes?: readonly ForgeRoute[]
  /** Keys of the endpoint modules that scheduled triggers call. @defaultValue none */
  readonly schedules?: readonly string[]
}

/** What the ticks of scheduled triggers are called, before the key of the endpoint module that they call. */
export const SCHEDULED_PREFIX = 'forge:scheduled:'

/** The routes of a server, the default filled in. */
export function routesOf ({ routes = FORGE_DEFAULTS.routes }: ServerNeeds): readonly ForgeRoute[] {
  return routes
}

/** The route that an endpoint's path belongs to. */
export function routeAt (needs: ServerNeeds, path: string): ForgeRoute | undefined {
  return routesOf(needs).find((route) => route.path === path)
}

/** Whether a request that the endpoint makes to the route is a tick, whatever its body. */
export function isTick (needs: ServerNeeds, route: ForgeRoute, endpointKey: string): boolean {
  return route.kind === 'scheduled' || (needs.schedules ?? []).includes(endpointKey)
}

/** Whether some handler takes events of this name. */
export function isHandled (needs: ServerNeeds, name: string): boolean {
  return needs.handlers.some(({ patterns }) => patterns.some((text) => {
    const pattern = parsePattern(text)
    return typeof pattern !== 'string' && matchesPattern(pattern, name)
  }))
}

/** What one pattern of a handler asks of the manifest. */
export type Wish =
  | { readonly kind: 'event', readonly name: string }
  | { readonly kind: 'schedule', readonly name: string }
  /** Any event that the pattern means is enough for the handler to be of use. */
  | { readonly kind: 'events', readonly text: string, readonly pattern: Pattern, readonly names: readonly string[] }

/**
 * What a pattern asks of the manifest: `undefined` for those that are not about Forge, and for globs that name neither a product nor an
 * event, such as `**` or `avi:**`: they take what others subscribe to.
 */
export function wishOf (text: string): Wish | undefined {
  const pattern = parsePattern(text)
  if (typeof pattern === 'string') return undefined
  if (pattern.kind === 'exact') {
    if (text.startsWith(SCHEDULED_PREFIX) && text.length > SCHEDULED_PREFIX.length) return { kind: 'schedule', name: text.slice(SCHEDULED_PREFIX.length) }
    return text.startsWith('avi:') ? { kind: 'event', name: text } : undefined
  }
  if (pattern.segments[0] !== 'avi' || !pattern.segments.slice(1).some((segment) => segment !== '*')) return undefined
  return { kind: 'events', text, pattern, names: namesFor(pattern) }
}

/** The names that a pattern means, of those that Atlassian documents. */
function namesFor (pattern: Pattern): readonly string[] {
  return [...forgeEvents.values()]
    .filter(({ name, isPattern, evidence }) => !isPattern && evidence !== 'inferred' && matchesPattern(pattern, name))
    .map(({ name }) => name)
}
