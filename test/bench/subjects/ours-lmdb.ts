import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { serveOurs } from './ours.js'
import { DIRECTORY } from './serve.js'

const path = `${DIRECTORY}/ours`
await serveOurs(new LmdbQueue({ path, maxJobs: 10_000_000 }), new LmdbStore({ path }))
