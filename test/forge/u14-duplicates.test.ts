import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
/** Has neither an id nor a time of its own. */
const BOARD = 'avi:jira-software:updated:board'

test('U14: nothing comes twice by itself', async (t) => {
  const on = await stage(t)
  for (let sent = 0; sent < 5; sent++) await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.advance(600_000)
  t.equal(on.simulator.journal.count(), 5)
})

test('U14: an event that comes twice without a word is one event, by its time', async (t) => {
  const on = await stage(t, { switches: { duplicateChance: 1 } })
  for (let sent = 0; sent < 3; sent++) await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.advance(60_000)
  await on.settled(3)
  t.equal(on.simulator.journal.count(), 6)
  t.same(on.ingested.map(({ verdict }) => verdict).toSorted(), ['duplicate', 'duplicate', 'duplicate', 'stored', 'stored', 'stored'])
  t.ok(on.simulator.journal.find().every(({ request }) => request.retryContext === undefined))
})

test('U14: one without an id and a time cannot be told from a second event, and is handled', async (t) => {
  const on = await stage(t, { switches: { duplicateChance: 1 } })
  await on.simulator.sendEvent(on.installation, BOARD)
  await on.simulator.advance(60_000)
  await on.settled(2)
  t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'stored'])
})
