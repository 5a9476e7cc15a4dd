import {
  HKS_ERR_QUEUE_HANDED_BACK, HKS_ERR_QUEUE_LEASE_LOST, type Abandoned, type Consumer, type ConsumeOptions, type Outcome, type ResolvedQueueOptions, type Settlement
} from '@hooksmith/contracts'
import type { Connection } from './connection.js'
import { HKS_ERR_QUEUE_REPLY } from './errors.js'
import { fieldsOf, leasedOf, listOf } from './job-codec.js'
import { leaseOf, settleArgs, type Lease } from './lease.js'
import { CLAIM, PUT_ASIDE, SETTLE, TAKE } from './scripts.js'

/** How many jobs one call starts at most. */
const MAX_TAKE = 64
const MAX_PAUSE_MS = 1_000

/** What a consumer needs of its queue. */
export interface ConsumerContext {
  readonly connection: Connection
  readonly options: ResolvedQueueOptions
  /** A lease token that nobody else has. */
  nextToken (): string
  /** Called when the consumer has a free slot and there is no job. */
  onIdle (): void
  onClosed (): void
}

/** Runs the jobs of one {@link ConsumeOptions}: fills free slots, settles what ends, and takes the next job in the same call. */
export class RedisConsumer implements Consumer {
  readonly options: ConsumeOptions
  readonly #context: ConsumerContext
  readonly #handlers: ReadonlySet<string>
  readonly #leases = new Map<string, Lease>()
  readonly #work = new Set<Promise<void>>()
  #slots = 0
  #isFilling = false
  #mustRefill = false
  #mustClaim = true
  #failures = 0
  #isPaused = false
  #closing: Promise<void> | undefined
  #cancelDue: () => void = () => {}
  #wakeClose: () => void = () => {}

  constructor (options: ConsumeOptions, context: ConsumerContext) {
    this.options = options
    this.#context = context
    this.#handlers = new Set(options.handlers)
  }

  get running (): number { return this.#slots }

  get abandoned (): number { return [...this.#leases.values()].filter(({ state }) => state === 'abandoned').length }

  get leases (): Iterable<Lease> { return this.#leases.values() }

  get isHungry (): boolean { return this.#takes && this.#slots < this.options.concurrency }

  get #takes (): boolean { return !this.#isPaused && this.#closing === undefined }

  pause (): void { this.#isPaused = true }

  resume (): void {
    this.#isPaused = false
    this.fill()
  }

  /** Takes jobs for the free slots. Never rejects. */
  fill (): void {
    if (!this.isHungry) return
    if (this.#isFilling) { this.#mustRefill = true; return }
    this.#isFilling = true
    this.#track(this.#fill())
  }

  /** Takes jobs that were put aside for its handlers, before any other. */
  claim (): void {
    this.#mustClaim = true
    this.fill()
  }

  /** Tells the attempts whose lease is gone. */
  lose (ids: ReadonlySet<string>): void {
    for (const lease of this.#leases.values()) {
      if (ids.has(lease.id)) lease.abort.abort(new HKS_ERR_QUEUE_LEASE_LOST(lease.job.id))
    }
  }

  close ({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  async #close (graceMs: number): Promise<void> {
    // After this turn, so that #closing is set and nothing new is taken.
    await Promise.resolve()
    this.#cancelDue()
    if (graceMs > 0 && this.#leases.size > 0) await this.#grace(graceMs)
    await Promise.all([...this.#leases.values()].map((lease) => this.#handBack(lease)))
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
    this.#context.onClosed()
  }

  async #grace (graceMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#context.options.clock.after(graceMs, resolve)
      this.#wakeClose = () => { cancel(); resolve() }
    })
  }

  async #handBack (lease: Lease): Promise<void> {
    if (lease.state === 'over') return
    this.#drop(lease)
    lease.abort.abort(new HKS_ERR_QUEUE_HANDED_BACK(lease.job.id))
    await this.#settle(lease.id, lease.token, '', ['back']).catch((error: unknown) => { this.#report(error) })
  }

  #track (work: Promise<void>): void {
    this.#work.add(work)
    void work.finally(() => { this.#work.delete(work) })
  }

  async #fill (): Promise<void> {
    try {
      do {
        this.#mustRefill = false
        if (this.#mustClaim) await this.#takeAside(this.#freeSlots)
        if (this.isHungry) await this.#take(this.#freeSlots)
      } while (this.#mustRefill && this.isHungry)
      this.#failures = 0
    } catch (error) {
      this.#report(error)
      this.#lookAgainIn(this.#pauseMs())
    } finally {
      this.#isFilling = false
    }
    if (this.isHungry) this.#context.onIdle()
  }

  get #freeSlots (): number { return Math.min(this.options.concurrency - this.#slots, MAX_TAKE) }

  #tokens (count: number): string[] { return Array.from({ length: count }, () => this.#context.nextToken()) }

  async #takeAside (count: number): Promise<void> {
    const tokens = this.#tokens(count)
    this.#mustClaim = false
    const jobs = listOf(await this.#context.connection.run(CLAIM, [this.#leaseMs, count, ...tokens, ...this.#handlers]))
    jobs.forEach((job, i) => { this.#start(job, tokens[i] ?? '') })
    if (jobs.length === count) this.#mustClaim = true
  }

  async #take (count: number): Promise<void> {
    const tokens = this.#tokens(count)
    const [dueInMs, ...jobs] = listOf(await this.#context.connection.run(TAKE, [this.#leaseMs, ...tokens]))
    jobs.forEach((job, i) => { this.#start(job, tokens[i] ?? '') })
    if (jobs.length === count) this.#mustRefill = true
    else this.#expect(dueInMs)
  }

  #expect (dueInMs: unknown): void {
    if (typeof dueInMs === 'string') this.#lookAgainIn(Number(dueInMs))
  }

  #lookAgainIn (ms: number): void {
    this.#cancelDue()
    if (this.#closing === undefined) this.#cancelDue = this.#context.options.clock.after(ms, () => { this.fill() })
  }

  /** Begins one attempt of a job that was just taken, in a slot that is free. */
  #start (reply: unknown, token: string): void {
    const [id, fields] = listOf(reply)
    if (typeof id !== 'string') throw new HKS_ERR_QUEUE_REPLY('a started job without an id')
    let lease: Lease
    try {
      lease = leaseOf(leasedOf(id, fieldsOf(fields)), token)
    } catch (error) {
      this.#report(error)
      const at = this.#context.options.clock.now() + this.#leaseMs
      this.#track(this.#reject(id, token, settleArgs({ outcome: 'retry', at, reason: 'unreadable', counted: false })))
      return
    }
    if (!this.#takes) this.#track(this.#reject(id, token, ['back', '1']))
    else if (!this.#handlers.has(lease.job.handler)) this.#track(this.#putAside(lease))
    else this.#begin(lease)
  }

  #begin (lease: Lease): void {
    this.#leases.set(lease.token, lease)
    this.#slots++
    void this.#attempt(lease)
  }

  async #putAside ({ id, token }: Lease): Promise<void> {
    const args = [id, token, this.#context.options.orphanAfterMs]
    await this.#context.connection.run(PUT_ASIDE, args).catch((error: unknown) => { this.#report(error) })
    this.fill()
  }

  /** Gives back a job that cannot run here. */
  async #reject (id: string, token: string, args: string[]): Promise<void> {
    await this.#settle(id, token, '', args).catch((error: unknown) => { this.#report(error) })
    this.fill()
  }

  async #attempt (lease: Lease): Promise<void> {
    let result = await this.#run(async () => await this.options.run(lease.job, lease.abort.signal))
    if (result.outcome === 'abandoned') {
      const { settled } = result
      this.#abandon(lease)
      result = await this.#run(async () => await settled)
    }
    this.#track(this.#end(lease, result))
  }

  #abandon (lease: Lease): void {
    if (lease.state !== 'slot') return
    lease.state = 'abandoned'
    this.#slots--
    this.fill()
  }

  async #run<T> (run: () => Promise<T>): Promise<T | Outcome> {
    try {
      return await run()
    } catch (error) {
      this.#report(error)
      return { outcome: 'retry', at: this.#context.options.clock.now() + this.#leaseMs, reason: 'the runner failed' }
    }
  }
  /** Hands an outcome to the queue, however long that takes, and goes on with the next job. */
  async #end (lease: Lease, result: Outcome | Abandoned): Promise<void> {
    // Abandoning twice is a mistake of the runner's.
    const outcome: Outcome = result.outcome === 'abandoned' ? { outcome: 'retry', at: 0, reason: 'abandoned twice' } : result
    const args = settleArgs(outcome)
    for (let tries = 0; lease.state !== 'over'; tries++) {
      const token = this.#takes && !this.#mustClaim && lease.state === 'slot' ? this.#context.nextToken() : ''
      try {
        const reply = listOf(await this.#settle(lease.id, lease.token, token, args))
        // Handed back meanwhile: that was settled first, and this was refused.
        if (this.#leases.has(lease.token)) this.options.onSettled?.(lease.job, outcome, settlementOf(reply[0], tries > 0))
        this.#drop(lease)
        if (token === '') this.fill()
        else this.#goOn(reply, token)
        return
      } catch (error) {
        this.#report(error)
        await this.#pause()
      }
    }
  }

  #goOn (reply: unknown[], token: string): void {
    this.#failures = 0
    if (reply[1] !== null) this.#start(reply[1], token)
    else {
      this.#expect(reply[2])
      if (this.isHungry) this.#context.onIdle()
    }
  }

  #settle (id: string, token: string, nextToken: string, args: string[]): Promise<unknown> {
    return this.#context.connection.run(SETTLE, [id, token, this.#leaseMs, nextToken, ...args])
  }

  #drop (lease: Lease): void {
    if (lease.state === 'slot') this.#slots--
    lease.state = 'over'
    this.#leases.delete(lease.token)
    if (this.#leases.size === 0) this.#wakeClose()
  }

  get #leaseMs (): number { return this.#context.options.leaseMs }

  #pauseMs (): number { return Math.min(20 * 2 ** this.#failures++, MAX_PAUSE_MS) }

  async #pause (): Promise<void> {
    await new Promise<void>((resolve) => { this.#context.options.clock.after(this.#pauseMs(), resolve) })
  }

  #report (error: unknown): void {
    this.options.onError?.(error instanceof Error ? error : new HKS_ERR_QUEUE_REPLY(String(error)))
  }
}

/** A job that is gone when an outcome is repeated was settled by the first try, whose answer did not arrive. */
function settlementOf (reply: unknown, isRepeat: boolean): Settlement {
  if (reply === 'in time' || reply === 'late') return reply
  return reply === 'gone' && isRepeat ? 'in time' : 'refused'
}
