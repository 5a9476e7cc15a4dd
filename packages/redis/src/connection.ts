import { withDeadline, type Durable, type WarningsListener } from '@hooksmith/contracts'
import { askServer, runScript, type Args, type RedisClient, type ReplyKind } from './client.js'
import { codedError, type ErrorSet } from './errors.js'
import type { Script } from './lua.js'
import { isAboveMark, readServer, type ServerFacts } from './server-info.js'

/** How old the reading of the server's memory may be, in milliseconds. */
const MEMORY_AGE_MS = 1_000

/** What {@link Connection} is told. */
export interface ConnectionOptions {
  readonly client: RedisClient
  readonly isOwn: boolean
  readonly errors: ErrorSet
  readonly keyBase: string
  readonly callTimeoutMs: number
  /** What to say of replicas that may be behind; absent when nothing can be lost by that. */
  readonly replicaNote?: string
  /** Looks at the data once, before the first call. What it rejects with, every call rejects with. */
  admit? (client: RedisClient): Promise<void>
}

/** The way of one driver to its server: every call has a deadline and fails with a code, and what the server promises is read at each connect. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #running = new Set<Promise<unknown>>()
  readonly #listeners = new Set<WarningsListener>()
  #facts: ServerFacts = { durable: 'no', takesWrites: true, warnings: [] }
  #isFull = false
  #memoryReadAt = 0
  #becoming: Promise<void> | undefined
  #isRefusing = false
  #isAdmitted = false
  #admitting: Promise<void> | undefined
  #warming: Promise<void> | undefined
  #isLearned = false
  readonly #onReady = (): void => { this.#learn() }
  // Every call reports its own failure; without a listener ioredis writes to the console.
  readonly #onError = (): void => {}

  constructor (options: ConnectionOptions) {
    this.#options = options
    options.client.on('ready', this.#onReady)
    // A Cluster stays ready while a node takes over.
    options.client.on('+node', this.#onReady)
    options.client.on('error', this.#onError)
    if (options.client.status === 'ready') this.#learn()
  }

  get durable (): Durable { return this.#facts.durable }

  /** As `Capabilities.watchWarnings`. Connects, so that they are known before the first call. */
  watchWarnings (listener: WarningsListener): () => void {
    this.#listeners.add(listener)
    listener(this.#facts.warnings)
    // A server that is away tells nothing; it is read when it comes.
    if (this.#options.client.status === 'wait') this.#becomeReady().catch(() => {})
    return () => { this.#listeners.delete(listener) }
  }

  /** Runs one call of a user's, whole. @throws the contract's `CLOSED` once {@link Connection.close} or {@link Connection.refuse} was called. */
  async guard<T> (call: () => Promise<T>): Promise<T> {
    if (this.#isRefusing) throw this.#options.errors.closed()
    const work = call()
    this.#running.add(work)
    try {
      return await work
    } finally {
      this.#running.delete(work)
    }
  }

  /** Runs a script. @throws the contract's rejections. */
  async run (script: Script, args: Args, kind: ReplyKind = 'text', onSend?: () => void): Promise<unknown> {
    return await this.call((client) => runScript(client, script, this.#options.keyBase, args, kind, onSend))
  }

  /** Any other command, with the same deadline and errors. */
  async call<T> (command: (client: RedisClient) => Promise<T>): Promise<T> {
    const { client, callTimeoutMs, errors } = this.#options
    try {
      if (client.status !== 'ready') await withDeadline(this.#becomeReady(), callTimeoutMs)
      if (!this.#isAdmitted) await withDeadline(this.#admit(), callTimeoutMs)
      return await withDeadline(command(client), callTimeoutMs)
    } catch (error) {
      throw codedError(error, errors, callTimeoutMs)
    }
  }

  /** Whether the server uses more than `share` of its memory, as of the last second. */
  async isAbove (share: number): Promise<boolean> {
    if (Date.now() - this.#memoryReadAt < MEMORY_AGE_MS) return this.#isFull
    this.#memoryReadAt = Date.now()
    if (!this.#isLearned) this.#learn()
    const [memory] = await this.call((client) => askServer(client, this.#options.keyBase, ['info', 'memory']))
    this.#isFull = typeof memory === 'string' && isAboveMark(memory, share)
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
    this.#listeners.clear()
    this.#options.client.off('ready', this.#onReady)
    this.#options.client.off('+node', this.#onReady)
    if (this.#options.isOwn) this.#options.client.disconnect()
    else this.#options.client.off('error', this.#onError)
  }

  /** One wait for all calls that come before the first connection stands. */
  async #becomeReady (): Promise<void> {
    this.#becoming ??= becomeReady(this.#options.client, this.#options.errors)
      .then(async () => { await this.#warm() })
      .finally(() => { this.#becoming = undefined })
    await this.#becoming
  }

  async #admit (): Promise<void> {
    if (this.#isAdmitted) return
    this.#admitting ??= (this.#options.admit?.(this.#options.client) ?? Promise.resolve())
      .then(() => { this.#isAdmitted = true })
      .finally(() => { this.#admitting = undefined })
    await this.#admitting
  }

  /**
   * A client of a Cluster connects to a node with the first command for it, and ioredis 6 lets every further command fail until that one is answered:
   * one command a node goes ahead.
   */
  async #warm (): Promise<void> {
    const nodes = this.#options.client.nodes?.('master') ?? []
    this.#warming ??= Promise.allSettled(nodes.map(async (node) => await node.ping())).then(() => { this.#warming = undefined })
    await this.#warming
  }

  #learn (): void {
    const { client, keyBase, replicaNote } = this.#options
    if (client.status !== 'ready') return
    this.#isLearned = true
    const read = async (): Promise<ServerFacts> => await this.#examine(await readServer(client, keyBase, replicaNote))
    this.#warm().then(read).then((facts) => { this.#take(facts) }, () => {
      // The connection went away again: nothing is known, so nothing is promised; calls tell of the outage.
      this.#facts = { ...this.#facts, durable: 'no' }
      this.#isLearned = false
    })
  }

  /** Data that this process must not touch is said at once, not with the first call. */
  async #examine (facts: ServerFacts): Promise<ServerFacts> {
    // A refused write makes the client look for the master again, each time.
    if (!facts.takesWrites) return facts
    try {
      await this.#admit()
      return facts
    } catch (error) {
      // Anything but a word of our own is an outage, of which calls tell.
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('HKS_ERR_'))) return facts
      return { ...facts, durable: 'no', warnings: [...facts.warnings, error.message] }
    }
  }

  #take (facts: ServerFacts): void {
    const isNews = facts.warnings.join() !== this.#facts.warnings.join()
    this.#facts = facts
    if (isNews) for (const listener of this.#listeners) listener(facts.warnings)
  }
}

/** Waits for the first connection; refuses at once when an earlier one is gone, since nobody knows for how long. */
async function becomeReady (client: RedisClient, errors: ErrorSet): Promise<void> {
  if (client.status === 'wait') return await connect(client, errors)
  if (client.status !== 'connecting' && client.status !== 'connect') throw errors.unavailable(`connection is in state '${client.status}'`)
  await new Promise<void>((resolve, reject) => {
    const settle = (): void => { client.off('ready', done); client.off('close', gone) }
    const done = (): void => { settle(); resolve() }
    const gone = (): void => { settle(); reject(errors.unavailable('connection closed')) }
    client.on('ready', done)
    client.on('close', gone)
  })
}

async function connect (client: RedisClient, errors: ErrorSet): Promise<void> {
  try {
    await client.connect()
  } catch (error) {
    throw errors.unavailable(error instanceof Error ? error.message : typeof error)
  }
}
