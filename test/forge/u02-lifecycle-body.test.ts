import { test } from 'tap'
import { bodyOf, stage } from '../support/forge-stage.js'

test('U2: lifecycle bodies that name their event and site are that event', async (t) => {
  const { simulator, installation, handled, settled } = await stage(t)
  await simulator.install(installation)
  const { status } = await simulator.upgrade(installation, '3.0.0')
  await settled(2)
  t.equal(status, 200)
  t.match(handled.map(({ type }) => type), ['avi:forge:installed:app', 'avi:forge:upgraded:app'])
  t.match(handled[0]?.data, { context: `ari:cloud:confluence::site/${installation.cloudId}`, id: installation.id })
})

test('U2: lifecycle bodies without eventType and context are told by their members, installed from upgraded', async (t) => {
  const { simulator, installation, handled, settled } = await stage(t, { switches: { lifecycleNamed: false } })
  await simulator.install(installation)
  const { status, record } = await simulator.upgrade(installation, '3.0.0')
  await settled(2)
  t.equal(status, 200)
  t.same(Object.keys(bodyOf(record)), ['app', 'environment', 'id', 'upgraderAccountId'])
  t.match(handled.map(({ type, subject }) => [type, subject]), [
    ['avi:forge:installed:app', installation.id], ['avi:forge:upgraded:app', installation.id]
  ])
})

test('U2: what has an id and an app but is of another installation is no lifecycle event', async (t) => {
  const { simulator, installation, requests } = await stage(t, { switches: { lifecycleNamed: false } })
  await simulator.install(installation, { payload: { id: '00000000-0000-4000-8000-000000000000' } })
  t.match(requests, [{ status: 200, verdict: 'unreadable' }])
})

for (const retryContextAt of ['root', 'payload', 'wrapped'] as const) {
  test(`U2 with U1: lifecycle bodies without a name are told apart with retryContext at ${retryContextAt}, when they come again as well`, async (t) => {
    const on = await stage(t, { switches: { lifecycleNamed: false, retryContextAt }, troubles: ['busy', 'lost'] })
    await on.simulator.install(on.installation)
    await on.simulator.upgrade(on.installation, '3.0.0')
    await on.simulator.advance(60_000)
    await on.settled(2)
    t.match(on.handled.map(({ type, redelivery, data }) => [type, redelivery, data]).toSorted(), [
      ['avi:forge:installed:app', 1, { id: on.installation.id, installerAccountId: String }],
      ['avi:forge:upgraded:app', undefined, { id: on.installation.id, upgraderAccountId: String }]
    ])
    t.same(on.ingested.map(({ verdict }) => verdict).toSorted(), ['duplicate', 'stored', 'stored'])
  })
}

test('U2 with U1: what is wrapped and of another installation is no lifecycle event either', async (t) => {
  const { simulator, installation, requests } = await stage(t, { switches: { lifecycleNamed: false, retryContextAt: 'wrapped' } })
  await simulator.install(installation, { payload: { app: { id: '00000000-0000-4000-8000-000000000000' } } })
  t.match(requests, [{ status: 200, verdict: 'unreadable' }])
})
