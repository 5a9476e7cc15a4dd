import { test } from 'tap'
import { answersOf, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

for (const tokenLifetimeMs of [25_000, 5_000, 900_000]) {
  test(`U8: a token that lives ${tokenLifetimeMs / 1_000} s is accepted until its end and the leeway, not after`, async (t) => {
    const on = await stage(t, { switches: { tokenLifetimeMs } })
    const { record } = await on.simulator.sendEvent(on.installation, PAGE)
    const { authorization = '' } = record.request.headers
    await on.clock.advance(tokenLifetimeMs + 4_999)
    const late = await on.simulator.sendEvent(on.installation, PAGE, { headers: { authorization } })
    await on.clock.advance(1)
    const tooLate = await on.simulator.sendEvent(on.installation, PAGE, { headers: { authorization }, redeliveries: 0 })
    t.same([record.answer?.status, late.status, tooLate.status], [200, 200, 401])
    t.equal(on.requests.at(-1)?.verdict, 'HKS_ERR_VERIFIER_EXPIRED')
  })
}

for (const [offsetMs, verdict] of [[4_000, 'accepted'], [-28_000, 'accepted'], [60_000, 'HKS_ERR_VERIFIER_NOT_YET_VALID'], [-60_000, 'HKS_ERR_VERIFIER_EXPIRED']] as const) {
  test(`U8: a platform whose token clock is ${offsetMs} ms off: ${verdict}`, async (t) => {
    const on = await stage(t, { switches: { tokenClockOffsetMs: offsetMs } })
    await on.simulator.sendEvent(on.installation, PAGE, { redeliveries: 0 })
    t.match(on.requests, [{ verdict, status: verdict === 'accepted' ? 200 : 401 }])
  })
}

test('U8: when the key set says that it is our clock that is off, the fault is ours: 503', async (t) => {
  const on = await stage(t, { switches: { tokenClockOffsetMs: 60_000 } })
  on.simulator.keySet.dateOffsetMs = 60_000
  await on.clock.advance(60_000)
  await on.simulator.sendEvent(on.installation, PAGE, { redeliveries: 0 })
  t.match(on.requests, [{ verdict: 'HKS_ERR_VERIFIER_CLOCK_SKEW', status: 503 }])
  t.same(answersOf(on), [['refused', 503]])
})
