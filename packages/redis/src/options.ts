import { HKS_ERR_OPTION_INVALID, resolveQueueOptions, type QueueOptions, type ResolvedQueueOptions } from '@hooksmith/contracts'
import type { Cluster, Redis } from 'ioredis'

/** Servers under Sentinel. */
export interface SentinelAddress {
  /** The sentinels, `redis://host:26379` or `rediss://` each, with their own credentials if they ask for any. */
  readonly nodes: readonly string[]
  /** What the sentinels call the master. */
  readonly master: string
  /** Credentials of the servers. */
  readonly username?: string
  readonly password?: string
}

/**
 * How a driver reaches its server: an address; that of a master under Sentinel; those of some nodes of a Cluster, the first one's credentials and
 * scheme standing for all; or a client of the caller's, which stays the caller's to close.
 */
export type RedisServer =
  | { readonly url: string }
  | { readonly sentinel: SentinelAddress }
  | { readonly cluster: readonly string[] }
  | { readonly client: Redis | Cluster }

/** For how many replicas `enqueue` waits. */
export interface ReplicaWaitOptions {
  /** At least 1. */
  readonly replicas: number
  /** How long, in milliseconds; at least 1, at most half of `callTimeoutMs`. @defaultValue 500 */
  readonly timeoutMs?: number
}

/** Options of {@link RedisQueue}. */
export type RedisQueueOptions = QueueOptions & RedisServer & {
  /** Names the queue; two names on one server never meet. 1 to 128 characters. @defaultValue 'hooksmith' */
  readonly name?: string
  /** Share of the server's `maxmemory` above which `enqueue` refuses; without a `maxmemory` it never does. Above 0, at most 1. @defaultValue 0.85 */
  readonly memoryShare?: number
  /**
   * Makes `enqueue` resolve only when so many replicas have the event, so that a failover to one of them loses nothing; else it rejects with
   * `HKS_ERR_QUEUE_REPLICAS` (unknown). Calls of one turn of the event loop share a wait. While too few replicas are there, every call
   * rejects. Not for a Cluster. @defaultValue none: resolves when the master has it
   */
  readonly wait?: ReplicaWaitOptions
  /** Over how many hash slots the jobs are spread. It is kept with the data, and another number is refused. This release knows 1 only. @defaultValue 1 */
  readonly partitions?: number
}

/** {@link RedisQueueOptions} with every default filled in. */
export interface ResolvedRedisQueueOptions extends ResolvedQueueOptions {
  readonly name: string
  readonly memoryShare: number
  readonly wait: Required<ReplicaWaitOptions> | undefined
  readonly partitions: number
}

const DEFAULTS = Object.freeze({ name: 'hooksmith', memoryShare: 0.85, callTimeoutMs: 2_000, waitMs: 500, partitions: 1 })

/** Options of {@link RedisStore}. */
export type RedisStoreOptions = RedisServer & {
  /** Names the store; two names on one server never meet. 1 to 128 characters. @defaultValue 'hooksmith' */
  readonly name?: string
  /** How long a call may take before it rejects as unknown, in milliseconds, at least 1. @defaultValue 2_000 */
  readonly callTimeoutMs?: number
}

/** {@link RedisStoreOptions} with every default filled in. @throws `HKS_ERR_OPTION_INVALID`. */
export function resolveRedisStoreOptions (input: RedisStoreOptions): { readonly name: string, readonly callTimeoutMs: number } {
  const { name = DEFAULTS.name, callTimeoutMs = DEFAULTS.callTimeoutMs } = input
  assertName(name)
  if (!(Number.isFinite(callTimeoutMs) && callTimeoutMs >= 1)) throw new HKS_ERR_OPTION_INVALID('callTimeoutMs', 'a finite number, at least 1', String(callTimeoutMs))
  return { name, callTimeoutMs }
}

function assertName (name: string): void {
  if (typeof name !== 'string' || name.length < 1 || name.length > 128) throw new HKS_ERR_OPTION_INVALID('name', 'a string of 1 to 128 characters', typeof name)
}

/**
 * Checks what a caller gave and fills in the rest.
 *
 * @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came.
 */
export function resolveRedisQueueOptions (input: RedisQueueOptions): ResolvedRedisQueueOptions {
  const { name = DEFAULTS.name, memoryShare = DEFAULTS.memoryShare, partitions = DEFAULTS.partitions, wait } = input
  assertName(name)
  if (!(memoryShare > 0 && memoryShare <= 1)) throw new HKS_ERR_OPTION_INVALID('memoryShare', 'a number above 0, at most 1', String(memoryShare))
  if (partitions !== 1) throw new HKS_ERR_OPTION_INVALID('partitions', '1, the only number that this release knows', String(partitions))
  const options = resolveQueueOptions(input)
  const replicaWait = wait === undefined ? undefined : resolveWait(wait, options.callTimeoutMs, isClusterServer(input))
  return { ...options, name, memoryShare, partitions, wait: replicaWait }
}

function resolveWait (
  { replicas, timeoutMs = DEFAULTS.waitMs }: ReplicaWaitOptions, callTimeoutMs: number, isCluster: boolean): Required<ReplicaWaitOptions> {
  // In a Cluster a redirected write and its WAIT may end on two servers.
  if (isCluster) throw new HKS_ERR_OPTION_INVALID('wait', 'left out with a Cluster', 'an object')
  if (!(Number.isInteger(replicas) && replicas >= 1)) throw new HKS_ERR_OPTION_INVALID('wait.replicas', 'a whole number, at least 1', String(replicas))
  if (!(timeoutMs >= 1 && timeoutMs <= callTimeoutMs / 2)) throw new HKS_ERR_OPTION_INVALID('wait.timeoutMs', 'a number, at least 1, at most half of callTimeoutMs', String(timeoutMs))
  return { replicas, timeoutMs }
}

function isClusterServer (server: RedisServer): boolean {
  return 'cluster' in server || ('client' in server && server.client.isCluster)
}
