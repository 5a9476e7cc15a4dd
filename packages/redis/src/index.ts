export { RedisQueue } from './redis-queue.js'
export { RedisStore } from './redis-store.js'
export { HKS_ERR_QUEUE_PARTITIONS, HKS_ERR_QUEUE_REPLICAS, HKS_ERR_QUEUE_REPLY, HKS_ERR_STORE_REPLY } from './errors.js'
export type { RedisQueueOptions, RedisServer, RedisStoreOptions, ReplicaWaitOptions, SentinelAddress } from './options.js'
