import type { Durable } from '@hooksmith/contracts'
import { askServer, type RedisClient } from './client.js'

/** What a server says of itself. */
export interface ServerFacts {
  readonly durable: Durable
  /** False for a replica. */
  readonly takesWrites: boolean
  /** How it can lose what it acknowledged, or why it takes nothing, and what to set, a sentence each. */
  readonly warnings: readonly string[]
}

/** One number or word of an INFO text; `undefined` when it is not there. */
export function infoField (info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}

/**
 * What a resolved write survives on the server that holds `key`.
 *
 * Without the append-only file a restart of the server forgets writes, and with an eviction policy it may drop any key; a replica is behind
 * its master. Sources: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ ("Append-only file") and
 * https://redis.io/docs/latest/operate/oss_and_stack/management/replication/ ("How Redis replication works"), read 2026-11.
 *
 * @param replicaNote - What to say of replicas that may be behind; absent when writes wait for them.
 */
export async function readServer (client: RedisClient, key: string, replicaNote: string | undefined): Promise<ServerFacts> {
  const [persistence, memory, replication, fsync] = await askServer(
    client, key, ['info', 'persistence'], ['info', 'memory'], ['info', 'replication'], ['config', 'get', 'appendfsync'])
  if (typeof persistence !== 'string' || typeof memory !== 'string') return UNKNOWN
  const hasFile = infoField(persistence, 'aof_enabled') === '1'
  const policy = infoField(memory, 'maxmemory_policy') ?? 'unknown'
  const replicas = typeof replication === 'string' ? Number(infoField(replication, 'connected_slaves') ?? 0) : 0
  const isReplica = typeof replication === 'string' && infoField(replication, 'role') === 'slave'
  const warnings = [
    ...isReplica ? ['the server is a replica, so it refuses every write; connect to its master'] : [],
    ...hasFile ? [] : ['the append-only file is off, so a restart of the server forgets what it acknowledged; set appendonly yes'],
    ...policy === 'noeviction' ? [] : [`the eviction policy is ${policy}, so the server drops what it acknowledged when its memory is full; set maxmemory-policy noeviction`],
    ...replicas === 0 || isReplica || replicaNote === undefined ? [] : [`a failover loses what the replicas of the server did not have yet; ${replicaNote}`]
  ]
  if (!hasFile || policy !== 'noeviction') return { durable: 'no', takesWrites: !isReplica, warnings }
  // Hosted servers forbid CONFIG; the weaker promise is then the one that is known.
  return { durable: Array.isArray(fsync) && fsync[1] === 'always' ? 'machine crash' : 'process crash', takesWrites: !isReplica, warnings }
}

const UNKNOWN: ServerFacts = Object.freeze({
  durable: 'no',
  takesWrites: true,
  warnings: Object.freeze(['the server does not answer INFO, so what it can lose is unknown; allow INFO to the user of the connection'])
})

/** Whether the server uses more than `share` of its `maxmemory`; never without one. */
export function isAboveMark (memoryInfo: string, share: number): boolean {
  const max = Number(infoField(memoryInfo, 'maxmemory') ?? 0)
  return max > 0 && Number(infoField(memoryInfo, 'used_memory') ?? 0) > max * share
}
