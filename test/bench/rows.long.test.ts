import { test } from 'tap'
import { SMOKE } from './effort.js'
import { ROWS } from './rows.js'
import { Stage } from './stage.js'

for (const row of ROWS) {
  test(`the row '${row.what}' can be measured`, { timeout: 120_000 }, async (t) => {
    const stage = await Stage.open(SMOKE)
    t.teardown(async () => { await stage.close() })
    const { ratios, detail } = await row.measure(stage)
    t.ok(ratios.length > 0 && ratios.every((ratio) => Number.isFinite(ratio) && ratio > 0), `ratios are numbers: ${ratios.join(', ')}`)
    t.not(detail, '')
  })
}
