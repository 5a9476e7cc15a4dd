import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { answersOf, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

test('U20: of two published keys either may sign', async (t) => {
  const on = await stage(t)
  for (const { kid } of on.simulator.keys.published) {
    on.simulator.keys.activate(kid)
    t.equal((await on.simulator.sendEvent(on.installation, PAGE)).status, 200)
  }
  t.equal(on.simulator.keySet.fetchCount, 1, 'the set was fetched once')
})

test('U20: a key that is not shown is refused, and accepted once it is', async (t) => {
  const on = await stage(t, { switches: { keySet: 'unknown key' } })
  await on.simulator.sendEvent(on.installation, PAGE)
  on.simulator.keys.publish(on.simulator.keys.active)
  await on.simulator.advance(60_000)
  t.same(answersOf(on), [['unauthorized', 401], ['accepted', 200]])
  t.equal(on.requests[0]?.verdict, 'HKS_ERR_VERIFIER_KEY_UNKNOWN')
})

for (const keySet of ['outage', 'garbage'] as const) {
  test(`U20: while the key set is in ${keySet} and no key is known, the fault is ours, and the event comes again`, async (t) => {
    const on = await stage(t, { switches: { keySet } })
    await on.simulator.sendEvent(on.installation, PAGE)
    await on.simulator.turn({ keySet: 'serving' })
    await on.simulator.advance(60_000)
    await on.settled(1)
    t.same(answersOf(on), [['refused', 503], ['accepted', 200]])
    t.match(on.handled, [{ redeliveryreason: 'INVALID_REMOTE_INVOCATION_ERROR' }])
  })

  test(`U20: through a key set in ${keySet}, keys that are known go on`, async (t) => {
    const on = await stage(t)
    await on.simulator.sendEvent(on.installation, PAGE)
    await on.simulator.turn({ keySet })
    for (const minutes of [5, 11, 60]) {
      await on.simulator.advance(minutes * 60_000)
      t.equal((await on.simulator.sendEvent(on.installation, PAGE)).status, 200, `after ${minutes} more minutes`)
    }
  })
}

test('U20: a key set that answers too slowly ends as 503 before the platform gives up', async (t) => {
  const on = await stage(t, { switches: { keySet: 'slow' } })
  const sent = on.simulator.sendEvent(on.installation, PAGE, { redeliveries: 0 })
  while (on.simulator.keySet.fetchCount === 0) await sleep(5)
  await on.clock.advance(2_000)
  t.equal((await sent).status, 503)
})

test('U20: a key set that answers slowly but in time is waited for, once for all that came', async (t) => {
  const on = await stage(t)
  on.simulator.keySet.delayMs = 1_500
  const sent = [1, 2, 3].map(async () => on.simulator.sendEvent(on.installation, PAGE, { redeliveries: 0 }))
  while (on.simulator.keySet.fetchCount === 0) await sleep(5)
  await on.clock.advance(1_500)
  t.same((await Promise.all(sent)).map(({ status }) => status), [200, 200, 200])
  t.equal(on.simulator.keySet.fetchCount, 1)
})
