import type { EnvironmentType } from '@hooksmith/simulator'
import { test } from 'tap'
import { EVENTS, stage } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

test('several apps, sites, environments and versions at once: each event is of its own tenant, at its own address', async (t) => {
  const routes = [{ path: '/forge/events' }, { path: '/v3/events' }, { path: '/staging/events' }]
  const second = '0a3a7799-53ae-4a5b-9e7e-03338980abb5'
  const first = '8db33809-1f32-48bb-8c52-5877dab48107'
  const on = await stage(t, { forge: { appIds: [first, second], environments: ['PRODUCTION', 'STAGING'], routes } })
  const remote = (route: string): Parameters<typeof on.simulator.setRemote>[0] => ({ baseUrl: on.url, endpoints: [{ key: EVENTS, route }] })
  on.simulator.setRemote(remote('/v3/events'), { appVersion: '3.0.0' })
  on.simulator.setRemote(remote('/staging/events'), { environment: 'STAGING' })
  const apps = [first, second].map((id) => on.simulator.createApp({ id }))
  const kinds: ReadonlyArray<[environment: EnvironmentType, appVersion: string, path: string]> = [
    ['PRODUCTION', '2.0.0', '/forge/events'], ['PRODUCTION', '3.0.0', '/v3/events'], ['STAGING', '2.0.0', '/staging/events']
  ]
  const sites = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
  const all = apps.flatMap((app) => sites.flatMap((cloudId) => kinds.map(([environment, appVersion, path]) => (
    { path, installation: on.simulator.createInstallation({ app, cloudId, environment, appVersion }) }))))
  for (const { installation } of all) await on.simulator.sendEvent(installation, PAGE)
  await on.settled(all.length)

  t.equal(new Set(on.handled.map(({ tenant }) => tenant)).size, 12)
  for (const { installation, path } of all) {
    const { id, app, cloudId, environment, appVersion } = installation
    const event = on.handled.find((one) => one['installation'] === id)
    t.match(event, { tenant: `forge:${app.id}:${environment.id}:${id}`, cloudid: cloudId, environment: environment.type, appversion: appVersion })
    t.equal(new URL(on.simulator.journal.last({ installationId: id })?.request.url ?? '').pathname, path)
  }
})
