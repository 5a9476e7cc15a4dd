import type { Outcome, Settlement } from '@hooksmith/contracts'
import { MemorySpace } from '@hooksmith/memory'
import type { Holder, Lease, StoredJob } from '../../packages/memory/src/stored-job.js'
import { Transitions } from '../../packages/memory/src/transitions.js'
import { Turns, type Claim } from '../../packages/memory/src/turns.js'
import { altered, alteredJobs, alteredRun, type Sabotage } from './sabotage.js'

const LONG_MS = 3_600_000

/** Transitions in which the end of an attempt is taken otherwise. */
function settling (
  settle: (right: Transitions, lease: Lease, outcome: Outcome, now: number, base: (outcome?: Outcome) => Settlement) => Settlement
) {
  return (jobs: Map<string, StoredJob>): Transitions => new class extends Transitions {
    override settle (lease: Lease, outcome: Outcome, now: number): Settlement {
      return settle(this, lease, outcome, now, (instead = outcome) => super.settle(lease, instead, now))
    }
  }(jobs)
}

/** Transitions in which an attempt's end by `kind` lets the key go. */
function keyLetGoAt (kind: Outcome['outcome']): (jobs: Map<string, StoredJob>) => Transitions {
  return settling((right, lease, outcome, now, base) => {
    if (outcome.outcome === kind) right.lanes.leave(lease.job, now)
    return base()
  })
}

/** One line for all tenants. */
class OneLine extends Turns {
  readonly #jobs: StoredJob[] = []
  #taken = 0

  override add (job: StoredJob): void {
    this.#jobs.push(job)
  }

  override remove (job: StoredJob): void {
    this.#jobs.splice(this.#jobs.indexOf(job), 1)
  }

  override next (claimOf: (handler: string) => Claim): StoredJob | undefined {
    const job = this.#jobs[this.#taken]
    if (job === undefined || claimOf(job.handler) !== 'mine') return undefined
    this.#taken++
    return job
  }
}

/** Turns in which a tenant's jobs stand in order of storing. */
class StoringOrder extends Turns {
  override add (job: StoredJob): void {
    job.dueAt = job.storedAt
    super.add(job)
  }
}

/** Turns in which whoever meets a job without a worker stops there. */
class BlockingTurns extends Turns {
  override next (claimOf: (handler: string) => Claim): StoredJob | undefined {
    let isBlocked = false
    const job = super.next((handler) => {
      const claim = claimOf(handler)
      if (claim === 'nobody') isBlocked = true
      return claim === 'nobody' ? 'theirs' : claim
    }, () => {})
    if (job === undefined || !isBlocked) return job
    this.add(job)
    return undefined
  }
}

/** Turns in which a job whose worker is another one is taken for an orphan. */
class JealousTurns extends Turns {
  override next (claimOf: (handler: string) => Claim, park: (job: StoredJob) => void): StoredJob | undefined {
    return super.next((handler) => claimOf(handler) === 'mine' ? 'mine' : 'nobody', park)
  }
}

class SilentSpace extends MemorySpace {
  override offer (): void {}
}

/** Wrong in the order of jobs, in keys, and in who gets what. */
export const brokenMoving: readonly Sabotage[] = [
  {
    name: 'has one line for all tenants',
    fails: [
      'tenants take turns', 'a lone job starts after at most one of the many of another tenant',
      'a lone job starts after at most one of each of several busy tenants',
      'a lone job starts after at most one of 1,000 retries that came due together',
      'dead letters retried in bulk do not go before live jobs of another tenant'
    ],
    transitions: (jobs) => new Transitions(jobs, new OneLine())
  },
  {
    name: 'goes by storing, not by due time',
    fails: [
      'jobs of one tenant start in order of due time, then of storing', 'a retry takes its place by its new due time',
      'a woken job takes its place by its waking'
    ],
    transitions: (jobs) => new Transitions(jobs, new StoringOrder())
  },
  {
    name: 'gives each job to every consumer',
    fails: ['concurrent consumers see each job once'],
    queue: (inner, { runs }) => altered(inner, {
      consume (options) {
        const run = options.run.bind(options)
        runs.push(run)
        return inner.consume({
          ...options,
          async run (job, signal) {
            for (const other of runs) if (other !== run) other(job, signal).catch(() => {})
            return await run(job, signal)
          }
        })
      }
    })
  },
  {
    name: 'shows a running job to who comes later',
    fails: ['a leased job is hidden from other consumers', 'a live consumer keeps a job for longer than a lease', 'what runs goes on while its consumer is paused'],
    transitions: (jobs) => new class extends Transitions {
      override join (holder: Holder): void {
        for (const job of jobs.values()) {
          if (job.lease !== undefined && job.lease.holder !== holder) job.lease.holder.leaseEndsAt = 0
        }
        super.join(holder)
        this.sweep(holder, 1)
      }
    }(jobs)
  },
  {
    name: 'knows no keys',
    fails: [
      'jobs of one key run one at a time, in order of storing', 'a key is held through a retry', 'a key is held while its first job is delayed',
      'a key is held while its first job waits for a signal', 'a key is held through handing back', 'a key is not taken from a running job before its time',
      'an abandoned attempt frees its slot, and keeps its lease and key until it settles'
    ],
    queue: (inner) => alteredJobs(inner, ({ key, ...job }) => job)
  },
  {
    name: 'takes keys for equal that are not',
    fails: ['a key binds only jobs of one handler and one tenant'],
    queue: (inner) => alteredJobs(inner, (job) => job.key === undefined ? job : { ...job, key: job.key.toLowerCase() })
  },
  {
    name: 'lets the key go at a retry',
    fails: ['a key is held through a retry', 'jobs of one key never overlap nor overtake among many consumers'],
    transitions: keyLetGoAt('retry')
  },
  { name: 'lets the key go at a wait', fails: ['a key is held while its first job waits for a signal'], transitions: keyLetGoAt('wait') },
  {
    name: 'lets the key go while its first job is delayed',
    fails: ['a key is held while its first job is delayed', 'a key passes on when its first job is removed'],
    transitions: (jobs) => new class extends Transitions {
      override enter (job: StoredJob, now: number): void {
        super.enter(job, now)
        if (job.state === 'delayed') this.lanes.leave(job, now)
      }
    }(jobs)
  },
  {
    name: 'lets the key go at a crash',
    fails: ['a key is held through the crash of its first job'],
    transitions: (jobs) => new class extends Transitions {
      override sweep (by: Holder, now: number): void {
        for (const job of jobs.values()) {
          if (job.lease !== undefined && job.lease.holder.leaseEndsAt <= now) this.lanes.leave(job, now)
        }
        super.sweep(by, now)
      }
    }(jobs)
  },
  {
    name: 'lets the key go at handing back',
    fails: ['a key is held through handing back'],
    transitions: (jobs) => new class extends Transitions {
      override leave (holder: Holder): void {
        for (const { job } of holder.leases) this.lanes.leave(job, job.storedAt)
        super.leave(holder)
      }
    }(jobs)
  },
  {
    name: 'keeps the key of a dead letter',
    fails: ['a key passes on when its first job dies', 'a retried dead letter goes to the end of its key'],
    transitions: settling((_right, { job }, outcome, _now, base) => {
      if (outcome.outcome === 'dead') job.lane = undefined
      return base()
    })
  },
  {
    name: 'keeps the key of a removed job',
    fails: ['a key passes on when its first job is removed'],
    transitions: (jobs) => new class extends Transitions {
      override remove (job: StoredJob, now: number): void {
        job.lane = undefined
        super.remove(job, now)
      }
    }(jobs)
  },
  {
    name: 'keeps the key of a late outcome',
    fails: ['a late outcome passes the key on'],
    transitions: settling((_right, { job, holder }, _outcome, now, base) => {
      if (holder.leaseEndsAt <= now) job.lane = undefined
      return base()
    })
  },
  {
    name: 'runs a job that was removed while it was held',
    fails: ['a held job that was removed is passed over'],
    transitions: (jobs) => new class extends Transitions {
      override remove (job: StoredJob, now: number): void {
        if (job.state === 'held') jobs.delete(job.id)
        else super.remove(job, now)
      }
    }(jobs)
  },
  {
    name: 'forgets the due time of a held job',
    fails: ['a held job that is delayed itself does not start before its time'],
    transitions: (jobs) => new class extends Transitions {
      override enter (job: StoredJob, now: number): void {
        super.enter(job, now)
        if (job.state === 'held') job.dueAt = now
      }
    }(jobs)
  },
  {
    name: 'lets a retried dead letter pass its key',
    fails: ['a retried dead letter goes to the end of its key'],
    transitions: (jobs) => new class extends Transitions {
      override enter (job: StoredJob, now: number): void {
        super.enter(job.starts === 0 ? job : Object.assign(job, { key: undefined }), now)
      }
    }(jobs)
  },
  {
    name: 'lets a key be held for ever',
    fails: ['a key that one job holds for too long passes on, and that job goes on without it'],
    options: (given) => ({ ...given, maxKeyHoldMs: LONG_MS })
  },
  {
    name: 'takes a key away too early',
    fails: ['a key is not taken from a running job before its time', 'a key is held while its first job is delayed'],
    options: (given) => ({ ...given, maxKeyHoldMs: 20 })
  },
  {
    name: 'lets a job go with the key that it held for too long',
    fails: ['a key that one job holds for too long passes on, and that job goes on without it'],
    transitions: (jobs) => new class extends Transitions {
      override runDue (now: number): StoredJob[] {
        const had = [...jobs.values()].filter((job) => job.state === 'waiting' && job.lane !== undefined)
        const dead = super.runDue(now)
        for (const job of had) if (job.lane === undefined && job.state === 'waiting') this.remove(job, now)
        return dead
      }
    }(jobs)
  },
  {
    name: 'takes jobs of handlers that it does not have',
    fails: [
      'a job never runs in a consumer without its handler, but waits for it', 'two consumers with different handlers each get theirs',
      'a consumer that starts later gets the jobs that waited for it', 'a job without a worker is in nobody’s way'
    ],
    queue: (inner) => altered(inner, { consume: (options) => inner.consume({ ...options, handlers: [...options.handlers, 'suite/one', 'suite/two'] }) })
  },
  {
    name: 'stops at a job without a worker',
    fails: ['a job without a worker is in nobody’s way', 'a job never runs in a consumer without its handler, but waits for it'],
    transitions: (jobs) => new Transitions(jobs, new BlockingTurns())
  },
  {
    name: 'never looks again for a worker',
    fails: ['a consumer that starts later gets the jobs that waited for it'],
    space: () => new SilentSpace()
  },
  {
    name: 'takes a job for an orphan whose worker is another one',
    fails: ['two consumers with different handlers each get theirs', 'a job whose worker is only busy is no orphan'],
    space: () => new SilentSpace((jobs) => new Transitions(jobs, new JealousTurns()))
  },
  {
    name: 'lets orphans wait for ever',
    fails: ['a job without a worker for too long becomes a dead letter, and onDead is told'],
    options: (given) => ({ ...given, orphanAfterMs: LONG_MS })
  },
  {
    name: 'gives up orphans in silence',
    fails: ['a job without a worker for too long becomes a dead letter, and onDead is told'],
    queue: (inner) => altered(inner, { consume: ({ onDead, ...options }) => inner.consume(options) })
  },
  {
    name: 'runs a job twice in a row',
    fails: ['concurrent consumers see each job once', 'a stored id is not stored again while its job waits to run'],
    queue: (inner) => alteredRun(inner, (run) => async (job, signal) => {
      await run(job, signal)
      return await run(job, signal)
    })
  }
]
