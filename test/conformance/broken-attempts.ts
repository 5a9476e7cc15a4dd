import type { LeasedJob, Outcome, Settlement } from '@hooksmith/contracts'
import type { Holder, Lease, StoredJob } from '../../packages/memory/src/stored-job.js'
import { Transitions } from '../../packages/memory/src/transitions.js'
import { alteredRun, type Sabotage } from './sabotage.js'

/** Transitions in which the end of an attempt is taken otherwise. */
function settling (
  settle: (lease: Lease, outcome: Outcome, now: number, base: (outcome?: Outcome) => Settlement, right: Transitions) => Settlement
) {
  return (jobs: Map<string, StoredJob>): Transitions => new class extends Transitions {
    override settle (lease: Lease, outcome: Outcome, now: number): Settlement {
      return settle(lease, outcome, now, (instead = outcome) => super.settle(lease, instead, now), this)
    }
  }(jobs)
}

/** Transitions that look for ended leases otherwise. */
function sweeping (sweep: (by: Holder, now: number, base: () => void, jobs: Map<string, StoredJob>, right: Transitions) => void) {
  return (jobs: Map<string, StoredJob>): Transitions => new class extends Transitions {
    override sweep (by: Holder, now: number): void {
      sweep(by, now, () => { super.sweep(by, now) }, jobs, this)
    }
  }(jobs)
}

/** A queue in which each outcome is changed on its way. */
function outcomes (alter: (outcome: Outcome, job: LeasedJob) => Outcome): NonNullable<Sabotage['queue']> {
  return (inner) => alteredRun(inner, (run) => async (job, signal) => {
    const end = await run(job, signal)
    return end.outcome === 'abandoned' ? end : alter(end, job)
  })
}

/** A queue in which each job is changed on its way to the handler. */
function jobsSeen (alter: (job: LeasedJob) => LeasedJob): NonNullable<Sabotage['queue']> {
  return (inner) => alteredRun(inner, (run) => async (job, signal) => await run(alter(job), signal))
}

/** Transitions whose signals work otherwise. */
function signalling (signal: (right: Transitions, name: string, now: number, base: (name?: string) => number) => number) {
  return (jobs: Map<string, StoredJob>): Transitions => new class extends Transitions {
    override signal (name: string, now: number): number {
      return signal(this, name, now, (other = name) => super.signal(other, now))
    }
  }(jobs)
}

/** Wrong in leases, in what ends an attempt, and in waiting. */
export const brokenAttempts: readonly Sabotage[] = [
  {
    name: 'never ends a lease',
    fails: ['a job whose consumer stands still is due again, and the attempt counts', 'a key is held through the crash of its first job'],
    transitions: sweeping(() => {})
  },
  {
    name: 'puts a job whose lease ended behind the others of its tenant',
    fails: ['a job whose lease ended comes before the others of its tenant'],
    transitions: sweeping((_by, now, base, jobs) => {
      for (const job of jobs.values()) if (job.state === 'running') job.dueAt = now
      base()
    })
  },
  {
    name: 'ends leases of consumers that live',
    fails: ['a live consumer keeps a job for longer than a lease', 'a lease does not end before its time', 'what runs goes on while its consumer is paused'],
    transitions: sweeping((by, _now, base, jobs) => {
      for (const { lease } of jobs.values()) if (lease !== undefined && lease.holder !== by) lease.holder.leaseEndsAt = 0
      base()
    })
  },
  {
    name: 'does not count a crash',
    fails: ['a job whose consumer stands still is due again, and the attempt counts', 'a job whose process dies twice is not dead'],
    transitions: sweeping((_by, _now, base, jobs) => {
      const before = [...jobs.values()].map((job) => [job, job.attempt] as const)
      base()
      for (const [job, attempt] of before) job.attempt = attempt
    })
  },
  {
    name: 'gives up a job at its second crash',
    fails: ['a job whose process dies twice is not dead'],
    transitions: sweeping((_by, now, base, jobs, right) => {
      base()
      for (const job of jobs.values()) if (job.crashes > 1 && job.state === 'ready') right.remove(job, now)
    })
  },
  {
    name: 'takes every late outcome',
    fails: [
      'the next holder can finish, and the late one is refused without touching it',
      'what a run gives after handing back is refused once somebody else has started the job'
    ],
    transitions: settling((lease, _outcome, _now, base) => {
      Object.assign(lease, { starts: lease.job.starts })
      return base()
    })
  },
  {
    name: 'says that it took what it refused',
    fails: ['a late outcome for a job that is gone is refused', 'the next holder can finish, and the late one is refused without touching it'],
    transitions: settling((_lease, _outcome, _now, base) => base() === 'in time' ? 'in time' : 'late')
  },
  {
    name: 'takes no late outcome',
    fails: ['a late outcome is taken while nobody has started the job since', 'a late outcome is taken also after others saw the lease end, and nobody runs the job again', 'a late outcome passes the key on'],
    transitions: settling((lease, _outcome, now, base) => lease.job.lease !== lease || lease.holder.leaseEndsAt <= now ? 'refused' : base())
  },
  {
    name: 'takes no late outcome once others saw the lease end',
    fails: ['a late outcome is taken also after others saw the lease end, and nobody runs the job again'],
    transitions: settling((lease, _outcome, _now, base) => lease.job.lease !== lease ? 'refused' : base())
  },
  {
    name: 'never aborts a signal',
    fails: [
      'an attempt that lost its lease is told so by its signal', 'closing a queue closes its consumers, and others get what they held',
      'after its grace a consumer hands back what runs: uncounted, due at once, told by its signal'
    ],
    queue: (inner) => alteredRun(inner, (run) => async (job) => await run(job, new AbortController().signal))
  },
  {
    name: 'keeps a job that is done',
    fails: ['a job that is done leaves the queue', 'an id stays a duplicate after its job is done'],
    transitions: settling((_lease, outcome, now, base) => base(outcome.outcome === 'done' ? { outcome: 'retry', at: now + 1e6, reason: '' } : outcome))
  },
  {
    name: 'counts every retry',
    fails: ['an uncounted retry does not count'],
    queue: outcomes((end) => end.outcome === 'retry' ? { ...end, counted: true } : end)
  },
  {
    name: 'counts no retry',
    fails: ['a counted retry counts, is not early, and leaves its note to the next attempt', 'an uncounted retry does not count'],
    queue: outcomes((end) => end.outcome === 'retry' ? { ...end, counted: false } : end)
  },
  {
    name: 'retries too early',
    fails: ['a counted retry counts, is not early, and leaves its note to the next attempt', 'a run that rejects is a retry after one lease, and is told to onError'],
    transitions: settling((_lease, outcome, now, base) => base(outcome.outcome === 'retry' ? { ...outcome, at: now } : outcome))
  },
  {
    name: 'keeps the instant of a retry although it is past',
    fails: ['a retry at an instant in the past is due now', 'a retry takes its place by its new due time'],
    transitions: settling(({ job }, outcome, now, base, { turns }) => {
      const settlement = base()
      if (outcome.outcome !== 'retry' || outcome.at >= now || job.state !== 'ready') return settlement
      turns.remove(job)
      job.dueAt = outcome.at
      turns.add(job)
      return settlement
    })
  },
  {
    name: 'forgets the note of a retry',
    fails: ['a counted retry counts, is not early, and leaves its note to the next attempt'],
    queue: jobsSeen(({ retry, ...job }) => job)
  },
  {
    name: 'counts a wait',
    fails: ['a wait does not count'],
    transitions: settling(({ job }, outcome, _now, base) => {
      if (outcome.outcome === 'wait') job.attempt++
      return base()
    })
  },
  {
    name: 'forgets why a job died',
    fails: ['a dead job stays as a dead letter that says why and when'],
    queue: outcomes((end) => end.outcome === 'dead' ? { ...end, code: 'DEAD' } : end)
  },
  {
    name: 'throws dead letters away',
    fails: ['a dead job stays as a dead letter that says why and when', 'an id stays a duplicate after its job became a dead letter', 'a key passes on when its first job dies'],
    queue: outcomes((end) => end.outcome === 'dead' ? { outcome: 'done' } : end)
  },
  {
    name: 'keeps a reason whole',
    fails: ['at most 1,000 characters of a reason are kept'],
    transitions: settling(({ job }, outcome, _now, base) => {
      const settlement = base()
      if (outcome.outcome === 'dead' && job.dead !== undefined) job.dead = { ...job.dead, reason: outcome.reason }
      return settlement
    })
  },
  {
    name: 'takes a mistake of the runner for success',
    fails: ['a run that rejects is a retry after one lease, and is told to onError'],
    queue: (inner) => alteredRun(inner, (run) => async (job, signal) => await run(job, signal).catch((): Outcome => ({ outcome: 'done' })))
  },
  {
    name: 'retries dead letters with the attempts that they had',
    fails: ['a retried dead letter is a new one, its starts aside'],
    transitions: (jobs) => new class extends Transitions {
      override revive (job: StoredJob, order: number, now: number): void {
        const { attempt, crashes } = job
        super.revive(job, order, now)
        Object.assign(job, { attempt, crashes })
      }
    }(jobs)
  },
  {
    name: 'waits for abandoned attempts',
    fails: ['an abandoned attempt frees its slot, and keeps its lease and key until it settles', 'an abandoned attempt is handed back as well'],
    queue: (inner) => alteredRun(inner, (run) => async (job, signal) => {
      const end = await run(job, signal)
      return end.outcome === 'abandoned' ? await end.settled : end
    })
  },
  {
    name: 'gives up the lease of an abandoned attempt',
    fails: ['an abandoned attempt frees its slot, and keeps its lease and key until it settles'],
    queue: (inner) => alteredRun(inner, (run) => async (job, signal) => {
      const end = await run(job, signal)
      return end.outcome === 'abandoned' ? { outcome: 'done' } : end
    })
  },
  {
    name: 'is deaf to signals',
    fails: ['a signal wakes all that wait for it, and nobody else', 'a signal of another participant wakes as well', 'a woken job takes its place by its waking', 'a key is held while its first job waits for a signal'],
    transitions: signalling(() => 0)
  },
  {
    name: 'says that a signal woke nobody',
    fails: ['a signal wakes all that wait for it, and nobody else'],
    transitions: signalling((_right, _name, _now, base) => { base(); return 0 })
  },
  {
    name: 'loses a signal between the look and the wait',
    fails: ['a signal between the look and the wait is not lost'],
    transitions: signalling((right, name, now) => right.wake(name, now))
  },
  {
    name: 'wakes by signals of long ago',
    fails: ['a signal from before the attempt does not wake it'],
    transitions: (jobs) => new class extends Transitions {
      override take (holder: Holder, orphanAfterMs: number, now: number): Lease | undefined {
        const lease = super.take(holder, orphanAfterMs, now)
        return lease === undefined ? undefined : Object.assign(lease, { position: 0 })
      }
    }(jobs)
  },
  {
    name: 'wakes by any signal',
    fails: ['another signal between the look and the wait does not wake', 'a signal wakes all that wait for it, and nobody else'],
    transitions: signalling((_right, _name, _now, base) => { base('go'); return base('other') })
  },
  {
    name: 'ends a wait too early',
    fails: ['a wait ends at its time without a signal, and not before'],
    queue: outcomes((end) => end.outcome === 'wait' ? { ...end, until: end.until - 40 } : end)
  },
  {
    name: 'never ends a wait',
    fails: ['a wait ends at its time without a signal, and not before', 'a wait does not count', 'how a wait ended is told to the next attempt alone'],
    queue: outcomes((end) => end.outcome === 'wait' ? { ...end, until: end.until + 1e6 } : end)
  },
  {
    name: 'says of every wait that it ended by a signal',
    fails: ['a wait ends at its time without a signal, and not before', 'how a wait ended is told to the next attempt alone'],
    queue: jobsSeen((job) => job.woke === undefined ? job : { ...job, woke: 'signal' })
  },
  {
    name: 'forgets what a wait that ended was for',
    fails: ['a wait ends at its time without a signal, and not before', 'how a wait ended is told to the next attempt alone'],
    queue: jobsSeen(({ waitingFor: _signal, ...job }) => job)
  },
  {
    name: 'goes on saying how a wait ended',
    fails: ['how a wait ended is told to the next attempt alone'],
    queue (inner) {
      const woke = new Map<string, 'signal' | 'deadline'>()
      return alteredRun(inner, (run) => async (job, signal) => {
        const last = job.woke ?? woke.get(job.id)
        if (last !== undefined) woke.set(job.id, last)
        return await run(last === undefined ? job : { ...job, woke: last }, signal)
      })
    }
  },
  {
    name: 'begins a row of waits anew with each',
    fails: ['the start of a row of waits is kept through the row, and gone after another outcome'],
    transitions: settling(({ job }, _outcome, _now, base) => {
      job.waitingSince = undefined
      return base()
    })
  },
  {
    name: 'ends a row of waits at handing back',
    fails: ['handing back does not end a row of waits'],
    transitions: (jobs) => new class extends Transitions {
      override leave (holder: Holder): void {
        for (const { job } of holder.leases) job.waitingSince = undefined
        super.leave(holder)
      }
    }(jobs)
  },
  {
    name: 'puts jobs that were handed back behind the others of their tenant',
    fails: ['jobs that were handed back come before the others of their tenant, and take turns with those of another'],
    transitions: (jobs) => new class extends Transitions {
      override leave (holder: Holder): void {
        for (const { job } of holder.leases) job.order += 1e6
        super.leave(holder)
      }
    }(jobs)
  },
  {
    name: 'counts handing back',
    fails: [
      'after its grace a consumer hands back what runs: uncounted, due at once, told by its signal', 'an abandoned attempt is handed back as well',
      'closing a queue closes its consumers, and others get what they held'
    ],
    transitions: (jobs) => new class extends Transitions {
      override leave (holder: Holder): void {
        for (const { job } of holder.leases) job.attempt++
        super.leave(holder)
      }
    }(jobs)
  }
]
