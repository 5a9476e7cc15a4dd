import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { jobIdOf, type Queue, type QueueStats } from '@hooksmith/contracts'
import { ensureKeyFile } from '@hooksmith/core'
import { LmdbQueue } from '@hooksmith/lmdb'
import { RedisQueue } from '@hooksmith/redis'
import { ForgeSimulator, type DeliveryResult, type Installation, type SendOptions } from '@hooksmith/simulator'
import { until } from '../support/forge-server.js'
import { FLUSHED, freePort, startOwnRedis, type OwnRedis } from '../support/redis.js'
import type { Driver, ServerSettings } from './fixtures/settings.js'
import { Ledger, type Verdict } from './ledger.js'
import { Member } from './processes.js'
import { Proxy } from './proxy.js'

/**
 * What a scenario is played on. Forge's times are scaled: five seconds for an answer become one, and its four redeliveries a minute apart come
 * {@link REDELIVERY_MS} apart.
 */
export interface StageOptions {
  readonly ingests: number
  readonly workers: number
  /** @defaultValue 1_000 */
  readonly leaseMs?: number
  /** How long a handler takes, in milliseconds. @defaultValue 5 */
  readonly workMs?: number
  readonly retryAfterMs?: number
  readonly concurrency?: number
  /** How far each worker's clock is ahead of the machine's, in milliseconds. @defaultValue 0 */
  readonly workerClocksAheadMs?: readonly number[]
  readonly orphanAfterMs?: number
  /** Whether the processes reach Redis through the proxy. */
  readonly withProxy?: boolean
  /** Whether ingests spool while their queue is out of reach. */
  readonly hasSpool?: boolean
  /** Deliveries under way at a time. @defaultValue 8 */
  readonly inFlight?: number
}

/** Between two deliveries of one event, in place of 60 s. */
export const REDELIVERY_MS = 400
/** From an event's first delivery to its last, in place of 4 minutes, without the time that the deliveries take. */
export const REDELIVERY_WINDOW_MS = 4 * REDELIVERY_MS
/** In place of 5 s. */
const DELIVERY_TIMEOUT_MS = 1_000
const CALL_TIMEOUT_MS = 400
/** How long it may take at the end until everything stored is settled, before it counts as stuck. */
const PATIENCE_MS = 120_000
/** Jobs of one key run one after the other; so many keys a tenant. */
const KEYS = 40
const CONCURRENCY = 8
/** Deliveries that are remembered, so that refusals can be counted. */
const MAX_RECORDS = 50_000
/** Jobs stored at a time by {@link Stage.store}. */
const BATCH = 250
/** Where nothing listens. */
const NOWHERE = 'http://127.0.0.1:1'

/** Processes, their queue's server, and a Forge platform that streams events at them. */
export class Stage {
  readonly driver: Driver
  readonly options: StageOptions
  readonly simulator: ForgeSimulator
  readonly ledger: Ledger
  readonly queue: Queue
  readonly ingests: Member[] = []
  readonly workers: Member[] = []
  readonly #directory: string
  readonly #redis: OwnRedis | undefined
  readonly #proxy: Proxy | undefined
  readonly #installations: readonly Installation[]
  readonly #over = new AbortController()
  readonly #ends: Array<Promise<void>> = []
  /** Where events go: one after the other to each. */
  #targets: readonly Member[] = []
  #streams: ReadonlyArray<Promise<void>> = []

  private constructor (driver: Driver, options: StageOptions, parts: Parts) {
    const { directory, redis, proxy, simulator } = parts
    this.driver = driver
    this.options = options
    this.simulator = simulator
    this.#directory = directory
    this.#redis = redis
    this.#proxy = proxy
    this.ledger = new Ledger(join(directory, 'ledger'))
    this.queue = redis === undefined ? new LmdbQueue({ path: directory }) : new RedisQueue({ url: redis.url })
    const app = simulator.createApp()
    this.#installations = [1, 2, 3].map(() => simulator.createInstallation({ app }))
  }

  /** Starts everything; the processes are ready when it resolves. */
  static async start (driver: Driver, options: StageOptions): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'hooksmith-faults-'))
    await ensureKeyFile(join(directory, 'token.key'))
    const redis = driver === 'redis' ? await startOwnRedis(FLUSHED) : undefined
    const proxy = options.withProxy === true && redis !== undefined ? await Proxy.start(Number(new URL(redis.url).port)) : undefined
    const simulator = await ForgeSimulator.start({
      redeliveryDelayMs: REDELIVERY_MS, deliveryTimeoutMs: DELIVERY_TIMEOUT_MS, recordBodies: true, maxRecords: MAX_RECORDS
    })
    const stage = new Stage(driver, options, { directory, redis, proxy, simulator })
    try {
      for (let n = 1; n <= options.ingests; n++) stage.ingests.push(await stage.member(`ingest-${n}`, { role: 'ingest' }))
      for (let n = 1; n <= options.workers; n++) {
        stage.workers.push(await stage.member(`worker-${n}`, { role: 'worker', clockAheadMs: options.workerClocksAheadMs?.[n - 1] ?? 0 }))
      }
      await Promise.all([...stage.ingests, ...stage.workers].map((member) => member.start()))
    } catch (error) {
      await stage.close()
      throw error
    }
    stage.send(stage.ingests)
    return stage
  }

  /** The Redis of this stage. @throws on a stage without. */
  get redis (): OwnRedis {
    if (this.#redis === undefined) throw new Error('this stage has no Redis')
    return this.#redis
  }

  get proxy (): Proxy {
    if (this.#proxy === undefined) throw new Error('this stage has no proxy')
    return this.#proxy
  }

  get leaseMs (): number { return this.options.leaseMs ?? 1_000 }

  get concurrency (): number { return this.options.concurrency ?? CONCURRENCY }

  get tenants (): readonly Installation[] { return this.#installations }

  /** One more process of this stage, not started yet. */
  async member (name: string, settings: Pick<ServerSettings, 'role'> & Partial<ServerSettings>): Promise<Member> {
    return new Member({
      name,
      driver: this.driver,
      directory: this.#directory,
      redisUrl: this.#proxy === undefined ? this.#redis?.url ?? '' : `redis://127.0.0.1:${this.#proxy.port}`,
      ledger: join(this.#directory, 'ledger'),
      port: settings.role === 'worker' ? 0 : await freePort(),
      appId: this.#installations[0]?.app.id ?? '',
      keySetUrl: this.simulator.jwksUrl,
      concurrency: this.concurrency,
      leaseMs: this.leaseMs,
      callTimeoutMs: CALL_TIMEOUT_MS,
      workMs: this.options.workMs ?? 5,
      handlers: ['effect'],
      orphanAfterMs: this.options.orphanAfterMs ?? 86_400_000,
      clockAheadMs: 0,
      hasSpool: this.options.hasSpool === true && settings.role !== 'worker',
      ...this.options.retryAfterMs !== undefined && { retryAfterMs: this.options.retryAfterMs },
      ...settings
    })
  }

  /** Stores jobs of one tenant as an ingest would, without the deliveries. */
  async store (count: number, tenant: string): Promise<void> {
    for (let first = 0; first < count; first += BATCH) {
      await Promise.all(Array.from({ length: Math.min(BATCH, count - first) }, async (_none, n) => {
        const id = `${tenant}-${first + n}`
        const event = {
          specversion: '1.0' as const, id, type: 'avi:confluence:created:page', source: 'faults', tenant, data: { content: { id, title: id } }
        }
        await this.queue.enqueue(event, [{ id: jobIdOf(id, 'faults/effect'), handler: 'faults/effect' }])
      }))
    }
  }

  /** From now on events go to these processes. */
  send (targets: readonly Member[]): void {
    this.#targets = targets
  }

  /** Streams events until {@link Stage.settle}. */
  stream (): void {
    const { signal } = this.#over
    this.#streams = Array.from({ length: this.options.inFlight ?? 8 }, async () => {
      while (!signal.aborted) {
        await this.deliver()
        // Forge's rate, not this machine's: what the processes are asked leaves room for what is done to them.
        await sleep(25)
      }
    })
  }

  /** Sends one event; resolves after its first delivery. Redeliveries follow. */
  async deliver (options: { readonly tenant?: Installation, readonly target?: Member } = {}): Promise<string> {
    const { id, number } = this.ledger.next()
    const tenant = options.tenant ?? this.#installations[number % this.#installations.length]
    const target = options.target ?? this.#targets[number % this.#targets.length]
    if (tenant === undefined || target === undefined) throw new Error('nobody to send to')
    const { settled } = await this.#send(tenant, target.url, id, number)
    this.#ends.push(settled.then(({ state }) => { this.ledger.settle(id, state === 'accepted') }))
    return id
  }

  /** Sends one event whose first delivery reaches nobody, and its redelivery to the first two ingests at the same instant. */
  async deliverTwice (): Promise<void> {
    const { id, number } = this.ledger.next()
    const [installation] = this.#installations
    if (installation === undefined) throw new Error('nobody to send from')
    const { record } = await this.#send(installation, NOWHERE, id, number, { redeliveries: 0 })
    const body = JSON.stringify({ ...Object(record.request.body), retryContext: { retryCount: 1, retryReason: 'TIMEOUT_ERROR', retryData: null } })
    const both = await Promise.all(this.ingests.slice(0, 2).map(async ({ url }) =>
      await this.simulator.deliver({ installation, moduleKey: 'events', url: `${url}/forge/events`, body })))
    this.#ends.push(Promise.all(both.map(({ settled }) => settled)).then((outcomes) => {
      this.ledger.settle(id, outcomes.some(({ state }) => state === 'accepted'))
    }))
  }

  /** Ends the stream and waits until every delivery is made and everything stored is done or dead. */
  async settle (handlers?: readonly string[]): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#streams)
    await Promise.all(this.#ends)
    // What a spool holds is in no queue yet; what is still missing after that time is lost.
    const end = Date.now() + PATIENCE_MS / 4
    while ((await this.judge(handlers)).lost.length > 0 && Date.now() < end) await sleep(100)
    await this.whenDrained()
  }

  /** Deliveries so far that were answered, and not 2xx. */
  get refusals (): number {
    return this.simulator.journal.count({ verdict: 'refused' })
  }

  /** Stored jobs by state, as soon as the queue can be asked. */
  async counts (): Promise<QueueStats['counts']> {
    let stats: QueueStats | undefined
    await until(async () => {
      stats = await this.queue.stats().catch(() => undefined)
      return stats !== undefined
    }, 'the queue answers')
    if (stats === undefined) throw new Error('the queue does not answer')
    return stats.counts
  }

  /** Waits until nothing is stored but dead letters. */
  async whenDrained (): Promise<void> {
    await until(async () => {
      const { ready, delayed, held, running, waiting } = await this.counts()
      if (ready + delayed + held + running + waiting === 0) return true
      await sleep(50)
      return false
    }, 'everything stored is settled', PATIENCE_MS)
  }

  /** @param handlers - Those whose effects count. @defaultValue the one that every process has */
  async judge (handlers: readonly string[] = ['effect']): Promise<Verdict> {
    return await this.ledger.judge(handlers, this.leaseMs)
  }

  /** Asks every process to stop. Resolves to their exit codes. */
  async stop (): Promise<readonly number[]> {
    return await Promise.all([...this.ingests, ...this.workers].map((member) => member.stop()))
  }

  async #send (tenant: Installation, url: string, id: string, number: number, options: SendOptions = {}): Promise<DeliveryResult> {
    return await this.simulator.sendEvent(tenant, 'avi:confluence:created:page', {
      url: `${url}/forge/events`,
      moduleKey: 'events',
      payload: { content: { id, title: `page ${number % KEYS}` } },
      ...options
    })
  }

  async close (): Promise<void> {
    this.#over.abort()
    await Promise.all([...this.ingests, ...this.workers].map((member) => member.kill()))
    await this.simulator.close()
    await Promise.allSettled(this.#streams)
    await this.queue.close()
    await this.#proxy?.close()
    await this.#redis?.stop()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

interface Parts {
  readonly directory: string
  readonly redis: OwnRedis | undefined
  readonly proxy: Proxy | undefined
  readonly simulator: ForgeSimulator
}
