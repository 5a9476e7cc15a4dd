import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { until } from '../../support/forge-server.js'
import type { Scenario } from '../scenario.js'
import type { Stage } from '../stage.js'

const NOTHING = { count: 0, because: 'nothing of promise 1 happens' } as const
const CLOCK_AHEAD_MS = 60_000
const RETRY_AFTER_MS = 300
const TWINS = 40

async function withClient<T> (stage: Stage, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(stage.redis.url)
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

/** Everything goes on, but not as usual. */
export const odd: readonly Scenario[] = [
  {
    name: 'Redis is full',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1 },
    mayRepeat: () => NOTHING,
    async play (stage) {
      await sleep(500)
      await withClient(stage, async (client) => {
        await client.config('SET', 'maxmemory', '1mb')
        // Its reading of the server's memory is a second old at most; from then on the ingest refuses, and the workers have to drain what is there.
        await sleep(1_200)
        await stage.whenDrained()
        await until(() => stage.refusals > 0, 'it refuses events')
        await client.config('SET', 'maxmemory', '0')
      })
      const before = stage.ledger.answered
      await until(() => stage.ledger.answered > before + 20, 'it takes events again')
    }
  },
  {
    name: 'the script cache is flushed, again and again',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, leaseMs: 3_000 },
    mayRepeat: () => NOTHING,
    async play (stage) {
      await withClient(stage, async (client) => {
        for (let flush = 0; flush < 100; flush++) {
          await client.script('FLUSH')
          await sleep(15)
        }
      })
    }
  },
  {
    name: 'two ingests receive the same redelivery at once',
    drivers: ['redis', 'lmdb'],
    stage: { ingests: 2, workers: 1 },
    mayRepeat: () => NOTHING,
    async play (stage) {
      for (let twin = 0; twin < TWINS; twin++) await stage.deliverTwice()
    }
  },
  {
    name: "a worker's event loop stands still past its lease",
    drivers: ['redis', 'lmdb'],
    stage: { ingests: 1, workers: 2, workMs: 100 },
    mayRepeat: ({ concurrency }) => ({ count: 2 * concurrency, because: 'what ran in the process that stood still' }),
    async play ({ workers, leaseMs }) {
      for (const worker of workers) {
        await sleep(300)
        await worker.block(2.5 * leaseMs)
      }
      await sleep(300)
    }
  },
  {
    name: "a worker's clock is 60 s ahead",
    drivers: ['redis'],
    stage: { ingests: 1, workers: 2, retryAfterMs: RETRY_AFTER_MS, workerClocksAheadMs: [0, CLOCK_AHEAD_MS] },
    mayRepeat: () => NOTHING,
    async play () { await sleep(1_500) },
    async check (stage) {
      const pauses = await pausesBetweenAttempts(stage)
      return [
        ...pauses.filter((ms) => ms < RETRY_AFTER_MS - 20).map((ms) => `a retry came after ${ms} ms`),
        ...pauses.filter((ms) => ms > CLOCK_AHEAD_MS / 2).map((ms) => `a retry came after ${ms} ms`)
      ]
    }
  }
]

/** From each effect that asked for another attempt to that attempt, in milliseconds. */
async function pausesBetweenAttempts (stage: Stage): Promise<readonly number[]> {
  const effects = new Map<string, number>()
  const pauses: number[] = []
  for (const { what, id, at, detail } of await stage.ledger.read()) {
    if (what === 'effect' && detail === '1') effects.set(id, at)
    if (what === 'start' && detail === '2') pauses.push(at - (effects.get(id) ?? at))
  }
  return pauses
}
