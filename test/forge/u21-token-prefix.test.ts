import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { stage } from '../support/forge-stage.js'

for (const systemTokenPrefix of ['', 'Bearer '] as const) {
  test(`U21: with '${systemTokenPrefix}' before the system token, calls are made with the bare token`, async (t) => {
    const statuses: number[] = []
    const on = await stage(t, {
      switches: { systemTokenPrefix },
      handler: async (_event, { forge }) => { statuses.push((await forge.asApp().requestConfluence('/wiki/api/v2/pages/1')).status) }
    })
    on.simulator.api.put(on.installation, '/wiki/api/v2/pages/1', { id: '1' })
    const { record } = await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
    await until(() => statuses.length > 0, 'the call was answered')
    t.equal(record.request.headers['x-forge-oauth-system']?.startsWith('Bearer '), systemTokenPrefix !== '')
    t.same(statuses, [200])
  })
}
