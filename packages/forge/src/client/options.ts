import { HKS_ERR_OPTION_INVALID, systemClock, type Clock, type Store, type TokenStore } from '@hooksmith/contracts'
import type { Dispatcher } from 'undici'

/** How calls to Atlassian are made. */
export interface ForgeClientTuning {
  /** Until a connection stands, in milliseconds. @defaultValue 5_000 */
  readonly connectTimeoutMs?: number
  /** From the request to the headers of the answer, in milliseconds. @defaultValue 30_000 */
  readonly headersTimeoutMs?: number
  /** Between two parts of the answer's body, in milliseconds. @defaultValue 30_000 */
  readonly bodyTimeoutMs?: number
  /** How far apart those that a limit turned away come back once it ends, in milliseconds. @defaultValue 20 */
  readonly returnSpacingMs?: number
  /**
   * How long after its first sighting 401 and 403 mean that an installation's permissions have not arrived yet, in milliseconds.
   * @defaultValue 600_000 (10 min)
   */
  readonly permissionGraceMs?: number
  /** Middle of the pause before a call that was refused to such an installation is made again, in milliseconds; 30 % more or less. @defaultValue 30_000 */
  readonly permissionRetryMs?: number
  /** Tokens of users that the app asks for within a minute, in all processes. @defaultValue 1_000, what Atlassian allows an app */
  readonly userTokensPerMinute?: number
  /** Tokens of users that are kept in this process. @defaultValue 10_000 */
  readonly maxUserTokens?: number
  /** Which of Forge's two APIs `storage` speaks. @defaultValue 'rest' */
  readonly storage?: 'rest' | 'graphql'
  /**
   * What sends the requests, for example a `ProxyAgent` of undici; timeouts are then its own. Whoever made it closes it.
   * @defaultValue an `Agent` of the client's
   */
  readonly dispatcher?: Dispatcher
}

/** What a client asks of a registry of installations. */
export interface ForgeRegistry {
  /** @param id - Its UUID or ARI, or its tenant. */
  get (id: string): Promise<{ readonly tenant: string, readonly firstSeenAt: number } | undefined>
  /** Told that a call with a token that had not expired was answered 401 or 403. */
  reportRefusal (tenant: string, status: number): Promise<void>
}

/** Options of a `ForgeClient`. */
export interface ForgeClientOptions extends ForgeClientTuning {
  /** Absent: every call throws `HKS_ERR_FORGE_NO_TOKENS`. */
  readonly tokens: TokenStore | undefined
  /** Where limits are shared between processes. Whoever made it closes it. */
  readonly store: Store
  /** `host` or `host:port`. @defaultValue api.atlassian.com, api.bitbucket.org */
  readonly apiHosts?: readonly string[]
  /** @defaultValue none: installations are named by their tenant, and known since the client's first call */
  readonly registry?: ForgeRegistry
  /** Where time comes from; timeouts go by the machine's. @defaultValue the machine's clock */
  readonly clock?: Clock
}

/** {@link ForgeClientOptions} with every default filled in. */
export type ResolvedClientOptions =
  Required<Omit<ForgeClientOptions, 'tokens' | 'registry' | 'dispatcher'>> &
  { readonly tokens: TokenStore | undefined, readonly registry: ForgeRegistry | undefined, readonly dispatcher: Dispatcher | undefined }

export const FORGE_CLIENT_DEFAULTS = Object.freeze({
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 30_000,
  returnSpacingMs: 20,
  permissionGraceMs: 600_000,
  permissionRetryMs: 30_000,
  userTokensPerMinute: 1_000,
  maxUserTokens: 10_000,
  storage: 'rest' as const,
  apiHosts: Object.freeze(['api.atlassian.com', 'api.bitbucket.org'])
})

const LEAST = {
  connectTimeoutMs: 1,
  headersTimeoutMs: 1,
  bodyTimeoutMs: 1,
  returnSpacingMs: 1,
  permissionGraceMs: 0,
  permissionRetryMs: 1,
  userTokensPerMinute: 1,
  maxUserTokens: 1
} as const
const NAMES: ReadonlySet<string> = new Set([...Object.keys(LEAST), 'storage', 'dispatcher'])

/** A mistake among the options: which, what it must be, what came. */
export type TuningMistake = readonly [option: string, expected: string, received: string]

/** Every mistake. `isClosed`: names that are none of {@link ForgeClientTuning} are mistakes, too. */
export function findTuningMistakes (tuning: ForgeClientTuning, isClosed: boolean): TuningMistake[] {
  const received = (value: unknown): string => typeof value === 'number' ? String(value) : typeof value
  const numbers = (Object.keys(LEAST) as Array<keyof typeof LEAST>).flatMap((name): TuningMistake[] => {
    const value: unknown = tuning[name]
    const isGood = value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= LEAST[name])
    return isGood ? [] : [[name, `a whole number, at least ${LEAST[name]}`, received(value)]]
  })
  const { storage = 'rest' } = tuning
  const unknown = isClosed ? Object.keys(tuning).filter((name) => !NAMES.has(name)) : []
  return [
    ...numbers,
    ...storage === 'rest' || storage === 'graphql' ? [] : [['storage', "'rest' or 'graphql'", received(storage)] as const],
    ...unknown.map((name) => [name, `one of ${[...NAMES].join(', ')}`, 'another name'] as const)
  ]
}

/** Fills in the defaults. @throws `HKS_ERR_OPTION_INVALID` for the first mistake. */
export function resolveClientOptions (options: ForgeClientOptions): ResolvedClientOptions {
  const [mistake] = findTuningMistakes(options, false)
  if (mistake !== undefined) throw new HKS_ERR_OPTION_INVALID(...mistake)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const { tokens, store, registry, dispatcher, clock = systemClock, apiHosts = FORGE_CLIENT_DEFAULTS.apiHosts } = options
  const hosts = apiHosts.map((host) => host.toLowerCase())
  return { ...FORGE_CLIENT_DEFAULTS, ...given, tokens, store, registry, dispatcher, clock, apiHosts: hosts }
}
