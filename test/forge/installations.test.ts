import { HKS_ERR_STORE_UNAVAILABLE } from '@hooksmith/contracts'
import { router } from '@hooksmith/core'
import { forge as forgePlugin } from '@hooksmith/forge'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import fastify from 'fastify'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { HOURLY, stage } from '../support/forge-stage.js'
import { besides, BYE, DAY_MS, HOUR_MS, PAGE, registryStage, STORES } from '../support/registry-stage.js'

for (const driver of Object.keys(STORES)) {
  test(`${driver}: what deliveries prove is in the registry, by id, ARI, tenant, and by site`, async (t) => {
    const on = await registryStage(t, { driver, interval: 'none' })
    const { installations } = on.server.forge
    await on.simulator.install(on.installation)
    const { installation: upgraded } = await on.simulator.upgrade(on.installation, '3.0.0')
    await on.simulator.sendEvent(on.simulator.upgradeMinor(upgraded, '3.1.0'), PAGE)
    const known = await on.known(on.installation)
    t.match(known, {
      id: on.installation.id,
      appId: on.app.id,
      cloudId: on.installation.cloudId,
      appVersion: '3.1.0',
      apiBaseUrl: on.installation.apiBaseUrl,
      environment: { type: 'PRODUCTION' },
      contexts: [{ name: 'confluence' }],
      state: 'active',
      installedAt: Number,
      upgradedAt: Number,
      firstSeenAt: Number
    })
    t.same(await installations.get(on.installation.ari), known)
    t.same(await installations.get(known?.tenant ?? ''), known)
    t.same(await installations.list({ cloudId: on.installation.cloudId }), { installations: [known] })
    t.same(await installations.list({ cloudId: 'elsewhere' }), { installations: [] })
    t.equal(await installations.get('0a3a7799-53ae-4a5b-9e7e-03338980abb5'), undefined)
  })

  test(`${driver}: an uninstall without a word: ticks are missed, then it is suspect, then gone, each told once`, async (t) => {
    const on = await registryStage(t, { driver, forge: { installations: { goneAfterMs: DAY_MS / 2 } } })
    const other = on.simulator.createInstallation({ app: on.app })
    await on.pass(3 * HOUR_MS)
    t.match(await on.known(on.installation), { state: 'active' })
    await on.simulator.uninstall(on.installation)
    await on.pass(6 * HOUR_MS)
    await until(async () => (await on.known(on.installation))?.state === 'suspect', 'it is suspect')
    t.ok(on.count('forge_ticks{verdict="missed"}') >= 1)
    await on.pass(13 * HOUR_MS)
    await until(async () => (await on.known(on.installation))?.state === 'gone', 'it is gone')
    await on.settled(2)
    t.match(await on.known(on.installation), { reason: 'silent' })
    t.same(on.noticed().filter((line) => !line.startsWith('token')), ['suspect', 'gone'].map((state) => `installation:${state} ${on.installation.id}`))
    t.match(await on.known(other), { state: 'active' })
    t.match(await on.server.forge.installations.list({ state: 'gone' }), { installations: [{ id: on.installation.id }] })
  })

  test(`${driver}: a reinstall is linked to what was there before, both ways, and told`, async (t) => {
    const on = await registryStage(t, { driver, interval: 'none' })
    await on.simulator.install(on.installation)
    const before = await on.known(on.installation)
    const { installation } = await on.simulator.reinstall(on.installation)
    await on.settled(2)
    const after = await on.known(installation)
    t.match(after, { state: 'active', replaces: before?.tenant })
    t.match(await on.known(on.installation), { state: 'gone', reason: 'replaced', replacedBy: after?.tenant })
    t.same(on.noticed(), [`installation:gone ${on.installation.id}`, `installation:relinked ${installation.id}`])
    const previous = { tenant: before?.tenant, installationId: on.installation.id }
    t.match(on.handled[1]?.data, { previous, cloudId: installation.cloudId })
    t.equal((await on.server.forge.installations.list({ cloudId: installation.cloudId })).installations.length, 2)
  })
}

test('another product of the same site, another site and another environment are no reinstall', async (t) => {
  const on = await registryStage(t, { interval: 'none', forge: { environments: ['PRODUCTION', 'STAGING'] } })
  const { app, installation: { cloudId } } = on
  const others = [{ cloudId, product: 'jira' }, {}, { cloudId, environment: 'STAGING' as const }]
    .map((one) => on.simulator.createInstallation({ app, ...one }))
  for (const one of [on.installation, ...others]) await on.simulator.sendEvent(one, PAGE)
  for (const one of [on.installation, ...others]) t.match(await on.known(one), { state: 'active', replaces: undefined, replacedBy: undefined })
  t.same(on.noticed(), [])
})

test('an id that changes without a word is linked with its first delivery, and stragglers of the old one change nothing', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  await on.simulator.sendEvent(on.installation, PAGE)
  const moved = on.simulator.createInstallation({ app: on.app, cloudId: on.installation.cloudId })
  await on.simulator.sendEvent(moved, PAGE)
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(await on.known(on.installation), { state: 'gone', reason: 'replaced' })
  t.match(await on.known(moved), { state: 'active' })
})

test('of an installation that brings other events a missed tick is told, and it is not suspect', async (t) => {
  const on = await registryStage(t)
  await on.pass(2 * HOUR_MS)
  on.simulator.stopSchedules()
  for (let hour = 0; hour < 8; hour++) {
    await on.pass(HOUR_MS)
    await on.simulator.sendEvent(on.installation, PAGE)
  }
  t.match(await on.known(on.installation), { state: 'active' })
  t.ok(on.count('forge_ticks{verdict="missed"}') >= 6)
})

test('where no tick is expected, silence says nothing', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.pass(3 * DAY_MS)
  t.match(await on.known(on.installation), { state: 'active' })
})

test('ticks by the day make nobody suspect between two of them', async (t) => {
  const on = await registryStage(t, { interval: 'day' })
  await on.pass(3 * DAY_MS)
  t.match(await on.known(on.installation), { state: 'active' })
  t.equal(on.count('forge_ticks{verdict="missed"}'), 0)
})

test('the next delivery makes a suspect active again, and a second silence is told again', async (t) => {
  const on = await registryStage(t)
  await on.pass(3 * HOUR_MS)
  on.simulator.stopSchedules()
  await on.pass(5 * HOUR_MS)
  t.match(await on.known(on.installation), { state: 'suspect', reason: 'silent' })
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(await on.known(on.installation), { state: 'active', reason: undefined })
  await on.pass(5 * HOUR_MS)
  t.match(await on.known(on.installation), { state: 'suspect' })
  await on.settled(2)
  const suspects = on.handled.filter(({ type }) => type === 'hooksmith:installation:suspect')
  t.equal(new Set(suspects.map(({ id }) => id)).size, 2)
})

for (const [status, after, expected] of [
  [401, HOUR_MS, 'suspect'], [401, 60_000, 'active'], [403, 600_000, 'active'], [403, 3 * HOUR_MS, 'suspect'], [404, 3 * HOUR_MS, 'active']
] as const) {
  test(`a call with a valid token that is answered ${status} ${after / 60_000} min after the first delivery leaves it ${expected}`, async (t) => {
    const on = await registryStage(t, { interval: 'none' })
    await on.simulator.sendEvent(on.installation, PAGE)
    const { tenant = '' } = await on.known(on.installation) ?? {}
    await on.pass(after)
    await on.server.forge.installations.reportRefusal(tenant, status)
    t.match(await on.known(on.installation), { state: expected })
    await on.server.forge.installations.reportRefusal('forge:a:b:c', status)
  })
}

test('an announced uninstall is gone at once; stragglers change nothing, what comes an hour later does', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.tick(on.installation, BYE)
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(await on.known(on.installation), { state: 'gone', reason: 'uninstalled' })
  await on.settled(1)
  t.same(on.noticed(), [`installation:gone ${on.installation.id}`])
  await on.pass(HOUR_MS)
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(await on.known(on.installation), { state: 'active' })
})

test('a license that changes is told with what it was; the first, and a token without one, say nothing', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  const licensed = (active: boolean): typeof on.installation =>
    on.simulator.installations.change(on.installation, { license: { active, type: 'COMMERCIAL' } })
  const [paid, unpaid] = [licensed(true), licensed(false)]
  for (const one of [paid, paid, on.installation, unpaid, unpaid]) await on.simulator.sendEvent(one, PAGE)
  await on.settled(1)
  t.same(on.handled.map(({ type, data }) => [type, data]), [['hooksmith:license:changed', {
    tenant: on.handled[0]?.tenant,
    installationId: on.installation.id,
    cloudId: on.installation.cloudId,
    license: { active: false, type: 'COMMERCIAL' },
    previous: { active: true, type: 'COMMERCIAL' }
  }]])
  t.match(await on.known(on.installation), { license: { active: false } })
})

test('two processes that notice the same make one event of it', async (t) => {
  const on = await registryStage(t)
  const others = [await besides(t, on, { role: 'ingest' }), await besides(t, on)]
  await on.pass(2 * HOUR_MS)
  await on.simulator.uninstall(on.installation)
  await on.pass(8 * HOUR_MS)
  await until(() => on.handled.length >= 1, 'it was told')
  t.same(on.noticed().filter((line) => line.startsWith('installation')), [`installation:suspect ${on.installation.id}`])
  t.match(await others[0]?.forge.installations.get(on.installation.id), { state: 'suspect' })
})

class Counting extends MemoryStore {
  readonly written: string[] = []
  isAway = false

  override async get (key: string): ReturnType<MemoryStore['get']> {
    if (this.isAway && key.startsWith('forge/')) throw new HKS_ERR_STORE_UNAVAILABLE('test')
    return await super.get(key)
  }

  override async put (...args: Parameters<MemoryStore['put']>): Promise<boolean> {
    this.written.push(args[0])
    return await super.put(...args)
  }
}

test('a record is written once a change, and not with every delivery', async (t) => {
  const store = new Counting()
  const on = await registryStage(t, { store, interval: 'none' })
  for (let sent = 0; sent < 20; sent++) await on.simulator.sendEvent(on.installation, PAGE)
  await on.pass(180_000)
  await on.simulator.sendEvent(on.installation, PAGE)
  const writes = (prefix: string): number => store.written.filter((key) => key.startsWith(prefix)).length
  t.equal(writes('forge/installation/'), 1)
  // The sighting, and the token's expiry.
  t.equal(writes('forge/pulse/'), 2)
  await on.simulator.sendEvent(on.simulator.upgradeMinor(on.installation, '2.1.0'), PAGE)
  t.equal(writes('forge/installation/'), 2)
})

test('with the store away deliveries are taken, and the registry learns of them later', async (t) => {
  const store = new Counting()
  const on = await registryStage(t, { store, interval: 'none', patterns: [PAGE] })
  store.isAway = true
  const { status } = await on.simulator.sendEvent(on.installation, PAGE)
  await on.settled(1)
  t.equal(status, 200)
  store.isAway = false
  t.equal(await on.known(on.installation), undefined)
  await on.pass(10_000)
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(await on.known(on.installation), { state: 'active' })
})

test('the registry is read in pages, by state, also where few of many are in it', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  const all = Array.from({ length: 7 }, () => on.simulator.createInstallation({ app: on.app }))
  for (const one of all) await on.simulator.sendEvent(one, PAGE)
  for (const one of all.slice(0, 2)) await on.simulator.tick(one, BYE)
  const read = async (state?: 'gone' | 'active'): Promise<string[]> => {
    const ids: string[] = []
    let after: string | undefined
    do {
      const where = { ...state === undefined ? {} : { state }, ...after === undefined ? {} : { after } }
      const page = await on.server.forge.installations.list({ limit: 2, ...where })
      ids.push(...page.installations.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    return ids
  }
  t.same(new Set(await read()), new Set(all.map(({ id }) => id)))
  t.same(new Set(await read('gone')), new Set(all.slice(0, 2).map(({ id }) => id)))
  t.equal((await read('active')).length, 5)
})

test('a handler of what was noticed has the installation in its context', async (t) => {
  const seen: unknown[] = []
  const on = await stage(t, { patterns: ['hooksmith:**'], handler: (event, { forge }) => { seen.push([event.type, forge.installation.id]) } })
  await on.simulator.install(on.installation)
  const { installation } = await on.simulator.reinstall(on.installation)
  await until(() => seen.length === 2, 'both were handled')
  t.same(seen, [['hooksmith:installation:gone', on.installation.id], ['hooksmith:installation:relinked', installation.id]])
})

test('bad options are refused, all at once', async (t) => {
  // A caller in JavaScript can give anything.
  const forge: object = { tickIntervals: { [HOURLY]: 'hourly' }, installations: { suspectAfterMs: -1, checkEveryMs: 10, patience: 3 } }
  const server = fastify()
  await server.register(router, { queue: new MemoryQueue(), store: new MemoryStore() })
  const refused = async (): Promise<void> => { await server.register(forgePlugin, { appIds: ['a'], environments: ['PRODUCTION'], ...forge }) }
  await t.rejects(refused, {
    code: 'HKS_ERR_FORGE_OPTIONS',
    message: /tickIntervals\.remote-hourly' must be one of fiveMinute, hour, day, week, received hourly[^]*suspectAfterMs[^]*checkEveryMs[^]*'installations\.patience'/
  })
})
