import { AssertionError } from 'node:assert'
import { test } from 'tap'
import { assertDeliveries, assertNothingLost, deliveryLines } from '../src/fixture.js'
import { hang } from './support/receiver.js'
import { stage } from './support/stage.js'

const PAGE = 'avi:confluence:created:page'

test('deliveries are compared in order, redeliveries told, and a difference shows both', async (t) => {
  const { simulator } = await stage(t, [503, 200])
  const installation = simulator.createInstallation()
  await simulator.sendEvent(installation, PAGE)
  await simulator.tick(installation, 'events')
  await simulator.advance(60_000)
  const lines = [`refused 503 ${PAGE}`, 'accepted 200 events', `accepted 200 ${PAGE} (redelivery 1)`]
  t.same(deliveryLines(simulator.journal), lines)
  assertDeliveries(simulator.journal, lines)
  assertDeliveries(simulator.journal, lines.slice(2), { status: 200, eventType: PAGE })
  t.throws(() => { assertDeliveries(simulator.journal, lines.slice(1)) }, { name: 'AssertionError', actual: lines, expected: lines.slice(1) })
})

test('nothing is lost once each event was accepted, by whichever delivery', async (t) => {
  const { simulator } = await stage(t, [503, 200])
  t.throws(() => { assertNothingLost(simulator.journal) }, AssertionError, 'where nothing came, nothing is shown')
  await simulator.sendEvent(simulator.createInstallation(), PAGE)
  t.throws(() => { assertNothingLost(simulator.journal) }, { message: `Not accepted: refused 503 ${PAGE}` })
  await simulator.advance(60_000)
  assertNothingLost(simulator.journal)
})

test('a delivery without an answer has no status', async (t) => {
  const { simulator } = await stage(t, [hang])
  const sent = simulator.sendEvent(simulator.createInstallation(), PAGE, { redeliveries: 0 })
  await simulator.advance(5_000, 50)
  await sent
  t.same(deliveryLines(simulator.journal), [`timeout - ${PAGE}`])
})
