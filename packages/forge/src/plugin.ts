import type { Store } from '@hooksmith/contracts'
import { ROUTER_PLUGIN_NAME, describeError } from '@hooksmith/core'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import { TokenCapture } from './capture.js'
import { forgeEventNames } from './catalogue/index.js'
import { ForgeClient, type ForgeCallOptions } from './client/client.js'
import type { ForgeCalls } from './client/context.js'
import { ForgeDecoder, type PlatformCall } from './decoder/decoder.js'
import { Fingerprints } from './decoder/fingerprints.js'
import { Deliveries } from './deliveries.js'
import { ForgeGuard } from './endpoints/guard.js'
import { HKS_ERR_FORGE_OPTIONS } from './errors.js'
import type { Installations } from './installations/installations.js'
import { setUpRegistry, type Registry } from './installations/setup.js'
import type { ForgeOptions, ForgeRoute, ResolvedForgeOptions } from './options.js'
import { resolveForgeOptions } from './options.js'
import { ForgeReceiver } from './receiver.js'
import { rememberRoutes } from './server-routes.js'
import { ForgeVerifier } from './verifier/verifier.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** What the Forge receiver knows, once `@hooksmith/forge` is registered. */
    forge: Forge
  }
}

/** What is known beside events, for routes and plugins. */
export interface Forge {
  /** The installations that this server heard of. */
  readonly installations: Pick<Installations, 'get' | 'list' | 'reportRefusal'>
  /** Calls Atlassian; closed with the server. */
  readonly client: ForgeClient
  /**
   * Calls for an installation, by its UUID, ARI or tenant, from any route or schedule. Rejects with `HKS_ERR_FORGE_INSTALLATION` for one that was
   * never heard of; `gone` ones are called, and Atlassian refuses.
   */
  installation (id: string, course?: ForgeCallOptions): Promise<ForgeCalls>
}

const plugin: FastifyPluginAsync<ForgeOptions> = async (fastify, given) => {
  const options = resolveForgeOptions(given)
  const verifier = new ForgeVerifier(given)
  const store = requireStore(fastify, options)
  const fingerprints = makeFingerprints(fastify, options, store)
  const registry = setUpRegistry(fastify, options, store)
  const { installations } = registry
  const client = makeClient(fastify, options, store, registry)
  fastify.decorate('forge', { installations, client, installation: async (id: string, course?: ForgeCallOptions) => await client.forInstallation(id, course) })
  const { environments } = options
  const deliveries = new Deliveries(makeCapture(fastify, options, registry), installations)
  for (const route of options.routes) {
    fastify.hooksmith.receive(new ForgeReceiver({
      route,
      verifier,
      deliveries,
      decoder: makeDecoder(route, options, fingerprints, registry),
      environments,
      context: (event, signal) => ({ forge: client.contextOf(event, signal) }),
      bodyLimitBytes: options.bodyLimitBytes
    }))
  }
  const appIds = given.appIds.map((id) => id.slice(id.lastIndexOf('/') + 1))
  fastify.hooksmith.guard(new ForgeGuard({ verifier, environments, deliveries, client, appIds }))
  rememberRoutes(fastify.hooksmith, { routes: options.routes, schedules: [...options.schedules] })
  fastify.hooksmith.knowEvents({ covers: 'avi:**', names: forgeEventNames, open: ['avi:cloud:ecosystem::*'] })
  watchKeySet(fastify, verifier)
}

/** Only a process that listens needs keys: a worker's readiness does not hang on Atlassian's key set. */
function watchKeySet (fastify: FastifyInstance, verifier: ForgeVerifier): void {
  let isListening = false
  fastify.hooksmith.addHealthCheck(() => isListening ? verifier.health.reason : undefined)
  fastify.addHook('onListen', async () => {
    isListening = true
    // Not awaited, and it never rejects: a server starts without the key set's origin, and says that it is not ready.
    verifier.warm().catch(() => {})
  })
}

function makeDecoder (route: ForgeRoute, options: ResolvedForgeOptions, fingerprints: Fingerprints, { ticks }: Registry): ForgeDecoder {
  const { environments, schedules } = options
  const ofRoute = route.kind === undefined || route.kind === 'events' ? undefined : route.kind
  const callOf = (moduleKey: string): PlatformCall | undefined => ofRoute ?? (schedules.has(moduleKey) ? 'scheduled' : undefined)
  return new ForgeDecoder({ receiver: 'forge', environments, callOf, fingerprints, ticks })
}

function makeClient (fastify: FastifyInstance, options: ResolvedForgeOptions, store: Store, { installations }: Registry): ForgeClient {
  const { tokens, apiHosts, client: tuning, verifier: { clock } } = options
  const client = new ForgeClient({ ...tuning, tokens, apiHosts, store, clock, registry: installations })
  fastify.addHook('onClose', async () => { await client.close() })
  return client
}

function requireStore ({ hooksmith }: FastifyInstance, { store = hooksmith.store }: ResolvedForgeOptions): Store {
  if (store === undefined) throw new HKS_ERR_FORGE_OPTIONS("Option 'store' must be a Store, here or at the router")
  return store
}

function makeFingerprints (fastify: FastifyInstance, { redeliveryToleranceMs }: ResolvedForgeOptions, store: Store): Fingerprints {
  return new Fingerprints(store, redeliveryToleranceMs, (error) => {
    fastify.log.warn({ reason: describeError(error) }, 'the store cannot tell whether this is a redelivery, the event counts as new')
  })
}

function makeCapture (
  fastify: FastifyInstance, { tokens, verifier }: ResolvedForgeOptions, { onToken }: Registry): TokenCapture | undefined {
  if (tokens === undefined) return undefined
  return new TokenCapture({
    tokens,
    clock: verifier.clock,
    signal: async (name) => await fastify.hooksmith.signal(name),
    onKept: onToken,
    onIgnored: (reason, { tenant }) => { fastify.log.warn({ tenant, reason }, 'an app system token was not kept') }
  })
}

/**
 * Takes the deliveries of Atlassian Forge. Register it after the router of `@hooksmith/core`.
 *
 * Throws `HKS_ERR_FORGE_OPTIONS` with every mistake at registration.
 */
export const forge = fp(plugin, { name: '@hooksmith/forge', fastify: '5.x', dependencies: [ROUTER_PLUGIN_NAME] })
