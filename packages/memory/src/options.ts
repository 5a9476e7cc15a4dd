import { resolveQueueOptions, type QueueOptions, type ResolvedQueueOptions } from '@hooksmith/contracts'
import { MemorySpace } from './memory-space.js'

/** What a {@link MemoryQueue} can be told. */
export interface MemoryQueueOptions extends QueueOptions {
  /** Stored jobs of all states above which `enqueue` refuses, at least 1. @defaultValue 100_000 */
  readonly maxJobs?: number
  /** Where the jobs lie. Queues that are given one space are views of one queue. @defaultValue a space of its own */
  readonly space?: MemorySpace
}

const DEFAULTS = Object.freeze({ maxJobs: 100_000 })

/** {@link MemoryQueueOptions} with every default filled in. @throws `HKS_ERR_OPTION_INVALID`. */
export function resolveMemoryQueueOptions (input: MemoryQueueOptions): ResolvedQueueOptions & { readonly space: MemorySpace } {
  const { space = new MemorySpace(), maxJobs = DEFAULTS.maxJobs, ...rest } = input
  return { ...resolveQueueOptions({ ...rest, maxJobs }), space }
}
