import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/forge-server.js'
import type { Scenario } from '../scenario.js'
import { REDELIVERY_WINDOW_MS, type Stage } from '../stage.js'

/** A lease that no short interruption outlives, so that nothing may run again. */
const LONG_LEASE_MS = 3_000
const CUTS = 6

const outlived = ({ concurrency, options }: Stage): { count: number, because: string } => ({
  count: concurrency * options.workers, because: 'what ran while the server was out of reach for longer than the lease'
})

const NOTHING = { count: 0, because: 'the server is never out of reach for as long as the lease' } as const

async function restartRedis ({ redis }: Stage, awayMs: number): Promise<void> {
  await redis.kill()
  await sleep(awayMs)
  await redis.start()
}

/** Waits until a full hand of handlers runs, so that their ends fall into the outage. */
async function whenBusy (stage: Stage): Promise<void> {
  await until(async () => (await stage.counts()).running >= stage.concurrency, 'every slot is taken')
}

/** Redis cannot be reached, in all the ways in which that happens. */
export const away: readonly Scenario[] = [
  {
    name: 'Redis is killed and started again',
    drivers: ['redis'],
    short: 'redis',
    stage: { ingests: 1, workers: 1, leaseMs: LONG_LEASE_MS },
    mayRepeat: () => NOTHING,
    async play (stage) {
      for (let kill = 0; kill < 3; kill++) {
        await sleep(400)
        await restartRedis(stage, 50)
      }
      await sleep(400)
    }
  },
  {
    name: 'connections are cut',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, leaseMs: LONG_LEASE_MS, withProxy: true },
    mayRepeat: () => NOTHING,
    async play ({ proxy }) {
      for (let cut = 0; cut < CUTS; cut++) {
        await sleep(300)
        proxy.cut()
      }
      await sleep(300)
    }
  },
  {
    name: 'a black hole swallows what goes to Redis',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, withProxy: true },
    mayRepeat: outlived,
    async play ({ proxy, leaseMs }) {
      await sleep(500)
      proxy.swallow()
      await sleep(2 * leaseMs)
      proxy.heal()
      await sleep(500)
    }
  },
  {
    name: 'Redis stands still (SIGSTOP)',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1 },
    mayRepeat: outlived,
    async play ({ redis, leaseMs }) {
      await sleep(500)
      redis.freeze()
      await sleep(2 * leaseMs)
      redis.thaw()
      await sleep(500)
    }
  },
  {
    name: "Redis is away for longer than all of an event's redeliveries",
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1 },
    mayRepeat: outlived,
    async play (stage) {
      await sleep(500)
      await restartRedis(stage, 1.5 * REDELIVERY_WINDOW_MS)
      await sleep(500)
    }
  },
  {
    name: "Redis is away for longer than all of an event's redeliveries, with a spool",
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, hasSpool: true },
    mayRepeat: outlived,
    async play (stage) {
      await sleep(500)
      await restartRedis(stage, 1.5 * REDELIVERY_WINDOW_MS)
      await sleep(500)
    },
    check: (_stage, { givenUp }) => givenUp > 0 ? [`${givenUp} events were given up by their sender although there is a spool`] : []
  },
  {
    name: 'an ingest is killed with a full spool while Redis is away',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, hasSpool: true },
    mayRepeat: outlived,
    async play ({ redis, ingests }) {
      await sleep(300)
      await redis.kill()
      await sleep(500)
      for (const ingest of ingests) await ingest.replace()
      await sleep(300)
      await redis.start()
      await sleep(300)
    }
  },
  {
    name: 'handlers finish while Redis is away',
    drivers: ['redis'],
    stage: { ingests: 1, workers: 1, workMs: 400 },
    mayRepeat: outlived,
    async play (stage) {
      for (let outage = 0; outage < 2; outage++) {
        await whenBusy(stage)
        await restartRedis(stage, 2 * stage.leaseMs)
      }
      await sleep(300)
    }
  }
]
