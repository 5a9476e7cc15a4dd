import type { Handler } from '@hooksmith/core'
import { test } from 'tap'
import { until } from '../../support/forge-server.js'
import { EVENTS, HOURLY, stage, type ForgeStage } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const HOUR_MS = 3_600_000
const ALL = ['read:app-system-token', 'read:confluence-content.summary']

function callOut (statuses: number[]): Handler {
  return async (_event, { forge }) => { statuses.push((await forge.asApp().requestConfluence('/wiki/api/v2/pages')).status) }
}

function remote ({ simulator, url }: ForgeStage, scopes: readonly string[], systemToken: boolean): void {
  simulator.setRemote({ baseUrl: url, endpoints: [{ key: EVENTS, route: '/forge/events', systemToken }], scopes })
}

test('trap 6: with auth at the wrong place no token comes; the event is stored, and its call waits until one does', async (t) => {
  const statuses: number[] = []
  const on = await stage(t, { handler: callOut(statuses) })
  remote(on, ALL, false)
  const { status, record } = await on.simulator.sendEvent(on.installation, PAGE)
  await on.settled(1)
  t.equal(status, 200)
  t.notOk('x-forge-oauth-system' in record.request.headers)
  t.same(statuses, [])
  remote(on, ALL, true)
  await on.simulator.sendEvent(on.installation, PAGE)
  await until(() => statuses.length === 2, 'both calls were made')
})

for (const scopes of [[], ['read:app-system-token'], ['read:app-system-token', 'read:app-user-token'], ['read:confluence-content.summary']]) {
  test(`trap 7: an app with the scopes [${scopes.join(', ')}] gets no token`, async (t) => {
    const on = await stage(t)
    remote(on, scopes, true)
    const { record } = await on.simulator.sendEvent(on.installation, PAGE)
    t.notOk('x-forge-oauth-system' in record.request.headers)
  })
}

test('trap 7: with one scope more it does', async (t) => {
  const on = await stage(t)
  remote(on, ALL, true)
  const { record } = await on.simulator.sendEvent(on.installation, PAGE)
  t.ok('x-forge-oauth-system' in record.request.headers)
})

for (const [interval, isKept] of [['hour', true], ['day', false], ['week', false]] as const) {
  test(`trap 22: a schedule by the ${interval} ${isKept ? 'keeps' : 'does not keep'} a token alive all day`, async (t) => {
    const on = await stage(t)
    on.simulator.setRemote({ baseUrl: on.url, endpoints: [{ key: HOURLY, route: '/forge/hourly' }], schedules: [{ key: 'keep', endpoint: HOURLY, interval }] })
    on.simulator.startSchedules()
    await on.simulator.advance(2 * HOUR_MS)
    const gaps: number[] = []
    for (let hour = 2; hour < 26; hour++) {
      await on.simulator.advance(HOUR_MS)
      const last = on.simulator.journal.last({ moduleKey: HOURLY })?.request.headers['x-forge-oauth-system']
      const token = last === undefined ? undefined : on.simulator.tokens.find(last)
      if ((token?.expiresAt ?? 0) <= on.clock.now()) gaps.push(hour)
    }
    t.equal(gaps.length === 0, isKept)
  })
}

test('trap 23: how long a token lives is read from it', async (t) => {
  const statuses: number[] = []
  const on = await stage(t, { handler: callOut(statuses), simulator: { systemTokenLifetimeMs: 3_300_000 } })
  await on.simulator.sendEvent(on.installation, PAGE)
  await until(() => statuses.length === 1, 'a call with a token that lives 55 min')
  await on.simulator.advance(3_300_000)
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: false })
  await on.settled(2)
  t.equal(statuses.length, 1, 'no call is made with a token that has ended')
  t.notOk(on.simulator.api.requests().some(({ refusal }) => refusal === 'expired-token'))
})
