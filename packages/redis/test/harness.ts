import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { HeldClock, systemClock, type Queue, type QueueOptions } from '@hooksmith/contracts'
import type { Participant, QueueHarness, StoreHarness } from '@hooksmith/contracts/conformance'
import { RedisQueue, RedisStore, type RedisServer } from '../src/index.js'

/** A fresh, empty queue on a running server, in real time; its name is its own, so nothing needs to be flushed. */
export function queueHarness (server: string | RedisServer, options: Omit<QueueOptions, 'clock'>): QueueHarness {
  const name = `test-${randomUUID()}`
  const queues: Array<{ queue: RedisQueue, clock: HeldClock }> = []
  const open = (queueName: string): RedisQueue & Queue => {
    const clock = new HeldClock(systemClock)
    const queue = new RedisQueue({ ...typeof server === 'string' ? { url: server } : server, name: queueName, ...options, clock })
    queues.push({ queue, clock })
    return queue
  }
  const participant = (): Participant => {
    const queue = open(name)
    const clock = queues.find((one) => one.queue === queue)?.clock
    return { queue, hold: () => { clock?.hold() }, release: () => { clock?.release() } }
  }
  return {
    first: participant(),
    join: async () => participant(),
    stranger: async () => open(`${name}-stranger`),
    advance: async (ms) => { await sleep(ms) },
    now: () => Date.now(),
    dispose: async () => {
      for (const { clock } of queues) clock.release()
      await Promise.all(queues.map(async ({ queue }) => { await queue.close() }))
    }
  }
}

/** A fresh, empty store on a running server. */
export function storeHarness (server: RedisServer): StoreHarness {
  const name = `test-${randomUUID()}`
  const stores: RedisStore[] = []
  const open = (storeName: string): RedisStore => {
    const store = new RedisStore({ ...server, name: storeName })
    stores.push(store)
    return store
  }
  return {
    store: open(name),
    join: async () => open(name),
    stranger: async () => open(`${name}-stranger`),
    advance: async (ms) => { await sleep(ms) },
    now: () => Date.now(),
    dispose: async () => { await Promise.all(stores.map(async (store) => { await store.close() })) }
  }
}
