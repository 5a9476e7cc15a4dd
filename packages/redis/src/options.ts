import { HKS_ERR_OPTION_INVALID, resolveQueueOptions, type QueueOptions, type ResolvedQueueOptions } from '@hooksmith/contracts'
import { Redis, type RedisOptions } from 'ioredis'
import type { RedisClient } from './client.js'

/** How a driver reaches its server: an address, or a client of the caller's, which stays the caller's to close. */
export type RedisServer = { readonly url: string } | { readonly client: Redis }

/** Options of {@link RedisQueue}. */
export type RedisQueueOptions = QueueOptions & RedisServer & {
  /** Names the queue; two names on one server never meet. 1 to 128 characters. @defaultValue 'hooksmith' */
  readonly name?: string
  /** Share of the server's `maxmemory` above which `enqueue` refuses; without a `maxmemory` it never does. Above 0, at most 1. @defaultValue 0.85 */
  readonly memoryShare?: number
}

/** {@link RedisQueueOptions} with every default filled in. */
export interface ResolvedRedisQueueOptions extends ResolvedQueueOptions {
  readonly name: string
  readonly memoryShare: number
}

const DEFAULTS = Object.freeze({ name: 'hooksmith', memoryShare: 0.85, callTimeoutMs: 2_000 })

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
  const { name = DEFAULTS.name, memoryShare = DEFAULTS.memoryShare } = input
  assertName(name)
  if (!(memoryShare > 0 && memoryShare <= 1)) throw new HKS_ERR_OPTION_INVALID('memoryShare', 'a number above 0, at most 1', String(memoryShare))
  return { ...resolveQueueOptions(input), name, memoryShare }
}

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
    commandTimeout: callTimeoutMs,
    socketTimeout: callTimeoutMs * 2,
    retryStrategy: (tries) => Math.min(50 * tries, 1_000),
    // After a failover the name may lead to another server: refuse this call, and look again.
    reconnectOnError: (error) => error.message.startsWith('READONLY')
  } satisfies RedisOptions
}

/** The client for calls, and whether it was made here. */
export function openClient (server: RedisServer, callTimeoutMs: number): { client: Redis, isOwn: boolean } {
  if ('client' in server) return { client: server.client, isOwn: false }
  return { client: new Redis(server.url, clientOptions(callTimeoutMs)), isOwn: true }
}

/** A connection of its own for the blocking wait: no deadlines of the client's, {@link MarkerWait} has one. */
export function openBlockingClient (client: Redis): RedisClient {
  return client.duplicate({
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: undefined,
    socketTimeout: undefined
  })
}
