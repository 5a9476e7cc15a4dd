import type { Script } from './lua.js'

/** What a script is called with behind its key. */
export type Args = ReadonlyArray<string | number | Buffer>

/** Whether strings in a reply are read as UTF-8 or left as bytes. */
export type ReplyKind = 'text' | 'bytes'

/**
 * What the drivers call of a Redis client; `Redis` and `Cluster` of ioredis 6 fit. Replies are `unknown` until a decoder has looked at them.
 */
export interface RedisClient {
  readonly status: string
  connect (): Promise<unknown>
  disconnect (): void
  quit (): Promise<unknown>
  on (event: 'ready' | 'close' | 'end' | '+node', listener: () => void): unknown
  on (event: 'error', listener: (error: Error) => void): unknown
  off (event: 'ready' | 'close' | 'end' | '+node', listener: () => void): unknown
  off (event: 'error', listener: (error: Error) => void): unknown
  evalsha (sha: string, keys: number, ...args: Args): Promise<unknown>
  eval (source: string, keys: number, ...args: Args): Promise<unknown>
  callBuffer (command: string, args: Array<string | number | Buffer>): Promise<unknown>
  bzpopmin (key: string, other: string, seconds: number): Promise<unknown>
  zrangebyscore (
    key: string, min: string | number, max: string | number, withScores: 'WITHSCORES', limit: 'LIMIT', offset: number, count: number
  ): Promise<string[]>
  lrange (key: string, start: number, stop: number): Promise<string[]>
  /** Of a Cluster. */
  nodes? (role: 'master'): ReadonlyArray<{ ping (): Promise<unknown> }>
  pipeline (commands: Array<Array<string | number>>): { exec (): Promise<Array<[Error | null, unknown]> | null> }
}

/**
 * Asks the server that holds `key` what is no question about a key: a Cluster sends all commands of a pipeline where the first key is.
 *
 * @returns The replies, in order; an `Error` for a command that was refused.
 */
export async function askServer (client: RedisClient, key: string, ...commands: Array<Array<string | number>>): Promise<unknown[]> {
  const replies = await client.pipeline([['exists', key], ...commands]).exec() ?? []
  return replies.slice(1).map(([error, reply]) => error ?? reply)
}

/**
 * Runs one script by its hash, and by its source where the server does not know it (yet, any more, or on this node).
 * One call is one step on the server, so the second try repeats nothing.
 *
 * @param onSend - Called just before each try is written to the connection.
 */
export async function runScript (
  client: RedisClient, { sha, source }: Script, key: string, args: Args, kind: ReplyKind, onSend: () => void = () => {}
): Promise<unknown> {
  onSend()
  try {
    return await (kind === 'text' ? client.evalsha(sha, 1, key, ...args) : client.callBuffer('EVALSHA', [sha, 1, key, ...args]))
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    onSend()
    return await (kind === 'text' ? client.eval(source, 1, key, ...args) : client.callBuffer('EVAL', [source, 1, key, ...args]))
  }
}
