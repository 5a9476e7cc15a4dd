import { randomUUID } from 'node:crypto'
import {
  assertConcurrency, assertEvent, assertJobs, assertSignal, DEFAULT_DEDUPE_MS, HKS_ERR_QUEUE_CLOSED, HKS_ERR_QUEUE_FULL,
  HKS_ERR_QUEUE_JOB_RUNNING, type Consumer, type ConsumeOptions, type Durable, type EnqueueOptions, type EventEnvelope,
  type JobPage, type JobRecord, type JobSelector, type ListOptions, type NewJob, type Queue, type QueueStats, type Receipt,
  type WarningsListener
} from '@hooksmith/contracts'
import { Connection } from './connection.js'
import { RedisConsumer } from './consumer.js'
import { runScript, type RedisClient } from './client.js'
import { HKS_ERR_QUEUE_PARTITIONS, QUEUE_ERRORS } from './errors.js'
import { eventText, fieldsOf, listOf, recordOf, stateOf, statsOf } from './job-codec.js'
import { bullId, jobIdOfBull, keyBase, laneOf, markerKeys } from './keys.js'
import { Listing } from './listing.js'
import type { Script } from './lua.js'
import { MarkerWait } from './marker-wait.js'
import { openBlockingClient, openClient, openSecondClient } from './open-client.js'
import { resolveRedisQueueOptions, type RedisQueueOptions, type ResolvedRedisQueueOptions } from './options.js'
import { ReplicaWait } from './replica-wait.js'
import { ADMIT, ENQUEUE, GET, REMOVE, RETRY, SIGNAL, STATS } from './scripts.js'
import { Upkeep } from './upkeep.js'

/** How many jobs one call wakes, retries or removes at most. */
const BATCH = 500

/** The queue on Redis or Valkey, in BullMQ's structures: BullMQ's getters and bull-board see its jobs. */
export class RedisQueue implements Queue {
  readonly shared = 'network'
  readonly #options: ResolvedRedisQueueOptions
  readonly #connection: Connection
  /** Stores events: a connection of its own where each store waits for replicas. */
  readonly #storing: { readonly connection: Connection, readonly replicas?: ReplicaWait }
  readonly #listing: Listing
  readonly #wait: MarkerWait
  readonly #upkeep: Upkeep
  readonly #consumers = new Set<RedisConsumer>()
  readonly #worker = randomUUID()
  #tokens = 0
  #closing: Promise<void> | undefined

  /** Connects with the first call. @throws `HKS_ERR_OPTION_INVALID`. */
  constructor (input: RedisQueueOptions) {
    const options = resolveRedisQueueOptions(input)
    const base = keyBase(options.name)
    const { client, isOwn } = openClient(input, options.callTimeoutMs)
    this.#options = options
    const shape = {
      errors: QUEUE_ERRORS,
      keyBase: base,
      callTimeoutMs: options.callTimeoutMs,
      admit: async (client: RedisClient) => { await admit(client, base, options.partitions) },
      ...options.wait === undefined && { replicaNote: 'set the option wait' }
    }
    this.#connection = new Connection({ ...shape, client, isOwn })
    if (options.wait === undefined) this.#storing = { connection: this.#connection }
    else {
      const second = openSecondClient(client)
      const replicas = new ReplicaWait({ ...options.wait, client: second, key: `${base}turn` })
      this.#storing = { connection: new Connection({ ...shape, client: second, isOwn: true }), replicas }
    }
    this.#listing = new Listing(this.#connection, base)
    this.#upkeep = new Upkeep(this.#connection, options, this.#consumers, this.#worker)
    this.#wait = new MarkerWait({
      client: openBlockingClient(client),
      keys: markerKeys(options.name, this.#worker),
      clock: options.clock,
      isWanted: () => [...this.#consumers].some((consumer) => consumer.isHungry),
      onMark: (isOwn) => { for (const consumer of this.#consumers) if (isOwn) consumer.claim(); else consumer.fill() }
    })
  }

  get durable (): Durable { return this.#connection.durable }

  watchWarnings (listener: WarningsListener): () => void {
    return this.#connection.watchWarnings(listener)
  }

  async enqueue (event: EventEnvelope, jobs: readonly NewJob[], options?: EnqueueOptions): Promise<readonly Receipt[]> {
    return await this.#connection.guard(async () => {
      assertEvent(event)
      assertJobs(jobs)
      const ids = jobs.map(({ id }) => id)
      // Read before the first wait: what the caller changes later changes nothing.
      const now = this.#options.clock.now()
      const args = [event.id, event.type, event.tenant, eventText(event, options), now, ...jobArgs(jobs, event.tenant)]
      const isFull = await this.#connection.isAbove(this.#options.memoryShare)
      const reply = await this.#store([this.#options.maxJobs, isFull ? '1' : '', ...args])
      if (reply === -1) throw new HKS_ERR_QUEUE_FULL(isFull ? "the server's memory is above the mark" : `${this.#options.maxJobs} jobs`)
      const stored = listOf(reply)
      return ids.map((jobId, i) => ({ jobId, receipt: stored[i] === 1 ? 'stored' : 'duplicate' }))
    })
  }

  consume (options: ConsumeOptions): Consumer {
    assertConcurrency(options.concurrency)
    if (this.#closing !== undefined) throw new HKS_ERR_QUEUE_CLOSED()
    const consumer = new RedisConsumer({ ...options, handlers: [...options.handlers] }, {
      connection: this.#connection,
      options: this.#options,
      nextToken: () => `${this.#worker}:${this.#tokens++}`,
      onIdle: () => { this.#wait.wake() },
      onClosed: () => { this.#forget(consumer) }
    })
    this.#consumers.add(consumer)
    this.#upkeep.start()
    this.#upkeep.register().catch((error: unknown) => { if (error instanceof Error) options.onError?.(error) })
    consumer.fill()
    return consumer
  }

  async signal (name: string): Promise<number> {
    assertSignal(name)
    return await this.#connection.guard(async () => {
      let woken = 0
      for (let isFirst = true; ; isFirst = false) {
        const [count, more] = listOf(await this.#connection.run(SIGNAL, [isFirst ? '1' : '', BATCH, name]))
        woken += Number(count)
        if (more !== 1) return woken
      }
    })
  }

  async stats (): Promise<QueueStats> {
    return await this.#connection.guard(async () => statsOf(await this.#connection.run(STATS, [])))
  }

  async list (options: ListOptions): Promise<JobPage> {
    return await this.#connection.guard(async () => await this.#listing.page(options))
  }

  async get (jobId: string): Promise<JobRecord | undefined> {
    return await this.#connection.guard(async () => {
      const id = bullId(jobId)
      const reply = await this.#connection.run(GET, [id])
      if (reply === null) return undefined
      const [state, fields] = listOf(reply)
      return recordOf(id, fieldsOf(fields), stateOf(state))
    })
  }

  async retry (selector: JobSelector): Promise<number> {
    return await this.#connection.guard(async () => 'state' in selector && selector.state !== 'dead' ? 0 : await this.#act(RETRY, selector))
  }

  async remove (selector: JobSelector): Promise<number> {
    return await this.#connection.guard(async () => 'state' in selector && selector.state === 'running' ? 0 : await this.#act(REMOVE, selector, ['state' in selector ? selector.state : '']))
  }

  close (): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close (): Promise<void> {
    this.#connection.refuse()
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()))
    this.#upkeep.stop()
    this.#wait.close()
    await this.#connection.close()
    if (this.#storing.connection !== this.#connection) await this.#storing.connection.close()
  }

  async #store (args: Array<string | number>): Promise<unknown> {
    const { connection, replicas } = this.#storing
    if (replicas === undefined) return await connection.run(ENQUEUE, args)
    let covered: Promise<void> | undefined
    const reply = await connection.run(ENQUEUE, args, 'text', () => {
      covered = replicas.cover()
      // A refused write has no reader of this one left.
      covered.catch(() => {})
    })
    if (reply !== -1) await covered
    return reply
  }

  #forget (consumer: RedisConsumer): void {
    this.#consumers.delete(consumer)
    if (this.#consumers.size === 0) this.#upkeep.stop()
  }

  /** Jobs named by id go in one call, so that one that runs keeps all from being touched. */
  async #act (script: Script, selector: JobSelector, args: readonly string[] = []): Promise<number> {
    let count = 0
    for await (const ids of this.#listing.select(selector)) {
      const reply = await this.#connection.run(script, [...args, ...ids.map(bullId)])
      if (typeof reply === 'string') throw new HKS_ERR_QUEUE_JOB_RUNNING(jobIdOfBull(reply))
      count += Number(reply)
    }
    return count
  }
}

function jobArgs (jobs: readonly NewJob[], tenant: string): Array<string | number> {
  return jobs.flatMap(({ id, handler, key, dueAt, dedupeMs = DEFAULT_DEDUPE_MS }) =>
    [bullId(id), handler, key ?? '', laneOf(handler, tenant, key), dueAt ?? '', dedupeMs])
}

/** @throws `HKS_ERR_QUEUE_PARTITIONS` when the data was made for another number of partitions. */
async function admit (client: RedisClient, base: string, partitions: number): Promise<void> {
  const found = await runScript(client, ADMIT, base, [partitions], 'text')
  if (String(found) !== String(partitions)) throw new HKS_ERR_QUEUE_PARTITIONS(String(found), partitions)
}
