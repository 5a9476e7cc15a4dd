import type { Store, TokenStore } from '@hooksmith/contracts'
import { findTuningMistakes, FORGE_CLIENT_DEFAULTS, type ForgeClientTuning } from './client/options.js'
import { HKS_ERR_FORGE_OPTIONS } from './errors.js'
import { INSTALLATION_DEFAULTS, installationMistakes, type InstallationOptions, type ResolvedInstallationOptions } from './installations/options.js'
import { INTERVAL_MS, type TickInterval } from './ticks/intervals.js'
import type { EnvironmentType } from './verifier/caller.js'
import type { ForgeVerifierOptions, ResolvedVerifierOptions } from './verifier/options.js'
import { resolveVerifierOptions, verifierMistakes } from './verifier/options.js'

/** One route that Forge calls: an endpoint's `route.path` in the manifest. */
export interface ForgeRoute {
  /** Starts with `/`. */
  readonly path: string
  /** Key of the endpoint module that may call this route; every other is refused with 401. @defaultValue any endpoint of the app */
  readonly moduleKey?: string
  /**
   * `scheduled`: every request is a tick of a scheduled trigger and becomes `forge:scheduled:<module key>`, whatever its body.
   * `preUninstall`: every request announces an uninstall and becomes `forge:preUninstall:<module key>`. `postFunction`: every request runs a
   * workflow post function and becomes `forge:postFunction:<module key>`. `events`: the
   * body names the event, unless the module key is one of {@link ForgeOptions.schedules}. @defaultValue 'events'
   */
  readonly kind?: 'events' | 'scheduled' | 'preUninstall' | 'postFunction'
}

/** Options of {@link forge}. */
export interface ForgeOptions extends ForgeVerifierOptions {
  /**
   * Environments of the app that this server handles. Deliveries of others are answered with 200 and not handled: all environments
   * share the app's id, so nothing else keeps a developer's events out of production. At least one; there is no default.
   */
  readonly environments: readonly EnvironmentType[]
  /** @defaultValue one route `/forge/events` for everything */
  readonly routes?: readonly ForgeRoute[]
  /** Keys of the endpoint modules that scheduled triggers call. @defaultValue none */
  readonly schedules?: readonly string[]
  /**
   * How often scheduled triggers run, by the endpoint module they call, as the manifest says; with several triggers for one endpoint, the most frequent. Where
   * none is named, duplicates of ticks are handled, and the interval is known once two gaps between ticks agree. @defaultValue none
   */
  readonly tickIntervals?: Readonly<Record<string, TickInterval>>
  /** When installations are taken for gone. */
  readonly installations?: InstallationOptions
  /** Where installations, ticks, and sightings of events without an id are kept. @defaultValue the router's store */
  readonly store?: Store
  /** Where app system tokens are kept. @defaultValue none: tokens are not kept, and `ctx.forge.asApp()` throws `HKS_ERR_FORGE_NO_TOKENS` */
  readonly tokens?: TokenStore
  /** Largest body, in bytes. Forge sends at most 5 MB to a remote, events at most 200 kB. @defaultValue 1_048_576 */
  readonly bodyLimitBytes?: number
  /** How far from the expected instant a redelivery of an event without an id may come, in milliseconds. @defaultValue 30_000 */
  readonly redeliveryToleranceMs?: number
  /**
   * Hosts that tokens may be sent to, as `host` or `host:port`, exactly. Replaces the default: name Atlassian's beside
   * a simulator's if both are wanted. Loopback hosts may be called over http. @defaultValue api.atlassian.com, api.bitbucket.org
   */
  readonly apiHosts?: readonly string[]
  /** How calls to Atlassian are made: timeouts, limits, storage. */
  readonly client?: ForgeClientTuning
}

/** {@link ForgeOptions} with every default filled in, except for what only the router can give. */
export interface ResolvedForgeOptions {
  readonly verifier: ResolvedVerifierOptions
  readonly environments: readonly EnvironmentType[]
  readonly routes: readonly ForgeRoute[]
  readonly schedules: ReadonlySet<string>
  readonly tickIntervals: Readonly<Record<string, TickInterval>>
  readonly installations: ResolvedInstallationOptions
  readonly store: Store | undefined
  readonly tokens: TokenStore | undefined
  readonly bodyLimitBytes: number
  readonly redeliveryToleranceMs: number
  readonly apiHosts: readonly string[]
  readonly client: ForgeClientTuning
}

export const FORGE_DEFAULTS = Object.freeze({
  routes: Object.freeze([Object.freeze({ path: '/forge/events' })]),
  bodyLimitBytes: 1_048_576,
  redeliveryToleranceMs: 30_000,
  apiHosts: FORGE_CLIENT_DEFAULTS.apiHosts
})

const ENVIRONMENTS: readonly string[] = ['DEVELOPMENT', 'STAGING', 'PRODUCTION'] satisfies EnvironmentType[]
const KNOWN: ReadonlySet<string> = new Set<keyof ForgeOptions>([
  'appIds', 'keySetUrl', 'isolatedKeySetUrl', 'leewayMs', 'clock', 'keySetTimeoutMs', 'cooldownMs', 'failureCooldownMs', 'maxAgeMs',
  'maxStaleMs', 'keySetDispatcher', 'environments', 'routes', 'schedules', 'tickIntervals', 'installations', 'store', 'tokens', 'bodyLimitBytes',
  'redeliveryToleranceMs', 'apiHosts', 'client'
])
const KINDS: ReadonlySet<string> = new Set<NonNullable<ForgeRoute['kind']>>(['events', 'scheduled', 'preUninstall', 'postFunction'])
/** Members that Fastify itself puts among a plugin's options (Fastify, "Plugins", read 2026-08). */
const OF_FASTIFY: ReadonlySet<string> = new Set(['prefix', 'logLevel', 'logSerializers'])

/**
 * Fills in the defaults.
 *
 * @throws `HKS_ERR_FORGE_OPTIONS` naming every mistake: option, what it must be, what came.
 */
export function resolveForgeOptions (options: ForgeOptions): ResolvedForgeOptions {
  const mistakes = [...unknownOptions(options), ...verifierMistakes(options), ...ownMistakes(options)]
  if (mistakes.length > 0) throw new HKS_ERR_FORGE_OPTIONS(mistakes.join('\n'))
  return {
    verifier: resolveVerifierOptions(options),
    environments: options.environments,
    routes: options.routes ?? FORGE_DEFAULTS.routes,
    schedules: new Set([...options.schedules ?? [], ...Object.keys(options.tickIntervals ?? {})]),
    tickIntervals: options.tickIntervals ?? {},
    installations: { ...INSTALLATION_DEFAULTS, ...withoutUndefined(options.installations ?? {}) },
    store: options.store,
    tokens: options.tokens,
    bodyLimitBytes: options.bodyLimitBytes ?? FORGE_DEFAULTS.bodyLimitBytes,
    redeliveryToleranceMs: options.redeliveryToleranceMs ?? FORGE_DEFAULTS.redeliveryToleranceMs,
    apiHosts: (options.apiHosts ?? FORGE_DEFAULTS.apiHosts).map((host) => host.toLowerCase()),
    client: options.client ?? {}
  }
}

function unknownOptions (options: ForgeOptions): string[] {
  return Object.keys(options).filter((name) => !KNOWN.has(name) && !OF_FASTIFY.has(name))
    .map((name) => `There is no option '${name}'`)
}

function ownMistakes (options: ForgeOptions): string[] {
  const { environments, routes = [], schedules = [], apiHosts = [], bodyLimitBytes = 1, redeliveryToleranceMs = 0 } = options
  const isNatural = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '')
  return [
    !areTexts(environments) || environments.length === 0 || !environments.every((type) => ENVIRONMENTS.includes(type))
      ? `Option 'environments' must be a list with at least one of ${ENVIRONMENTS.join(', ')}, received ${JSON.stringify(environments)}`
      : undefined,
    ...routeMistakes(routes),
    areTexts(schedules) ? undefined : "Option 'schedules' must be a list of module keys",
    areTexts(apiHosts) && apiHosts.every(isHost) ? undefined : "Option 'apiHosts' must be a list of hosts such as api.atlassian.com or localhost:8080",
    ...intervalMistakes(options.tickIntervals ?? {}),
    ...installationMistakes(options.installations),
    ...clientMistakes(options.client ?? {}),
    isNatural(bodyLimitBytes) && bodyLimitBytes > 0 ? undefined : "Option 'bodyLimitBytes' must be a number of bytes above 0",
    isNatural(redeliveryToleranceMs) ? undefined : "Option 'redeliveryToleranceMs' must be a number of milliseconds"
  ].filter((mistake) => mistake !== undefined)
}

function clientMistakes (tuning: unknown): string[] {
  if (typeof tuning !== 'object' || tuning === null || Array.isArray(tuning)) return ["Option 'client' must be an object"]
  return findTuningMistakes(tuning, true).map(([name, expected, received]) => `Option 'client.${name}' must be ${expected}, received ${received}`)
}

function intervalMistakes (intervals: unknown): string[] {
  if (typeof intervals !== 'object' || intervals === null || Array.isArray(intervals)) return ["Option 'tickIntervals' must be an object"]
  return Object.entries(intervals).filter(([, interval]) => typeof interval !== 'string' || !Object.hasOwn(INTERVAL_MS, interval))
    .map(([key, interval]) => `Option 'tickIntervals.${key}' must be one of ${Object.keys(INTERVAL_MS).join(', ')}, received ${String(interval)}`)
}

function withoutUndefined<T extends object> (given: T): T {
  // What is left has the type that it had: all members of options are optional.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}

function routeMistakes (routes: unknown): string[] {
  if (!Array.isArray(routes)) return ["Option 'routes' must be a list of routes"]
  return routes.flatMap((route: Partial<ForgeRoute> | undefined, index) => {
    const at = `Option 'routes[${index}]`
    const kind = route?.kind ?? 'events'
    return [
      typeof route?.path === 'string' && route.path.startsWith('/') ? [] : [`${at}.path' must be a path that starts with '/'`],
      KINDS.has(kind) ? [] : [`${at}.kind' must be 'events', 'scheduled', 'preUninstall' or 'postFunction'`],
      route?.moduleKey === undefined || typeof route.moduleKey === 'string' ? [] : [`${at}.moduleKey' must be a module key`]
    ].flat()
  })
}

/** A host with an optional port, and nothing else of a URL. */
function isHost (host: string): boolean {
  return URL.canParse(`https://${host}`) && /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:]+\](?::\d{1,5})?$/i.test(host)
}
