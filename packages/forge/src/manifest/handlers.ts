import { matchesPattern, parsePattern } from '@hooksmith/core'
import type { Pattern } from '@hooksmith/core'
import { forgeEvents } from '../catalogue/index.js'
import { FORGE_DEFAULTS } from '../options.js'

/** One route of the server, as the receiver's options have it. */
export interface ServerRoute {
  /** Starts with `/`. */
  readonly path: string
  /** Key of the endpoint module that may call this route. @defaultValue any endpoint of the app */
  readonly moduleKey?: string
  /** What requests to it are: events by their body, or calls by a module whatever their body. @defaultValue 'events' */
  readonly kind?: 'events' | CallKind
}

/** An endpoint of the server, which Forge's modules call and wait for. */
export interface ServerEndpoint {
  /** May have parameters, and `*` at its end. */
  readonly path: string
  /** Keys of the modules that may call. @defaultValue any module of the app */
  readonly moduleKeys?: readonly string[]
}

/** Calls that are events by who makes them: a scheduled trigger, the module that announces an uninstall, a workflow post function. */
export type CallKind = 'scheduled' | 'preUninstall' | 'postFunction'

/** For each kind of call the module type that makes it. The event is `forge:<kind>:<key of the endpoint>`. */
export const CALLERS = Object.freeze({
  scheduled: 'scheduledTrigger', preUninstall: 'preUninstall', postFunction: 'jira:workflowPostFunction'
} satisfies Record<CallKind, string>)

export const CALL_KINDS: readonly CallKind[] = ['scheduled', 'preUninstall', 'postFunction']

/** What a server takes from Forge and what its plugins handle. The router and the Forge receiver know all of it. */
export interface ServerNeeds {
  /** Handlers by their full id, with the patterns they are registered for. Patterns of other senders may be among them. */
  readonly handlers: ReadonlyArray<{ readonly id: string, readonly patterns: readonly string[] }>
  /** @defaultValue one route `/forge/events` */
  readonly routes?: readonly ServerRoute[]
  /** Keys of the endpoint modules that scheduled triggers call. @defaultValue none */
  readonly schedules?: readonly string[]
  /** @defaultValue none */
  readonly endpoints?: readonly ServerEndpoint[]
}

/** The routes of a server, the default filled in. */
export function routesOf ({ routes = FORGE_DEFAULTS.routes }: ServerNeeds): readonly ServerRoute[] {
  return routes
}

/** The route that an endpoint's path belongs to. */
export function routeAt (needs: ServerNeeds, path: string): ServerRoute | undefined {
  return routesOf(needs).find((route) => route.path === path)
}

/** What every request is that the endpoint makes to the route; `undefined` where its body says. */
export function callOf (needs: ServerNeeds, route: ServerRoute, endpointKey: string): CallKind | undefined {
  if (route.kind !== undefined && route.kind !== 'events') return route.kind
  return (needs.schedules ?? []).includes(endpointKey) ? 'scheduled' : undefined
}

/** The name of the event that a call becomes. */
export function callName (kind: CallKind, endpointKey: string): string {
  return `forge:${kind}:${endpointKey}`
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
  /** A module of the type in {@link CALLERS} has to call the endpoint of this key. */
  | { readonly kind: 'call', readonly call: CallKind, readonly name: string }
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
    const call = CALL_KINDS.find((kind) => text.startsWith(callName(kind, '')) && text !== callName(kind, ''))
    if (call !== undefined) return { kind: 'call', call, name: text.slice(callName(call, '').length) }
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
