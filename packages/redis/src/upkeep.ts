import { HKS_ERR_QUEUE_ORPHANED, type CancelTimer, type ResolvedQueueOptions } from '@hooksmith/contracts'
import type { Connection } from './connection.js'
import type { RedisConsumer } from './consumer.js'
import { listOf, stringsOf, viewOf } from './job-codec.js'
import { BURY, RENEW, SIGNAL, SWEEP, VIEW } from './scripts.js'

/** How many jobs one call wakes at most. */
export const WAKE_BATCH = 500

/**
 * What a process with consumers does by the clock: one renewal for all its leases, a sweep that one process at a time carries
 * out, and the signals of its handlers. Runs while there is a consumer.
 */
export class Upkeep {
  readonly #connection: Connection
  readonly #options: ResolvedQueueOptions
  readonly #consumers: ReadonlySet<RedisConsumer>
  #cancels: CancelTimer[] = []
  #isRunning = false

  constructor (connection: Connection, options: ResolvedQueueOptions, consumers: ReadonlySet<RedisConsumer>) {
    this.#connection = connection
    this.#options = options
    this.#consumers = consumers
  }

  start (): void {
    if (this.#isRunning) return
    this.#isRunning = true
    const { leaseMs, orphanCheckMs } = this.#options
    this.#every(0, leaseMs / 3, async () => { await this.#renew() })
    this.#every(1, leaseMs / 4, async () => { await this.#sweep(leaseMs / 4) })
    this.#every(2, orphanCheckMs, async () => { await this.#callHandlers() })
  }

  stop (): void {
    this.#isRunning = false
    for (const cancel of this.#cancels) cancel()
  }

  /** Raises the signals of `handlers`: as new ones when their consumer starts, so that one who puts a job aside just then notices. */
  async raise (handlers: readonly string[], isNew: boolean): Promise<void> {
    await this.#connection.lastRun(SIGNAL, [isNew ? '1' : '', WAKE_BATCH, ...handlers.map((handler) => `handler:${handler}`)])
  }

  #every (slot: number, ms: number, run: () => Promise<void>): void {
    this.#cancels[slot] = this.#options.clock.after(ms, () => {
      run().catch((error: unknown) => { this.#report(error) }).finally(() => { if (this.#isRunning) this.#every(slot, ms, run) })
    })
  }

  async #renew (): Promise<void> {
    const leases = [...this.#consumers].flatMap((consumer) => [...consumer.leases])
    if (leases.length === 0) return
    const args = leases.flatMap(({ id, token }) => [id, token])
    const lost = new Set(stringsOf(await this.#connection.lastRun(RENEW, [this.#options.leaseMs, ...args])))
    if (lost.size > 0) for (const consumer of this.#consumers) consumer.lose(lost)
  }

  async #sweep (ms: number): Promise<void> {
    const [, ...orphans] = listOf(await this.#connection.lastRun(SWEEP, [Math.max(1, Math.floor(ms * 0.8)), this.#options.maxKeyHoldMs]))
    for (const id of stringsOf(orphans)) await this.#bury(id)
    for (const consumer of this.#consumers) consumer.fill()
  }

  async #bury (id: string): Promise<void> {
    const [row] = listOf(await this.#connection.lastRun(VIEW, [id]))
    if (row === null) return
    const { handler } = viewOf(id, row, 'waiting')
    const error = new HKS_ERR_QUEUE_ORPHANED(handler, this.#options.orphanAfterMs)
    if (await this.#connection.lastRun(BURY, [id, error.code, error.message]) !== 1) return
    const job = viewOf(id, listOf(await this.#connection.lastRun(VIEW, [id]))[0], 'dead')
    const [consumer] = this.#consumers
    if (job.dead !== undefined) consumer?.options.onDead?.(job, job.dead)
  }

  async #callHandlers (): Promise<void> {
    await this.raise([...new Set([...this.#consumers].flatMap(({ options }) => options.handlers))], false)
  }

  #report (error: unknown): void {
    for (const { options } of this.#consumers) if (error instanceof Error) options.onError?.(error)
  }
}
