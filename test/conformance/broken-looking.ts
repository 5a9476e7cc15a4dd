import type { JobRecord, JobSelector, Queue } from '@hooksmith/contracts'
import { codeOf } from './code-of.js'
import { altered, alteredConsumer, type Sabotage } from './sabotage.js'

/** The selector without its filters. */
const unfiltered = (selector: JobSelector): JobSelector => 'ids' in selector ? selector : { state: selector.state }

async function removeOneByOne (inner: Queue, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    if ((await inner.get(id))?.state !== 'running') await inner.remove({ ids: [id] })
  }
}

/** Wrong in looking in, in what a person may do, and in ending. */
export const brokenLooking: readonly Sabotage[] = [
  {
    name: 'counts held jobs as ready',
    fails: ['jobs are counted, listed and shown by the state they are in', 'jobs of one key run one at a time, in order of storing'],
    queue: (inner) => altered(inner, {
      async stats () {
        const stats = await inner.stats()
        return { ...stats, counts: { ...stats.counts, ready: stats.counts.ready + stats.counts.held, held: 0 } }
      }
    })
  },
  {
    name: 'takes the youngest ready job for the oldest',
    fails: ['the oldest ready job tells how far behind the workers are'],
    queue: (inner, { clock }) => altered(inner, {
      async stats () {
        const stats = await inner.stats()
        return stats.oldestReadyAt === undefined ? stats : { ...stats, oldestReadyAt: clock.now() }
      }
    })
  },
  {
    name: 'ends a listing with its first page',
    fails: ['pages lead through a state completely, filtered or not', 'a page holds 100 jobs when nothing else is asked for'],
    queue: (inner) => altered(inner, { list: async (options) => ({ jobs: (await inner.list(options)).jobs }) })
  },
  {
    name: 'ignores what a listing asks for',
    fails: ['pages lead through a state completely, filtered or not'],
    queue: (inner) => altered(inner, { list: async ({ handler, tenant, ...options }) => await inner.list(options) })
  },
  {
    name: 'has pages of any length',
    fails: ['a page holds 100 jobs when nothing else is asked for'],
    queue: (inner) => altered(inner, { list: async (options) => await inner.list({ ...options, limit: options.limit ?? 1_000 }) })
  },
  {
    name: 'makes up a job where there is none',
    fails: ['one job is shown with its event, and none where there is none'],
    queue (inner) {
      let last: JobRecord | undefined
      return altered(inner, { get: async (jobId) => { last = await inner.get(jobId) ?? last; return last } })
    }
  },
  {
    name: 'says that it removed, and does not',
    fails: ['removed jobs do not run', 'a removed waiting job is not woken', 'an id stays a duplicate after its job was removed', 'a held job that was removed is passed over'],
    queue: (inner) => altered(inner, { remove: async (selector) => 'ids' in selector ? selector.ids.length : 0 })
  },
  {
    name: 'removes more than it was asked to',
    fails: ['all jobs of a state that match are removed, and no others'],
    queue: (inner) => altered(inner, { remove: async (selector) => await inner.remove(unfiltered(selector)) })
  },
  {
    name: 'removes what it can before it refuses',
    fails: ['a running job is not removed, nor is anything with it'],
    queue: (inner) => altered(inner, {
      async remove (selector) {
        try {
          return await inner.remove(selector)
        } catch (error) {
          if (codeOf(error) === 'HKS_ERR_QUEUE_JOB_RUNNING' && 'ids' in selector) await removeOneByOne(inner, selector.ids)
          throw error
        }
      }
    })
  },
  {
    name: 'says that it retried what is not dead',
    fails: ['only dead letters are retried'],
    queue: (inner) => altered(inner, { retry: async (selector) => Math.max(await inner.retry(selector), 'ids' in selector ? selector.ids.length : 0) })
  },
  {
    name: 'retries more than it was asked to',
    fails: ['all dead letters that match are retried, and no others'],
    queue: (inner) => altered(inner, { retry: async (selector) => await inner.retry(unfiltered(selector)) })
  },
  {
    name: 'says something else than what it can do',
    fails: ['a driver says what it can do'],
    queue: (inner) => altered(inner, { durable: 'always' as 'no' })
  },
  {
    name: 'does not pause',
    fails: ['a paused consumer takes no job, and takes them again once resumed'],
    queue: (inner) => alteredConsumer(inner, () => ({ pause () {} }))
  },
  {
    name: 'does not resume',
    fails: ['a paused consumer takes no job, and takes them again once resumed'],
    queue: (inner) => alteredConsumer(inner, () => ({ resume () {} }))
  },
  {
    name: 'gives up what runs when it is paused',
    fails: ['what runs goes on while its consumer is paused'],
    queue: (inner) => alteredConsumer(inner, (consumer) => ({ pause () { consumer.close().catch(() => {}) } }))
  },
  {
    name: 'gives no grace',
    fails: [
      'a closing consumer takes no further job, and waits within its grace for what runs',
      'after its grace a consumer hands back what runs: uncounted, due at once, told by its signal'
    ],
    queue: (inner) => alteredConsumer(inner, (consumer) => ({ close: async () => { await consumer.close() } }))
  },
  {
    name: 'goes on taking jobs while it closes',
    fails: ['a closing consumer takes no further job, and waits within its grace for what runs', 'closing a consumer twice is fine'],
    queue: (inner) => alteredConsumer(inner, () => ({ close: async () => {} }))
  },
  {
    name: 'cannot be closed twice',
    fails: ['closing a consumer twice is fine', 'a queue can be closed twice, and every other call is then refused by code'],
    queue (inner) {
      let closed = 0
      const once = (): void => { if (++closed > 1) throw new TypeError('closed already') }
      const queue = alteredConsumer(inner, (one) => ({ close: async (options) => { once(); await one.close(options) } }))
      return { ...queue, close: async () => { once(); await inner.close() } }
    }
  },
  {
    name: 'works on once it is closed',
    fails: ['a queue can be closed twice, and every other call is then refused by code', 'closing a queue closes its consumers, and others get what they held'],
    queue: (inner) => altered(inner, { close: async () => {} })
  }
]
