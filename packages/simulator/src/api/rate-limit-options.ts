import { HKS_ERR_OPTION_INVALID } from '@hooksmith/contracts'
import { DEFAULT_STORAGE_LIMITS, type StorageLimitOptions } from './storage-limits.js'

/** One endpoint whose calls per second differ from what the method says. */
export interface EndpointLimit {
  readonly method: string
  /** Matched against the path below the API base, without the query. */
  readonly path: RegExp
  readonly perSecond: number
}

/** How much the products' REST APIs, the token exchange and the storage take. The documented figures are the defaults. */
export interface RateLimitOptions {
  /** Whose points are counted: the app's over all sites, or, as for apps that Atlassian has reviewed, on each site. @defaultValue 'global' */
  readonly quota: 'global' | 'tenant'
  /** Points per hour for the app over all sites. @defaultValue 65_000 */
  readonly pointsPerHour: number
  /** Points per hour for the app on one site, where `quota` is `tenant`. @defaultValue 100_000 */
  readonly tenantPointsPerHour: number
  /** Calls per second to one endpoint of a site, by method; all apps on the site share it. @defaultValue GET 100, POST 100, PUT 50, DELETE 50 */
  readonly perSecond: Readonly<Record<string, number>>
  /** Endpoints with figures of their own; the first that fits counts. @defaultValue a single Jira issue, GET 150 */
  readonly endpoints: readonly EndpointLimit[]
  /** Writes to one issue within 2 s, and within 30 s. @defaultValue [20, 100] */
  readonly issueWrites: readonly [in2s: number, in30s: number]
  /** User tokens that an app may ask for within a minute, over all its installations. @defaultValue 1_000 */
  readonly userTokensPerMinute: number
  /** What the key-value store takes of one installation. @defaultValue DEFAULT_STORAGE_LIMITS */
  readonly storage: StorageLimitOptions
}

/** Sources: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, …/platform/forge/limits-invocation/, read 2026-08. */
export const DEFAULT_RATE_LIMITS: RateLimitOptions = Object.freeze({
  quota: 'global',
  pointsPerHour: 65_000,
  tenantPointsPerHour: 100_000,
  perSecond: Object.freeze({ GET: 100, HEAD: 100, POST: 100, PUT: 50, PATCH: 50, DELETE: 50 }),
  endpoints: Object.freeze([{ method: 'GET', path: /^\/rest\/api\/[23]\/issue\/[^/]+$/, perSecond: 150 }]),
  issueWrites: Object.freeze([20, 100] as const),
  userTokensPerMinute: 1_000,
  storage: DEFAULT_STORAGE_LIMITS
})

/** What a caller gives of {@link RateLimitOptions}; `false`: no limits at all. */
export type RateLimitInput = false | (Partial<Omit<RateLimitOptions, 'storage'>> & { readonly storage?: Partial<StorageLimitOptions> })

const COUNTS = ['pointsPerHour', 'tenantPointsPerHour', 'userTokensPerMinute'] as const

/** Checks what a caller gave and fills in the rest. @throws `HKS_ERR_OPTION_INVALID` naming the option. */
export function resolveRateLimits (input: RateLimitInput = {}): RateLimitOptions | false {
  if (input === false) return false
  const resolved = { ...DEFAULT_RATE_LIMITS, ...input, storage: { ...DEFAULT_STORAGE_LIMITS, ...input.storage } }
  for (const name of COUNTS) assertCount(name, resolved[name])
  for (const [name, value] of Object.entries(resolved.storage)) assertCount(`storage.${name}`, value)
  for (const [name, value] of Object.entries(resolved.perSecond)) assertCount(`perSecond.${name}`, value)
  for (const [at, value] of resolved.issueWrites.entries()) assertCount(`issueWrites[${at}]`, value)
  if (!['global', 'tenant'].includes(resolved.quota)) throw new HKS_ERR_OPTION_INVALID('rateLimits.quota', "'global' or 'tenant'", String(resolved.quota))
  return resolved
}

function assertCount (name: string, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 1)) throw new HKS_ERR_OPTION_INVALID(`rateLimits.${name}`, 'a number, at least 1', String(value))
}
