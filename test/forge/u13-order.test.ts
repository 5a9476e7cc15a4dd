import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const TITLES = Array.from({ length: 12 }, (_, at) => `page ${at}`)

const titlesOf = (events: ReadonlyArray<{ readonly data: unknown }>): string[] =>
  events.map(({ data }) => (data as { content: { title: string } }).content.title)

async function burst (on: Awaited<ReturnType<typeof stage>>): Promise<void> {
  const sent = TITLES.map(async (title) => on.simulator.sendEvent(on.installation, PAGE, { payload: { content: { title } } }))
  await on.simulator.advance(180_000)
  assertAccepted(await Promise.all(sent))
  await on.settled(TITLES.length)
}

function assertAccepted (results: ReadonlyArray<{ readonly status: number | undefined }>): void {
  if (results.some(({ status }) => status !== 200)) throw new TypeError('a delivery failed')
}

test('U13: a burst goes out as it was produced', async (t) => {
  const on = await stage(t)
  await burst(on)
  t.same(on.simulator.journal.find().toSorted((a, b) => a.order - b.order).map(({ at }) => at - on.clock.now()), TITLES.map(() => -180_000))
  t.same(titlesOf(on.handled).toSorted(), TITLES.toSorted())
})

test('U13: a burst that comes shuffled is handled whole, each event once', async (t) => {
  const on = await stage(t, { switches: { order: 'shuffled' }, simulator: { seed: 'shuffle', connections: 1 } })
  await burst(on)
  t.not(on.ingested.map(({ event }) => event).map((event) => titlesOf([event])[0]).join(), TITLES.join(), 'the order is another')
  t.same(titlesOf(on.handled).toSorted(), TITLES.toSorted())
})

test('U13: events that come up to 3 min late are handled, and say when they happened', async (t) => {
  const on = await stage(t, { switches: { maxLagMs: 180_000 }, simulator: { seed: 'lag' } })
  const startedAt = on.clock.now()
  await burst(on)
  const lags = on.simulator.journal.find().map(({ at }) => at - startedAt)
  t.ok(Math.max(...lags) > 60_000 && Math.max(...lags) <= 180_000)
  t.ok(new Set(lags).size > 6)
  t.same(titlesOf(on.handled).toSorted(), TITLES.toSorted())
  t.ok(on.handled.every(({ time = '' }) => Date.parse(time) - startedAt < 1_000), 'the time is that of the happening')
})
