import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { test, type Test } from 'tap'
import { RedisQueue, RedisStore, type RedisQueueOptions } from '../src/index.js'
import { keyBase } from '../src/keys.js'
import { startOwnRedis, type OwnRedis } from '../../../test/support/redis.js'
import { codeOfCall, HANDLER, open, store, until } from './support.js'

const NO_FILE = 'the append-only file is off, so a restart of the server forgets what it acknowledged; set appendonly yes'
const EVICTS = 'the eviction policy is allkeys-lru, so the server drops what it acknowledged when its memory is full; set maxmemory-policy noeviction'
const REPLICA = 'the server is a replica, so it refuses every write; connect to its master'
const BEHIND = 'a failover loses what the replicas of the server did not have yet; set the option wait'

interface Watched {
  readonly queue: RedisQueue
  readonly admin: Redis
  /** What was said, each time that it changed. */
  readonly said: ReadonlyArray<readonly string[]>
  /** Changes a setting, and breaks every connection, as a restart or a failover does. */
  set (name: string, value: string): Promise<void>
}

async function own (t: Test, args: readonly string[] = []): Promise<OwnRedis> {
  const redis = await startOwnRedis(args)
  t.teardown(async () => { await redis.stop() })
  return redis
}

async function reconnect (admin: Redis): Promise<void> {
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
}

function watch (t: Test, redis: OwnRedis, options: Partial<RedisQueueOptions> = {}): Watched {
  const { queue, client: admin } = open(t, redis.url, options)
  const said: Array<readonly string[]> = []
  queue.watchWarnings((warnings) => { said.push(warnings) })
  const set = async (name: string, value: string): Promise<void> => {
    await admin.config('SET', name, value)
    await reconnect(admin)
  }
  return { queue, admin, said, set }
}

/** Waits until the last thing said is this; calls keep the connection coming back. */
async function untilSaid ({ queue, said }: Watched, warnings: readonly string[]): Promise<void> {
  await until(async () => {
    await codeOfCall(queue.stats())
    return JSON.stringify(said.at(-1)) === JSON.stringify(warnings)
  }, `it says ${JSON.stringify(warnings)}, not ${JSON.stringify(said.at(-1))}`)
}

test('a server without the append-only file is told of before the first call, and no longer once it has one', async (t) => {
  const watched = watch(t, await own(t, ['--appendonly', 'no']))
  await until(() => watched.said.length === 2, 'it is said')
  t.same(watched.said, [[], [NO_FILE]])
  t.equal(watched.queue.durable, 'no')
  await watched.set('appendonly', 'yes')
  await untilSaid(watched, [])
  t.equal(watched.queue.durable, 'process crash')
})

test('a server that evicts is told of, and no longer once it does not; when it begins to, that is seen at the next connect', async (t) => {
  const watched = watch(t, await own(t, ['--maxmemory-policy', 'allkeys-lru']))
  await untilSaid(watched, [EVICTS])
  t.equal(watched.queue.durable, 'no')
  await watched.set('maxmemory-policy', 'noeviction')
  await untilSaid(watched, [])
  t.equal(watched.queue.durable, 'process crash')
  await watched.set('maxmemory-policy', 'allkeys-lru')
  await untilSaid(watched, [EVICTS])
})

test('how often the server flushes is no warning but a promise: with every write it survives the machine, else the process', async (t) => {
  const watched = watch(t, await own(t, ['--appendfsync', 'always']))
  await until(() => watched.queue.durable === 'machine crash', 'the flush is seen')
  await watched.set('appendfsync', 'everysec')
  await until(async () => { await codeOfCall(watched.queue.stats()); return watched.queue.durable === 'process crash' }, 'the change is seen')
  t.same(watched.said, [[]])
})

test('a replica is told of, and no longer once it is the master', async (t) => {
  const master = await own(t)
  const watched = watch(t, await own(t, ['--replicaof', `127.0.0.1 ${master.port}`]))
  await untilSaid(watched, [REPLICA])
  await until(async () => await codeOfCall(store(watched.queue, 'e/1')) === 'HKS_ERR_QUEUE_READ_ONLY', 'it refuses')
  await watched.admin.replicaof('NO', 'ONE')
  await reconnect(watched.admin)
  await untilSaid(watched, [])
  await until(async () => await codeOfCall(store(watched.queue, 'e/1')) === 'resolved', 'it is stored')
})

test('a master whose replicas may be behind is told of, unless enqueue waits for them', async (t) => {
  const master = await own(t)
  const alone = watch(t, master)
  await untilSaid(alone, [])
  const replica = await own(t, ['--replicaof', `127.0.0.1 ${master.port}`])
  await until(async () => (await alone.admin.info('replication')).includes('connected_slaves:1'), 'the replica follows')
  await reconnect(alone.admin)
  await untilSaid(alone, [BEHIND])
  const waiting = watch(t, master, { wait: { replicas: 1 } })
  await until(() => waiting.queue.durable === 'process crash', 'the server was read')
  t.same(waiting.said, [[]])
  await replica.kill()
  await until(async () => (await alone.admin.info('replication')).includes('connected_slaves:0'), 'the replica is gone')
  await reconnect(alone.admin)
  await untilSaid(alone, [])
})

test('a server that does not tell what it is promises nothing, and a store says the same as a queue', async (t) => {
  const redis = await own(t)
  const { client } = open(t, redis.url)
  await client.call('ACL', 'SETUSER', 'narrow', 'on', '>secret', '~*', '&*', '+@all', '-info')
  const store = new RedisStore({ url: redis.url.replace('//', '//narrow:secret@'), name: randomUUID() })
  t.teardown(async () => { await store.close() })
  const said: Array<readonly string[]> = []
  store.watchWarnings((warnings) => { said.push(warnings) })
  await until(() => said.length === 2, 'it is said')
  t.match(said.at(-1)?.join(), /does not answer INFO/)
  t.equal(store.durable, 'no')
})

test('data of another number of partitions is refused by code in every call and every loop, said at once, and left alone', async (t) => {
  const redis = await own(t)
  const { queue: first, client, name } = open(t, redis.url)
  await store(first, 'e/1')
  await client.hset(`${keyBase(name)}turn`, 'n', '4')
  const watched = watch(t, redis, { name })
  await until(() => watched.said.length === 2, 'it is said')
  t.match(watched.said.at(-1)?.join(), /spread over 4 partitions, this process is set to 1/)
  t.equal(watched.queue.durable, 'no')
  for (const call of [store(watched.queue, 'e/2'), watched.queue.stats(), watched.queue.get('e/1'), watched.queue.signal('x'), watched.queue.retry({ ids: ['e/1'] })]) {
    t.equal(await codeOfCall(call), 'HKS_ERR_QUEUE_PARTITIONS')
  }
  const codes = new Set<unknown>()
  let runs = 0
  watched.queue.consume({
    handlers: [HANDLER],
    concurrency: 1,
    run: async () => { runs++; return { outcome: 'done' } },
    onError: (error) => { codes.add('code' in error ? error.code : error) }
  })
  await until(() => codes.size > 0, 'the loop reports')
  t.same([...codes], ['HKS_ERR_QUEUE_PARTITIONS'])
  t.equal(runs, 0)
  t.equal(await client.zcard(`${keyBase(name)}prioritized`), 1)
  await client.hset(`${keyBase(name)}turn`, 'n', '1')
  await until(() => runs === 1, 'with the number put right it goes on')
})

test('this release refuses to be set to any number of partitions but one', async (t) => {
  t.throws(() => new RedisQueue({ url: 'redis://127.0.0.1:1', partitions: 2 }), { code: 'HKS_ERR_OPTION_INVALID' })
})
