import { Queue } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { BULL_QUEUE, bullPrefix } from './keys.js'

/** Which queue {@link openBullQueue} opens. */
export interface BullQueueOptions {
  /** In a native ES module BullMQ makes no client of its own. */
  readonly client: Redis | Cluster
  /** As `RedisQueue` was told. @defaultValue 'hooksmith' */
  readonly name?: string
}

/**
 * The jobs of a `RedisQueue` as BullMQ's own `Queue`, for its getters and for tools such as bull-board. It writes nothing when it is opened.
 *
 * Its `pause` and `resume` hold for every worker of the queue: while it is paused no job is started, what runs goes on. Its `retry`, `promote` and `remove`
 * skip keys and turns; `setGlobalConcurrency` and the rate limits have no effect; `drain`, `clean`, `obliterate` and `removeOrphanedJobs` know nothing of
 * the keys beside BullMQ's, and are not for these jobs. The caller closes it; the client stays open.
 */
export function openBullQueue ({ client, name = 'hooksmith' }: BullQueueOptions): Queue {
  return new Queue(BULL_QUEUE, { connection: client, prefix: bullPrefix(name), skipMetasUpdate: true })
}
