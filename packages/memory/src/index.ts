export { MemoryQueue } from './memory-queue.js'
export { MemorySpace } from './memory-space.js'
export type { MemoryQueueOptions } from './options.js'
