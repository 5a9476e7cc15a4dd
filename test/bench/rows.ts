import type { Goal } from './arithmetic.js'
import { compareHandling } from './handling.js'
import { compareIngest } from './ingest.js'
import { compareLatency } from './latency.js'
import { measureRecovery } from './recovery.js'
import type { Stage } from './stage.js'

/** What a row measured. */
export interface Measured {
  /** One of each round, as the goal means it. */
  readonly ratios: readonly number[]
  readonly detail: string
}

/** One comparison: ours against a peer that does equal work, or against ourselves under another condition. */
export interface BenchRow {
  readonly what: string
  readonly goal: Goal
  measure (stage: Stage): Promise<Measured>
}

/** The numbers that the project holds itself to. A peer verifies, parses, hashes the body for a dedupe id, and answers after storing. */
export const ROWS: readonly BenchRow[] = [
  {
    what: 'ingest, memory queue, against bare Fastify + jose',
    goal: ['at least', 0.90],
    measure: (stage) => compareIngest(stage, { subject: 'ours-memory' }, { subject: 'peer-bare' })
  },
  {
    what: 'ingest, lmdb, against the same peer + one flushed put',
    goal: ['at least', 0.90],
    measure: (stage) => compareIngest(stage, { subject: 'ours-lmdb' }, { subject: 'peer-lmdb' })
  },
  {
    what: 'ingest, Redis, against Fastify + jose + BullMQ add',
    goal: ['at least', 1.0],
    measure: async (stage) => await compareIngest(stage, { subject: 'ours-redis', with: await stage.redis() }, { subject: 'peer-bullmq', with: await stage.redis() })
  },
  {
    what: 'ingest, Redis, against Express + jose + BullMQ add',
    goal: ['at least', 2.2],
    measure: async (stage) => await compareIngest(stage, { subject: 'ours-redis', with: await stage.redis() }, { subject: 'peer-express', with: await stage.redis() })
  },
  {
    what: 'handling, Redis, no key, 100 tenants, against BullMQ Worker',
    goal: ['at least', 0.90],
    measure: async (stage) => await compareHandling(stage, { subject: 'handle-ours', with: await stage.redis() }, { subject: 'handle-bullmq', with: await stage.redis() })
  },
  {
    what: 'handling, Redis, 100 keys, against no key',
    goal: ['at least', 0.40],
    measure: async (stage) => await compareHandling(stage, { subject: 'handle-ours', with: { ...await stage.redis(), KEYED: '1' } }, { subject: 'handle-ours', with: await stage.redis() })
  },
  {
    what: 'routing, time an event with 1,000 handlers against 10',
    goal: ['at most', 1.1],
    measure: (stage) => compareIngest(stage, { subject: 'ours-memory', with: { HANDLERS: '1000' } }, { subject: 'ours-memory', with: { HANDLERS: '10' } }, 'time')
  },
  {
    what: 'ingest, Redis, with a backlog against empty',
    goal: ['at least', 0.80],
    measure: async (stage) => {
      const backlog = stage.effort.backlog
      const ours = { subject: 'ours-redis', with: { ...await stage.redis(), BACKLOG: String(backlog) } }
      const { ratios, detail } = await compareIngest(stage, ours, { subject: 'ours-redis', with: await stage.redis() })
      return { ratios, detail: `${backlog.toLocaleString('en')} jobs wait; ${detail}` }
    }
  },
  { what: 'p99 of the answer at half of the peak, against bare Fastify + jose', goal: ['at most', 2], measure: compareLatency },
  { what: 'handling again after kill -9 of a worker, against the lease', goal: ['at most', 2], measure: measureRecovery }
]
