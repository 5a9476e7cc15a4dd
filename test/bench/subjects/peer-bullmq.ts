/** The bare peer, plus `queue.add` of BullMQ with `deduplication`. */
import { makeAdd } from './bullmq.js'
import { servePeer } from './peer.js'

const { add, close } = makeAdd()
await servePeer(add, close)
