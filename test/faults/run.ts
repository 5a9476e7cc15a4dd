/**
 * Plays faults and prints what became of every event.
 *
 *   npm run faults                    all of them
 *   npm run faults -- killed redis    those whose name or driver has every one of the words
 *   npm run faults -- --json          the rows as JSON
 */
import { playScenario, type Row } from './scenario.js'
import { scenarios } from './scenarios/index.js'
import { renderTable } from './table.js'

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isJson = process.argv.includes('--json')
const rows: Row[] = []
for (const scenario of scenarios) {
  for (const driver of scenario.drivers) {
    if (!words.every((word) => `${scenario.name} ${driver}`.includes(word))) continue
    const row = await playScenario(scenario, driver)
    rows.push(row)
    for (const complaint of row.complaints) console.error(`${row.scenario}, ${driver}: ${complaint}`)
    if (!isJson) console.error(`${row.scenario}, ${driver}: ${row.complaints.length === 0 ? 'ok' : 'FAILED'} in ${(row.durationMs / 1_000).toFixed(1)} s`)
  }
}
console.log(isJson ? JSON.stringify(rows, undefined, 2) : `\n${renderTable(rows)}`)
process.exitCode = rows.length > 0 && rows.every(({ complaints }) => complaints.length === 0) ? 0 : 1
