import type { ServerNeeds, ServerRoute } from '@hooksmith/forge/manifest'
import type { FastifyInstance } from 'fastify'
import type { LoadedConfig } from '../server/config/load.js'

/** What a composed server takes from Forge, in the form in which manifests are checked and written. */
export function needsOf ({ config }: LoadedConfig, app: FastifyInstance): ServerNeeds {
  const { routes, schedules } = config.receivers.get('forge') ?? {}
  const handlers = app.hooksmith.handlers().map(({ id, patterns }) => ({ id, patterns }))
  // The schema of the config is that of the receiver's options.
  return {
    handlers,
    ...Array.isArray(routes) ? { routes: routes as readonly ServerRoute[] } : {},
    ...Array.isArray(schedules) ? { schedules: schedules as readonly string[] } : {}
  }
}
