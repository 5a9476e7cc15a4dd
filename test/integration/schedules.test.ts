import { FakeClock, type Queue, type Store } from '@hooksmith/contracts'
import { definePlugin, router } from '@hooksmith/core'
import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { RedisQueue, RedisStore } from '@hooksmith/redis'
import fastify, { type FastifyInstance } from 'fastify'
import { test, type Test } from 'tap'
import { until } from '../support/forge-server.js'
import { startOwnRedis } from '../support/redis.js'

interface Ground { readonly queue: Queue, readonly store: Store }

const HOUR_MS = 3_600_000
const SLOTS = ['10:00', '11:00', '12:00']

/** On time of their own: only the schedules go by the test's clock. */
const GROUNDS: Readonly<Record<string, (t: Test) => Promise<Ground>>> = {
  async lmdb (t) {
    const path = t.testdir()
    return { queue: new LmdbQueue({ path }), store: new LmdbStore({ path }) }
  },
  async redis (t) {
    const { url, stop } = await startOwnRedis()
    t.teardown(stop)
    return { queue: new RedisQueue({ url }), store: new RedisStore({ url }) }
  }
}

async function run (t: Test, ground: Ground, clock: FakeClock, ticks: string[]): Promise<FastifyInstance> {
  const app = fastify()
  t.teardown(async () => { await app.close() })
  await app.register(router, { ...ground, clock, shutdownGraceMs: 0, maxLoopLagMs: 0, schedules: { tick: { cron: '0 * * * *', catchUp: 'all' } } })
  await app.register(definePlugin({
    name: 'witness',
    register: (on) => { on.on('schedule:tick', { id: 'note' }, ({ time }) => { ticks.push(String(time).slice(11, 16)) }) }
  }))
  await app.ready()
  return app
}

for (const [driver, begin] of Object.entries(GROUNDS)) {
  test(`${driver}: a slot fires once in two routers on one store and queue`, async (t) => {
    const ground = await begin(t)
    t.teardown(async () => { await ground.queue.close(); await ground.store.close() })
    const clock = new FakeClock(Date.UTC(2026, 2, 2, 9, 30))
    const ticks: string[] = []
    const apps = [await run(t, ground, clock, ticks), await run(t, ground, clock, ticks)]
    await clock.advance(0)
    for (const [before, slot] of SLOTS.entries()) {
      await clock.advance(before === 0 ? HOUR_MS / 2 : HOUR_MS)
      await until(async () => {
        // A schedule that was still at the store when time moved on looks again.
        await clock.advance(100)
        return ticks.length > before
      }, `the slot of ${slot} is handled`)
    }
    t.same(ticks, SLOTS)
    t.equal(apps.reduce((sum, app) => sum + (app.hooksmith.counters()['events{verdict="stored"}'] ?? 0), 0), SLOTS.length)
    t.same(apps.flatMap((app) => app.hooksmith.health().warnings.filter((line) => line.includes('schedule'))), [])
  })
}
