import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort, startOwnRedis, type OwnRedis } from './redis.js'

/** How many hash slots a Cluster has. Source: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/, read 2026-11. */
const SLOTS = 16_384
/** How long a Cluster may take to form, in milliseconds. */
const FORM_MS = 30_000

/** A Redis Cluster without replicas, for tests. */
export interface TestCluster {
  /** One address a node. */
  readonly urls: readonly string[]
  stop (): Promise<void>
}

/** Starts so many masters on free ports, gives each its share of the slots, and waits until every one of them sees all as served. */
export async function startRedisCluster (nodes = 3): Promise<TestCluster> {
  const servers: OwnRedis[] = []
  const stop = async (): Promise<void> => { await Promise.all(servers.map(async (server) => { await server.stop() })) }
  try {
    for (let n = 0; n < nodes; n++) servers.push(await startNode())
    const clients = servers.map(({ url }) => new Redis(url))
    await form(clients, servers.map(({ port }) => port)).finally(() => { for (const client of clients) client.disconnect() })
  } catch (error) {
    await stop()
    throw error
  }
  return { urls: servers.map(({ url }) => url), stop }
}

async function startNode (): Promise<OwnRedis> {
  // The bus listens 10,000 ports above the clients' unless it is told another; a free port may be too high for that.
  return await startOwnRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--cluster-port', `${await freePort()}`])
}

async function form (clients: readonly Redis[], ports: readonly number[]): Promise<void> {
  const share = Math.ceil(SLOTS / clients.length)
  const buses = await Promise.all(clients.map(async (client) => Number(((await client.config('GET', 'cluster-port')) as string[])[1])))
  for (const [n, client] of clients.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', n * share, Math.min((n + 1) * share, SLOTS) - 1)
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1)
  }
  for (const [n, port] of ports.entries()) if (n > 0) await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[n] ?? 0)
  const end = Date.now() + FORM_MS
  for (const client of clients) {
    while (!/cluster_state:ok[^]*cluster_known_nodes:(\d+)/.test(String(await client.call('CLUSTER', 'INFO'))) || !await knowsAll(client, clients.length)) {
      if (Date.now() > end) throw new Error(`the Cluster did not form within ${FORM_MS} ms`)
      await sleep(50)
    }
  }
}

/** Whether the slots of so many nodes are known to a node. */
async function knowsAll (client: Redis, nodes: number): Promise<boolean> {
  const slots: unknown = await client.call('CLUSTER', 'SLOTS')
  return Array.isArray(slots) && slots.length === nodes
}
