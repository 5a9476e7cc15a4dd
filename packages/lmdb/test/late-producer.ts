import { LmdbQueue } from '@hooksmith/lmdb'
import { event, job } from './support.js'

/* Stores one job in the given directory, from another process. */

const queue = new LmdbQueue({ path: process.argv[2] ?? '' })
await queue.enqueue(event('from-afar'), [job('from-afar')])
await queue.close()
process.send?.('stored')
process.disconnect()
