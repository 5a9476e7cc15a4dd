import { HKS_ERR_QUEUE_CLOSED, HKS_ERR_QUEUE_UNAVAILABLE, withDeadline, type Durable } from '@hooksmith/contracts'
import { runScript, type RedisClient } from './client.js'
import { queueError } from './errors.js'
import type { Script } from './scripts.js'
import { isAboveMark, readDurable } from './server-info.js'

/** How old the reading of the server's memory may be, in milliseconds. */
const MEMORY_AGE_MS = 1_000

/** What {@link Connection} is told. */
export interface ConnectionOptions {
  readonly client: RedisClient
  readonly isOwn: boolean
  readonly keyBase: string
  readonly callTimeoutMs: number
  readonly memoryShare: number
}

/** The way of one queue to its server: every call has a deadline and fails with a code, and what the server promises is read at each connect. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #running = new Set<Promise<unknown>>()
  #durable: Durable = 'no'
  #isFull = false
  #memoryReadAt = 0
  #becoming: Promise<void> | undefined
  #isRefusing = false
  readonly #onReady = (): void => { this.#learn() }
  // Every call reports its own failure; without a listener ioredis writes to the console.
  readonly #onError = (): void => {}

  constructor (options: ConnectionOptions) {
    this.#options = options
    options.client.on('ready', this.#onReady)
    options.client.on('error', this.#onError)
    if (options.client.status === 'ready') this.#learn()
  }

  get durable (): Durable { return this.#durable }

  /** Runs one call of a user's, whole. @throws `HKS_ERR_QUEUE_CLOSED` once {@link Connection.refuse} was called. */
  async guard<T> (call: () => Promise<T>): Promise<T> {
    if (this.#isRefusing) throw new HKS_ERR_QUEUE_CLOSED()
    const work = call()
    this.#running.add(work)
    try {
      return await work
    } finally {
      this.#running.delete(work)
    }
  }

  /** Runs a script. @throws the contract's rejections. */
  async run (script: Script, args: ReadonlyArray<string | number>): Promise<unknown> {
    return await this.call((client) => runScript(client, script, this.#options.keyBase, args))
  }

  /** Any other command, with the same deadline and errors. */
  async call<T> (command: (client: RedisClient) => Promise<T>): Promise<T> {
    const { client, callTimeoutMs } = this.#options
    try {
      if (client.status !== 'ready') await withDeadline(this.#becomeReady(), callTimeoutMs)
      return await withDeadline(command(client), callTimeoutMs)
    } catch (error) {
      throw queueError(error, callTimeoutMs)
    }
  }

  /** Whether the server's memory is above our mark, as of the last second. */
  async isFull (): Promise<boolean> {
    if (Date.now() - this.#memoryReadAt < MEMORY_AGE_MS) return this.#isFull
    this.#memoryReadAt = Date.now()
    this.#isFull = isAboveMark(await this.call((client) => client.info('memory')), this.#options.memoryShare)
    return this.#isFull
  }

  /** From now on {@link Connection.guard} rejects. */
  refuse (): void {
    this.#isRefusing = true
  }

  /** Waits for running calls and lets go of the client. */
  async close (): Promise<void> {
    this.refuse()
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
    this.#options.client.off('ready', this.#onReady)
    if (this.#options.isOwn) this.#options.client.disconnect()
  }

  /** One wait for all calls that come before the first connection stands. */
  async #becomeReady (): Promise<void> {
    this.#becoming ??= becomeReady(this.#options.client).finally(() => { this.#becoming = undefined })
    await this.#becoming
  }

  #learn (): void {
    readDurable(this.#options.client).then((durable) => { this.#durable = durable }, () => {
      // The connection went away again, or INFO is forbidden: nothing is known, so nothing is promised.
      this.#durable = 'no'
    })
  }
}

/** Waits for the first connection; refuses at once when an earlier one is gone, since nobody knows for how long. */
async function becomeReady (client: RedisClient): Promise<void> {
  if (client.status === 'wait') return await connect(client)
  if (client.status !== 'connecting' && client.status !== 'connect') throw new HKS_ERR_QUEUE_UNAVAILABLE(`connection is in state '${client.status}'`)
  await new Promise<void>((resolve, reject) => {
    const done = (): void => { client.off('ready', done); client.off('close', gone); resolve() }
    const gone = (): void => { client.off('ready', done); client.off('close', gone); reject(new HKS_ERR_QUEUE_UNAVAILABLE('connection closed')) }
    client.on('ready', done)
    client.on('close', gone)
  })
}

async function connect (client: RedisClient): Promise<void> {
  try {
    await client.connect()
  } catch (error) {
    const refused = new HKS_ERR_QUEUE_UNAVAILABLE(error instanceof Error ? error.message : typeof error)
    refused.cause = error
    throw refused
  }
}
