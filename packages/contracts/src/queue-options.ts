import { systemClock, type Clock } from './clock.js'
import { HKS_ERR_OPTION_INVALID } from './errors.js'

/** What every queue driver can be told. */
export interface QueueOptions {
  /** How long a job stays with a consumer that gives no sign of life, in milliseconds, at least 20. @defaultValue 10_000 */
  readonly leaseMs?: number
  /** Stored jobs of all states above which `enqueue` refuses, at least 1. @defaultValue 1_000_000 */
  readonly maxJobs?: number
  /** How long a job waits for a worker that has its handler, in milliseconds. @defaultValue 86_400_000 (24 h) */
  readonly orphanAfterMs?: number
  /** How often a live consumer looks for jobs that wait for its handlers, in milliseconds. @defaultValue 1_000 */
  readonly orphanCheckMs?: number
  /** How long one job may hold its key, in milliseconds. @defaultValue 86_400_000 (24 h) */
  readonly maxKeyHoldMs?: number
  /** How long a call may take before it rejects as unknown, in milliseconds, at least 1. @defaultValue 2_000 */
  readonly callTimeoutMs?: number
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock
}

/** {@link QueueOptions} with every default filled in. */
export type ResolvedQueueOptions = Required<QueueOptions>

const DEFAULTS: Readonly<ResolvedQueueOptions> = Object.freeze({
  leaseMs: 10_000,
  maxJobs: 1_000_000,
  orphanAfterMs: 86_400_000,
  orphanCheckMs: 1_000,
  maxKeyHoldMs: 86_400_000,
  callTimeoutMs: 2_000,
  clock: systemClock
})

const LEAST = { leaseMs: 20, maxJobs: 1, orphanAfterMs: 0, orphanCheckMs: 10, maxKeyHoldMs: 0, callTimeoutMs: 1 } as const

/**
 * Checks what a caller gave and fills in the rest.
 *
 * @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came.
 */
export function resolveQueueOptions (input: QueueOptions): ResolvedQueueOptions {
  const options = { ...DEFAULTS, ...defined(input) }
  for (const [name, least] of Object.entries(LEAST) as Array<[keyof typeof LEAST, number]>) {
    const value: unknown = options[name]
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least) throw new HKS_ERR_OPTION_INVALID(name, `a finite number, at least ${least}`, String(value))
  }
  return options
}

function defined (input: QueueOptions): Partial<ResolvedQueueOptions> {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => name in DEFAULTS && value !== undefined))
}

/** Refuses a bad {@link ConsumeOptions.concurrency}. @throws `HKS_ERR_OPTION_INVALID`. */
export function assertConcurrency (concurrency: number): void {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 10_000) throw new HKS_ERR_OPTION_INVALID('concurrency', 'a whole number from 1 to 10,000', String(concurrency))
}
