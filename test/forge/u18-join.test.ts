import { test } from 'tap'
import { EVENTS, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

for (const [join, path] of [['one slash', '/base/forge/events'], ['url', '/forge/events']] as const) {
  test(`U18: joined by ${join}, a base URL with a path and a route give ${path}`, async (t) => {
    const on = await stage(t, { switches: { join }, forge: { routes: [{ path }] } })
    on.simulator.setRemote({ baseUrl: `${on.url}/base/`, endpoints: [{ key: EVENTS, route: '/forge/events' }] })
    const { status, record } = await on.simulator.sendEvent(on.installation, PAGE)
    await on.settled(1)
    t.equal(new URL(record.request.url).pathname, path)
    t.equal(status, 200)
  })

  test(`U18: joined by ${join}, a base URL without a path gives the route, however many slashes there are`, async (t) => {
    const on = await stage(t, { switches: { join } })
    for (const [base, route] of [['', '/forge/events'], ['/', '/forge/events'], ['/', 'forge/events'], ['', 'forge/events']] as const) {
      on.simulator.setRemote({ baseUrl: on.url + base, endpoints: [{ key: EVENTS, route }] })
      t.equal((await on.simulator.sendEvent(on.installation, PAGE)).status, 200)
    }
  })
}

test('U18: a server behind both paths takes either', async (t) => {
  const on = await stage(t, { forge: { routes: [{ path: '/base/forge/events' }, { path: '/forge/events' }] } })
  on.simulator.setRemote({ baseUrl: `${on.url}/base`, endpoints: [{ key: EVENTS, route: '/forge/events' }] })
  for (const join of ['one slash', 'url'] as const) {
    await on.simulator.turn({ join })
    t.equal((await on.simulator.sendEvent(on.installation, PAGE)).status, 200)
  }
})
