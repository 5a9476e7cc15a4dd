import type { Switches } from '@hooksmith/simulator'
import { test } from 'tap'
import { bodyOf, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
/** Has neither an id nor a time of its own, so only the place of `retryContext` tells a redelivery. */
const BOARD = 'avi:jira-software:updated:board'

/** Where the count is found on the wire. */
const PLACES: Readonly<Record<Switches['retryContextAt'], RegExp>> = {
  root: /^\{"eventType":.*,"retryContext":\{[^{}]*\}\}$/,
  payload: /^\{"eventType":.*,"payload":\{"retryContext":\{[^{}]*\}\}\}$/,
  wrapped: /^\{"payload":\{"eventType":.*,"retryContext":\{[^{}]*\}\}\}$/
}

for (const retryContextAt of ['root', 'payload', 'wrapped'] as const) {
  for (const name of [PAGE, BOARD]) {
    test(`U1: with retryContext at ${retryContextAt}, a redelivered ${name} says how often and why, and is handled`, async (t) => {
      const on = await stage(t, { switches: { retryContextAt }, troubles: ['busy', 'busy'] })
      await on.simulator.sendEvent(on.installation, name)
      await on.simulator.advance(120_000)
      await on.settled(1)
      t.match(JSON.stringify(bodyOf(on.simulator.journal.last())), PLACES[retryContextAt])
      t.match(on.handled, [{ type: name, redelivery: 2, redeliveryreason: 'INVALID_REMOTE_INVOCATION_ERROR' }])
      t.same(on.simulator.journal.find().map(({ answer }) => answer?.status), [503, 503, 200])
    })

    test(`U1: with retryContext at ${retryContextAt}, ${name} is one event although it is stored twice`, async (t) => {
      const on = await stage(t, { switches: { retryContextAt }, troubles: ['lost'] })
      await on.simulator.sendEvent(on.installation, name)
      await on.simulator.advance(60_000)
      await on.settled(1)
      t.match(on.ingested.map(({ verdict }) => verdict), ['stored', 'duplicate'])
      t.same(on.simulator.journal.find().map(({ verdict }) => verdict), ['network-error', 'accepted'])
      t.equal(on.handled.length, 1)
    })
  }
}
