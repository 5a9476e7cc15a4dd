import { HKS_ERR_FORGE_MANIFEST_NEEDS } from '../../errors.js'
import { parsePattern } from '@hooksmith/core'
import type { ForgeRoute } from '../../options.js'
import type { ServerNeeds } from '../handlers.js'
import { isTick, routesOf, wishOf } from '../handlers.js'

/** What the modules of a manifest have to bring to the server. */
export interface Plan {
  /** Every event that a handler names, and for globs every documented event they mean; in the order of the handlers. */
  readonly events: readonly string[]
  /** Where events go. */
  readonly eventRoute: ForgeRoute | undefined
  /** Endpoint keys whose calls are ticks, each with the route they go to. */
  readonly ticks: ReadonlyMap<string, ForgeRoute>
}

/** @throws `HKS_ERR_FORGE_MANIFEST_NEEDS` with every mistake. */
export function planOf (needs: ServerNeeds): Plan {
  const mistakes = needs.handlers.flatMap(({ id, patterns }) => patterns.flatMap((text) => {
    const pattern = parsePattern(text)
    return typeof pattern === 'string' ? [`Handler '${id}': pattern '${text}': ${pattern}`] : []
  }))
  const wishes = needs.handlers.flatMap(({ patterns }) => patterns.flatMap((text) => wishOf(text) ?? []))
  const events = wishes.flatMap((wish) => wish.kind === 'event' ? [wish.name] : wish.kind === 'events' ? wish.names : [])
  const eventRoute = routesOf(needs).find((route) => route.kind !== 'scheduled' && !isTick(needs, route, route.moduleKey ?? ''))
  if (events.length > 0 && eventRoute === undefined) mistakes.push("Handlers take events, and no route is of the kind 'events'")
  const ticks = new Map<string, ForgeRoute>()
  for (const key of tickKeys(needs, wishes.flatMap((wish) => wish.kind === 'schedule' ? [wish.name] : []))) {
    const route = tickRoute(needs, key)
    if (route === undefined) mistakes.push(`No route takes ticks of '${key}': add it to 'schedules', or add a route of the kind 'scheduled'`)
    else ticks.set(key, route)
  }
  if (mistakes.length > 0) throw new HKS_ERR_FORGE_MANIFEST_NEEDS(mistakes.join('\n'))
  return { events: [...new Set(events)], eventRoute, ticks }
}

function tickKeys (needs: ServerNeeds, wished: readonly string[]): ReadonlySet<string> {
  const bound = routesOf(needs).flatMap(({ kind, moduleKey }) => kind === 'scheduled' && moduleKey !== undefined ? [moduleKey] : [])
  return new Set([...wished, ...(needs.schedules ?? []), ...bound])
}

/** A route bound to the key comes first, then one for ticks of any key. */
function tickRoute (needs: ServerNeeds, key: string): ForgeRoute | undefined {
  const open = routesOf(needs).filter((route) => isTick(needs, route, key) && (route.moduleKey === undefined || route.moduleKey === key))
  return open.find(({ moduleKey }) => moduleKey === key) ?? open.find(({ kind }) => kind === 'scheduled') ?? open[0]
}
