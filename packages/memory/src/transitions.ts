import { HKS_ERR_QUEUE_ORPHANED, type JobState, type Outcome, type Settlement } from '@hooksmith/contracts'
import { Agenda } from './agenda.js'
import { Lanes } from './lanes.js'
import { Marks } from './marks.js'
import type { Holder, Lease, StoredJob } from './stored-job.js'
import { Turns, type Claim } from './turns.js'
import { Waiters } from './waiters.js'

/** How many characters of a reason are kept. */
const MAX_REASON = 1_000

/**
 * How jobs get from state to state.
 *
 * - A job enters through `enter`: it becomes `held` when its key is taken, else it takes the key and is placed.
 * - Placed means `delayed` while its due time is ahead, then `ready`, which is to stand in the line of turns.
 * - `take` makes a ready job `running`, or `waiting` when nobody has its handler.
 * - `settle` ends that: gone, placed again, `waiting` or `dead`. So do `#crash` (lease ended) and `leave` (handed back): `ready`.
 * - `waiting` ends by a signal or at its time: `ready`; a job without a worker is `dead` by then.
 * - Done, dead and removed jobs let their key go; the first job held for it is placed.
 *
 * Whoever calls a method calls `announce` after it.
 */
export class Transitions {
  readonly turns: Turns
  readonly lanes: Lanes
  readonly counts: Record<JobState, number> = { ready: 0, delayed: 0, held: 0, waiting: 0, running: 0, dead: 0 }
  readonly #jobs: Map<string, StoredJob>
  readonly #agenda = new Agenda()
  readonly #marks = new Marks()
  readonly #waiters = new Waiters()
  readonly #holders = new Set<Holder>()
  #orphans: StoredJob[] = []
  #hasNews = false

  /**
   * @param jobs - All stored jobs by id; those that leave the queue are taken out here.
   * @param turns - Who is next. @defaultValue exact turns
   */
  constructor (jobs: Map<string, StoredJob>, turns = new Turns()) {
    this.#jobs = jobs
    this.turns = turns
    this.lanes = new Lanes(this.#agenda, (job, now) => { this.#place(job, now) })
  }

  join (holder: Holder): void {
    this.#holders.add(holder)
  }

  leave (holder: Holder): void {
    this.#holders.delete(holder)
    for (const lease of holder.leases) {
      lease.job.lease = undefined
      this.#makeReady(lease.job)
    }
    holder.leases.clear()
    this.#hasNews = true
  }

  /** Tells the holders what the last step has changed for them. */
  announce (by: object | undefined): void {
    const { nextAt } = this.#agenda
    for (const holder of this.#holders) {
      holder.plan(nextAt)
      if (this.#hasNews) holder.wake(by)
    }
    this.#hasNews = false
  }

  enter (job: StoredJob, now: number): void {
    if (this.lanes.enter(job, now)) this.#place(job, now)
    else this.#moveTo(job, 'held')
  }

  take (holder: Holder, orphanAfterMs: number, now: number): Lease | undefined {
    // What came due while nobody looked takes its place first.
    this.#agenda.run(now)
    const claimOf = (handler: string): Claim => holder.handlers.has(handler) ? 'mine' : this.#isServed(handler, now) ? 'theirs' : 'nobody'
    const job = this.turns.next(claimOf, (orphan) => { this.#park(orphan, now + orphanAfterMs, orphanAfterMs) })
    if (job === undefined) return undefined
    this.#moveTo(job, 'running')
    const { attempt, crashes } = job
    const lease = { job, holder, starts: ++job.starts, attempt, crashes, position: this.#marks.position }
    job.lease = lease
    holder.leases.add(lease)
    return lease
  }

  settle (lease: Lease, outcome: Outcome, now: number): Settlement {
    const { job, holder } = lease
    if (job.starts !== lease.starts || job.state === 'gone' || job.state === 'dead') return 'refused'
    const isHeld = job.lease === lease
    const settlement = isHeld && holder.leaseEndsAt > now ? 'in time' : 'late'
    if (isHeld) this.#endLease(lease)
    else this.#takeBack(lease)
    this.#apply(lease, outcome, now)
    return settlement
  }

  sweep (by: Holder, now: number): void {
    for (const holder of this.#holders) {
      if (holder === by || holder.leaseEndsAt > now) continue
      for (const lease of holder.leases) this.#crash(lease)
    }
  }

  runDue (now: number): StoredJob[] {
    this.#agenda.run(now)
    const orphans = this.#orphans
    this.#orphans = []
    return orphans
  }

  signal (name: string, now: number): number {
    this.#marks.raise(name)
    return this.wake(name, now)
  }

  /** Makes the jobs due that wait for `name` now, without a mark for those that will. */
  wake (name: string, now: number): number {
    const jobs = this.#waiters.of(name)
    for (const job of jobs) {
      this.#detach(job)
      this.#comeBack(job, 'signal', now)
    }
    return jobs.length
  }

  revive (job: StoredJob, order: number, now: number): void {
    job.attempt = 1
    job.crashes = 0
    job.dead = undefined
    job.dueAt = now
    job.order = order
    this.enter(job, now)
  }

  remove (job: StoredJob, now: number): void {
    this.#detach(job)
    this.#drop(job, now)
  }

  #isServed (handler: string, now: number): boolean {
    for (const holder of this.#holders) if (holder.leaseEndsAt > now && holder.handlers.has(handler)) return true
    return false
  }

  #apply (lease: Lease, outcome: Outcome, now: number): void {
    const { job } = lease
    job.woke = undefined
    if (outcome.outcome !== 'wait') job.waitingSince = undefined
    switch (outcome.outcome) {
      case 'done': this.#drop(job, now); break
      case 'dead': this.#bury(job, outcome.code, outcome.reason, now); break
      case 'wait': this.#await(lease, outcome.signal, outcome.until, now); break
      case 'retry':
        if (outcome.counted ?? true) job.attempt++
        job.retry = { reason: outcome.reason.slice(0, MAX_REASON), dataText: JSON.stringify(outcome.data) }
        job.dueAt = Math.max(outcome.at, now)
        this.#place(job, now)
    }
  }

  #await (lease: Lease, signal: string, until: number, now: number): void {
    const { job } = lease
    job.waitingSince ??= now
    job.wokeFor = signal
    if (this.#marks.isRaisedAfter(signal, lease.position)) this.#comeBack(job, 'signal', now)
    else this.#waitFor(job, signal, until, (at) => { this.#comeBack(job, 'deadline', at) })
  }

  #park (job: StoredJob, until: number, waitedMs: number): void {
    this.#waitFor(job, `handler:${job.handler}`, until, (at) => {
      const { code, message } = new HKS_ERR_QUEUE_ORPHANED(job.handler, waitedMs)
      this.#bury(job, code, message, at)
      this.#orphans.push(job)
    })
  }

  #waitFor (job: StoredJob, signal: string, until: number, end: (now: number) => void): void {
    this.#moveTo(job, 'waiting')
    this.#waiters.add(job, signal)
    job.ticket = this.#agenda.add(until, (now) => {
      job.ticket = undefined
      this.#detach(job)
      end(now)
    })
  }

  #comeBack (job: StoredJob, woke: 'signal' | 'deadline', now: number): void {
    job.woke = job.waitingSince === undefined ? undefined : woke
    job.dueAt = now
    this.#makeReady(job)
  }

  #crash (lease: Lease): void {
    const { job } = lease
    this.#endLease(lease)
    job.attempt++
    job.crashes++
    job.woke = undefined
    job.waitingSince = undefined
    this.#makeReady(job)
  }

  /** Nobody has started the job since its lease ended: it is as if the lease had not. */
  #takeBack (lease: Lease): void {
    this.#detach(lease.job)
    lease.job.attempt = lease.attempt
    lease.job.crashes = lease.crashes
  }

  #endLease (lease: Lease): void {
    lease.job.lease = undefined
    lease.holder.leases.delete(lease)
  }

  #bury (job: StoredJob, code: string, reason: string, at: number): void {
    this.#moveTo(job, 'dead')
    job.dead = { code, reason: reason.slice(0, MAX_REASON), at }
    this.lanes.leave(job, at)
  }

  #drop (job: StoredJob, now: number): void {
    this.#moveTo(job, 'gone')
    this.#jobs.delete(job.id)
    this.lanes.leave(job, now)
  }

  #place (job: StoredJob, now: number): void {
    if (job.dueAt <= now) { this.#makeReady(job); return }
    this.#moveTo(job, 'delayed')
    job.ticket = this.#agenda.add(job.dueAt, () => {
      job.ticket = undefined
      this.#makeReady(job)
    })
  }

  #makeReady (job: StoredJob): void {
    this.#moveTo(job, 'ready')
    this.turns.add(job)
    this.#hasNews = true
  }

  /** Takes a job out of wherever it stands; its state is stale until the next move. */
  #detach (job: StoredJob): void {
    if (job.state === 'ready') this.turns.remove(job)
    if (job.ticket !== undefined) this.#agenda.cancel(job.ticket)
    job.ticket = undefined
    this.#waiters.remove(job)
  }

  #moveTo (job: StoredJob, state: StoredJob['state']): void {
    if (job.state !== 'gone') this.counts[job.state]--
    if (state !== 'gone') this.counts[state]++
    job.state = state
  }
}
