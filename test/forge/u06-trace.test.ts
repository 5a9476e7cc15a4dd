import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

for (const traceOnRedelivery of ['new', 'same'] as const) {
  test(`U6: with the ${traceOnRedelivery} trace id on redeliveries, an event is one event under the trace of the delivery that was stored`, async (t) => {
    const on = await stage(t, { switches: { traceOnRedelivery }, troubles: ['busy', 'lost'] })
    await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
    await on.simulator.advance(600_000)
    await on.settled(1)
    const traces = on.simulator.journal.find().map(({ request }) => request.headers['x-b3-traceid'] ?? '')
    t.equal(new Set(traces).size, traceOnRedelivery === 'new' ? 3 : 1)
    t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'duplicate'])
    t.match(on.handled[0]?.traceparent, traces[1] ?? 'none')
  })
}

test('U6: two events of one trace are two events', async (t) => {
  const on = await stage(t)
  const headers = { 'x-b3-traceid': '0af7651916cd43dd8448eb211c80319c' }
  for (let sent = 0; sent < 2; sent++) await on.simulator.sendEvent(on.installation, 'avi:jira-software:updated:board', { headers })
  await on.settled(2)
  t.equal(new Set(on.handled.map(({ id }) => id)).size, 2)
})
