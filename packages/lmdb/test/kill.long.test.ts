import { test } from 'tap'
import { killAround } from './killing.js'

const PLAN = { producers: 2, workers: 2, kills: 24, concurrency: 16, everyMs: 900 }

test('every acknowledged job is handled when processes are killed again and again, two of each on one file, and only running jobs are handled twice', async (t) => {
  const { acknowledged, handled, workerKills, stored } = await killAround(PLAN)
  const lost = [...acknowledged].filter((id) => !handled.has(id))
  const doubles = [...handled.values()].reduce((sum, times) => sum + times - 1, 0)
  t.comment(`${acknowledged.size} acknowledged, ${lost.length} lost, ${doubles} doubles, ${workerKills} workers killed`)
  t.ok(acknowledged.size > 100, 'there was a stream to kill in')
  t.same(lost, [])
  t.ok(doubles <= workerKills * PLAN.concurrency, `${doubles} doubles are more than the jobs that ran at the kills`)
  t.equal(stored, 0)
})
