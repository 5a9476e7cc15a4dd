import { test } from 'tap'
import { answersOf, HOURLY, stage } from '../support/forge-stage.js'

test('U4: a tick that failed does not come again', async (t) => {
  const on = await stage(t, { troubles: ['busy'] })
  const { settled } = await on.simulator.tick(on.installation, HOURLY)
  await on.simulator.advance(600_000)
  t.match(await settled, { state: 'lost', deliveries: { length: 1 } })
  t.same(on.handled, [])
})

test('U4: where ticks are redelivered, one that failed comes again after 60 s', async (t) => {
  const on = await stage(t, { troubles: ['busy'], switches: { scheduledRedeliveries: 4 } })
  await on.simulator.tick(on.installation, HOURLY)
  await on.simulator.advance(600_000)
  await on.settled(1)
  t.same(answersOf(on), [['refused', 503], ['accepted', 200]])
  t.match(on.handled, [{ type: `forge:scheduled:${HOURLY}`, redelivery: 1 }])
})

test('U4: a redelivered tick whose first delivery was stored is no second tick, the next hour is', async (t) => {
  const on = await stage(t, { troubles: ['lost'], switches: { scheduledRedeliveries: 4 } })
  await on.simulator.tick(on.installation, HOURLY)
  await on.simulator.advance(3_600_000)
  await on.simulator.tick(on.installation, HOURLY)
  await on.settled(2)
  t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'duplicate', 'stored'])
})
