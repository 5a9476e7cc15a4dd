import { HKS_ERR_OPTION_INVALID } from '@hooksmith/contracts'

/** How a handler that failed is run again. */
export interface RetryPolicy {
  /** Retries after the first attempt; 0 means none. @defaultValue 4 */
  readonly retries: number
  /** Bound of the first delay, in milliseconds. @defaultValue 5_000 */
  readonly minDelayMs: number
  /** Bound of every delay, in milliseconds. @defaultValue 3_600_000 */
  readonly maxDelayMs: number
  /** By how much the bound grows each time. @defaultValue 4 */
  readonly factor: number
}

const DEFAULTS: Readonly<RetryPolicy> = Object.freeze({ retries: 4, minDelayMs: 5_000, maxDelayMs: 3_600_000, factor: 4 })

/** What a policy has. */
export const RETRY_POLICY_MEMBERS: readonly string[] = Object.keys(DEFAULTS)

/** Fills in the defaults. @throws `HKS_ERR_OPTION_INVALID` for a member that is no number, or out of range. */
export function resolveRetryPolicy (input: Partial<RetryPolicy> = {}): RetryPolicy {
  const policy = { ...DEFAULTS, ...input }
  for (const [name, least] of [['retries', 0], ['minDelayMs', 0], ['maxDelayMs', 0], ['factor', 1]] as const) {
    const value: unknown = policy[name]
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least) {
      throw new HKS_ERR_OPTION_INVALID(`retry.${name}`, `a finite number, at least ${least}`, String(value))
    }
  }
  return policy
}

/**
 * The delay before the retry that follows attempt `attempt`, in milliseconds: anything from 0 to an exponentially growing bound ("full
 * jitter"), so that jobs which failed together do not come back together.
 */
export function retryDelayMs (policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  if (policy.minDelayMs === 0) return 0 // however far the factor has grown: 0 × ∞ is no number
  return Math.round(random() * Math.min(policy.maxDelayMs, policy.minDelayMs * policy.factor ** (attempt - 1)))
}
