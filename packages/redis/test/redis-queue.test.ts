import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { t, test } from 'tap'
import type { Outcome } from '@hooksmith/contracts'
import { program } from '../../../test/support/program.js'
import { startRedis } from '../../../test/support/redis.js'
import { RedisQueue } from '../src/index.js'
import { keyBase } from '../src/keys.js'
import { codeOfCall, eventOf, HANDLER, open, store, until, type Opened } from './support.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

const DONE: Outcome = { outcome: 'done' }

async function keysOf ({ client, name }: Opened): Promise<string[]> {
  const base = keyBase(name)
  const keys: string[] = []
  for await (const page of client.scanStream({ match: `${base.replaceAll(/[[\]*?]/g, '?')}*`, count: 1_000 })) keys.push(...page as string[])
  return keys.map((key) => key.slice(base.length)).sort()
}

test('jobs that are done leave nothing behind but their ids', async (t) => {
  const opened = open(t, redis.url)
  const { queue } = opened
  await queue.enqueue(eventOf('e1'), ['e1/a', 'e1/b'].map((id) => ({ id, handler: HANDLER, key: 'k' })))
  await queue.enqueue(eventOf('e2'), [{ id: 'e2/a', handler: HANDLER }])
  let runs = 0
  const run = async (): Promise<Outcome> => {
    runs++
    if (runs === 1) return { outcome: 'wait', signal: 'go', until: Date.now() + 20 }
    return runs === 2 ? { outcome: 'retry', at: 0, reason: 'again' } : DONE
  }
  const consumer = queue.consume({ handlers: [HANDLER], concurrency: 1, run })
  await until(async () => Object.values((await queue.stats()).counts).every((count) => count === 0), 'all are done')
  await consumer.close()
  const lasting = new Set(['flows', 'turn', 'pc', 'handlers', 'marker', 'stalled-check'])
  t.same((await keysOf(opened)).filter((key) => !lasting.has(key)), ['seen:e1/a', 'seen:e1/b', 'seen:e2/a'])
})

test('the body of an event is stored once for its jobs, and read by each', async (t) => {
  const opened = open(t, redis.url)
  const { queue, client } = opened
  const event = { ...eventOf('e1'), data: { text: 'x'.repeat(10_000) } }
  await queue.enqueue(event, ['e1/a', 'e1/b', 'e1/c'].map((id) => ({ id, handler: HANDLER })))
  await queue.remove({ ids: ['e1/a'] })
  const sizes = await Promise.all((await keysOf(opened)).map(async (key) => await client.memory('USAGE', `${keyBase(opened.name)}${key}`)))
  t.ok(sizes.reduce((sum: number, size) => sum + Number(size), 0) < 20_000, 'one body')
  t.same((await queue.get('e1/b'))?.event, event)
})

test('jobs go on, in order and once, when the server forgets its scripts', async (t) => {
  const { queue, client } = open(t, redis.url)
  const order: string[] = []
  for (let n = 0; n < 40; n++) await store(queue, `e/${n}`, { key: `k${n % 2}` })
  const run = async ({ id }: { id: string }): Promise<Outcome> => {
    order.push(id)
    if (order.length % 7 === 0) await client.script('FLUSH')
    return DONE
  }
  queue.consume({ handlers: [HANDLER], concurrency: 4, run })
  await until(async () => order.length >= 40 && (await queue.stats()).counts.running === 0, 'all are done')
  for (const lane of [0, 1]) {
    const expected = Array.from({ length: 40 }, (_none, n) => n).filter((n) => n % 2 === lane).map((n) => `e/${n}`)
    t.same(order.filter((id) => Number(id.slice(2)) % 2 === lane), expected)
  }
})

test('ids of every kind stay apart from each other and from the keys of BullMQ', async (t) => {
  const { queue } = open(t, redis.url)
  const ids = ['wait', 'meta', 'active', '12', 'a:lock', 'a', 'a%3alock', '%.a', 'seen:a', '{x}', 'e/1:lock', 'e/1']
  for (const id of ids) await store(queue, id)
  const seen: string[] = []
  queue.consume({ handlers: [HANDLER], concurrency: 1, run: async ({ id }) => { seen.push(id); return DONE } })
  await until(() => seen.length === ids.length, 'all have run')
  t.same(seen, ids)
})

test('a record of a newer release is refused by code, and does not stop the others', async (t) => {
  const { queue, client, name } = open(t, redis.url, { leaseMs: 200 })
  for (const id of ['e/new', 'e/old']) await store(queue, id)
  await client.hset(`${keyBase(name)}e/new`, 'v', '2')
  t.equal(await codeOfCall(queue.get('e/new')), 'HKS_ERR_QUEUE_FORMAT')
  const errors: unknown[] = []
  const ids: string[] = []
  const run = async ({ id }: { id: string }): Promise<Outcome> => { ids.push(id); return DONE }
  queue.consume({ handlers: [HANDLER], concurrency: 1, run, onError: (error) => { errors.push(error) } })
  await until(() => ids.length === 1 && errors.length > 0, 'the old one has run')
  t.same(ids, ['e/old'])
  t.match(errors[0], { code: 'HKS_ERR_QUEUE_FORMAT' })
})

test('a client that was lent stays open', async (t) => {
  const { client, name } = open(t, redis.url)
  const queue = new RedisQueue({ client, name: `${name}-lent` })
  await store(queue, 'e/1')
  await queue.close()
  t.equal(await client.ping(), 'PONG')
})

test('an idle worker asks its server for next to nothing', async (t) => {
  const { queue, client } = open(t, redis.url, { leaseMs: 10_000 })
  queue.consume({ handlers: [HANDLER], concurrency: 10, run: async () => DONE })
  await sleep(300)
  const calls = async (): Promise<number> => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0)
  const before = await calls()
  await sleep(2_000)
  t.ok(await calls() - before < 20, 'fewer than ten scripts a second')
})

test('jobs of a worker that was killed are started again by another, as one attempt more', async (t) => {
  const { queue, name } = open(t, redis.url, { leaseMs: 500 })
  for (let n = 0; n < 5; n++) await store(queue, `e/${n}`, { key: `k${n % 2}` })
  const { file, execArgv } = program(new URL('worker-process.ts', import.meta.url))
  const worker = spawn(process.execPath, [...execArgv, file, redis.url, name, '500'], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => { worker.kill('SIGKILL') })
  let output = ''
  worker.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
  await until(() => output.split('\n').length === 3, 'the head of each key runs')
  worker.kill('SIGKILL')
  const runs: Array<readonly [string, number, number]> = []
  const run = async ({ id, attempt, crashes }: { id: string, attempt: number, crashes: number }): Promise<Outcome> => {
    runs.push([id, attempt, crashes])
    return DONE
  }
  queue.consume({ handlers: [HANDLER], concurrency: 1, run })
  await until(() => runs.length === 5, 'all have run')
  t.same(runs.toSorted(), [['e/0', 2, 1], ['e/1', 2, 1], ['e/2', 1, 0], ['e/3', 1, 0], ['e/4', 1, 0]])
})
