import { setTimeout as sleep } from 'node:timers/promises'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { test } from 'tap'
import { codeOf, directory, event, job, processOf, stayUp } from './support.js'

const LANES = 8
const RUN_MS = 2_000
const LAYOUT = { known: 'dec0efbe', unknown: '00000000' }

/** Stores one event after the other in each of several lanes, for a while. @returns What was acknowledged. */
async function storeFor (queue: LmdbQueue, ms: number): Promise<string[]> {
  const acknowledged: string[] = []
  const end = Date.now() + ms
  await Promise.all(Array.from({ length: LANES }, async (_none, lane) => {
    for (let n = 0; Date.now() < end; n++) {
      const id = `${lane}-${n}`
      await queue.enqueue(event(id), [job(id)])
      acknowledged.push(id)
      await sleep(1)
    }
  }))
  return acknowledged
}

async function missing (queue: LmdbQueue, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map(async (id) => await queue.get(id)))
  return ids.filter((_id, at) => found[at] === undefined)
}

test('processes that open and close the file all the time cost no acknowledged job', async (t) => {
  const path = await directory(t)
  const queue = new LmdbQueue({ path })
  t.teardown(async () => { await queue.close() })
  await queue.enqueue(event('first'), [job('first')])
  const stop = await processOf(t, 'file-opener.ts', [path])
  const acknowledged = await storeFor(queue, RUN_MS)
  await stop()
  await queue.enqueue(event('last'), [job('last')])
  t.comment(`${acknowledged.length} acknowledged`)
  t.ok(acknowledged.length > 100)
  t.same(await missing(queue, ['first', ...acknowledged, 'last']), [])
  t.equal((await queue.stats()).counts.ready, acknowledged.length + 2)
})

for (const by of [1, 2, 9]) {
  test(`a transaction whose number was set back by ${by} is not written over: neither by a queue, nor by a store, nor by opening`, async (t) => {
    const path = await directory(t)
    const queue = new LmdbQueue({ path })
    const store = new LmdbStore({ path })
    t.teardown(async () => { await Promise.all([queue.close(), store.close()]) })
    for (let n = 0; n < 9; n++) await queue.enqueue(event(`before-${n}`), [job(`before-${n}`)])
    await processOf(t, 'number-setter.ts', [path, String(by)])
    await queue.enqueue(event('after'), [job('after')])
    t.same(await missing(queue, ['before-7', 'before-8', 'after']), [])

    await processOf(t, 'number-setter.ts', [path, String(by)])
    await store.put('key', Buffer.from('value'))
    t.same(await missing(queue, ['before-8', 'after']), [])

    await processOf(t, 'number-setter.ts', [path, String(by)])
    const other = new LmdbQueue({ path, name: 'other' })
    t.teardown(async () => { await other.close() })
    await other.enqueue(event('elsewhere'), [job('elsewhere')])
    t.same(await missing(queue, ['before-8', 'after']), [])
    t.equal(Buffer.from((await store.get('key'))?.value ?? []).toString(), 'value')
    t.same(await missing(other, ['elsewhere']), [])
  })
}

test('a number that is set back while commits wait for it stops none of them', async (t) => {
  const path = await directory(t)
  stayUp(t)
  const queue = new LmdbQueue({ path, callTimeoutMs: 20_000 })
  t.teardown(async () => { await queue.close() })
  for (let n = 0; n < 20; n++) await queue.enqueue(event(`first-${n}`), [job(`first-${n}`)])
  const stop = await processOf(t, 'number-setter.ts', [path, '1', String(RUN_MS)])
  const acknowledged = await storeFor(queue, RUN_MS)
  await stop()
  await queue.enqueue(event('last'), [job('last')])
  t.same(await missing(queue, acknowledged), [])
  t.ok(acknowledged.length >= LANES)
})

test('a lock file of a layout that is not known refuses what would be written over the last transaction, and loses nothing', async (t) => {
  const path = await directory(t)
  const queue = new LmdbQueue({ path })
  t.teardown(async () => { await queue.close() })
  for (let n = 0; n < 3; n++) await queue.enqueue(event(`before-${n}`), [job(`before-${n}`)])
  await processOf(t, 'number-setter.ts', [path, '1', '0', LAYOUT.unknown])
  t.equal(await codeOf(queue.enqueue(event('refused'), [job('refused')])), 'HKS_ERR_QUEUE_UNAVAILABLE')
  await processOf(t, 'number-setter.ts', [path, '0', '0', LAYOUT.known])
  await queue.enqueue(event('after'), [job('after')])
  t.same(await missing(queue, ['before-2', 'after']), [])
  t.equal(await queue.get('refused'), undefined)
})
