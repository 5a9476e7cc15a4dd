import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { open } from 'lmdb'
import { test } from 'tap'
import { codeOf, directory, event, job, processOf, stayUp } from './support.js'

const PATIENCE_MS = 5_000

test('making a queue touches no file, and the first call makes files that only their owner reads', async (t) => {
  const path = join(await directory(t), 'data')
  const queue = new LmdbQueue({ path })
  t.teardown(async () => { await queue.close() })
  t.throws(() => statSync(path))
  await queue.enqueue(event('a'), [job('a')])
  t.equal(statSync(path).mode & 0o777, 0o700)
  for (const file of readdirSync(path)) t.equal(statSync(join(path, file)).mode & 0o777, 0o600, file)
})

test('what was stored is there after closing and opening again', async (t) => {
  const path = await directory(t)
  const first = new LmdbQueue({ path })
  await first.enqueue(event('a'), [job('a')])
  await first.close()
  const second = new LmdbQueue({ path })
  t.teardown(async () => { await second.close() })
  t.same((await second.get('a'))?.event.data, { id: 'a' })
  t.same(await second.enqueue(event('a'), [job('a')]), [{ jobId: 'a', receipt: 'duplicate' }])
})

test('a queue and a store of one directory share one file, and closing one leaves the other open', async (t) => {
  const path = await directory(t)
  const queue = new LmdbQueue({ path })
  const store = new LmdbStore({ path })
  t.teardown(async () => { await store.close() })
  await queue.enqueue(event('a'), [job('a')])
  await store.put('a', Buffer.from('1'))
  await queue.close()
  t.equal(Buffer.from((await store.get('a'))?.value ?? []).toString(), '1')
  t.same(readdirSync(path).sort(), ['data.mdb', 'lock.mdb'])
})

test('a body is stored once for all jobs of its event, and goes with the last of them', async (t) => {
  const path = await directory(t)
  const queue = new LmdbQueue({ path })
  const body = { text: 'x'.repeat(200_000) }
  const jobs = Array.from({ length: 20 }, (_none, n) => job(`a-${n}`))
  await queue.enqueue(event('a', { data: body }), jobs)
  t.same((await queue.get('a-19'))?.event.data, body)
  t.ok(statSync(join(path, 'data.mdb')).size < 5 * 200_000, 'the file holds few copies')
  await queue.remove({ ids: jobs.slice(0, 19).map(({ id }) => id) })
  t.same((await queue.get('a-19'))?.event.data, body)
  await queue.remove({ ids: ['a-19'] })
  await queue.close()
  const root = open({ path, noSubdir: false, maxDbs: 64 })
  t.equal(root.openDB({ name: 'queue/default/events', encoding: 'string' }).getCount(), 0)
  await root.close()
})

test('the text of a body that the caller has at hand is what comes back', async (t) => {
  const queue = new LmdbQueue({ path: await directory(t) })
  t.teardown(async () => { await queue.close() })
  await queue.enqueue(event('a', { data: { n: 1 } }), [job('a')], { dataText: '{ "n": 1 }' })
  t.same((await queue.get('a'))?.event, event('a', { data: { n: 1 } }))
})

test('data of a newer release is refused by code', async (t) => {
  const path = await directory(t)
  const root = open({ path, noSubdir: false, encoding: 'string', maxDbs: 64 })
  await root.openDB({ name: 'queue/default/notes', encoding: 'string' }).put(['format'], '2')
  await root.close()
  const queue = new LmdbQueue({ path })
  t.teardown(async () => { await queue.close() })
  t.equal(await codeOf(queue.enqueue(event('a'), [job('a')])), 'HKS_ERR_QUEUE_FORMAT')
})

test('a record of a newer release is left where it is and told of, and other jobs go on', async (t) => {
  stayUp(t)
  const path = await directory(t)
  const before = new LmdbQueue({ path })
  await before.enqueue(event('a'), [job('a')])
  await before.enqueue(event('b'), [job('b')])
  await before.close()
  const root = open({ path, noSubdir: false, encoding: 'string', maxDbs: 64 })
  const jobs = root.openDB<string, number>({ name: 'queue/default/jobs', encoding: 'string' })
  await jobs.put(1, `2${String(jobs.get(1)).slice(1)}`)
  await root.close()
  const queue = new LmdbQueue({ path })
  t.teardown(async () => { await queue.close() })
  const codes = new Set<unknown>()
  const done = await new Promise<string>((resolve) => {
    queue.consume({
      handlers: ['test/handler'],
      concurrency: 1,
      run: async ({ id }) => { resolve(id); return { outcome: 'done' } },
      onError: (error) => { codes.add('code' in error ? error.code : error) }
    })
  })
  t.equal(done, 'b')
  t.same([...codes], ['HKS_ERR_QUEUE_FORMAT'])
  t.equal((await queue.stats()).counts.ready, 1)
})

test('names of any length and any characters are kept apart', async (t) => {
  const queue = new LmdbQueue({ path: await directory(t) })
  t.teardown(async () => { await queue.close() })
  const ids = ['\0', '\u0001', '#', 'é'.repeat(512), `${'é'.repeat(511)}e`, '\ud800', '\ud801', '\u{10ffff}']
  for (const [n, id] of ids.entries()) {
    const receipts = await queue.enqueue(event(`e-${n}`, { tenant: id.slice(0, 256) }), [job(id, { key: id })])
    t.equal(receipts[0]?.receipt, 'stored', JSON.stringify(id))
  }
  t.same(await Promise.all(ids.map(async (id) => (await queue.get(id))?.id)), ids)
})

test('bad options are refused by code when the queue is made', async (t) => {
  for (const bad of [{ path: '' }, { path: 'x', name: '' }, { path: 'x', pollMs: 1 }, { path: 'x', leaseMs: 0 }]) {
    t.throws(() => new LmdbQueue(bad), { code: 'HKS_ERR_OPTION_INVALID' })
  }
  t.throws(() => new LmdbStore({ path: 'x', callTimeoutMs: 0 }), { code: 'HKS_ERR_OPTION_INVALID' })
})

test('a call that cannot have the file rejects as unknown within its time, and its repeat is a duplicate', async (t) => {
  stayUp(t)
  const path = await directory(t)
  const queue = new LmdbQueue({ path, callTimeoutMs: 200 })
  t.teardown(async () => { await queue.close() })
  await queue.stats()
  await processOf(t, 'lock-holder.ts', [path, '1000'])
  t.equal(await codeOf(queue.enqueue(event('a'), [job('a')])), 'HKS_ERR_QUEUE_TIMEOUT')
  for (let look = 0; look < 50 && (await queue.get('a')) === undefined; look++) await sleep(100)
  t.same(await queue.enqueue(event('a'), [job('a')]), [{ jobId: 'a', receipt: 'duplicate' }])
})

test('a job stored by another process is started without waiting for the next poll', async (t) => {
  stayUp(t)
  const path = await directory(t)
  const queue = new LmdbQueue({ path, pollMs: 10 * PATIENCE_MS, leaseMs: 10 * PATIENCE_MS })
  t.teardown(async () => { await queue.close() })
  await queue.stats()
  const started = new Promise<string>((resolve) => {
    queue.consume({ handlers: ['test/handler'], concurrency: 1, run: async ({ id }) => { resolve(id); return { outcome: 'done' } } })
  })
  await sleep(100)
  await processOf(t, 'late-producer.ts', [path])
  t.equal(await Promise.race([started, sleep(PATIENCE_MS)]), 'from-afar')
})
