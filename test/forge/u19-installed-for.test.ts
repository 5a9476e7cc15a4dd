import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

for (const [installedFor, contexts] of [['once', ['jira']], ['each context', ['jira', 'confluence']]] as const) {
  test(`U19: where installed is sent ${installedFor}, an app for two products hears of ${contexts.join(' and ')}`, async (t) => {
    const on = await stage(t, { switches: { installedFor } })
    const installation = on.simulator.createInstallation({ app: on.app, product: 'jira', alsoCovers: ['confluence'] })
    const { others } = await on.simulator.install(installation)
    await on.settled(contexts.length)
    t.equal(others.length, contexts.length - 1)
    t.same(on.handled.map(({ data }) => (data as { context: string }).context.split(':')[2]).toSorted(), [...contexts].sort())
    t.equal(new Set(on.handled.map(({ tenant }) => tenant)).size, 1, 'of one installation')
  })
}

test('U19: both are stored where nothing tells the two apart but the order', async (t) => {
  const on = await stage(t, { switches: { installedFor: 'each context', lifecycleNamed: false } })
  await on.simulator.install(on.simulator.createInstallation({ app: on.app, product: 'jira', alsoCovers: ['confluence'] }))
  await on.settled(2)
  t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'stored'])
})
