import { test } from 'tap'
import { answersOf, stage } from '../support/forge-stage.js'

test('U7: a redelivery with a token of its own is accepted', async (t) => {
  const on = await stage(t, { troubles: ['busy'] })
  await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await on.simulator.advance(60_000)
  t.same(answersOf(on), [['refused', 503], ['accepted', 200]])
  t.equal(new Set(on.simulator.journal.find().map(({ request }) => request.token.jti)).size, 2)
})

test('U7: a redelivery with the first token comes too late for it, and is refused as expired each time', async (t) => {
  const on = await stage(t, { troubles: ['busy'], switches: { tokenOnRedelivery: 'same' } })
  const { settled } = await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await on.simulator.advance(600_000)
  t.equal((await settled).state, 'lost')
  t.equal(new Set(on.simulator.journal.find().map(({ request }) => request.token.jti)).size, 1)
  t.same(on.requests.map(({ status, verdict }) => [status, verdict]), Array(4).fill([401, 'HKS_ERR_VERIFIER_EXPIRED']))
})

test('U7: the same token is good for a redelivery while it lasts', async (t) => {
  const on = await stage(t, { troubles: ['lost'], switches: { tokenOnRedelivery: 'same', tokenLifetimeMs: 900_000 } })
  await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await on.simulator.advance(60_000)
  t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'duplicate'])
})
