import { definePlugin } from '@hooksmith/core'
import { checkManifest } from '@hooksmith/forge/manifest'
import { parseManifest } from '@hooksmith/simulator'
import { test } from 'tap'
import { startForgeServer, until } from '../../support/forge-server.js'
import { bodyOf, signingKeys, stage } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const ISSUE = 'avi:jira:created:issue'

/** The errors of sample manifests in Atlassian's own pages, all in one. */
const SAMPLE = `
app: { id: 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107' }
modules:
  trigger:
    - key: pages
      endpoint: remote-events-boot
      events: [${PAGE}]
  endpoint:
    - key: remote-events-node
      remote: backend
      route: /forge/events
      auth: { appSystemToken: { enabled: true } }
remotes:
  - key: backend
    baseURL: https://backend.example.com
permissions:
  scopes: ['read:app-system-token', 'read:confluence-content:summary']
`

/** Each of them with what the check's fix says to write. */
const FIXES: ReadonlyArray<[code: string, line: number, bad: string, good: string]> = [
  ['endpoint-undefined', 6, 'endpoint: remote-events-boot', 'endpoint: remote-events-node'],
  ['type-wrong', 11, 'route: /forge/events', 'route: { path: /forge/events }'],
  ['member-unknown', 15, 'baseURL:', 'baseUrl:'],
  ['scope-misspelt', 17, 'read:confluence-content:summary', 'read:confluence-content.summary']
]

test('trap 26: errors of the samples are each reported at their line, with what to write', (t) => {
  const problems = checkManifest(SAMPLE)
  for (const [code, line, , good] of FIXES) {
    const [, value = good] = /: (.*)/.exec(good) ?? []
    const problem = problems.find((one) => one.code === code)
    t.equal(problem?.line, line, code)
    t.ok([good, value, good.replace(':', '')].some((text) => problem?.fix.includes(text)), `${code}: ${problem?.fix}`)
  }
  t.end()
})

test('trap 26: with one of them left nothing arrives, or Forge refuses it; written as the fixes say, it arrives', async (t) => {
  const on = await stage(t)
  const write = (left?: string): string =>
    FIXES.reduce((text, [code, , bad, good]) => code === left ? text : text.replace(bad, good), SAMPLE)
  for (const [code] of FIXES) t.ok(checkManifest(write(code)).some(({ severity }) => severity === 'error'), code)
  on.simulator.setManifest(parseManifest(write('scope-misspelt')), { baseUrl: on.url })
  t.match(await on.simulator.publish(on.installation, PAGE), { deliveries: [], withheld: [{ reason: 'scopes' }] })
  t.same(checkManifest(write()).filter(({ severity }) => severity === 'error'), [])
  on.simulator.setManifest(parseManifest(write()), { baseUrl: on.url })
  await on.simulator.publish(on.installation, PAGE)
  await on.settled(1)
  t.match(on.handled, [{ type: PAGE }])
})

const withSelf = (event: string): string => `
app: { id: 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107' }
modules:
  trigger: [{ key: t, endpoint: e, events: ['${event}'], filter: { ignoreSelf: true } }]
  endpoint: [{ key: e, remote: backend, route: { path: /forge/events } }]
remotes: [{ key: backend, baseUrl: 'https://backend.example.com' }]
permissions: { scopes: ['read:jira-work', 'read:confluence-content.summary'] }
`

test('trap 15: ignoreSelf is reported for events that Forge refuses it for, and for no others', (t) => {
  t.match(checkManifest(withSelf(PAGE)), [{ code: 'filter-ignore-self', line: 4, fix: /self: true/ }])
  t.same(checkManifest(withSelf(ISSUE)), [])
  t.end()
})

test('trap 15: without ignoreSelf an event that the app caused arrives, and is kept from handlers that do not ask for such', async (t) => {
  const seen: string[] = []
  const { simulator, app, server } = await startForgeServer(t, {
    simulator: { signingKeys: await signingKeys, recordBodies: true },
    async compose (fastify) {
      await fastify.register(definePlugin({
        name: 'loop',
        register (router) {
          router.on(PAGE, { id: 'careless' }, () => { seen.push('careless') })
          router.on('avi:jira:created:issue', { id: 'aware', self: true }, () => { seen.push('aware') })
        }
      }))
    }
  })
  const installation = simulator.createInstallation({ app })
  const own = { payload: { selfGenerated: true } }
  const { status, record } = await simulator.sendEvent(installation, PAGE, own)
  await simulator.sendEvent(installation, ISSUE, own)
  await until(() => seen.length > 0, 'the handler that asks for such events ran')
  t.same([status, bodyOf(record)['selfGenerated']], [200, true])
  t.match(server.hooksmith.counters(), { 'events{verdict="self"}': 1, 'events{verdict="stored"}': 1 })
  t.same(seen, ['aware'])
})
