import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { t, test } from 'tap'
import { systemClock, type Clock, type Consumer, type Outcome } from '@hooksmith/contracts'
import { RedisQueue } from '../src/index.js'
import { openBullQueue } from '../src/bullmq.js'
import { keyBase } from '../src/keys.js'
import { startOwnRedis, startRedis } from '../../../test/support/redis.js'
import { codeOfCall, eventOf, HANDLER, open, store, until } from './support.js'

/*
 * What must not be left over: of jobs that were handed back, of jobs that a person removed with BullMQ's tools, of timers and listeners.
 */

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

const DONE: Outcome = { outcome: 'done' }
const NEVER = 4_102_444_800_000
const EMPTY = { ready: 0, delayed: 0, held: 0, waiting: 0, running: 0, dead: 0 }

test('two events of one id with different handlers keep their own bodies', async (t) => {
  const { queue } = open(t, redis.url)
  const other = { ...eventOf('e1', 'tenant-b'), data: { text: 'another' } }
  await queue.enqueue(eventOf('e1'), ['a', 'b'].map((id) => ({ id, handler: HANDLER })))
  await queue.enqueue(other, ['c', 'd'].map((id) => ({ id, handler: 'test/other' })))
  t.same((await queue.get('a'))?.event, eventOf('e1'))
  t.same((await queue.get('d'))?.event, other)
  await queue.remove({ ids: ['a', 'b'] })
  t.same((await queue.get('c'))?.event, other)
})

/** The client as it is, but that something happens each time a page was read. */
function interrupted (client: Redis, between: () => Promise<void>): Redis {
  return new Proxy(client, {
    get (target, name): unknown {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'zrangebyscore') return (...args: unknown[]): unknown => Reflect.apply(value, target, args)
      return async (...args: unknown[]): Promise<unknown> => {
        const reply: unknown = await Reflect.apply(value, target, args)
        await between()
        return reply
      }
    }
  })
}

test('removing by state removes all that is in it, but for what runs or was retried since it was looked up', async (t) => {
  const { queue, client, name } = open(t, redis.url)
  const page = ['e/0', 'e/1', 'e/2']
  let between = async (): Promise<void> => {}
  const remover = new RedisQueue({ client: interrupted(client, async () => { await between() }), name })
  t.teardown(async () => { await remover.close() })
  for (const id of page) await store(queue, id)
  const dead: Outcome = { outcome: 'dead', code: 'TEST', reason: 'because' }
  const killer = queue.consume({ handlers: [HANDLER], concurrency: 3, run: async () => dead })
  await until(async () => (await queue.stats()).counts.dead === 3, 'all are dead')
  await killer.close()
  between = async () => { await queue.retry({ ids: ['e/1'] }) }
  t.equal(await remover.remove({ state: 'dead' }), 2)
  t.equal((await queue.get('e/1'))?.state, 'ready')
  for (const id of ['e/3', 'e/4']) await store(queue, id)
  between = async () => {
    if ((await queue.stats()).counts.running > 0) return
    queue.consume({ handlers: [HANDLER], concurrency: 1, run: async () => await new Promise<Outcome>(() => {}) })
    await until(async () => (await queue.stats()).counts.running === 1, 'one runs')
  }
  t.equal(await remover.remove({ state: 'ready' }), 2)
  t.same((await queue.stats()).counts, { ...EMPTY, running: 1 })
})

test('a job that was handed back and is done leaves nothing of its tenant behind', async (t) => {
  const { queue, client, name } = open(t, redis.url)
  await store(queue, 'e/1')
  let runs = 0
  const hang = async (): Promise<Outcome> => { runs++; return await new Promise<Outcome>(() => {}) }
  const first = queue.consume({ handlers: [HANDLER], concurrency: 1, run: hang })
  await until(() => runs === 1, 'it runs')
  await first.close()
  queue.consume({ handlers: [HANDLER], concurrency: 1, run: async () => { runs++; return DONE } })
  await until(async () => runs === 2 && (await queue.stats()).counts.running === 0, 'it is done')
  t.equal(await client.exists(`${keyBase(name)}fronts`, `${keyBase(name)}front:tenant-a`), 0)
})

test('waiting jobs that a person removes with BullMQ are not counted any more, and keep no signal from the others', async (t) => {
  const opened = open(t, redis.url, { leaseMs: 400 })
  const { queue } = opened
  const bull = openBullQueue(opened)
  t.teardown(async () => { await bull.close() })
  const ids = Array.from({ length: 503 }, (_none, n) => `e/${n}`)
  await queue.enqueue(eventOf('e'), ids.map((id) => ({ id, handler: HANDLER })))
  const wait = async (): Promise<Outcome> => ({ outcome: 'wait', signal: 'go', until: NEVER })
  const first = queue.consume({ handlers: [HANDLER], concurrency: 50, run: wait })
  await until(async () => (await queue.stats()).counts.waiting === 503, 'all wait')
  await first.close()
  for (const id of ['e/0', 'e/1']) await (await bull.getJob(id))?.remove()
  t.equal(await queue.signal('go'), 501)
  await queue.remove({ state: 'ready' })
  await store(queue, 'x/aside', { handler: 'test/nobody' })
  await store(queue, 'x/left', { handler: 'test/nobody' })
  queue.consume({ handlers: [HANDLER], concurrency: 1, run: async () => DONE })
  await until(async () => (await queue.stats()).counts.waiting === 2, 'both are put aside')
  await (await bull.getJob('x/aside'))?.remove()
  await until(async () => (await queue.stats()).counts.waiting === 1, 'the sweep has seen it')
  t.same((await queue.stats()).counts, { ...EMPTY, waiting: 1 })
  const runs: string[] = []
  queue.consume({ handlers: ['test/nobody'], concurrency: 1, run: async ({ id }) => { runs.push(id); return DONE } })
  await until(() => runs.length === 1, 'the other one is claimed')
  t.same(runs, ['x/left'])
})

test('a key whose holder a person removed with BullMQ is passed on, however many other keys are held', async (t) => {
  const opened = open(t, redis.url, { leaseMs: 400 })
  const { queue } = opened
  const bull = openBullQueue(opened)
  t.teardown(async () => { await bull.close() })
  await queue.enqueue(eventOf('e'), Array.from({ length: 400 }, (_none, n) => ({ id: `e/${n}`, handler: HANDLER, key: `k${n}`, dueAt: NEVER })))
  await store(queue, 'x/head', { key: 'x', dueAt: NEVER })
  await store(queue, 'x/next', { key: 'x' })
  await (await bull.getJob('x/head'))?.remove()
  const runs: string[] = []
  queue.consume({ handlers: [HANDLER], concurrency: 1, run: async ({ id }) => { runs.push(id); return DONE } })
  await until(() => runs.length === 1, 'the next one runs')
  t.same(runs, ['x/next'])
})

/** The machine's clock, which counts the timers that are set. */
class CountingClock implements Clock {
  readonly set = new Set<symbol>()

  now (): number { return Date.now() }

  after (ms: number, run: () => void): () => void {
    const timer = Symbol(ms)
    this.set.add(timer)
    const cancel = systemClock.after(ms, () => { this.set.delete(timer); run() })
    return () => { this.set.delete(timer); cancel() }
  }
}

test('consumers that come and go while the server is slow leave one set of timers, and none when the queue is closed', async (t) => {
  const own = await startOwnRedis()
  t.teardown(async () => { await own.stop() })
  const clock = new CountingClock()
  const { queue } = open(t, own.url, { clock, leaseMs: 100, callTimeoutMs: 400 })
  const consume = (): Consumer => queue.consume({ handlers: [HANDLER], concurrency: 1, run: async () => DONE })
  await queue.stats()
  let consumer = consume()
  for (let round = 0; round < 8; round++) {
    await until(async () => await codeOfCall(queue.stats()) === 'resolved', 'it is up')
    own.freeze()
    // A sweep is on its way when the consumer goes and the next one comes.
    await sleep(80)
    await consumer.close()
    consumer = consume()
    own.thaw()
  }
  await until(async () => await codeOfCall(queue.stats()) === 'resolved', 'it is up')
  // Longer than what was on its way may take.
  await sleep(600)
  let most = 0
  for (let look = 0; look < 60; look++) {
    most = Math.max(most, clock.set.size)
    await sleep(5)
  }
  t.ok(most <= 5, `${most} timers at a time: one to renew, one to sweep, one for orphans, and two of the consumer's at most`)
  await queue.close()
  await until(() => clock.set.size === 0, `no timer is left: ${clock.set.size}`)
})

test('a client that was lent gets its listeners back', async (t) => {
  const { client, name } = open(t, redis.url)
  const before = ['ready', 'error', '+node'].map((event) => client.listenerCount(event))
  for (let n = 0; n < 12; n++) {
    const queue = new RedisQueue({ client, name: `${name}-${n}` })
    await queue.stats()
    await queue.close()
  }
  t.same(['ready', 'error', '+node'].map((event) => client.listenerCount(event)), before)
})
