import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FakeClock, HeldClock, type QueueOptions } from '@hooksmith/contracts'
import type { Participant, QueueHarness, StoreHarness } from '@hooksmith/contracts/conformance'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'

/** In memory where the system has such a folder: the suites are about order and leases, not about how fast a disk flushes. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Time for the file's own thread between two steps of the fake clock, real milliseconds. */
const BREATH_MS = 2
/** The longest step of the fake clock: short against every lease that a case asks for. */
const STEP_MS = 10
const MAX_STEPS = 200

/** A fresh directory; participants share its file, as processes would. */
export async function openQueueHarness (options: QueueOptions): Promise<QueueHarness> {
  const path = await mkdtemp(join(FOLDER, 'hooksmith-lmdb-'))
  const clock = new FakeClock()
  const queues: LmdbQueue[] = []
  const make = (name: string): Participant => {
    const held = new HeldClock(clock)
    const queue = new LmdbQueue({ ...options, path, name, clock: held })
    queues.push(queue)
    return { queue, hold: () => { held.hold() }, release: () => { held.release() } }
  }
  return {
    first: make('default'),
    join: async () => make('default'),
    stranger: async () => make('stranger').queue,
    advance: async (ms) => {
      const stepMs = Math.max(STEP_MS, Math.ceil(ms / MAX_STEPS))
      for (let left = ms; left > 0; left -= stepMs) {
        await clock.advance(Math.min(stepMs, left))
        await sleep(BREATH_MS)
      }
    },
    now: () => clock.now(),
    dispose: async () => {
      await Promise.all(queues.map(async (queue) => { await queue.close() }))
      await rm(path, { recursive: true, force: true })
    }
  }
}

/** A fresh directory with one store, which others may join. */
export async function openStoreHarness (): Promise<StoreHarness> {
  const path = await mkdtemp(join(FOLDER, 'hooksmith-lmdb-'))
  const clock = new FakeClock()
  const stores: LmdbStore[] = []
  const make = (name: string): LmdbStore => {
    const store = new LmdbStore({ path, name, clock })
    stores.push(store)
    return store
  }
  return {
    store: make('default'),
    join: async () => make('default'),
    stranger: async () => make('stranger'),
    advance: async (ms) => { await clock.advance(ms) },
    now: () => clock.now(),
    dispose: async () => {
      await Promise.all(stores.map(async (store) => { await store.close() }))
      await rm(path, { recursive: true, force: true })
    }
  }
}
