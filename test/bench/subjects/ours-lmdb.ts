import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { serveOurs } from './ours.js'
import { DIRECTORY } from './serve.js'

await serveOurs(new LmdbQueue({ path: DIRECTORY, maxJobs: 10_000_000 }), new LmdbStore({ path: DIRECTORY }))
