import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventEnvelope, NewJob, Outcome } from '@hooksmith/contracts'
import { Redis } from 'ioredis'
import { RedisQueue, type RedisQueueOptions } from '../src/index.js'

export const HANDLER = 'test/handler'

export function eventOf (id: string, tenant = 'tenant-a'): EventEnvelope {
  return { specversion: '1.0', id, type: 'test:happened', source: 'urn:test', tenant, data: { text: id } }
}

/** Stores one job of an event of its own. */
export async function store (queue: RedisQueue, id: string, job: Partial<NewJob> = {}): Promise<void> {
  await queue.enqueue(eventOf(`event-${id}`), [{ id, handler: HANDLER, ...job }])
}

export function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** The code a call rejects with; 'resolved' when it does not. */
export async function codeOfCall (call: Promise<unknown>): Promise<unknown> {
  return await call.then(() => 'resolved', codeOf)
}

/** Waits in small steps, for some seconds at most unless told otherwise. */
export async function until (condition: () => boolean | Promise<boolean>, what: string, patienceMs = 8_000): Promise<void> {
  for (let step = 0; step < patienceMs / 10; step++) {
    if (await condition()) return
    await sleep(10)
  }
  throw new Error(`waited in vain until ${what}`)
}

export interface Opened { readonly queue: RedisQueue, readonly name: string, readonly client: Redis }

interface Closer { teardown (close: () => Promise<void> | void): unknown }

/** A queue of a name of its own, and a plain client of the same server; both are closed when the test ends. */
export function open (t: Closer, url: string, options: Partial<RedisQueueOptions> = {}): Opened {
  const name = options.name ?? `test-${randomUUID()}`
  const queue = new RedisQueue({ leaseMs: 2_000, ...options, url, name })
  const client = new Redis(url, { retryStrategy: (tries) => Math.min(tries * 20, 200) })
  // A test that kills its server expects this.
  client.on('error', () => {})
  t.teardown(async () => {
    await queue.close()
    client.disconnect()
  })
  return { queue, name, client }
}

const NEVER = 4_102_444_800_000

/** One job in each state, named after it. */
export async function oneOfEach ({ queue }: Opened): Promise<void> {
  for (const id of ['x/dead', 'x/waiting']) await store(queue, id)
  await store(queue, 'x/running', { key: 'k' })
  await store(queue, 'x/held', { key: 'k' })
  await store(queue, 'x/delayed', { dueAt: NEVER })
  let started = 0
  queue.consume({
    handlers: [HANDLER],
    concurrency: 1,
    run: async ({ id }): Promise<Outcome> => {
      started++
      if (id === 'x/dead') return { outcome: 'dead', code: 'TEST', reason: 'because' }
      return id === 'x/waiting' ? { outcome: 'wait', signal: 'go', until: NEVER } : await new Promise(() => {})
    }
  })
  await until(() => started === 3, 'the third job runs')
  await store(queue, 'x/ready')
}
