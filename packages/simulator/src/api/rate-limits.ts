import type { Clock } from '@hooksmith/contracts'

/** How much the products' REST APIs take. The documented figures are the defaults. */
export interface RateLimitOptions {
  /** Points per hour for the app over all sites. @defaultValue 65_000 */
  readonly pointsPerHour: number
  /** Calls per second to one endpoint of a site, by method. @defaultValue GET 100, POST 100, PUT 50, DELETE 50 */
  readonly perSecond: Readonly<Record<string, number>>
  /** Writes to one issue within 2 s, and within 30 s. @defaultValue [20, 100] */
  readonly issueWrites: readonly [in2s: number, in30s: number]
}

/** Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08. */
export const DEFAULT_RATE_LIMITS: RateLimitOptions = Object.freeze({
  pointsPerHour: 65_000,
  perSecond: Object.freeze({ GET: 100, HEAD: 100, POST: 100, PUT: 50, PATCH: 50, DELETE: 50 }),
  issueWrites: Object.freeze([20, 100] as const)
})

/** One call, as far as limits look at it. `path` is below the API base. */
export interface LimitedCall {
  readonly appId: string
  readonly product: string
  readonly tenantId: string
  readonly method: string
  readonly path: string
}

/** What a limit says: the headers of every answer, and a refusal if there is one. */
export interface LimitDecision {
  readonly isRefused: boolean
  readonly headers: Readonly<Record<string, string>>
}

const HOUR_MS = 3_600_000

/**
 * The three limits of Jira and Confluence: a quota of points per hour for the app, a bucket per endpoint, method and site, and
 * writes to one issue. A call that is refused costs nothing.
 */
export class RateLimits {
  readonly #options: RateLimitOptions
  readonly #clock: Clock
  readonly #points = new Map<string, { hour: number, used: number }>()
  readonly #calls = new Map<string, number[]>()

  constructor (options: RateLimitOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  take (call: LimitedCall): LimitDecision {
    const { product, tenantId, method, path } = call
    const now = this.#clock.now()
    const quota = this.#quotaOf(call.appId, now)
    const left = this.#options.pointsPerHour - quota.used
    if (left <= 0) return refused(this.#headers(0, now), `${product}-quota-global-based`, nextHour(now) - now, now)
    const issue = method === 'GET' || method === 'HEAD' ? undefined : issueIn(path)
    const isBusy = issue !== undefined && this.#exceeds(`${tenantId}/${issue}`, now, [[this.#options.issueWrites[0], 2_000], [this.#options.issueWrites[1], 30_000]])
    if (isBusy) return refused(this.#headers(left, now), `${product}-per-issue-on-write`, 2_000, now)
    const perSecond = this.#options.perSecond[method] ?? 100
    const isBurst = this.#exceeds(`${tenantId}/${method}/${shapeOf(path)}`, now, [[perSecond, 1_000]])
    if (isBurst) return refused(this.#headers(left, now), `${product}-burst-based`, 1_000, now)
    // A write costs 1 point, a read 1 and 1 for each object; one is assumed.
    quota.used += issue === undefined && method === 'GET' ? 2 : 1
    return { isRefused: false, headers: this.#headers(this.#options.pointsPerHour - quota.used, now) }
  }

  #quotaOf (appId: string, now: number): { hour: number, used: number } {
    const hour = Math.floor(now / HOUR_MS)
    const known = this.#points.get(appId)
    const quota = known?.hour === hour ? known : { hour, used: 0 }
    this.#points.set(appId, quota)
    return quota
  }

  /** Counts the call unless one of the windows is full. */
  #exceeds (name: string, now: number, windows: ReadonlyArray<readonly [max: number, ms: number]>): boolean {
    const longest = Math.max(...windows.map(([, ms]) => ms))
    const calls = (this.#calls.get(name) ?? []).filter((at) => at > now - longest)
    const isFull = windows.some(([max, ms]) => calls.filter((at) => at > now - ms).length >= max)
    this.#calls.set(name, isFull ? calls : [...calls, now])
    return isFull
  }

  #headers (left: number, now: number): Record<string, string> {
    const { pointsPerHour: limit } = this.#options
    return limitHeaders(limit, Math.max(0, left), now)
  }
}

/** The headers that every answer has. */
export function limitHeaders (limit: number, left: number, now: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(left),
    'x-ratelimit-nearlimit': String(left < limit * 0.2),
    'ratelimit-policy': `"global-app-quota";q=${limit};w=3600`,
    ratelimit: `"global-app-quota";r=${left};t=${Math.ceil((nextHour(now) - now) / 1_000)}`
  }
}

/** Those of a 429 besides. */
export function refusalHeaders (reason: string, afterMs: number, now: number): Record<string, string> {
  return {
    'retry-after': String(Math.ceil(afterMs / 1_000)),
    'ratelimit-reason': reason,
    'x-ratelimit-reset': new Date(now + afterMs).toISOString()
  }
}

function refused (headers: Record<string, string>, reason: string, afterMs: number, now: number): LimitDecision {
  return { isRefused: true, headers: { ...headers, ...refusalHeaders(reason, afterMs, now) } }
}

/** The quota starts anew at the top of each UTC hour. */
function nextHour (now: number): number {
  return (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
}

function issueIn (path: string): string | undefined {
  return /^\/rest\/api\/[23]\/issue\/([^/]+)/.exec(path)?.[1]
}

/** The path with ids, uuids and issue keys in place of which there is a star: one endpoint. */
function shapeOf (path: string): string {
  return path.split('/').map((part) => (/^\d+$|^[A-Z][A-Z0-9]*-\d+$|^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(part) ? '*' : part)).join('/')
}
