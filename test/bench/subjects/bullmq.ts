import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { QUEUE, REDIS_URL } from './serve.js'

const DEDUPE_MS = 86_400_000

/** A connection as BullMQ's documentation makes one. */
export function connect (): Redis {
  return new Redis(REDIS_URL, { maxRetriesPerRequest: null })
}

/** `queue.add` with a dedupe window, as a hand-written backend calls it. */
export function makeAdd (): { readonly add: (id: string, event: unknown) => Promise<unknown>, readonly close: () => Promise<void> } {
  const connection = connect()
  const queue = new Queue(QUEUE, { connection })
  return {
    add: async (id, event) => await queue.add('event', event, { deduplication: { id, ttl: DEDUPE_MS }, attempts: 5, removeOnComplete: true }),
    close: async () => { await queue.close(); connection.disconnect() }
  }
}
