import type { Receipt } from '@hooksmith/contracts'
import { codeOf } from './code-of.js'
import { altered, alteredJobs, alteredRun, type Sabotage } from './sabotage.js'

const turnOfTheLoop = async (): Promise<void> => { await new Promise((resolve) => { setImmediate(resolve) }) }

const isRefusal = (error: unknown): boolean => ['HKS_ERR_EVENT_INPUT', 'HKS_ERR_JOB_INPUT'].includes(String(codeOf(error)))

async function forgiving<T> (work: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isRefusal(error)) return instead
    throw error
  }
}

/** Wrong in what is stored, in what counts as a repeat, and in what is refused. */
export const brokenStoring: readonly Sabotage[] = [
  {
    name: 'stores a repeat again under another name',
    fails: [
      'one receipt a job, in their order, the second of two equal ids a duplicate', 'a stored id is not stored again while its job waits to run',
      'an id stays a duplicate after its job became a dead letter', 'a job that is still stored stays a duplicate after its window',
      'concurrent repeats of a call store each job once', 'participants of one queue share its jobs'
    ],
    queue (inner, { seen }) {
      return altered(alteredRun(inner, (run) => async (job, signal) => await run({ ...job, id: job.id.replace(/~.*/, '') }, signal)), {
        async enqueue (event, jobs, options) {
          const receipts: Receipt[] = []
          for (const job of jobs) {
            const count = (seen.get(job.id) ?? 0) + 1
            seen.set(job.id, count)
            await inner.enqueue(event, [count === 1 ? job : { ...job, id: `${job.id}~${count}` }], options)
            receipts.push({ jobId: job.id, receipt: 'stored' })
          }
          return receipts
        }
      })
    }
  },
  {
    name: 'forgets an id as soon as its job is gone',
    fails: ['an id stays a duplicate after its job is done', 'an id stays a duplicate after its job was removed', 'each job keeps a window of its own'],
    queue: (inner) => alteredJobs(inner, (job) => ({ ...job, dedupeMs: 0 }))
  },
  {
    name: 'never forgets an id',
    fails: ['an id is stored again once its window is over', 'each job keeps a window of its own'],
    queue: (inner) => alteredJobs(inner, (job) => ({ ...job, dedupeMs: 1e12 }))
  },
  {
    name: 'overwrites a stored job once its window is over',
    fails: ['a job that is still stored stays a duplicate after its window'],
    queue (inner, { clock, seen }) {
      return altered(inner, {
        async enqueue (event, jobs, options) {
          for (const job of jobs) {
            if ((seen.get(job.id) ?? Infinity) <= clock.now()) await inner.remove({ ids: [job.id] })
            seen.set(job.id, clock.now() + (job.dedupeMs ?? 1e12))
          }
          return await inner.enqueue(event, jobs, options)
        }
      })
    }
  },
  {
    name: 'takes a call as known when its first job is',
    fails: ['a repeat of a call stores what the first one lacked'],
    queue: (inner) => altered(inner, {
      async enqueue (event, jobs, options) {
        const first = jobs[0]
        if (first === undefined || await inner.get(first.id) === undefined) return await inner.enqueue(event, jobs, options)
        return jobs.map((job) => ({ jobId: job.id, receipt: 'duplicate' as const }))
      }
    })
  },
  {
    name: 'looks for repeats before it stores, not while',
    fails: ['concurrent repeats of a call store each job once'],
    queue: (inner) => altered(inner, {
      async enqueue (event, jobs, options) {
        const known = await Promise.all(jobs.map(async (job) => await inner.get(job.id)))
        await turnOfTheLoop()
        await inner.enqueue(event, jobs, options)
        return jobs.map((job, n) => ({ jobId: job.id, receipt: known[n] === undefined ? 'stored' as const : 'duplicate' as const }))
      }
    })
  },
  {
    name: 'reads what it is given a turn later',
    fails: ['what a caller changes after handing in changes nothing', 'closing a queue waits for running calls'],
    queue: (inner) => altered(inner, {
      async enqueue (event, jobs, options) {
        await turnOfTheLoop()
        return await inner.enqueue(event, jobs, options)
      }
    })
  },
  {
    name: 'hands the same event object to everybody',
    fails: [
      'what an attempt changes in its event changes nothing for the next one', 'two jobs of one event do not share its data',
      'one job is shown with its event, and none where there is none'
    ],
    queue (inner) {
      const events = new Map<string, never>()
      const shared = <T extends { readonly event: { readonly id: string } }>(job: T): T => {
        if (!events.has(job.event.id)) events.set(job.event.id, job.event as never)
        return { ...job, event: events.get(job.event.id) }
      }
      return altered(alteredRun(inner, (run) => async (job, signal) => await run(shared(job), signal)), {
        get: async (jobId) => {
          const record = await inner.get(jobId)
          return record === undefined ? undefined : shared(record)
        }
      })
    }
  },
  {
    name: 'makes text of the given text',
    fails: ['data given as text comes back as data'],
    queue: (inner) => altered(inner, {
      async enqueue (event, jobs, { dataText } = {}) {
        return await inner.enqueue(event, jobs, dataText === undefined ? {} : { dataText: JSON.stringify(dataText) })
      }
    })
  },
  {
    name: 'keeps only the attributes that every event has',
    fails: ['a stored job is handed to a consumer, with all that is known about it', 'one job is shown with its event, and none where there is none'],
    queue: (inner) => altered(inner, {
      async enqueue ({ specversion, id, type, source, tenant, data }, jobs, options) {
        return await inner.enqueue({ specversion, id, type, source, tenant, data }, jobs, options)
      }
    })
  },
  {
    name: 'takes falsy data for none',
    fails: ['data of every JSON kind comes back as it was'],
    queue: (inner) => altered(inner, {
      enqueue: async (event, jobs, options) => await inner.enqueue({ ...event, data: event.data || {} }, jobs, options)
    })
  },
  {
    name: 'starts delayed jobs at once',
    fails: ['a job does not start before its due time', 'a held job that is delayed itself does not start before its time', 'jobs are counted, listed and shown by the state they are in'],
    queue: (inner) => alteredJobs(inner, ({ dueAt, ...job }) => job)
  },
  {
    name: 'stores the jobs of a call from the last to the first',
    fails: ['jobs of one call start in their order', 'jobs of one call that share a key run in their order', 'one receipt a job, in their order, the second of two equal ids a duplicate'],
    queue: (inner) => altered(inner, {
      enqueue: async (event, jobs, options) => await inner.enqueue(event, [...jobs].reverse(), options)
    })
  },
  {
    name: 'cuts long names',
    fails: ['names of the greatest length are taken, whatever is in them'],
    queue: (inner) => alteredJobs(inner, (job) => ({ ...job, id: job.id.slice(0, 255) }))
  },
  {
    name: 'takes whatever it is given',
    fails: [
      'a bad event is refused by code, and nothing of the call is stored', 'a bad job is refused by code, and nothing of the call is stored',
      'a call with no job or more than 1,000 is refused by code', 'a bad signal name is refused by code', 'a bad concurrency is refused by code'
    ],
    queue: (inner) => altered(inner, {
      enqueue: async (event, jobs, options) => await forgiving(async () => await inner.enqueue(event, jobs, options), []),
      signal: async (name) => await forgiving(async () => await inner.signal(name), 0),
      consume: (options) => inner.consume({ ...options, concurrency: 1 })
    })
  },
  {
    name: 'stores job by job',
    fails: ['a full queue refuses by code, and stores nothing of what does not fit whole', 'a bad job is refused by code, and nothing of the call is stored'],
    queue: (inner) => altered(inner, {
      async enqueue (event, jobs, options) {
        if (jobs.length > 1_000 || jobs.length === 0) return await inner.enqueue(event, jobs, options)
        const receipts: Receipt[] = []
        for (const job of jobs) receipts.push(...await inner.enqueue(event, [job], options))
        return receipts
      }
    })
  },
  {
    name: 'is never full',
    fails: [
      'a full queue refuses by code, and stores nothing of what does not fit whole', 'a call of duplicates alone resolves also when the queue is full',
      'workers drain a full queue, and then it takes jobs again', 'dead letters count, and all but enqueue goes on when the queue is full'
    ],
    options: (given) => ({ ...given, maxJobs: 1_000_000 })
  },
  {
    name: 'refuses repeats when it is full',
    fails: ['a call of duplicates alone resolves also when the queue is full'],
    queue: (inner, { options }) => altered(inner, {
      async enqueue (event, jobs, given) {
        const { counts } = await inner.stats()
        const isFull = Object.values(counts).reduce((sum, count) => sum + count, 0) >= (options.maxJobs ?? Infinity)
        return await inner.enqueue(event, isFull ? jobs.map((job) => ({ ...job, id: `${job.id}~again` })) : jobs, given)
      }
    })
  },
  {
    name: 'shares its jobs with queues of other names',
    fails: ['queues of other names never meet: neither jobs nor ids', 'queues of other names never meet: neither keys, signals nor what a person does'],
    meeting: 'strangers share'
  },
  {
    name: 'shares its jobs with nobody',
    fails: ['participants of one queue share its jobs', 'a signal of another participant wakes as well'],
    meeting: 'participants part'
  }
]
