import type { Switches } from '@hooksmith/simulator'
import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

const LICENSES: ReadonlyArray<[license: Switches['license'], isActive: boolean | undefined]> = [
  ['absent', undefined], ['active', true], ['inactive', false], ['legacy', true]
]

for (const [license, isActive] of LICENSES) {
  test(`U10: with a license that is ${license}, the event is accepted and says so`, async (t) => {
    const on = await stage(t, { switches: { license } })
    const { status } = await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
    await on.settled(1)
    t.equal(status, 200)
    t.equal(on.handled[0]?.['licensed'], isActive)
  })
}

test('U10: a license that ends shows in the next delivery', async (t) => {
  const on = await stage(t, { switches: { license: 'active' } })
  await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await on.simulator.turn({ license: 'inactive' })
  await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await on.settled(2)
  t.same(on.handled.map((event) => event['licensed']), [true, false])
})
