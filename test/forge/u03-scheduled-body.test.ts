import type { Switches } from '@hooksmith/simulator'
import { test } from 'tap'
import { HOURLY, stage } from '../support/forge-stage.js'

/** What goes over the wire. */
const WIRE: ReadonlyArray<[form: Switches['scheduledBody'], contentType: string | undefined, hasBody: boolean, data: object]> = [
  ['context', 'application/json', true, { context: { moduleKey: 'hourly' } }],
  ['empty object', 'application/json', true, {}],
  ['none', undefined, false, {}],
  ['untyped', undefined, true, { context: { moduleKey: 'hourly' } }]
]

for (const [scheduledBody, contentType, hasBody, data] of WIRE) {
  test(`U3: a tick with the body '${scheduledBody}' is a tick of its route, and brings its token`, async (t) => {
    const { simulator, installation, handled, settled, server } = await stage(t, { switches: { scheduledBody } })
    const { status, record } = await simulator.tick(installation, HOURLY, { triggerKey: 'hourly' })
    await settled(1)
    t.equal(status, 200)
    t.equal(record.request.headers['content-type'], contentType)
    t.equal(record.request.bodyBytes > 0, hasBody)
    t.match(handled, [{ type: `forge:scheduled:${HOURLY}`, data }])
    t.equal(server.hooksmith.counters()['events{verdict="stored"}'], 1)
  })
}

test('U3: two ticks with equal bodies are two events', async (t) => {
  const { simulator, installation, settled, handled } = await stage(t, { switches: { scheduledBody: 'empty object' } })
  await simulator.tick(installation, HOURLY)
  await simulator.advance(3_600_000)
  await simulator.tick(installation, HOURLY)
  await settled(2)
  t.equal(new Set(handled.map(({ id }) => id)).size, 2)
})
