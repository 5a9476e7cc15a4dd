import { test } from 'tap'
import { bodyOf, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

for (const extraMembers of [true, false]) {
  test(`U22: a body ${extraMembers ? 'with' : 'without'} members that no page describes reaches the handler as it was sent`, async (t) => {
    const on = await stage(t, { switches: { extraMembers } })
    const { status, record } = await on.simulator.sendEvent(on.installation, PAGE)
    await on.settled(1)
    t.equal(status, 200)
    t.equal('encryptedData' in bodyOf(record), extraMembers)
    t.same(on.handled[0]?.data, bodyOf(record))
  })
}

test('U22: members that are new tomorrow change nothing', async (t) => {
  const on = await stage(t)
  const payload = { permissions: { scopes: [] }, tomorrow: [{ deep: null }], specversion: 2, type: 'not the name' }
  t.equal((await on.simulator.sendEvent(on.installation, PAGE, { payload })).status, 200)
  await on.settled(1)
  t.match(on.handled, [{ type: PAGE, data: payload }])
})
