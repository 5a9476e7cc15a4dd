export { LmdbQueue } from './lmdb-queue.js'
export { LmdbStore } from './lmdb-store.js'
export { LMDB_DEFAULTS } from './options.js'
export type { LmdbOptions, LmdbQueueOptions, LmdbStoreOptions } from './options.js'
