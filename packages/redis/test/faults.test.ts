import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { test } from 'tap'
import { enqueueFate, HeldClock, systemClock, type Outcome } from '@hooksmith/contracts'
import { RedisStore } from '../src/index.js'
import { FLUSHED, startOwnRedis, type OwnRedis } from '../../../test/support/redis.js'
import { codeOfCall, eventOf, HANDLER, open, store, until } from './support.js'

const DONE: Outcome = { outcome: 'done' }

async function own (t: { teardown (stop: () => Promise<void>): unknown }, args: readonly string[] = []): Promise<OwnRedis> {
  const redis = await startOwnRedis(args)
  t.teardown(async () => { await redis.stop() })
  return redis
}

test('a server that is away refuses at once, and is used again when it is back', async (t) => {
  const redis = await own(t)
  const { queue } = open(t, redis.url)
  await redis.kill()
  t.equal(await codeOfCall(store(queue, 'e/1')), 'HKS_ERR_QUEUE_UNAVAILABLE')
  t.equal(await codeOfCall(store(queue, 'e/1')), 'HKS_ERR_QUEUE_UNAVAILABLE')
  await redis.start()
  await until(async () => await codeOfCall(store(queue, 'e/1')) === 'resolved', 'it is stored')
  t.equal((await queue.stats()).counts.ready, 1)
})

test('a server that does not answer means unknown, and a repeat completes the call', async (t) => {
  const redis = await own(t)
  const { queue } = open(t, redis.url, { callTimeoutMs: 200 })
  await store(queue, 'e/0')
  redis.freeze()
  const error: unknown = await store(queue, 'e/1').catch((reason: unknown) => reason)
  t.match(error, { code: 'HKS_ERR_QUEUE_TIMEOUT' })
  t.equal(enqueueFate(error), 'unknown')
  redis.thaw()
  await until(async () => await codeOfCall(store(queue, 'e/1')) === 'resolved', 'the repeat resolves')
  t.equal((await queue.stats()).counts.ready, 2)
})

test("a store refuses by the store's own codes, and is used again when its server is back", async (t) => {
  const redis = await own(t)
  const store = new RedisStore({ url: redis.url, callTimeoutMs: 200 })
  t.teardown(async () => { await store.close() })
  const put = async (): Promise<unknown> => await codeOfCall(store.put('k', Buffer.from('v')))
  t.equal(await put(), 'resolved')
  redis.freeze()
  t.equal(await put(), 'HKS_ERR_STORE_TIMEOUT')
  redis.thaw()
  await redis.kill()
  await until(async () => await put() === 'HKS_ERR_STORE_UNAVAILABLE', 'the lost connection is noticed')
  await redis.start()
  await until(async () => await put() === 'resolved', 'it is written')
})

test('no error shows what was to be stored', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url)
  await store(queue, 'e/0')
  await client.replicaof('127.0.0.1', 1)
  const error: unknown = await queue.enqueue({ ...eventOf('e1'), data: 'a-secret' }, [{ id: 'e1/a', handler: HANDLER }]).catch((reason: unknown) => reason)
  t.match(error, { code: 'HKS_ERR_QUEUE_READ_ONLY' })
  t.notMatch(inspect(error, { depth: 10 }) + JSON.stringify(error), /a-secret/)
})

test('a server at its limit refuses as full, and nothing is stored', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url, { memoryShare: 1 })
  await store(queue, 'e/0')
  await client.config('SET', 'maxmemory', '1mb')
  await sleep(1_100)
  t.equal(await codeOfCall(store(queue, 'e/1')), 'HKS_ERR_QUEUE_FULL')
  await client.config('SET', 'maxmemory', '0')
  t.equal(await queue.get('e/1'), undefined)
})

test('workers drain a server that is at its very limit: jobs end, retry, wait, outlive a lease by its renewal, die and are woken there', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url, { leaseMs: 300 })
  const ids = ['e/done', 'e/retry', 'e/wait', 'e/long', 'e/dead']
  for (const id of ids) await store(queue, id, { key: 'k' })
  await client.config('SET', 'maxmemory', '1mb')
  const errors: unknown[] = []
  const run = async ({ id, starts }: { id: string, starts: number }): Promise<Outcome> => {
    if (id === 'e/long') await sleep(700)
    if (starts > 1) return DONE
    if (id === 'e/retry') return { outcome: 'retry', at: Date.now() + 20, reason: 'again' }
    if (id === 'e/dead') return { outcome: 'dead', code: 'TEST', reason: 'because' }
    return id === 'e/wait' ? { outcome: 'wait', signal: 'go', until: Date.now() + 60_000 } : DONE
  }
  queue.consume({ handlers: [HANDLER], concurrency: 2, run, onError: (error) => { errors.push(error) } })
  await until(async () => (await queue.get('e/wait'))?.state === 'waiting', 'one waits')
  t.equal(await queue.signal('go'), 1)
  await until(async () => (await queue.get('e/dead'))?.state === 'dead', 'one is dead')
  t.equal(await queue.retry({ ids: ['e/dead'] }), 1)
  await until(async () => Object.values((await queue.stats()).counts).every((count) => count === 0), 'all are done')
  t.same(errors, [])
})

test('above our share of its memory enqueue refuses while workers drain', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url, { memoryShare: 0.5 })
  await store(queue, 'e/0')
  const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
  await client.config('SET', 'maxmemory', String(Math.round(used * 1.8)))
  await sleep(1_100)
  t.equal(await codeOfCall(store(queue, 'e/1')), 'HKS_ERR_QUEUE_FULL')
  t.equal(await codeOfCall(store(queue, 'e/0')), 'resolved', 'a duplicate resolves')
  queue.consume({ handlers: [HANDLER], concurrency: 1, run: async () => DONE })
  await until(async () => await queue.get('e/0') === undefined, 'the job is done')
})

test('a replica refuses as read-only', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url)
  await store(queue, 'e/0')
  await client.replicaof('127.0.0.1', 1)
  t.equal(await codeOfCall(store(queue, 'e/1')), 'HKS_ERR_QUEUE_READ_ONLY')
})

test('what a write survives is read from the server, again at each connect', async (t) => {
  const redis = await own(t)
  const { queue, client } = open(t, redis.url)
  await queue.stats()
  await until(() => queue.durable === 'process crash', 'the append-only file is seen')
  await client.config('SET', 'appendfsync', 'always')
  await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await until(async () => { await codeOfCall(queue.stats()); return queue.durable === 'machine crash' }, 'the flush is seen')
  await client.config('SET', 'appendonly', 'no')
  await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  await until(async () => { await codeOfCall(queue.stats()); return queue.durable === 'no' }, 'its absence is seen')
})

test('an outage longer than the lease runs no job twice', async (t) => {
  const redis = await own(t, FLUSHED)
  const { queue } = open(t, redis.url, { leaseMs: 1_000, callTimeoutMs: 200 })
  const runs: string[] = []
  const settled: string[] = []
  for (let n = 0; n < 10; n++) await store(queue, `e/${n}`)
  const run = async ({ id }: { id: string }): Promise<Outcome> => { runs.push(id); await sleep(150); return DONE }
  queue.consume({ handlers: [HANDLER], concurrency: 10, run, onSettled: ({ id }, _outcome, how) => { settled.push(`${id} ${how}`) } })
  await until(() => runs.length === 10, 'all run')
  await redis.kill()
  await sleep(1_500)
  await redis.start()
  await until(() => settled.length >= 10, 'all are settled')
  await sleep(300)
  t.equal(runs.length, 10)
  t.equal((await queue.stats()).counts.ready, 0)
})

test('after an outage longer than the lease, who holds jobs reports before others take them', async (t) => {
  const redis = await own(t, FLUSHED)
  const { queue, name } = open(t, redis.url, { leaseMs: 1_000, callTimeoutMs: 200 })
  const runs: string[] = []
  const settled: string[] = []
  for (let n = 0; n < 10; n++) await store(queue, `e/${n}`)
  const run = async ({ id }: { id: string }): Promise<Outcome> => { runs.push(id); await sleep(600); return DONE }
  queue.consume({ handlers: [HANDLER], concurrency: 10, run, onSettled: ({ id }, _outcome, how) => { settled.push(`${id} ${how}`) } })
  await until(() => runs.length === 10, 'all run')
  await sleep(400)
  await redis.kill()
  await sleep(2_000)
  await redis.start()
  const { queue: other } = open(t, redis.url, { name, leaseMs: 1_000 })
  other.consume({ handlers: [HANDLER], concurrency: 10, run })
  await until(() => settled.length === 10, 'all are settled')
  await sleep(300)
  t.equal(runs.length, 10)
  t.same(settled.filter((line) => line.endsWith('refused')), [])
})

test('when everybody stood still for a little less than a lease, who holds a job reports before others take it', async (t) => {
  const redis = await own(t)
  const [leaseMs, clock, otherClock] = [600, new HeldClock(systemClock), new HeldClock(systemClock)]
  const { queue, name } = open(t, redis.url, { leaseMs, clock })
  const { queue: other } = open(t, redis.url, { name, leaseMs, clock: otherClock })
  const settled: string[] = []
  let runs = 0
  let finish: () => void = () => {}
  const finished = new Promise<void>((resolve) => { finish = resolve })
  const run = async (): Promise<Outcome> => { runs++; await finished; return DONE }
  const idle = other.consume({ handlers: [HANDLER], concurrency: 1, run })
  idle.pause()
  clock.hold()
  await store(queue, 'e/1')
  queue.consume({ handlers: [HANDLER], concurrency: 1, run, onSettled: (_job, _outcome, how) => { settled.push(how) } })
  await until(() => runs === 1, 'it runs')
  await sleep(0.4 * leaseMs)
  otherClock.hold()
  await sleep(0.7 * leaseMs)
  otherClock.release()
  idle.resume()
  await sleep(50)
  finish()
  await until(() => settled.length > 0, 'it is settled')
  t.same(settled, ['late'])
  t.equal(runs, 1)
})

test('no job is lost or doubled when the server is killed over and over', async (t) => {
  const redis = await own(t, FLUSHED)
  const { queue } = open(t, redis.url, { leaseMs: 5_000, callTimeoutMs: 500 })
  const ends = new Map<string, number>()
  queue.consume({
    handlers: [HANDLER],
    concurrency: 8,
    run: async () => { await sleep(5); return DONE },
    onSettled: ({ id }, _outcome, how) => { if (how !== 'refused') ends.set(id, (ends.get(id) ?? 0) + 1) }
  })
  const storing = (async () => {
    for (let n = 0; n < 200; n++) {
      const call = async (): Promise<boolean> => await codeOfCall(queue.enqueue(eventOf(`e${n}`), [{ id: `e/${n}`, handler: HANDLER, key: `k${n % 5}` }])) === 'resolved'
      await until(call, `e/${n} is stored`)
      await sleep(5)
    }
  })()
  for (let round = 0; round < 3; round++) {
    await sleep(250)
    await redis.kill()
    await redis.start()
  }
  await storing
  await until(() => ends.size === 200, 'all are done')
  t.same([...ends.values()].filter((times) => times !== 1), [])
})
