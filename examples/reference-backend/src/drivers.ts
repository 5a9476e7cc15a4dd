import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Queue, Store } from '@hooksmith/contracts'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { RedisQueue, RedisStore } from '@hooksmith/redis'

/** Where jobs and everything else that lasts are kept. */
export interface Drivers {
  /** For people. */
  readonly name: string
  readonly queue: Queue
  readonly store: Store
  /** After the server. */
  close (): Promise<void>
}

/** In this process; all is gone with it. */
export function inMemory (): Drivers {
  return drivers('memory', new MemoryQueue(), new MemoryStore())
}

/** In a file of this machine, here one that is deleted at the end. */
export async function inFile (): Promise<Drivers> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-reference-'))
  return drivers('an LMDB file', new LmdbQueue({ path }), new LmdbStore({ path }), async () => { await rm(path, { recursive: true, force: true }) })
}

/** On Redis or Valkey. @param name - What everything there is called; two names never meet. */
export function onRedis (url: string, name = 'hooksmith-reference'): Drivers {
  return drivers(`Redis at ${new URL(url).host}`, new RedisQueue({ url, name }), new RedisStore({ url, name }))
}

function drivers (name: string, queue: Queue, store: Store, cleanUp = async (): Promise<void> => {}): Drivers {
  return {
    name,
    queue,
    store,
    async close () {
      await queue.close()
      await store.close()
      await cleanUp()
    }
  }
}
