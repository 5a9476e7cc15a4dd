import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

for (const maxDeliveries of [5, 4]) {
  test(`U5: with ${maxDeliveries} deliveries at most, an event that is stored by the last one is handled`, async (t) => {
    const on = await stage(t, { switches: { maxDeliveries }, troubles: Array.from({ length: maxDeliveries - 1 }, () => 'busy' as const) })
    const { settled } = await on.simulator.sendEvent(on.installation, PAGE)
    await on.simulator.advance(600_000)
    await on.settled(1)
    t.match(await settled, { state: 'accepted', deliveries: { length: maxDeliveries } })
    t.match(on.handled, [{ redelivery: maxDeliveries - 1 }])
  })

  test(`U5: with ${maxDeliveries} deliveries at most, an event that all of them failed is lost`, async (t) => {
    const on = await stage(t, { switches: { maxDeliveries }, troubles: Array.from({ length: maxDeliveries }, () => 'busy' as const) })
    const { settled } = await on.simulator.sendEvent(on.installation, PAGE)
    await on.simulator.advance(600_000)
    t.match(await settled, { state: 'lost', deliveries: { length: maxDeliveries } })
    t.same(on.handled, [])
  })
}
