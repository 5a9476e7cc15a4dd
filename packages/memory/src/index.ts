export { MemoryStore } from './memory-store.js'
export type { MemoryStoreOptions } from './store-options.js'
