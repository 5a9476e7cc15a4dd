import { DEFAULT_SWITCHES } from '@hooksmith/simulator'
import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

const NAME = 'avi:ecosystem.app_policy:blocked:app_access_to_objects.v2'

for (const dataSecurityType of [DEFAULT_SWITCHES.dataSecurityType, 'application/json'] as const) {
  test(`U12: a data security event of the type ${dataSecurityType} is named by its type, and told apart by its id`, async (t) => {
    const on = await stage(t, { switches: { dataSecurityType }, troubles: ['lost'] })
    await on.simulator.sendEvent(on.installation, NAME)
    const { record } = await on.simulator.sendEvent(on.installation, NAME)
    await on.simulator.advance(60_000)
    await on.settled(2)
    t.equal(record.request.headers['content-type'], dataSecurityType)
    t.same(on.handled.map(({ type }) => type), [NAME, NAME])
    t.same(on.ingested.map(({ verdict }) => verdict).toSorted(), ['duplicate', 'stored', 'stored'])
  })
}
