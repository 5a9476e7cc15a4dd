import type { Durable } from '@hooksmith/contracts'
import type { RedisClient } from './client.js'

/** One number or word of an INFO text; `undefined` when it is not there. */
export function infoField (info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}

/**
 * What a resolved write survives on this server.
 *
 * Without the append-only file a restart of the server forgets writes, and with an eviction policy it may drop any key. Source:
 * https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ ("Append-only file"), read 2026-11.
 */
export async function readDurable (client: RedisClient): Promise<Durable> {
  const [persistence, memory] = await Promise.all([client.info('persistence'), client.info('memory')])
  if (infoField(persistence, 'aof_enabled') !== '1' || infoField(memory, 'maxmemory_policy') !== 'noeviction') return 'no'
  return await readFsync(client) === 'always' ? 'machine crash' : 'process crash'
}

async function readFsync (client: RedisClient): Promise<unknown> {
  try {
    const reply = await client.config('GET', 'appendfsync')
    return Array.isArray(reply) ? reply[1] : undefined
  } catch {
    // Hosted servers forbid CONFIG; the weaker promise is then the one that is known.
    return undefined
  }
}

/** Whether the server uses more than `share` of its `maxmemory`; never without one. */
export function isAboveMark (memoryInfo: string, share: number): boolean {
  const max = Number(infoField(memoryInfo, 'maxmemory') ?? 0)
  return max > 0 && Number(infoField(memoryInfo, 'used_memory') ?? 0) > max * share
}
