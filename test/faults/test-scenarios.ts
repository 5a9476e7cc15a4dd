import type { test as tapTest } from 'tap'
import type { Driver } from './fixtures/settings.js'
import { playScenario, type Row, type Scenario } from './scenario.js'
import { renderTable, writeRows } from './table.js'

/** A whole run may take this long, on a machine that does much else, in milliseconds. */
export const PATIENCE_MS = 900_000

/** One test a scenario, one after the other; at the end the table as comments and as a file. @param name - What the file is called by. */
export function testScenarios (test: typeof tapTest, name: string, chosen: ReadonlyArray<readonly [Scenario, Driver]>): void {
  const rows: Row[] = []
  for (const [scenario, driver] of chosen) {
    test(`${scenario.name} (${driver}): none answered 2xx is lost, none runs again but as promise 1 allows`, { timeout: PATIENCE_MS }, async (t) => {
      const row = await playScenario(scenario, driver)
      rows.push(row)
      t.same(row.complaints, [])
    })
  }
  test('the table of these faults is kept', async (t) => {
    for (const line of renderTable(rows).split('\n')) t.comment(line)
    t.equal(rows.length, chosen.length, `rows are in ${await writeRows(name, rows)}`)
  })
}
