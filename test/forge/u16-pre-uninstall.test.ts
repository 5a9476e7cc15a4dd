import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliverInput } from '@hooksmith/simulator'
import { test } from 'tap'
import { stage, type ForgeStage } from '../support/forge-stage.js'

const BYE = 'remote-bye'
const ROUTES = [{ path: '/forge/events' }, { path: '/forge/bye', kind: 'preUninstall' as const, moduleKey: BYE }]

function sayBye ({ simulator, url }: ForgeStage): void {
  simulator.setRemote({ baseUrl: url, endpoints: [{ key: BYE, route: '/forge/bye', systemToken: false }], preUninstall: [BYE] })
}

test('U16: an uninstall is announced once before it happens, to its own module', async (t) => {
  const on = await stage(t, { forge: { routes: ROUTES } })
  sayBye(on)
  const delivery = await on.simulator.uninstall(on.installation)
  await on.settled(1)
  t.equal(delivery?.status, 200)
  t.match(on.handled, [{ type: `forge:preUninstall:${BYE}`, data: { context: { cloudId: on.installation.cloudId, moduleKey: BYE } } }])
  t.equal(on.simulator.installations.get(on.installation.id), undefined)
})

test('U16: an announcement that fails stops nothing and does not come again', async (t) => {
  const on = await stage(t, { forge: { routes: ROUTES }, troubles: ['busy'] })
  sayBye(on)
  await on.simulator.uninstall(on.installation)
  await on.simulator.advance(600_000)
  t.equal(on.simulator.journal.count(), 1)
  t.equal(on.simulator.installations.get(on.installation.id), undefined)
})

for (const preUninstallTimeoutMs of [55_000, 5_000]) {
  const isEnough = preUninstallTimeoutMs > 20_000
  test(`U16: where the platform waits ${preUninstallTimeoutMs} ms, an answer after 20 s comes ${isEnough ? 'in time' : 'too late'}`, async (t) => {
    const on = await stage(t, { forge: { routes: ROUTES }, switches: { preUninstallTimeoutMs }, slowMs: 20_000 })
    sayBye(on)
    const gone = on.simulator.uninstall(on.installation)
    // The request has to reach the server before its answer can be put off by the clock.
    while (!on.isHolding()) await sleep(5)
    await on.simulator.advance(isEnough ? 20_000 : 60_000, 100)
    t.equal((await gone)?.verdict, isEnough ? 'accepted' : 'timeout')
  })
}

/** The forms that the body of a tick has (U3), for which the documentation leaves the same open here; and U1's wrapped one. */
const FORMS: ReadonlyArray<[form: string, delivery: Partial<DeliverInput>]> = [
  ['empty object', { body: {} }],
  ['none', {}],
  ['untyped', { body: { context: { cloudId: 'c', moduleKey: BYE }, contextToken: 'marker' }, contentType: null }],
  ['wrapped', { body: { payload: { context: { cloudId: 'c', moduleKey: BYE }, contextToken: 'marker' } } }]
]

for (const [form, delivery] of FORMS) {
  test(`U16 with U3: an announcement with the body '${form}' is one by its route`, async (t) => {
    const on = await stage(t, { forge: { routes: ROUTES } })
    const { status } = await on.simulator.deliver({ installation: on.installation, moduleKey: BYE, url: `${on.url}/forge/bye`, ...delivery })
    await on.settled(1)
    t.equal(status, 200)
    t.match(on.handled, [{ type: `forge:preUninstall:${BYE}`, data: 'contentType' in delivery || form === 'wrapped' ? { context: { moduleKey: BYE } } : {} }])
    t.notMatch(JSON.stringify(on.handled), /marker/)
  })
}
