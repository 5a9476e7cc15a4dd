import type { Clock } from '@hooksmith/contracts'
import type { ApiAnswer } from './documents.js'
import { nextHour, quotaHeaders, refusalHeaders, type QuotaState } from './rate-limit-headers.js'
import { DEFAULT_RATE_LIMITS, type RateLimitOptions } from './rate-limit-options.js'
import { SlidingWindows, TokenBuckets } from './windows.js'

/** One call, as far as limits look at it. `path` is below the API base. */
export interface LimitedCall {
  readonly appId: string
  readonly product: string
  readonly tenantId: string
  readonly method: string
  readonly path: string
}

/** What a limit says: the headers of the answer, and whether there is none but a 429. */
export interface LimitDecision {
  readonly isRefused: boolean
  readonly headers: Readonly<Record<string, string>>
}

const LIMITED: ReadonlySet<string> = new Set(['jira', 'confluence'])
/** Paths whose objects cost 2 points each: users, groups, roles and permissions. */
const IDENTITY = /\/(?:user|users|group|groups|role|roles|permission|permissions|mypermissions|myself|permissionscheme)(?:\/|$)/

/**
 * The three limits of Jira and Confluence: a quota of points per hour, a bucket of tokens per endpoint, method and site, and writes to
 * one issue. A call that is refused costs nothing. Other products have none.
 */
export class RateLimits {
  readonly #options: RateLimitOptions
  readonly #clock: Clock
  readonly #points = new Map<string, { hour: number, used: number }>()
  readonly #calls = new TokenBuckets()
  readonly #writes = new SlidingWindows()

  constructor (options: RateLimitOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  /** Asks whether a call may come in. @returns The refusal; `undefined` lets it in, and {@link RateLimits.charge} counts its points. */
  refuse (call: LimitedCall): LimitDecision | undefined {
    if (!LIMITED.has(call.product)) return undefined
    const { product, tenantId, method, path } = call
    const now = this.#clock.now()
    const quota = this.#quotaOf(call)
    const scope = this.#options.quota
    if (quota.left <= 0) return this.#refusal(quota, `${product}-quota-${scope}-based`, nextHour(now) - now)
    const { issueWrites: [in2s, in30s] } = this.#options
    const issue = isRead(method) ? undefined : issueIn(path)
    const issueMs = issue === undefined
      ? 0
      : this.#writes.spend(`${tenantId}/${issue}`, 1, [{ most: in2s, withinMs: 2_000 }, { most: in30s, withinMs: 30_000 }], now)
    if (issueMs > 0) return this.#refusal(quota, `${product}-per-issue-on-write`, issueMs)
    const burstMs = this.#calls.take(`${product}/${tenantId}/${method}/${shapeOf(path)}`, this.#perSecond(call), now)
    return burstMs > 0 ? this.#refusal(quota, `${product}-burst-based`, burstMs) : undefined
  }

  /** Counts the points of a call that was let in, by its answer. @returns The headers of that answer. */
  charge (call: LimitedCall, answer: ApiAnswer): Readonly<Record<string, string>> {
    if (!LIMITED.has(call.product)) return {}
    this.#counterOf(call).used += pointsOf(call, answer)
    return quotaHeaders(this.#quotaOf(call), this.#clock.now())
  }

  /** Takes the points of this hour away but for so many. */
  exhaust (call: Pick<LimitedCall, 'appId' | 'product' | 'tenantId'>, left: number): void {
    this.#counterOf(call).used = this.#limit() - left
  }

  #refusal (quota: QuotaState, reason: string, afterMs: number): LimitDecision {
    const now = this.#clock.now()
    return { isRefused: true, headers: { ...quotaHeaders(quota, now), ...refusalHeaders(reason, afterMs, now) } }
  }

  #perSecond ({ method, path }: LimitedCall): number {
    const own = this.#options.endpoints.find((endpoint) => endpoint.method === method && endpoint.path.test(path))
    const { perSecond } = this.#options
    return own?.perSecond ?? perSecond[method] ?? DEFAULT_RATE_LIMITS.perSecond[method] ?? 100
  }

  #limit (): number {
    return this.#options.quota === 'global' ? this.#options.pointsPerHour : this.#options.tenantPointsPerHour
  }

  #quotaOf (call: Pick<LimitedCall, 'appId' | 'product' | 'tenantId'>): QuotaState {
    const limit = this.#limit()
    return { policy: `${this.#options.quota}-app-quota`, limit, left: Math.max(0, limit - this.#counterOf(call).used) }
  }

  #counterOf ({ appId, product, tenantId }: Pick<LimitedCall, 'appId' | 'product' | 'tenantId'>): { hour: number, used: number } {
    const name = this.#options.quota === 'global' ? `${appId}/${product}` : `${appId}/${product}/${tenantId}`
    const hour = nextHour(this.#clock.now())
    const known = this.#points.get(name)
    if (known?.hour === hour) return known
    const counter = { hour, used: 0 }
    this.#points.set(name, counter)
    return counter
  }
}

/** A call costs 1 point, a read 1 more for each object that it gives back, 2 for a user, group, role or permission. */
function pointsOf ({ method, path }: LimitedCall, { status, body }: ApiAnswer): number {
  if (!isRead(method) || status >= 300) return 1
  return 1 + objectsIn(body) * (IDENTITY.test(path) ? 2 : 1)
}

/** The members of the one list that Atlassian's pages of results have; else the body is the object. */
function objectsIn (body: unknown): number {
  if (Array.isArray(body)) return body.length
  const list = Object.entries(typeof body === 'object' && body !== null ? body : {}).find(([name, value]) => LISTS.has(name) && Array.isArray(value))
  return Array.isArray(list?.[1]) ? list[1].length : 1
}

const LISTS: ReadonlySet<string> = new Set(['values', 'results', 'issues', 'comments', 'worklogs'])

function isRead (method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function issueIn (path: string): string | undefined {
  return /^\/rest\/api\/[23]\/issue\/([^/]+)/.exec(path)?.[1]
}

/** The path with ids, uuids and issue keys in place of which there is a star: one endpoint. */
function shapeOf (path: string): string {
  return path.split('/').map((part) => (/^\d+$|^[A-Z][A-Z0-9]*-\d+$|^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(part) ? '*' : part)).join('/')
}
