import {
  enqueueFate, HKS_ERR_QUEUE_HANDED_BACK, HKS_ERR_QUEUE_LEASE_LOST,
  type Abandoned, type Consumer, type ConsumeOptions, type Outcome, type ResolvedQueueOptions, type Settlement
} from '@hooksmith/contracts'
import { Backoff } from './backoff.js'
import type { Connection } from './connection.js'
import { HKS_ERR_QUEUE_REPLY } from './errors.js'
import { fieldsOf, leasedOf, listOf } from './job-codec.js'
import { leaseOf, settleArgs, type Lease } from './lease.js'
import { PUT_ASIDE, SETTLE } from './scripts.js'
import { Taker } from './taker.js'

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

/** Runs the jobs of one {@link ConsumeOptions}, settles what ends, and takes the next job in the same call. */
export class RedisConsumer implements Consumer {
  readonly options: ConsumeOptions
  readonly #context: ConsumerContext
  readonly #taker: Taker
  readonly #handlers: ReadonlySet<string>
  readonly #leases = new Set<Lease>()
  /** Calls that a closing consumer waits for. */
  readonly #work = new Set<Promise<void>>()
  #abandoned = 0
  #isPaused = false
  #isGivingUp = false
  #closing: Promise<void> | undefined
  #endGrace: () => void = () => {}

  constructor (options: ConsumeOptions, context: ConsumerContext) {
    this.options = options
    this.#context = context
    this.#handlers = new Set(options.handlers)
    this.#taker = new Taker({
      connection: context.connection,
      clock: context.options.clock,
      leaseMs: context.options.leaseMs,
      handlers: [...this.#handlers],
      freeSlots: () => this.#takes ? options.concurrency - this.running : 0,
      nextToken: () => context.nextToken(),
      onJob: (reply, token, askedAt) => { this.#start(reply, token, askedAt) },
      onIdle: () => { context.onIdle() },
      onError: (error) => { this.#report(error) }
    })
  }

  get running (): number { return this.#leases.size - this.abandoned }

  get abandoned (): number { return this.#abandoned }

  get leases (): Iterable<Lease> { return this.#leases }

  get isHungry (): boolean { return this.#takes && this.running < this.options.concurrency }

  get #takes (): boolean { return !this.#isPaused && this.#closing === undefined }

  pause (): void { this.#isPaused = true }

  resume (): void {
    this.#isPaused = false
    this.fill()
  }

  /** Looks for jobs, if there is a free slot. */
  fill (): void { this.#taker.fill() }

  /** Looks for jobs that were put aside for its handlers. */
  claim (): void { this.#taker.claim() }

  /** Looks once more for jobs that were started without this process knowing. */
  recall (): void { this.#taker.recall() }

  /** Tells the attempts whose lease is gone. */
  lose (ids: ReadonlySet<string>): void {
    for (const { id, job, abort } of this.#leases) if (ids.has(id)) abort.abort(new HKS_ERR_QUEUE_LEASE_LOST(job.id))
  }

  close ({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(graceMs)
    return this.#closing
  }

  async #close (graceMs: number): Promise<void> {
    // In a later turn, when #closing is set and nothing new is taken.
    await Promise.resolve()
    await this.#taker.stop()
    if (graceMs > 0 && this.#leases.size > 0) await this.#grace(graceMs)
    this.#isGivingUp = true
    await Promise.all([...this.#leases].map((lease) => this.#handBack(lease)))
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
    this.#context.onClosed()
  }

  async #grace (graceMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#context.options.clock.after(graceMs, resolve)
      this.#endGrace = () => { cancel(); resolve() }
    })
  }

  async #handBack (lease: Lease): Promise<void> {
    // An outcome that is on its way is waited for instead.
    if (lease.isEnding) return
    this.#drop(lease)
    lease.abort.abort(new HKS_ERR_QUEUE_HANDED_BACK(lease.job.id))
    await this.#giveBack(lease.id, lease.token, ['back'])
  }

  #track (work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => { this.#report(error) }).finally(() => { this.#work.delete(tracked) })
    this.#work.add(tracked)
  }

  /** Begins one attempt of a job that was just taken, unless the event loop stood still for so long that it may be somebody else's by now. */
  #start (reply: unknown, token: string, askedAt: number): void {
    const [id, fields] = listOf(reply)
    if (typeof id !== 'string') throw new HKS_ERR_QUEUE_REPLY('a started job without an id')
    try {
      const lease = leaseOf(leasedOf(id, fieldsOf(fields)), token)
      const { clock, leaseMs } = this.#context.options
      if (!this.isHungry || clock.now() >= askedAt + leaseMs) this.#track(this.#giveBack(id, token, ['back', '1']))
      else if (!this.#handlers.has(lease.job.handler)) this.#track(this.#putAside(lease))
      else this.#begin(lease)
    } catch (error) {
      this.#report(error)
      const at = this.#context.options.clock.now() + this.#context.options.leaseMs
      this.#track(this.#giveBack(id, token, settleArgs({ outcome: 'retry', at, reason: 'unreadable', counted: false })))
    }
  }

  #begin (lease: Lease): void {
    this.#leases.add(lease)
    this.#attempt(lease).catch((error: unknown) => { this.#report(error) })
  }

  async #putAside ({ id, token }: Lease): Promise<void> {
    const { connection, options } = this.#context
    await connection.run(PUT_ASIDE, [id, token, options.orphanAfterMs]).catch((error: unknown) => { this.#keep(token, error) })
    this.fill()
  }

  async #giveBack (id: string, token: string, args: string[]): Promise<void> {
    await this.#settle(id, token, '', args).catch((error: unknown) => { this.#keep(token, error) })
    this.fill()
  }

  /** A job that could not be given away is still this consumer's: it is met once more. */
  #keep (token: string, error: unknown): void {
    this.#report(error)
    this.#taker.lose([token])
  }

  async #attempt (lease: Lease): Promise<void> {
    const result = await this.#run(async () => await this.options.run(lease.job, lease.abort.signal))
    const outcome = result.outcome === 'abandoned' ? await this.#settled(lease, result) : result
    if (lease.state !== 'over') this.#track(this.#end(lease, outcome))
  }

  /** Frees the slot of an abandoned attempt, and waits for its end. */
  async #settled (lease: Lease, { settled }: Abandoned): Promise<Outcome> {
    if (lease.state === 'slot') {
      lease.state = 'abandoned'
      this.#abandoned++
      this.fill()
    }
    return await this.#run(async () => await settled)
  }

  async #run<T> (run: () => Promise<T>): Promise<T | Outcome> {
    try {
      return await run()
    } catch (error) {
      this.#report(error)
      return this.#mistake('the runner failed')
    }
  }

  #mistake (reason: string): Outcome {
    return { outcome: 'retry', at: this.#context.options.clock.now() + this.#context.options.leaseMs, reason }
  }

  /** Hands an outcome to the queue, however long that takes, and goes on with the next job. */
  async #end (lease: Lease, outcome: Outcome): Promise<void> {
    const { clock, leaseMs } = this.#context.options
    const backoff = new Backoff(clock, leaseMs / 4)
    const args = this.#argsOf(outcome)
    const mayTake = lease.state === 'slot'
    lease.isEnding = true
    for (let tries = 0; !(tries > 0 && this.#isGivingUp); tries++) {
      const token = mayTake && this.#takes && !this.#taker.mustClaim ? this.#context.nextToken() : ''
      const askedAt = clock.now()
      const reply = await this.#settle(lease.id, lease.token, token, args).then(listOf).catch((error: unknown) => {
        this.#report(error)
        if (token !== '' && enqueueFate(error) === 'unknown') this.#taker.lose([token])
      })
      if (reply !== undefined) {
        this.#drop(lease)
        try {
          this.options.onSettled?.(lease.job, outcome, settlementOf(reply[0], tries > 0))
        } finally {
          this.#goOn(reply, token, askedAt)
        }
        return
      }
      await backoff.pause()
    }
    this.#drop(lease)
  }

  #argsOf (outcome: Outcome): string[] {
    try {
      return settleArgs(outcome)
    } catch (error) {
      // Data that is no JSON.
      this.#report(error)
      return settleArgs(this.#mistake('the outcome cannot be stored'))
    }
  }

  #goOn (reply: unknown[], token: string, askedAt: number): void {
    if (reply[1] !== null && token !== '') this.#start(reply[1], token, askedAt)
    this.#taker.recall()
    if (token === '') return this.fill()
    this.#taker.expect(reply[2])
    if (this.isHungry) this.#context.onIdle()
  }

  #settle (id: string, token: string, nextToken: string, args: string[]): Promise<unknown> {
    const { connection, options: { leaseMs, clock } } = this.#context
    return connection.run(SETTLE, [id, token, leaseMs, nextToken, clock.now(), ...args])
  }

  #drop (lease: Lease): void {
    if (!this.#leases.delete(lease)) return
    if (lease.state === 'abandoned') this.#abandoned--
    lease.state = 'over'
    if (this.#leases.size === 0) this.#endGrace()
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
