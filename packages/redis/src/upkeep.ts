import { HKS_ERR_QUEUE_ORPHANED, type CancelTimer, type ResolvedQueueOptions } from '@hooksmith/contracts'
import type { Connection } from './connection.js'
import type { RedisConsumer } from './consumer.js'
import { listOf, stringsOf, viewOf } from './job-codec.js'
import { BURY, REGISTER, RENEW, SWEEP, VIEW } from './scripts.js'

/** How many checks a worker may miss until it counts as gone. */
const MISSED_CHECKS = 3

/**
 * What a process with consumers does by the clock: one renewal for all its leases, a sweep that one process at a time carries
 * out, and the sign of life for its handlers. Runs while there is a consumer.
 */
export class Upkeep {
  readonly #connection: Connection
  readonly #options: ResolvedQueueOptions
  readonly #consumers: ReadonlySet<RedisConsumer>
  #cancels: CancelTimer[] = []
  readonly #worker: string
  #isRunning = false
  /** How often it was started: a run that outlives its stop goes no further. */
  #starts = 0

  /** @param worker - What the markers of this process are called by. */
  constructor (connection: Connection, options: ResolvedQueueOptions, consumers: ReadonlySet<RedisConsumer>, worker: string) {
    this.#worker = worker
    this.#connection = connection
    this.#options = options
    this.#consumers = consumers
  }

  start (): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#starts++
    const { leaseMs, orphanCheckMs } = this.#options
    this.#every(0, leaseMs / 3, async () => { await this.#renew() })
    this.#every(1, leaseMs / 4, async () => { await this.#sweep(leaseMs / 4) })
    this.#every(2, orphanCheckMs, async () => { await this.register() })
  }

  stop (): void {
    this.#isRunning = false
    for (const cancel of this.#cancels) cancel()
  }

  /** Says that this process has the handlers of its consumers, and has them take what was put aside for them. */
  async register (): Promise<void> {
    const handlers = new Set([...this.#consumers].flatMap(({ options }) => options.handlers))
    const args = [this.#worker, this.#options.orphanCheckMs * MISSED_CHECKS, ...handlers]
    if (await this.#connection.run(REGISTER, args) === 1) for (const consumer of this.#consumers) consumer.claim()
  }

  #every (slot: number, ms: number, run: () => Promise<void>): void {
    const start = this.#starts
    this.#cancels[slot] = this.#options.clock.after(ms, () => {
      run().catch((error: unknown) => { this.#report(error) }).finally(() => {
        if (this.#isRunning && start === this.#starts) this.#every(slot, ms, run)
      })
    })
  }

  async #renew (): Promise<void> {
    for (const consumer of this.#consumers) consumer.recall()
    const leases = [...this.#consumers].flatMap((consumer) => [...consumer.leases])
    if (leases.length === 0) return
    const args = leases.flatMap(({ id, token }) => [id, token])
    const lost = new Set(stringsOf(await this.#connection.run(RENEW, [this.#options.leaseMs, ...args])))
    if (lost.size > 0) for (const consumer of this.#consumers) consumer.lose(lost)
  }

  async #sweep (ms: number): Promise<void> {
    const { maxKeyHoldMs, leaseMs } = this.#options
    const args = [Math.max(1, Math.floor(ms * 0.8)), maxKeyHoldMs, leaseMs]
    const [, ...orphans] = listOf(await this.#connection.run(SWEEP, args))
    for (const id of stringsOf(orphans)) await this.#bury(id).catch((error: unknown) => { this.#report(error) })
    for (const consumer of this.#consumers) consumer.fill()
  }

  async #bury (id: string): Promise<void> {
    const [row] = listOf(await this.#connection.run(VIEW, [id]))
    if (row === null) return
    const { handler } = viewOf(id, row, 'waiting')
    const error = new HKS_ERR_QUEUE_ORPHANED(handler, this.#options.orphanAfterMs)
    if (await this.#connection.run(BURY, [id, error.code, error.message, this.#options.orphanAfterMs]) !== 1) return
    const [buried] = listOf(await this.#connection.run(VIEW, [id]))
    // A person may have removed it since.
    const job = buried === null ? undefined : viewOf(id, buried, 'dead')
    const [consumer] = this.#consumers
    if (job?.dead !== undefined) consumer?.options.onDead?.(job, job.dead)
  }

  #report (error: unknown): void {
    for (const { options } of this.#consumers) if (error instanceof Error) options.onError?.(error)
  }
}
