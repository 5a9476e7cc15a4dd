import { setTimeout as sleep } from 'node:timers/promises'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { test } from 'tap'
import { codeOf, event, job, smallDisk, stayUp } from './support.js'

const BODY = 'x'.repeat(20_000)

test('on a full disk nothing more is stored, workers drain, and storing goes on after that', async (t) => {
  stayUp(t)
  const disk = await smallDisk(t, '4m')
  if ('reason' in disk) {
    t.fail(disk.reason)
    return
  }
  const queue = new LmdbQueue({ path: disk.path })
  t.teardown(async () => { await queue.close() })
  const stored: string[] = []
  let code: unknown
  for (let n = 0; n < 1_000 && code === undefined; n++) {
    code = await codeOf(queue.enqueue(event(`e-${n}`, { data: BODY }), [job(`j-${n}`)]))
    if (code === undefined) stored.push(`j-${n}`)
  }
  t.equal(code, 'HKS_ERR_QUEUE_FULL')
  t.equal((await queue.stats()).counts.ready, stored.length)
  const handled = await drained(queue, stored.length)
  t.same(handled.sort(), [...stored].sort())
  t.equal(await codeOf(queue.enqueue(event('after'), [job('after')])), undefined)
})

test('a file system that takes no writes is refused by code, for queue and store', async (t) => {
  stayUp(t)
  const disk = await smallDisk(t, '4m')
  if ('reason' in disk) {
    t.fail(disk.reason)
    return
  }
  const before = new LmdbQueue({ path: disk.path })
  await before.enqueue(event('a'), [job('a')])
  await before.close()
  disk.remount('ro')
  const queue = new LmdbQueue({ path: disk.path })
  const store = new LmdbStore({ path: disk.path })
  t.teardown(async () => { await queue.close(); await store.close() })
  t.equal(await codeOf(queue.enqueue(event('b'), [job('b')])), 'HKS_ERR_QUEUE_READ_ONLY')
  t.equal(await codeOf(store.put('k', Buffer.from('v'))), 'HKS_ERR_STORE_READ_ONLY')
})

/** Handles what there is; gives up after some seconds. */
async function drained (queue: LmdbQueue, count: number): Promise<string[]> {
  const handled: string[] = []
  const consumer = queue.consume({
    handlers: ['test/handler'],
    concurrency: 4,
    run: async ({ id }) => { handled.push(id); return { outcome: 'done' } }
  })
  for (let look = 0; look < 50 && handled.length < count; look++) await sleep(100)
  await consumer.close()
  return handled
}
