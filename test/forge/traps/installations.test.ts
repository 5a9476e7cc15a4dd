import { test } from 'tap'
import { until } from '../../support/forge-server.js'
import { HOURLY, stage } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

test('trap 1: an installation id that changes without a word is another tenant on the same site', async (t) => {
  const on = await stage(t)
  await on.simulator.sendEvent(on.installation, PAGE)
  const moved = on.simulator.createInstallation({ app: on.app, cloudId: on.installation.cloudId })
  await on.simulator.sendEvent(moved, PAGE)
  await on.settled(2)
  const [before, after] = on.handled
  t.not(after?.tenant, before?.tenant)
  t.equal(after?.['cloudid'], before?.['cloudid'])
})

test('trap 1: a reinstall is told, and its events are those of the new installation', async (t) => {
  const on = await stage(t)
  await on.simulator.install(on.installation)
  const { installation } = await on.simulator.reinstall(on.installation)
  await on.simulator.sendEvent(installation, PAGE)
  await on.settled(3)
  t.same(on.handled.map(({ type, installation: id }) => [type, id]), [
    ['avi:forge:installed:app', on.installation.id], ['avi:forge:installed:app', installation.id], [PAGE, installation.id]
  ])
})

test('trap 2: after a silent uninstall no event comes, ticks stop, and calls with the token that was kept are answered 401', async (t) => {
  const statuses: number[] = []
  const on = await stage(t, { handler: async (_event, { forge }) => { statuses.push((await forge.asApp().requestConfluence('/wiki/api/v2/pages/1')).status) } })
  on.simulator.setRemote({ baseUrl: on.url, endpoints: [{ key: HOURLY, route: '/forge/hourly' }], schedules: [{ key: 'h', endpoint: HOURLY, interval: 'hour' }] })
  on.simulator.startSchedules()
  await on.simulator.advance(7_200_000)
  await until(() => statuses.length >= 1, 'a tick was handled')
  const ticks = on.simulator.journal.count()
  await on.simulator.uninstall(on.installation)
  await on.simulator.deliver({ installation: on.installation, moduleKey: HOURLY, url: `${on.url}/forge/hourly`, systemToken: false })
  await until(() => statuses.includes(401), 'a call was refused')
  await on.simulator.advance(7_200_000)
  t.equal(on.simulator.journal.count(), ticks + 1)
  t.equal(on.simulator.api.requests(on.installation).at(-1)?.refusal, 'uninstalled')
})

test('trap 3: a license that changes is only seen in the next delivery', async (t) => {
  const on = await stage(t)
  const licensed = on.simulator.installations.change(on.installation, { license: { active: true } })
  await on.simulator.sendEvent(licensed, PAGE)
  await on.simulator.sendEvent(on.simulator.installations.change(licensed, { license: { active: false } }), PAGE)
  await on.settled(2)
  t.same(on.handled.map((event) => event['licensed']), [true, false])
})

test('trap 4: installed has no site URL; the base URL of the token leads to the site', async (t) => {
  const on = await stage(t)
  const { record } = await on.simulator.install(on.installation)
  await on.settled(1)
  t.notMatch(JSON.stringify(record.request.body), 'atlassian.net')
  t.equal(on.handled[0]?.['apibaseurl'], on.installation.apiBaseUrl)
})

test('trap 5: while the app has no permissions yet, the event is accepted all the same and its handler can try again', async (t) => {
  const statuses: number[] = []
  const on = await stage(t, {
    handler: async (_event, { forge }) => {
      const { status } = await forge.asApp().requestConfluence('/wiki/api/v2/pages', { raw: true })
      statuses.push(status)
      if (status === 403) throw new Error('not permitted yet')
    }
  })
  on.simulator.api.denyPermission(on.installation, { times: 1 })
  const { status } = await on.simulator.install(on.installation)
  await until(() => statuses.length === 1, 'the first attempt')
  t.equal(status, 200)
  await on.clock.advance(600_000)
  await until(() => statuses.length === 2, 'the second attempt')
  t.not(statuses[1], 403)
})

test('trap 27: until admins consent, two versions of an app come side by side, each under its own version and to its own address', async (t) => {
  const on = await stage(t, { forge: { routes: [{ path: '/v2/events' }, { path: '/v3/events' }] } })
  for (const major of [2, 3]) {
    on.simulator.setRemote({ baseUrl: on.url, endpoints: [{ key: 'remote-events', route: `/v${major}/events` }] }, { appVersion: `${major}.0.0` })
  }
  const other = on.simulator.createInstallation({ app: on.app })
  const { installation: upgraded } = await on.simulator.upgrade(other, '3.0.0')
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.sendEvent(upgraded, PAGE)
  await on.settled(3)
  t.same(on.handled.map((event) => event['appversion']), ['3.0.0', '2.0.0', '3.0.0'])
  t.same(on.simulator.journal.find().map(({ request }) => new URL(request.url).pathname), ['/v3/events', '/v2/events', '/v3/events'])
})

test('a minor version is told by nothing but the next token', async (t) => {
  const on = await stage(t)
  await on.simulator.sendEvent(on.simulator.upgradeMinor(on.installation, '2.1.0'), PAGE)
  await on.settled(1)
  t.match(on.handled, [{ type: PAGE, appversion: '2.1.0' }])
})
