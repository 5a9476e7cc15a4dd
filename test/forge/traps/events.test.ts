import { parseManifest } from '@hooksmith/simulator'
import { test } from 'tap'
import { bodyOf, HOURLY, stage, type ForgeStage } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'

function deploy (on: ForgeStage, filter: string): void {
  on.simulator.setManifest(parseManifest(`
modules:
  trigger:
    - key: pages
      endpoint: remote-events
      events: [${PAGE}, avi:jira:created:issue]
      filter: ${filter}
  endpoint:
    - { key: remote-events, remote: backend, route: { path: /forge/events }, auth: { appSystemToken: { enabled: true } } }
remotes: [{ key: backend, baseUrl: 'https://backend.example.com' }]
permissions: { scopes: ['read:app-system-token', 'read:confluence-content.summary', 'read:jira-work'] }
`), { baseUrl: on.url })
}

test('trap 10: what the app itself refuses is answered 200, never 401', async (t) => {
  const on = await stage(t, { patterns: ['avi:none:of:these'] })
  const unwanted = await on.simulator.sendEvent(on.installation, PAGE)
  const unreadable = await on.simulator.deliver({ installation: on.installation, moduleKey: 'm', url: `${on.url}/forge/events`, body: '{"no":"name"}' })
  t.same([unwanted.status, unreadable.status], [200, 200])
  t.same(on.requests.map(({ verdict }) => verdict), ['accepted', 'unreadable'])
})

test('trap 12: an event over 200 kB never arrives, one just below does', async (t) => {
  const on = await stage(t)
  const size = async (title: string): Promise<string> => (
    (await on.simulator.sendEvent(on.installation, PAGE, { payload: { content: { title } } })).verdict)
  t.same([await size('x'.repeat(200_000)), await size('x'.repeat(190_000))], ['too-large', 'accepted'])
  t.equal(on.requests.length, 1)
})

test('trap 13: an event that comes three minutes late is an event like any other', async (t) => {
  const on = await stage(t)
  const sent = on.clock.now()
  await on.clock.advance(180_000)
  const { status } = await on.simulator.sendEvent(on.installation, PAGE, { payload: { eventCreatedDate: new Date(sent).toISOString() } })
  await on.settled(1)
  t.equal(status, 200)
  t.equal(on.handled[0]?.time, new Date(sent).toISOString())
})

test('trap 14: an expression that touches a missing member drops the event in silence', async (t) => {
  const on = await stage(t)
  deploy(on, "{ expression: event.content.nothing.key == 'DOC' }")
  const { deliveries, withheld } = await on.simulator.publish(on.installation, PAGE)
  t.same(deliveries, [])
  t.match(withheld, [{ reason: 'expression-error', error: /nothing/ }])
  t.same(on.requests, [])
})

const ON_ERROR = [['IGNORE', false, false], ['IGNORE_AND_LOG', false, true], ['RECEIVE', true, false], ['RECEIVE_AND_LOG', true, true]] as const

for (const [onError, arrives, isLogged] of ON_ERROR) {
  test(`trap 14: with onError ${onError} it ${arrives ? 'arrives, with the error added' : 'does not arrive'}`, async (t) => {
    const on = await stage(t)
    deploy(on, `{ expression: event.content.nothing == 1, onError: ${onError} }`)
    const { deliveries } = await on.simulator.publish(on.installation, PAGE)
    t.equal(deliveries.length, arrives ? 1 : 0)
    t.equal(on.simulator.journal.withheld.some(({ error }) => error !== undefined), isLogged)
    if (arrives) t.match(bodyOf(deliveries[0]?.record), { eventType: PAGE, filterError: { message: String } })
    t.equal(on.ingested.length, arrives ? 1 : 0)
  })
}

test('trap 16: both spellings of the issue type reach the handler as they came', async (t) => {
  const on = await stage(t)
  for (const name of ['issuetype', 'issueType']) {
    await on.simulator.sendEvent(on.installation, 'avi:jira:created:issue', { payload: { issue: { fields: { [name]: { name: 'Bug' } } } } })
  }
  await on.settled(2)
  t.match(on.handled.map(({ data }) => data), [{ issue: { fields: { issuetype: { name: 'Bug' } } } }, { issue: { fields: { issueType: { name: 'Bug' } } } }])
})

test('trap 17: a new comment and its edit are two events of one name about one issue', async (t) => {
  const on = await stage(t)
  const payload = { issue: { id: '10073' }, comment: { id: '7' } }
  for (let sent = 0; sent < 2; sent++) await on.simulator.sendEvent(on.installation, 'avi:jira:commented:issue', { payload })
  await on.settled(2)
  t.same(on.handled.map(({ type, subject }) => [type, subject]), Array(2).fill(['avi:jira:commented:issue', '10073']))
})

test('trap 18: assigned and updated of one action are two events', async (t) => {
  const on = await stage(t)
  const at = { timestamp: '1772442900250', issue: { id: '10073' } }
  for (const name of ['avi:jira:assigned:issue', 'avi:jira:updated:issue']) await on.simulator.sendEvent(on.installation, name, { payload: at })
  await on.settled(2)
  t.equal(new Set(on.handled.map(({ id }) => id)).size, 2)
})

test('trap 19: an event that the app caused itself is marked, and held back by ignoreSelf', async (t) => {
  const on = await stage(t)
  await on.simulator.sendEvent(on.installation, PAGE, { payload: { selfGenerated: true } })
  await on.settled(1)
  t.equal(on.handled[0]?.selfgenerated, true)
  deploy(on, '{ ignoreSelf: true }')
  t.match((await on.simulator.publish(on.installation, PAGE, { payload: { selfGenerated: true } })).withheld, [{ reason: 'self' }])
  t.equal((await on.simulator.publish(on.installation, PAGE, { payload: { selfGenerated: false } })).deliveries.length, 1)
})

test('trap 21: deploying again restarts the schedules, and no tick is taken for another', async (t) => {
  const on = await stage(t, { simulator: { seed: 'restart' }, switches: { tickDuplicateChance: 0 } })
  const remote = { baseUrl: on.url, endpoints: [{ key: HOURLY, route: '/forge/hourly' }], schedules: [{ key: 'keep', endpoint: HOURLY, interval: 'hour' as const }] }
  on.simulator.setRemote(remote)
  on.simulator.startSchedules()
  const firstAt = async (): Promise<number> => {
    const [from, before] = [on.clock.now(), on.simulator.journal.count()]
    while (on.simulator.journal.count() === before) await on.simulator.advance(60_000)
    return on.clock.now() - from
  }
  const first = await firstAt()
  on.simulator.setRemote(remote)
  t.equal(await firstAt(), first, 'the offset of an installation stays')
  await on.settled(2)
  t.equal(new Set(on.handled.map(({ id }) => id)).size, 2)
})

test('trap 24: retryData is null in a redelivery', async (t) => {
  const on = await stage(t, { troubles: ['busy'] })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.advance(60_000)
  await on.settled(1)
  t.match(bodyOf(on.simulator.journal.last()), { retryContext: { retryData: null, retryCount: 1 } })
  t.equal(on.handled[0]?.redelivery, 1)
})

test('trap 30: a body of the form that some clients describe is not an event, and its token is not taken from it', async (t) => {
  const on = await stage(t)
  const body = { appSystemToken: 'not.a.token', installationId: 'ari:cloud:ecosystem::installation/other', payload: { a: 1 } }
  await on.simulator.deliver({ installation: on.installation, moduleKey: 'm', url: `${on.url}/forge/events`, body, systemToken: false })
  t.match(on.requests, [{ status: 200, verdict: 'unreadable' }])
})

test('trap 31: a token of the issuer forge is refused, and comes again as a token fault', async (t) => {
  const on = await stage(t)
  const { status, record } = await on.simulator.sendEvent(on.installation, PAGE, { token: { iss: 'forge' } })
  await on.simulator.advance(60_000)
  t.equal(status, 401)
  t.equal(record.verdict, 'unauthorized')
  t.match(bodyOf(on.simulator.journal.last()), { retryContext: { retryReason: 'INVALID_FORGE_INVOCATION_TOKEN' } })
})
