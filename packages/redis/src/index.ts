export { RedisQueue } from './redis-queue.js'
export { bullPrefix, BULL_QUEUE } from './keys.js'
export { HKS_ERR_QUEUE_REPLY } from './errors.js'
export type { RedisQueueOptions, RedisServer } from './options.js'
