import { parsePattern } from '@hooksmith/core'
import { HKS_ERR_FORGE_MANIFEST_NEEDS } from '../../errors.js'
import type { CallKind, ServerNeeds, ServerRoute } from '../handlers.js'
import { CALL_KINDS, callOf, routesOf, wishOf } from '../handlers.js'

/** What the modules of a manifest have to bring to the server. */
export interface Plan {
  /** Every event that a handler names, and for globs every documented event they mean; in the order of the handlers. */
  readonly events: readonly string[]
  /** Where events go. */
  readonly eventRoute: ServerRoute | undefined
  /** Endpoints that modules have to call, and the route of each. */
  readonly calls: readonly PlannedCall[]
}

export interface PlannedCall { readonly kind: CallKind, readonly key: string, readonly route: ServerRoute }

/** @throws `HKS_ERR_FORGE_MANIFEST_NEEDS` with every mistake. */
export function planOf (needs: ServerNeeds): Plan {
  const mistakes = needs.handlers.flatMap(({ id, patterns }) => patterns.flatMap((text) => {
    const pattern = parsePattern(text)
    return typeof pattern === 'string' ? [`Handler '${id}': pattern '${text}': ${pattern}`] : []
  }))
  const wishes = needs.handlers.flatMap(({ patterns }) => patterns.flatMap((text) => wishOf(text) ?? []))
  const events = wishes.flatMap((wish) => wish.kind === 'event' ? [wish.name] : wish.kind === 'events' ? wish.names : [])
  const eventRoute = routesOf(needs).find((route) => callOf(needs, route, route.moduleKey ?? '') === undefined)
  if (events.length > 0 && eventRoute === undefined) mistakes.push("Handlers take events, and no route is of the kind 'events'")
  const calls = CALL_KINDS.flatMap((kind) => {
    const wished = wishes.flatMap((wish) => wish.kind === 'call' && wish.call === kind ? [wish.name] : [])
    return [...calledKeys(needs, kind, wished)].flatMap((key) => {
      const route = routeFor(needs, kind, key)
      if (route === undefined) mistakes.push(`No route takes the calls forge:${kind}:${key}: add a route of the kind '${kind}'`)
      return route === undefined ? [] : [{ kind, key, route }]
    })
  })
  if (mistakes.length > 0) throw new HKS_ERR_FORGE_MANIFEST_NEEDS(mistakes.join('\n'))
  return { events: [...new Set(events)], eventRoute, calls }
}

function calledKeys (needs: ServerNeeds, kind: CallKind, wished: readonly string[]): ReadonlySet<string> {
  const bound = routesOf(needs).flatMap((route) => route.kind === kind && route.moduleKey !== undefined ? [route.moduleKey] : [])
  return new Set([...wished, ...(kind === 'scheduled' ? needs.schedules ?? [] : []), ...bound])
}

/** A route bound to the key comes first, then one for such calls of any key. */
function routeFor (needs: ServerNeeds, kind: CallKind, key: string): ServerRoute | undefined {
  const open = routesOf(needs).filter((route) => callOf(needs, route, key) === kind && (route.moduleKey ?? key) === key)
  return open.find(({ moduleKey }) => moduleKey === key) ?? open.find((route) => route.kind === kind) ?? open[0]
}
