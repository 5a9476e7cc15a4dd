import { t, test } from 'tap'
import type { LeasedJob, Outcome } from '@hooksmith/contracts'
import { startOwnRedis } from '../../../test/support/redis.js'
import { eventOf, HANDLER, open, until } from './support.js'

/** How many dead letters are retried. */
const DEAD = 100_000
/** Of the live jobs, how many are stored in a go; one go follows the other. */
const LIVE = 20
const PATIENCE_MS = 60_000

const redis = await startOwnRedis()
t.teardown(async () => { await redis.stop() })

test('while 100,000 dead letters are retried live jobs go on starting, and every dead letter is retried once', async (t) => {
  t.setTimeout(180_000)
  const { queue } = open(t, redis.url, { leaseMs: 10_000, maxJobs: 2 * DEAD })
  for (let from = 0; from < DEAD; from += 1_000) {
    await queue.enqueue(eventOf(`dead-${from}`, 'busy'), Array.from({ length: 1_000 }, (_none, n) => ({ id: `dead/${from + n}`, handler: HANDLER })))
  }
  const first = queue.consume({ handlers: [HANDLER], concurrency: 64, run: async () => ({ outcome: 'dead', code: 'TEST', reason: 'because' }) })
  await until(async () => (await queue.stats()).counts.dead === DEAD, 'all are dead', PATIENCE_MS)
  await first.close()

  let [again, live, whileRetrying, retriedBetween, worstBetween] = [0, 0, 0, 0, 0]
  const retrying = new AbortController()
  const run = async ({ tenant }: LeasedJob): Promise<Outcome> => {
    if (tenant === 'busy') { again++; retriedBetween++ } else {
      live++
      worstBetween = Math.max(worstBetween, retriedBetween)
      retriedBetween = 0
      if (!retrying.signal.aborted) whileRetrying++
    }
    return { outcome: 'done' }
  }
  const second = queue.consume({ handlers: [HANDLER], concurrency: 16, run })
  const retried = queue.retry({ state: 'dead' }).finally(() => { retrying.abort() })
  let gos = 0
  while (!retrying.signal.aborted) {
    // What ran before the first live one of a go waited for nobody.
    const expected = live + LIVE
    await queue.enqueue(eventOf(`live-${gos}`, 'live'), Array.from({ length: LIVE }, (_none, n) => ({ id: `live/${gos}-${n}`, handler: HANDLER })))
    retriedBetween = 0
    gos++
    await until(() => live === expected, 'the live jobs have started')
  }
  t.equal(await retried, DEAD)
  t.comment(`${whileRetrying} live jobs started while ${DEAD} dead letters were retried; at most ${worstBetween} of those before one of them`)
  t.ok(gos >= 5, `${gos} goes`)
  t.equal(live, gos * LIVE)
  // One turn of the other tenant, and what the 16 slots were running or had been given by then.
  t.ok(worstBetween <= 100, `${worstBetween} before a live one`)
  await second.close()
  const { counts } = await queue.stats()
  t.equal(counts.dead, 0)
  t.ok(counts.ready >= DEAD - again && counts.ready <= DEAD - again + 16, `${counts.ready} ready, ${again} have run`)
})
