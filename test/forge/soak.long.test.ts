import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { program } from '../support/program.js'
import type { SoakReport } from './fixtures/soak.js'

const PROGRAM = program(new URL('fixtures/soak.ts', import.meta.url))

test('a month of 50 installations: no token expired or foreign, no job lost or stuck, and the registry knows who is there', { timeout: 900_000 }, async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...PROGRAM.execArgv, PROGRAM.file])
  // The program prints nothing else.
  const month = JSON.parse(stdout) as SoakReport
  t.comment(`a month in ${month.seconds.toFixed(0)} s: ${stdout.trim()}`)
  t.ok(month.ticks > 30_000 && month.handled > 5_000, 'it was a month')
  t.ok(month.tokensServed >= month.handled)
  t.equal(month.servedExpired, 0)
  t.equal(month.servedToOthers, 0)
  t.equal(month.refusedTokens, 0)
  t.equal(month.lost, 0)
  t.equal(month.stuck, 0)
  t.equal(month.doubled, 0)
  t.equal(month.deadOtherwise, 0)
  t.ok(month.waited > 0, 'jobs waited for a token')
  t.ok(month.waited > month.deadOfWaiting, 'and ran when one came')
  t.ok(month.duplicateTicks > 100, 'ticks came twice')
  t.ok(month.missedTicks > 0 && month.gapsTold > 0, 'ticks and tokens were missed, and told')
  t.same(month.wrongStates, [])
})
