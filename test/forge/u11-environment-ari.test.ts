import { parseTenant } from '@hooksmith/forge'
import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

test('U11: an environment is the same with and without the app in its ARI', async (t) => {
  const on = await stage(t)
  for (const environmentAri of ['with app', 'without app'] as const) {
    await on.simulator.turn({ environmentAri })
    t.equal((await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')).status, 200)
  }
  await on.settled(2)
  t.equal(new Set(on.handled.map(({ tenant }) => tenant)).size, 1)
  t.equal(parseTenant(on.handled[0]?.tenant ?? '')?.environment, on.installation.environment.id)
})

for (const environmentAri of ['with app', 'without app'] as const) {
  test(`U11: an environment that is not served is told by its type, ${environmentAri} in its ARI`, async (t) => {
    const on = await stage(t, { switches: { environmentAri } })
    const development = on.simulator.createInstallation({ app: on.app, environment: 'DEVELOPMENT' })
    await on.simulator.sendEvent(development, 'avi:confluence:created:page')
    t.match(on.requests, [{ status: 200, verdict: 'not served' }])
  })
}
