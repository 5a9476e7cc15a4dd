import { FakeClock, HKS_ERR_QUEUE_UNAVAILABLE, HKS_ERR_STORE_UNAVAILABLE, type EventEnvelope } from '@hooksmith/contracts'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { test, type Test } from 'tap'
import type { RouterOptions, ScheduleOptions, ScheduleTick } from '../src/index.js'
import { compose, handle, type Bench } from './support.js'

/** Monday. */
const NINE = Date.UTC(2026, 2, 2, 9)
const HOUR_MS = 3_600_000

/** What outlives a process. */
interface World {
  readonly clock: FakeClock
  readonly queue: MemoryQueue
  readonly store: MemoryStore
  readonly ticks: Array<EventEnvelope<ScheduleTick>>
  /** The slots that were handled, as hours and minutes. */
  readonly slots: () => string[]
}

function world (t: Test, startsAt = NINE, store?: MemoryStore): World {
  const clock = new FakeClock(startsAt)
  // Long spans: each heartbeat of a consumer is a stop of the clock.
  const queue = new MemoryQueue({ clock, leaseMs: HOUR_MS, orphanCheckMs: HOUR_MS })
  const ticks: World['ticks'] = []
  const slots = (): string[] => ticks.map(({ time }) => String(time).slice(11, 16))
  t.teardown(async () => { await queue.close() })
  return { clock, queue, store: store ?? new MemoryStore({ clock }), ticks, slots }
}

/** A process with one schedule, `tick`, whose slots are noted. */
async function run (t: Test, on: World, schedule: ScheduleOptions, options: Partial<RouterOptions> = {}): Promise<Bench> {
  const { clock, queue, store, ticks } = on
  const bench = await compose(t, {
    receivers: [],
    options: { clock, queue, store, schedules: { tick: schedule }, ...options },
    // The event's data is the schedule's own.
    plugins: [handle('schedule:tick', {}, (event) => { ticks.push(event as EventEnvelope<ScheduleTick>) })]
  })
  await bench.app.ready()
  await clock.advance(0)
  return bench
}

const HOURLY: ScheduleOptions = { cron: '0 * * * *' }

test('each slot is an event of its own, with its instant, the slot before it, and a tenant of the schedule', async (t) => {
  const on = world(t)
  await run(t, on, HOURLY)
  await on.clock.advance(2 * HOUR_MS)
  t.same(on.slots(), ['10:00', '11:00'])
  t.match(on.ticks[1], {
    id: 'schedule:tick:2026-03-02T11:00:00.000Z',
    type: 'schedule:tick',
    time: '2026-03-02T11:00:00.000Z',
    tenant: 'schedule:tick',
    data: { schedule: 'tick', slotAt: NINE + 2 * HOUR_MS, previousSlotAt: NINE + HOUR_MS, isCatchUp: false }
  })
})

test('a slot fires once in however many processes, and not in one that only works', async (t) => {
  const on = world(t)
  const ingest = await run(t, on, HOURLY, { role: 'ingest' })
  const both = await run(t, on, HOURLY)
  const worker = await run(t, on, HOURLY, { role: 'worker' })
  await on.clock.advance(3 * HOUR_MS)
  t.same(on.slots(), ['10:00', '11:00', '12:00'])
  const stored = [ingest, both].map(({ app }) => app.hooksmith.counters()['events{verdict="stored"}'] ?? 0)
  t.equal(stored.reduce((sum, count) => sum + count, 0), 3)
  t.notOk(Object.keys(worker.app.hooksmith.counters()).some((name) => name.startsWith('events')))
})

for (const [catchUp, expected] of [['none', []], ['latest', ['13:00']], ['all', ['11:00', '12:00', '13:00']]] as const) {
  test(`after a downtime over three slots catchUp '${catchUp}' fires [${expected.join(', ')}], said to be late`, async (t) => {
    const on = world(t)
    const first = await run(t, on, { ...HOURLY, catchUp })
    await on.clock.advance(HOUR_MS)
    await first.app.close()
    on.ticks.length = 0
    await on.clock.advance(3.5 * HOUR_MS)
    const second = await run(t, on, { ...HOURLY, catchUp })
    t.same(on.slots(), expected)
    t.ok(on.ticks.every(({ data }) => data.isCatchUp))
    t.equal(second.app.hooksmith.counters()['schedule_slots_dropped{schedule="tick"}'] ?? 0, 3 - expected.length)
    await on.clock.advance(HOUR_MS)
    t.same(on.slots(), [...expected, '14:00'])
    t.equal(on.ticks.at(-1)?.data.isCatchUp, false)
  })
}

test('what is fired late is bounded to the newest slots', async (t) => {
  const on = world(t)
  await (await run(t, on, HOURLY)).app.close()
  await on.clock.advance(1_000 * HOUR_MS + 120_000)
  await run(t, on, { ...HOURLY, catchUp: 'all', maxCatchUp: 5 })
  t.equal(on.ticks.length, 5)
  t.equal(on.ticks.at(-1)?.data.slotAt, NINE + 1_000 * HOUR_MS)
})

test('two processes that start after a downtime make up for it once', async (t) => {
  const on = world(t)
  await (await run(t, on, HOURLY)).app.close()
  await on.clock.advance(3.5 * HOUR_MS)
  await Promise.all([run(t, on, { ...HOURLY, catchUp: 'all' }), run(t, on, { ...HOURLY, catchUp: 'all' })])
  t.same(on.slots(), ['10:00', '11:00', '12:00'])
})

test('a schedule that was never there has missed nothing, unless startAt says so; before startAt nothing fires', async (t) => {
  const fresh = world(t, NINE + 1_800_000)
  await run(t, fresh, { ...HOURLY, catchUp: 'all' })
  t.same(fresh.slots(), [])
  const since = world(t, NINE + 1_800_000)
  await run(t, since, { ...HOURLY, catchUp: 'all', startAt: NINE - HOUR_MS })
  t.same(since.slots(), ['08:00', '09:00'])
  t.equal(since.ticks[0]?.data.previousSlotAt, undefined)
  const later = world(t)
  await run(t, later, { ...HOURLY, startAt: NINE + 2 * HOUR_MS })
  await later.clock.advance(3 * HOUR_MS)
  t.same(later.slots(), ['11:00', '12:00'])
})

test('another pattern under the same name has missed nothing', async (t) => {
  const on = world(t)
  await (await run(t, on, HOURLY)).app.close()
  await on.clock.advance(3.5 * HOUR_MS)
  await run(t, on, { cron: '*/30 * * * *', catchUp: 'all' })
  t.same(on.slots(), [])
  await on.clock.advance(HOUR_MS / 2)
  t.same(on.slots(), ['13:00'])
})

const ZONES: ReadonlyArray<readonly [what: string, cron: string, from: string, slots: readonly string[]]> = [
  ['a fixed time inside a gap moves to the end of the gap', '30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
  ['steps inside a gap are left out', '*/30 2 * * *', '2026-03-28T12:00Z', ['2026-03-30T00:00', '2026-03-30T00:30']],
  ['every hour goes on through a gap', '0 * * * *', '2026-03-28T23:30Z', ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00']],
  ['a fixed time that repeats comes once, the first time', '30 2 * * *', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ['steps in an hour that repeats come in both', '*/30 2 * * *', '2026-10-24T12:00Z', ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30']],
  ['every hour comes in both passes of an hour that repeats', '0 * * * *', '2026-10-24T23:30Z', ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']]
]

for (const [what, cron, from, slots] of ZONES) {
  test(`in a zone with summer time ${what}`, async (t) => {
    const on = world(t, Date.parse(from))
    await run(t, on, { cron, timeZone: 'Europe/Berlin' })
    while (on.ticks.length < slots.length && on.clock.now() < Date.parse(from) + 72 * HOUR_MS) await on.clock.advance(900_000)
    t.same(on.ticks.map(({ time }) => String(time).slice(0, 16)), slots)
    t.same(new Set(on.ticks.map(({ id }) => id)).size, slots.length)
  })
}

class Failing extends MemoryStore {
  isAway = false

  override async get (key: string): ReturnType<MemoryStore['get']> {
    if (this.isAway) throw new HKS_ERR_STORE_UNAVAILABLE('test')
    return await super.get(key)
  }

  override async put (...args: Parameters<MemoryStore['put']>): Promise<boolean> {
    if (this.isAway) throw new HKS_ERR_STORE_UNAVAILABLE('test')
    return await super.put(...args)
  }
}

test('with its store away a schedule fires what is due, says so in health, and makes up for the rest later', async (t) => {
  const clock = new FakeClock(NINE)
  const store = new Failing({ clock })
  const on = { ...world(t, NINE, store), clock, queue: new MemoryQueue({ clock }) }
  await (await run(t, on, { ...HOURLY, catchUp: 'all' })).app.close()
  await clock.advance(2.5 * HOUR_MS)
  store.isAway = true
  const { app } = await run(t, on, { ...HOURLY, catchUp: 'all' })
  await clock.advance(HOUR_MS)
  t.same(on.slots(), ['12:00'])
  t.match(app.hooksmith.health(), { isReady: true, warnings: [/schedule 'tick': .*unavailable|out of reach|cannot be reached/i] })
  store.isAway = false
  await clock.advance(HOUR_MS / 2 + 120_000)
  t.same(on.slots(), ['12:00', '10:00', '11:00', '13:00'])
  t.notOk(app.hooksmith.health().warnings.some((line) => line.includes('schedule')))
})

test('with its queue away a slot fires as soon as it is back', async (t) => {
  const on = world(t)
  const { app } = await run(t, on, HOURLY)
  const enqueue = on.queue.enqueue.bind(on.queue)
  on.queue.enqueue = async () => { throw new HKS_ERR_QUEUE_UNAVAILABLE('test') }
  await on.clock.advance(HOUR_MS + 20_000)
  t.match(app.hooksmith.health().warnings, [/schedule 'tick'/])
  on.queue.enqueue = enqueue
  await on.clock.advance(60_000)
  t.same(on.slots(), ['10:00'])
})

test('without a store slots fire, and nothing is made up for', async (t) => {
  const on = world(t)
  const { app } = await compose(t, {
    receivers: [],
    plugins: [handle('schedule:tick', {}, (event) => { on.ticks.push(event as EventEnvelope<ScheduleTick>) })],
    compose: (server) => { server.hooksmith.schedule('tick', HOURLY) },
    options: { clock: on.clock, queue: on.queue, store: undefined } as never
  })
  await app.ready()
  await on.clock.advance(HOUR_MS)
  t.same(on.slots(), ['10:00'])
})

test('a server that closes fires nothing more', async (t) => {
  const on = world(t)
  const { app } = await run(t, on, HOURLY)
  await app.close()
  await on.clock.advance(2 * HOUR_MS)
  t.same(on.slots(), [])
})

const MISTAKES: ReadonlyArray<readonly [what: string, name: string, options: object, expected: RegExp]> = [
  ['a pattern that is none', 'a', { cron: 'often' }, /Schedule 'a': the cron pattern 'often' is not valid: /],
  ['a value out of range', 'a', { cron: '60 * * * *' }, /Schedule 'a': the cron pattern '60 \* \* \* \*' is not valid: Invalid value for minute: 60/],
  ['a date', 'a', { cron: '2026-03-02T09:15:00' }, /is not valid: it is a date/],
  ['a day that never comes', 'a', { cron: '0 0 30 2 *' }, /never comes/],
  ['an unknown zone', 'a', { cron: '0 * * * *', timeZone: 'Mars/Base' }, /there is no time zone 'Mars\/Base'/],
  ['an unknown option', 'a', { cron: '0 * * * *', timezone: 'UTC' }, /there is no option 'timezone', did you mean 'timeZone'\?/],
  ['an unknown catch-up', 'a', { cron: '0 * * * *', catchUp: 'some' }, /option 'catchUp' must be 'none', 'latest' or 'all', received some/],
  ['an unbounded catch-up', 'a', { cron: '0 * * * *', catchUp: 'all', maxCatchUp: Infinity }, /option 'maxCatchUp' must be a whole number from 1 to 1000/],
  ['an odd name', 'a b', { cron: '0 * * * *' }, /Schedule 'a b': the name is not valid/]
]

for (const [what, name, options, expected] of MISTAKES) {
  test(`a schedule with ${what} is refused at start in words`, async (t) => {
    const { app } = await compose(t, { options: { schedules: { [name]: options } } as never })
    await t.rejects(async () => { await app.ready() }, { code: 'HKS_ERR_ROUTER_SETUP', message: expected, errors: { length: 1 } })
  })
}

test('two schedules of one name, one of them a plugin\'s, are refused, and a pattern for a schedule that is not there is named', async (t) => {
  const { app } = await compose(t, {
    options: { strict: true, schedules: { nightly: { cron: '0 3 * * *' } } },
    plugins: [handle('schedule:nighly', {}, () => {})],
    compose: (server) => { server.hooksmith.plugin('other').schedule('nightly', { cron: '0 4 * * *' }) }
  })
  await t.rejects(async () => { await app.ready() }, { errors: [{ code: 'HKS_ERR_SCHEDULE_CLASH' }, { message: /did you mean 'schedule:nightly'\?/ }] })
})

test('catching up without a store is refused', async (t) => {
  const { app } = await compose(t, { options: { store: undefined, schedules: { a: { cron: '0 * * * *', catchUp: 'all' } } } as never })
  await t.rejects(async () => { await app.ready() }, { message: /catchUp 'all' needs the router's option 'store'/ })
})

test('after the start no schedule can be added', async (t) => {
  const on = world(t)
  const { app } = await run(t, on, HOURLY)
  t.throws(() => { app.hooksmith.schedule('late', HOURLY) }, { code: 'HKS_ERR_ROUTER_STARTED' })
})
