import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis'
import type { RedisClient } from './client.js'
import type { RedisServer, SentinelAddress } from './options.js'

/** How much later than a call's own deadline its command is given up, in milliseconds. */
const SPARE_MS = 500

/**
 * A client that fails fast instead of queueing up: refused at once while there is no connection, unknown after the deadline, and back by itself.
 */
function clientOptions (callTimeoutMs: number) {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 1_000,
    // Frees what a command holds that never was answered. The deadline of calls is the connection's own, which looks for an answer once more.
    commandTimeout: callTimeoutMs + SPARE_MS,
    socketTimeout: 2 * callTimeoutMs + SPARE_MS,
    retryStrategy: (tries) => Math.min(50 * tries, 1_000),
    // After a failover the name may lead to another server: refuse this call, and look again.
    reconnectOnError: (error) => error.message.startsWith('READONLY')
  } satisfies RedisOptions
}

/** How often a client of a Cluster looks for moved slots, in milliseconds. */
const SLOTS_LOOK_MS = 2_000

/** The client for calls, and whether it was made here. */
export function openClient (server: RedisServer, callTimeoutMs: number): { client: Redis | Cluster, isOwn: boolean } {
  if ('client' in server) return { client: server.client, isOwn: false }
  const options = clientOptions(callTimeoutMs)
  if ('cluster' in server) return { client: openCluster(server.cluster, options), isOwn: true }
  if ('sentinel' in server) return { client: new Redis({ ...sentinelOptions(server.sentinel), ...options }), isOwn: true }
  return { client: new Redis(server.url, options), isOwn: true }
}

function openCluster (
  nodes: readonly string[], { lazyConnect, enableOfflineQueue, ...redisOptions }: ReturnType<typeof clientOptions>): Cluster {
  const [first = ''] = nodes
  return watchSlots(new Cluster([...nodes], {
    lazyConnect,
    enableOfflineQueue,
    clusterRetryStrategy: redisOptions.retryStrategy,
    // A command whose connection was lost is unknown; sending it again is the caller's to decide.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: redisOptions.connectTimeout,
    redisOptions: { ...redisOptions, ...credentialsOf(first) }
  } satisfies ClusterOptions))
}

/**
 * Has the client look for moved slots until it ends. Not by its own `slotsRefreshInterval`: a look under way while the client is closed starts the
 * next one all the same (ioredis 6.0.0, resetNodesRefreshInterval), and keeps the process alive for good.
 */
function watchSlots (client: Cluster): Cluster {
  const timer = setInterval(() => { if (client.status === 'ready') client.refreshSlotsCache() }, SLOTS_LOOK_MS)
  timer.unref()
  client.once('end', () => { clearInterval(timer) })
  return client
}

function sentinelOptions ({ nodes, master, username, password }: SentinelAddress): Omit<RedisOptions, 'replyMapping'> {
  const urls = nodes.map((node) => new URL(node))
  const own = credentialsOf(nodes[0] ?? '')
  return {
    sentinels: urls.map(({ hostname, port }) => ({ host: hostname, port: Number(port === '' ? 26_379 : port) })),
    name: master,
    // Notices a failover also when the old master still answers.
    failoverDetector: true,
    ...username !== undefined && { username },
    ...password !== undefined && { password },
    ...own.username !== undefined && { sentinelUsername: own.username },
    ...own.password !== undefined && { sentinelPassword: own.password },
    ...own.tls !== undefined && { tls: own.tls, sentinelTLS: own.tls, enableTLSForSentinelMode: true }
  }
}

function credentialsOf (url: string): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  const { username, password, protocol } = new URL(url)
  return {
    ...username !== '' && { username: decodeURIComponent(username) },
    ...password !== '' && { password: decodeURIComponent(password) },
    ...protocol === 'rediss:' && { tls: {} }
  }
}

/** A second client for calls, which may stand still without holding up the first. */
export function openSecondClient (client: Redis | Cluster): Redis | Cluster {
  if (!isCluster(client)) return client.duplicate({ lazyConnect: true })
  return watchSlots(client.duplicate([], { lazyConnect: true, slotsRefreshInterval: 0 }))
}

/** A connection of its own for the blocking wait: no deadlines of the client's, {@link MarkerWait} has one. */
export function openBlockingClient (client: Redis | Cluster): RedisClient {
  const own = { lazyConnect: true, enableOfflineQueue: false }
  const calls = { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false, commandTimeout: undefined, socketTimeout: undefined }
  if (!isCluster(client)) return client.duplicate({ ...own, ...calls })
  // The form of replies that this package reads is the library's default.
  const { replyMapping: _form, ...redisOptions } = client.options.redisOptions ?? {}
  return watchSlots(client.duplicate([], { ...own, slotsRefreshInterval: 0, redisOptions: { ...redisOptions, ...calls } }))
}

/** By what the client says of itself: it may come from another copy of the library. */
function isCluster (client: Redis | Cluster): client is Cluster {
  return client.isCluster
}
