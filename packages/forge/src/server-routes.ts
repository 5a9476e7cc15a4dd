import type { Router } from '@hooksmith/core'
import type { ForgeRoute } from './options.js'

/** What of a receiver's options concerns the app's manifest. */
export interface ReceiverRoutes {
  readonly routes: readonly ForgeRoute[]
  readonly schedules: readonly string[]
}

const byRouter = new WeakMap<Router, ReceiverRoutes>()

/** Told by the plugin, once a receiver: a server may have several. */
export function rememberRoutes (router: Router, { routes, schedules }: ReceiverRoutes): void {
  const known = byRouter.get(router) ?? { routes: [], schedules: [] }
  byRouter.set(router, { routes: [...known.routes, ...routes], schedules: [...known.schedules, ...schedules] })
}

/** What Forge may call on the server of a router; `undefined` without a Forge receiver. */
export function routesOfServer (router: Router): ReceiverRoutes | undefined {
  return byRouter.get(router)
}
