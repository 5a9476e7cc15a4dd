/** Whose points are counted: the app's over all its sites, or the app's on one site. */
export type QuotaPolicy = 'global-app-quota' | 'tenant-app-quota'

/** How a quota of points stands. */
export interface QuotaState {
  readonly policy: QuotaPolicy
  /** Points in an hour. */
  readonly limit: number
  readonly left: number
}

const HOUR_MS = 3_600_000

/** Quotas start anew at the top of each UTC hour: the first instant of the next one, in epoch milliseconds. */
export function nextHour (now: number): number {
  return (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
}

/**
 * The headers that every answer has. `X-RateLimit-NearLimit` says whether less than 20 % is left.
 *
 * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08.
 */
export function quotaHeaders ({ policy, limit, left }: QuotaState, now: number): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(left),
    'x-ratelimit-nearlimit': String(left < limit * 0.2),
    'ratelimit-policy': `"${policy}";q=${limit};w=3600`,
    ratelimit: `"${policy}";r=${left};t=${Math.ceil((nextHour(now) - now) / 1_000)}`
  }
}

/** Those of a 429 besides. The instant of the reset has no seconds, as Jira writes it. */
export function refusalHeaders (reason: string, afterMs: number, now: number): Record<string, string> {
  const retryAfterS = Math.ceil(afterMs / 1_000)
  return {
    'retry-after': String(retryAfterS),
    'ratelimit-reason': reason,
    'x-ratelimit-reset': new Date(now + retryAfterS * 1_000).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z')
  }
}
