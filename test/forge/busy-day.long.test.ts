import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { program } from '../support/program.js'
import type { DayReport } from './fixtures/busy-day.js'

const PROGRAM = program(new URL('fixtures/busy-day.ts', import.meta.url))

async function live (seed: string, events: number): Promise<DayReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [...PROGRAM.execArgv, PROGRAM.file, seed, String(events)])
  return JSON.parse(stdout) as DayReport
}

test('a busy day of 50 installations and 20,000 events loses nothing and has the same journal twice', { timeout: 500_000 }, async (t) => {
  const day = await live('monday', 20_000)
  const again = await live('monday', 20_000)
  t.comment(`a day in ${day.seconds.toFixed(1)} s and again in ${again.seconds.toFixed(1)} s: ${JSON.stringify(day)}`)
  t.equal(again.digest, day.digest)
  t.ok(day.deliveries > 20_000 && day.duplicates > 100, 'duplicates')
  t.ok(day.ticks >= 50 * 22 && day.installationsThatTicked === 50, 'ticks of every installation')
  t.ok(day.refusedByOutage > 0 && day.redeliveries > 0, 'an outage, and its redeliveries')
  t.equal(day.lost, 0)
  t.equal(day.handled, day.stored)
})

test('another seed gives another journal', async (t) => {
  const [monday, tuesday] = await Promise.all([live('monday', 200), live('tuesday', 200)])
  t.not(tuesday.digest, monday.digest)
})
