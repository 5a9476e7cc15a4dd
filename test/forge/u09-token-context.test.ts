import { test } from 'tap'
import { stage } from '../support/forge-stage.js'

for (const tokenContext of ['absent', 'site'] as const) {
  for (const product of ['confluence', 'bitbucket'] as const) {
    test(`U9: with the claim context ${tokenContext}, an event of ${product} has the site of its installation`, async (t) => {
      const on = await stage(t, { switches: { tokenContext } })
      const installation = on.simulator.createInstallation({ app: on.app, product })
      const { status } = await on.simulator.sendEvent(installation, 'avi:confluence:created:page')
      await on.settled(1)
      t.equal(status, 200)
      const [event] = on.handled
      t.same([event?.['cloudid'], event?.['workspaceid']], product === 'bitbucket' ? [undefined, installation.cloudId] : [installation.cloudId, undefined])
    })
  }
}
