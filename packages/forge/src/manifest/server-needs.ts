import type { Router } from '@hooksmith/core'
import { FORGE_GUARD } from '../endpoints/guard.js'
import { endpointOptionsOf } from '../endpoints/options.js'
import { HKS_ERR_FORGE_MANIFEST_NEEDS } from '../errors.js'
import { routesOfServer } from '../server-routes.js'
import type { ServerNeeds } from './handlers.js'

/**
 * What a composed server takes from Forge and what its plugins handle: give it to `checkManifest` and `generateManifest`. Scopes follow from
 * the events, so nobody has to name them.
 *
 * @param router - `fastify.hooksmith`, after `ready()`: handlers are known from then on.
 * @throws `HKS_ERR_FORGE_MANIFEST_NEEDS` without a Forge receiver.
 */
export function serverNeedsOf (router: Router): ServerNeeds {
  const known = routesOfServer(router)
  if (known === undefined) throw new HKS_ERR_FORGE_MANIFEST_NEEDS("It has no Forge receiver: register 'forge' of @hooksmith/forge")
  const endpoints = router.endpoints().filter(({ guard }) => guard === FORGE_GUARD)
    .map(({ path, guardOptions }) => ({ path, moduleKeys: endpointOptionsOf(guardOptions).moduleKeys }))
  const handlers = router.handlers().map(({ id, patterns }) => ({ id, patterns }))
  return { handlers, ...known, ...endpoints.length === 0 ? {} : { endpoints } }
}
