export { LmdbQueue } from './lmdb-queue.js'
export { LMDB_DEFAULTS } from './options.js'
export type { LmdbOptions, LmdbQueueOptions } from './options.js'
