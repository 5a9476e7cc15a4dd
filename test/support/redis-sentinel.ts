import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort, kill, spawnRedis, startOwnRedis, type OwnRedis } from './redis.js'

/** How long the replica may take to follow, in milliseconds. */
const FOLLOW_MS = 30_000

/** A master and its replica under one sentinel, for tests. */
export interface TestSentinel {
  /** The sentinel. */
  readonly url: string
  /** What the sentinel calls the master. */
  readonly master: string
  /** The first master, then the one that takes over. */
  readonly servers: readonly [OwnRedis, OwnRedis]
  stop (): Promise<void>
}

/** Starts the three on free ports and waits until the replica follows and the sentinel knows it. */
export async function startRedisSentinel ({ downAfterMs = 1_000 } = {}): Promise<TestSentinel> {
  const first = await startOwnRedis(['--repl-diskless-sync-delay', '0'])
  const second = await startOwnRedis(['--replicaof', `127.0.0.1 ${first.port}`, '--repl-diskless-sync-delay', '0'])
  const directory = await mkdtemp(join(tmpdir(), 'hks-sentinel-'))
  const [port, file, master] = [await freePort(), join(directory, 'sentinel.conf'), 'hooksmith']
  // The sentinel writes what it learns into its file.
  await writeFile(file, [
    `port ${port}`, 'bind 127.0.0.1', `dir ${directory}`,
    `sentinel monitor ${master} 127.0.0.1 ${first.port} 1`,
    `sentinel down-after-milliseconds ${master} ${downAfterMs}`,
    `sentinel failover-timeout ${master} 5000`
  ].join('\n'))
  const sentinel = await spawnRedis([file, '--sentinel'], '+monitor')
  const stop = async (): Promise<void> => {
    await kill(sentinel)
    await Promise.all([first.stop(), second.stop(), rm(directory, { recursive: true, force: true })])
  }
  const url = `redis://127.0.0.1:${port}`
  try {
    await follows(first.url, url, master)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, master, servers: [first, second], stop }
}

async function follows (serverUrl: string, sentinelUrl: string, master: string): Promise<void> {
  const [server, sentinel] = [new Redis(serverUrl), new Redis(sentinelUrl)]
  const end = Date.now() + FOLLOW_MS
  try {
    while (!/state=online/.test(await server.info('replication')) || !await knowsReplica(sentinel, master)) {
      if (Date.now() > end) throw new Error(`the replica did not follow within ${FOLLOW_MS} ms`)
      await sleep(50)
    }
  } finally {
    server.disconnect()
    sentinel.disconnect()
  }
}

async function knowsReplica (sentinel: Redis, master: string): Promise<boolean> {
  const replicas: unknown = await sentinel.call('SENTINEL', 'REPLICAS', master)
  return Array.isArray(replicas) && replicas.length > 0
}
