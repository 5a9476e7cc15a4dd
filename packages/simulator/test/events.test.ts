import { setTimeout as sleep } from 'node:timers/promises'
import { forgeEvents } from '@hooksmith/forge/catalogue'
import { test } from 'tap'
import type { JsonObject } from '../src/index.js'
import type { Receiver } from './support/receiver.js'
import { stage } from './support/stage.js'

const PAGE: JsonObject = {
  eventType: 'avi:confluence:created:page',
  eventCreatedDate: '2026-03-02T09:15:00.250Z',
  selfGenerated: false,
  content: { id: '98310', type: 'page', title: 'Release notes', space: { id: 65538, key: 'DOC' } }
}
const ISSUE: JsonObject = { eventType: 'avi:jira:created:issue', timestamp: '1772442900250', issue: { id: '10073', key: 'SP-10' } }
const samples = (name: string): JsonObject | undefined => [PAGE, ISSUE].find(({ eventType }) => eventType === name)

const bodies = (receiver: Receiver): JsonObject[] => receiver.received.map(({ text }) => JSON.parse(text) as JsonObject)

test('two events from one sample differ in id and time, although the clock stands', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [200], { samples })
  const installation = simulator.createInstallation()
  for (let sent = 0; sent < 2; sent++) await simulator.sendEvent(installation, 'avi:confluence:created:page')
  const [first, second] = bodies(receiver)
  t.equal(first?.eventCreatedDate, new Date(clock.now()).toISOString())
  t.not(second?.eventCreatedDate, first?.eventCreatedDate)
  t.match(first, { content: { id: /^\d+$/, title: 'Release notes', space: { key: 'DOC' } }, encryptedData: String })
  t.notSame(first?.content, second?.content)
})

test('a Jira event keeps its own form of time, id and key', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [200], { samples })
  await simulator.sendEvent(simulator.createInstallation({ product: 'jira' }), 'avi:jira:created:issue')
  const [body] = bodies(receiver)
  t.equal(body?.timestamp, String(clock.now()))
  t.match(body, { issue: { id: /^\d+$/, key: /^SP-\d+$/ } })
  t.notMatch(body, { issue: { key: /^SP-10$/ } })
})

test('every event of the catalogue can be sent, under its own name and never twice the same', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  const names = [...forgeEvents.values()].filter(({ kind, isPattern }) => kind !== 'lifecycle' && !isPattern).map(({ name }) => name)
  for (const name of [...names, ...names]) await simulator.sendEvent(installation, name)
  t.same(bodies(receiver).map(({ eventType, type }) => eventType ?? type), [...names, ...names])
  t.equal(new Set(receiver.received.map(({ text }) => text)).size, names.length * 2)
  t.notMatch(JSON.stringify(bodies(receiver)), /d0d52620-3203-4cfa-8db5-f2587155f0dd/, 'the samples\' own site is gone')
})

test('an app event goes out under its concrete name, a lifecycle event with its installation', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  const name = 'avi:cloud:ecosystem::event/d9022ad7-c220-4836-b1d1-7f9f2c633d3a/key'
  await simulator.sendEvent(installation, name)
  await simulator.sendEvent(installation, 'avi:forge:installed:app')
  t.match(bodies(receiver), [{ eventType: name, context: { cloudId: installation.cloudId } }, { id: installation.id }])
})

test('what the caller lays over the sample wins', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { samples })
  const payload = { selfGenerated: true, content: { id: '7' } }
  await simulator.sendEvent(simulator.createInstallation(), 'avi:confluence:created:page', { payload })
  t.match(bodies(receiver)[0], { selfGenerated: true, content: { id: '7', title: 'Release notes' } })
})

test('the page of an event can be read through the product API', async (t) => {
  const { simulator } = await stage(t, [200], { samples })
  const installation = simulator.createInstallation()
  await simulator.sendEvent(installation, 'avi:confluence:created:page', { payload: { content: { id: '7' } } })
  const headers = { authorization: `Bearer ${simulator.tokens.for(installation).value}` }
  const response = await fetch(`${installation.apiBaseUrl}/wiki/api/v2/pages/7`, { headers })
  t.match(await response.json(), { id: '7', title: 'Release notes', spaceId: '65538' })
})

test('an issue is in Jira for an installation that covers both products', async (t) => {
  const { simulator } = await stage(t, [200], { samples })
  const installation = simulator.createInstallation({ alsoCovers: ['jira'] })
  await simulator.sendEvent(installation, 'avi:jira:created:issue', { payload: { issue: { key: 'SP-7' } } })
  const headers = { authorization: `Bearer ${simulator.tokens.for(installation).value}` }
  const response = await fetch(`${installation.contexts[1]?.apiBaseUrl}/rest/api/3/issue/SP-7`, { headers })
  t.match(await response.json(), { key: 'SP-7' })
})

test('advance() waits for an event whose sample is still being read', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { samples: async (name) => { await sleep(50); return samples(name) } })
  const pending = simulator.sendEvent(simulator.createInstallation(), 'avi:confluence:created:page')
  await simulator.advance(60_000)
  t.equal(receiver.received.length, 1)
  t.equal((await pending).verdict, 'accepted')
})

test('a CloudEvent has its own content type, and a fresh id and time', async (t) => {
  const { simulator, receiver, clock } = await stage(t)
  const sample = { specversion: '1.0', type: 'avi:x', id: 'a', time: '2020-01-01T00:00:00Z', data: {} }
  await simulator.sendEvent(simulator.createInstallation(), 'avi:x', { sample })
  t.equal(receiver.received[0]?.headers['content-type'], 'application/cloudevents+json; charset=UTF-8')
  t.match(bodies(receiver)[0], { id: /^[0-9a-f-]{36}$/, time: new Date(clock.now()).toISOString() })
})

test('install and upgrade send the lifecycle body with bare ids', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation({ product: 'jira' })
  await simulator.install(installation)
  const { installation: upgraded } = await simulator.upgrade(installation, '3.0.0')
  const { app, environment, id, cloudId, installerAccountId } = installation
  const common = { context: `ari:cloud:jira::site/${cloudId}`, environment: { id: environment.id }, id }
  const appBody = { id: app.id, name: app.name, ownerAccountId: app.ownerAccountId }
  t.same(bodies(receiver), [
    { ...common, app: { ...appBody, version: '2.0.0' }, eventType: 'avi:forge:installed:app', installerAccountId },
    { ...common, app: { ...appBody, version: '3.0.0' }, eventType: 'avi:forge:upgraded:app', upgraderAccountId: installerAccountId }
  ])
  t.equal(upgraded.appVersion, '3.0.0')
})

test('a tick names site and trigger, and is not repeated when it fails', async (t) => {
  const { simulator, receiver } = await stage(t, [500])
  const installation = simulator.createInstallation()
  const ticked = await simulator.tick(installation, 'events', { triggerKey: 'hourly' })
  t.equal((await ticked.settled).state, 'lost')
  t.match(bodies(receiver), [{ context: { cloudId: installation.cloudId, moduleKey: 'hourly' }, contextToken: String }])
  t.equal(simulator.waitingCount, 0)
})

test('an event over 200 kB is not delivered at all', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { samples })
  const payload = { content: { title: 'x'.repeat(200_000) } }
  const result = await simulator.sendEvent(simulator.createInstallation(), 'avi:confluence:created:page', { payload })
  t.equal(result.verdict, 'too-large')
  t.equal((await result.settled).state, 'lost')
  t.equal(receiver.received.length, 0)
})

test('an event goes to the endpoint that names it, else to the one that names none', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { samples })
  simulator.setRemote({
    baseUrl: receiver.url,
    endpoints: [{ key: 'rest', route: '/rest' }, { key: 'pages', route: 'pages', events: ['avi:confluence:created:page'] }]
  })
  const installation = simulator.createInstallation()
  await simulator.sendEvent(installation, 'avi:confluence:created:page')
  await simulator.install(installation)
  t.same(receiver.received.map(({ path }) => path), ['/pages', '/rest'])
})

test('what cannot be sent is refused by code', async (t) => {
  const { simulator, receiver } = await stage(t)
  const installation = simulator.createInstallation()
  await t.rejects(simulator.sendEvent(installation, 'avi:no:such:event'), { code: 'HKS_ERR_SIMULATOR_EVENT_UNKNOWN' })
  await t.rejects(simulator.tick(installation, 'no-such-endpoint'), { code: 'HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN' })
  await t.rejects(simulator.deliver({ installation, moduleKey: 'm' }), { code: 'HKS_ERR_SIMULATOR_INPUT' })
  await t.rejects(simulator.deliver({ installation, moduleKey: 'm', url: 'file:///etc' }), { code: 'HKS_ERR_SIMULATOR_INPUT' })
  await t.rejects(simulator.deliver({ installation, moduleKey: 'm', url: receiver.url, headers: { 'x-a': 'b\nc' } }), { code: 'HKS_ERR_SIMULATOR_INPUT' })
  await t.rejects(simulator.deliver({ installation, moduleKey: '', url: receiver.url }), { code: 'HKS_ERR_SIMULATOR_INPUT' })
})
