import { test } from 'tap'
import { parseManifest, remoteOf, type Switches } from '../src/index.js'
import { stage, type Stage } from './support/stage.js'

const PAGE = 'avi:confluence:created:page'
const MANIFEST = `
app:
  id: ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107
modules:
  trigger:
    - key: pages
      endpoint: remote-events
      events: [avi:confluence:created:page, avi:confluence:updated:page]
      filter: { appIsLicensed: true }
    - key: doc-pages
      endpoint: remote-doc
      events:
        - { eventType: 'avi:confluence:created:page', filter: { expression: event.content.space.key == 'DOC' } }
    - { key: of-a-function, function: main, events: [avi:confluence:created:page] }
  scheduledTrigger:
    - { key: keep-token, endpoint: remote-hourly, interval: hour }
    - { key: odd, endpoint: remote-hourly, interval: fortnight }
  preUninstall: [{ key: bye, endpoint: remote-bye }]
  webtrigger: [{ key: web, endpoint: remote-events }]
  endpoint:
    - { key: remote-events, remote: backend, route: { path: /forge/events }, auth: { appSystemToken: { enabled: true } } }
    - { key: remote-doc, remote: backend, route: /forge/doc }
    - { key: remote-hourly, remote: regional, route: { path: /hourly } }
    - { key: remote-bye, remote: backend, route: { path: /bye } }
remotes:
  - { key: backend, baseUrl: 'https://backend.example.com' }
  - { key: regional, baseUrl: { default: 'https://us.example.com', EU: 'https://eu.example.com' } }
permissions:
  scopes:
    read:app-system-token: {}
    read:confluence-content.summary: { allowImpersonation: true }
`

test('a manifest that could not be deployed is refused where it is checked, with lines and fixes', (t) => {
  const refused = (): unknown => parseManifest(MANIFEST, { isChecked: true, file: 'my.yml' })
  t.throws(refused, { code: 'HKS_ERR_SIMULATOR_MANIFEST', message: /my\.yml:\d+:\d+ +error: .*\n +fix: / })
  t.end()
})

test('a manifest that is nested too deep is refused before it is parsed', (t) => {
  t.throws(() => parseManifest(`a: ${'['.repeat(5_000)}`), { code: 'HKS_ERR_SIMULATOR_MANIFEST', message: /nested/ })
  t.end()
})

async function deployed (t: Parameters<typeof stage>[0], switches: Partial<Switches> = { license: 'active' }): Promise<Stage> {
  const on = await stage(t, [200], { switches })
  on.simulator.setManifest(parseManifest(MANIFEST), { baseUrl: on.receiver.url })
  return on
}

test('a manifest is read in all its parts, and what cannot be simulated is noted', (t) => {
  const manifest = parseManifest(MANIFEST)
  t.match(manifest, {
    appId: '8db33809-1f32-48bb-8c52-5877dab48107',
    endpoints: [{ key: 'remote-events', route: '/forge/events', systemToken: true }, { key: 'remote-doc', route: '/forge/doc', systemToken: false }, {}, {}],
    schedules: [{ key: 'keep-token', interval: 'hour' }],
    preUninstall: ['remote-bye'],
    webTriggers: [{ key: 'web', endpoint: 'remote-events' }],
    scopes: ['read:app-system-token', 'read:confluence-content.summary'],
    mayImpersonate: true,
    notes: [/of-a-function/, /odd/]
  })
  t.same(remoteOf(manifest).endpoints[2]?.baseUrl, { default: 'https://us.example.com', EU: 'https://eu.example.com' })
  t.end()
})

test('what is no manifest is refused by code, what is half of one is read as far as it goes', (t) => {
  for (const text of ['{', '- a list', '']) t.throws(() => parseManifest(text), { code: 'HKS_ERR_SIMULATOR_MANIFEST' })
  t.match(parseManifest('modules: { trigger: no list, endpoint: [7, { key: e }] }'), { triggers: [], endpoints: [{ key: 'e', route: '' }] })
  t.throws(() => remoteOf(parseManifest('modules: { endpoint: [{ key: e, remote: none }] }')), { code: 'HKS_ERR_SIMULATOR_MANIFEST', message: /none/ })
  t.end()
})

test('an event goes to every trigger that lists it and whose filter lets it through', async (t) => {
  const { simulator, receiver } = await deployed(t)
  const installation = simulator.createInstallation()
  const doc = await simulator.publish(installation, PAGE, { payload: { content: { space: { key: 'DOC' } } } })
  const other = await simulator.publish(installation, PAGE, { payload: { content: { space: { key: 'OPS' } } } })
  t.same(doc.deliveries.map(({ record }) => record.moduleKey), ['remote-events', 'remote-doc'])
  t.match(other, { deliveries: { length: 1 }, withheld: [{ triggerKey: 'doc-pages', reason: 'expression' }] })
  t.same(receiver.received.map(({ path }) => path).toSorted(), ['/forge/doc', '/forge/events', '/forge/events'])
  t.same((await simulator.publish(installation, 'avi:confluence:deleted:page')).deliveries, [], 'no trigger lists it')
})

test('tokens come where auth and scopes let them', async (t) => {
  const { simulator, receiver } = await deployed(t)
  await simulator.publish(simulator.createInstallation(), PAGE, { payload: { content: { space: { key: 'DOC' } } } })
  t.same(receiver.received.map(({ path, headers }) => [path, 'x-forge-oauth-system' in headers]).toSorted(), [['/forge/doc', false], ['/forge/events', true]])
})

test('appIsLicensed holds back what has no active license in production, and nothing elsewhere', async (t) => {
  for (const [license, arrives] of [['active', true], ['legacy', true], ['inactive', false], ['absent', false]] as const) {
    const { simulator } = await deployed(t, { license })
    const { withheld } = await simulator.publish(simulator.createInstallation(), 'avi:confluence:updated:page')
    t.same(withheld.map(({ reason }) => reason), arrives ? [] : ['unlicensed'], license)
  }
  const { simulator } = await deployed(t, {})
  t.equal((await simulator.publish(simulator.createInstallation({ environment: 'DEVELOPMENT' }), 'avi:confluence:updated:page')).deliveries.length, 1)
})

test('an event that needs a scope which the app does not have is held back', async (t) => {
  const { simulator } = await deployed(t)
  simulator.setManifest(parseManifest(MANIFEST.replace('read:confluence-content.summary', 'read:jira-work')), { baseUrl: 'http://127.0.0.1:9' })
  t.match((await simulator.publish(simulator.createInstallation(), 'avi:confluence:updated:page')).withheld, [{ reason: 'scopes' }])
})

test('an installation is served at the address of its region', async (t) => {
  const { simulator, receiver } = await stage(t)
  simulator.setRemote({ baseUrl: { default: `${receiver.url}/us`, EU: `${receiver.url}/eu` }, endpoints: [{ key: 'e', route: '/e' }] })
  for (const region of ['EU', 'AU']) await simulator.sendEvent(simulator.createInstallation({ region }), PAGE)
  await simulator.sendEvent(simulator.createInstallation(), PAGE)
  t.same(receiver.received.map(({ path }) => path), ['/eu/e', '/us/e', '/us/e'])
})

test('schedules fire five minutes after the deployment and later, each installation at an offset of its own that it keeps', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [200], { switches: { tickDuplicateChance: 0 }, seed: 'schedules' })
  const startedAt = clock.now()
  simulator.setRemote({ baseUrl: receiver.url, endpoints: [{ key: 'h', route: '/h' }], schedules: [{ key: 'keep', endpoint: 'h', interval: 'hour' }] })
  const installations = Array.from({ length: 8 }, () => simulator.createInstallation())
  simulator.startSchedules()
  await simulator.advance(299_999)
  t.equal(simulator.journal.count(), 0)
  await simulator.advance(3 * 3_600_000 + 1)
  const offsets = installations.map(({ id }) => simulator.journal.find({ installationId: id }).map(({ at }) => at - startedAt - 300_000))
  for (const [first = -1, second, third] of offsets) t.same([second, third], [first + 3_600_000, first + 7_200_000])
  t.ok(new Set(offsets.map(([first]) => first)).size === 8 && offsets.every(([first = -1]) => first >= 0 && first < 3_600_000))
  simulator.stopSchedules()
  await simulator.advance(3_600_000)
  t.equal(simulator.journal.count(), 24)
})

test('a tick comes twice as often as the switch says', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { switches: { tickDuplicateChance: 1 } })
  simulator.setRemote({ baseUrl: receiver.url, endpoints: [{ key: 'h', route: '/h' }], schedules: [{ key: 'keep', endpoint: 'h', interval: 'fiveMinute' }] })
  simulator.createInstallation()
  simulator.startSchedules()
  await simulator.advance(600_000)
  t.equal(simulator.journal.count(), 2)
})

test('several apps and environments have receivers of their own', async (t) => {
  const { simulator, receiver } = await stage(t)
  const [one, other] = [simulator.createApp(), simulator.createApp()]
  simulator.setRemote({ baseUrl: `${receiver.url}/one`, endpoints: [{ key: 'e', route: '/e' }] }, { appId: one.id })
  simulator.setRemote({ baseUrl: `${receiver.url}/staging`, endpoints: [{ key: 'e', route: '/e' }] }, { appId: one.id, environment: 'STAGING' })
  simulator.setRemote({ baseUrl: `${receiver.url}/other`, endpoints: [{ key: 'e', route: '/e' }] }, { appId: other.id })
  for (const options of [{ app: one }, { app: one, environment: 'STAGING' as const }, { app: other }]) await simulator.sendEvent(simulator.createInstallation(options), PAGE)
  t.same(receiver.received.map(({ path }) => path), ['/one/e', '/staging/e', '/other/e'])
})
