import { HKS_ERR_STORE_UNAVAILABLE } from '@hooksmith/contracts'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { HOURLY } from '../support/forge-stage.js'
import { HOUR_MS, registryStage, STORES, type RegistryOptions, type RegistryStage } from '../support/registry-stage.js'

const MINUTE_MS = 60_000
const TICKS: RegistryOptions = { patterns: [`forge:scheduled:${HOURLY}`], interval: 'none', forge: { tickIntervals: { [HOURLY]: 'hour' } } }

/** Fires a tick after each of some spans; resolves to how many were stored, and not taken for duplicates. */
async function fire (on: RegistryStage, spansMs: readonly number[], installation = on.installation): Promise<number> {
  for (const spanMs of spansMs) {
    await on.pass(spanMs)
    await on.simulator.tick(installation, HOURLY, { triggerKey: 'keep' })
  }
  return on.ingested.filter(({ verdict }) => verdict === 'stored').length
}

for (const driver of Object.keys(STORES)) {
  test(`${driver}: of ticks within one slot the first is handled, for each installation, and of the next slot again`, async (t) => {
    const on = await registryStage(t, { ...TICKS, driver })
    const other = on.simulator.createInstallation({ app: on.app })
    t.equal(await fire(on, [0, 5_000, 600_000]), 1)
    t.equal(await fire(on, [0], other), 2)
    t.equal(await fire(on, [HOUR_MS - 605_000 - 180_000]), 3, 'a tick that comes 3 minutes early')
    t.equal(await fire(on, [HOUR_MS + 360_000, 1_000]), 4, 'and the next, 3 minutes late, twice')
    await on.settled(4)
  })
}

test('two deliveries of one tick that arrive at once are one', async (t) => {
  const on = await registryStage(t, TICKS)
  await Promise.all(Array.from({ length: 5 }, () => on.simulator.tick(on.installation, HOURLY)))
  t.same(on.ingested.map(({ verdict }) => verdict).sort(), ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'stored'])
})

for (const scheduledBody of ['context', 'empty object', 'none', 'untyped'] as const) {
  test(`a duplicate is one whatever the body: ${scheduledBody}`, async (t) => {
    const on = await registryStage(t, { ...TICKS, switches: { scheduledBody } })
    t.equal(await fire(on, [0, 60_000, HOUR_MS]), 2)
  })
}

test('ticks of two triggers that call one endpoint are no duplicates of each other', async (t) => {
  const on = await registryStage(t, TICKS)
  await on.simulator.tick(on.installation, HOURLY, { triggerKey: 'hourly' })
  await on.simulator.tick(on.installation, HOURLY, { triggerKey: 'daily' })
  t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'stored'])
})

test('in doubt a tick is handled: its interval is not known, the app was deployed again, or the store is away', async (t) => {
  const unknown = await registryStage(t, { ...TICKS, forge: { tickIntervals: {} } })
  t.equal(await fire(unknown, [0, 60_000]), 2)
  const deployed = await registryStage(t, TICKS)
  await fire(deployed, [0])
  t.equal(await fire(deployed, [60_000], deployed.simulator.upgradeMinor(deployed.installation, '2.1.0')), 2)
  const away = await registryStage(t, { ...TICKS, store: new Away() })
  t.equal(await fire(away, [0, 60_000]), 2)
})

class Away extends MemoryStore {
  override async get (key: string): ReturnType<MemoryStore['get']> {
    if (key.startsWith('forge/tick/')) throw new HKS_ERR_STORE_UNAVAILABLE('test')
    return await super.get(key)
  }
}

test('of every five minutes two ticks that come three minutes apart are two', async (t) => {
  const on = await registryStage(t, { ...TICKS, forge: { tickIntervals: { [HOURLY]: 'fiveMinute' } } })
  t.equal(await fire(on, [0, 3 * MINUTE_MS, 10_000]), 2)
})

test('a tick that does not come is reported once, and so is the next; one that comes late is not', async (t) => {
  const on = await registryStage(t, TICKS)
  await fire(on, [0, HOUR_MS, HOUR_MS + 10 * MINUTE_MS])
  t.equal(on.count('forge_ticks{verdict="missed"}'), 0)
  await on.pass(HOUR_MS + 25 * MINUTE_MS)
  t.equal(on.count('forge_ticks{verdict="missed"}'), 1)
  await on.pass(HOUR_MS)
  t.equal(on.count('forge_ticks{verdict="missed"}'), 2)
  await fire(on, [0, HOUR_MS])
  t.equal(on.count('forge_ticks{verdict="missed"}'), 2)
})

test('an interval that nobody named is learned from two gaps, and then a tick is missed; of one gap it is not', async (t) => {
  const on = await registryStage(t, { ...TICKS, forge: { tickIntervals: {} } })
  await fire(on, [0, HOUR_MS])
  await on.pass(3 * HOUR_MS)
  t.equal(on.count('forge_ticks{verdict="missed"}'), 0)
  await fire(on, [0, HOUR_MS, HOUR_MS])
  await on.pass(2 * HOUR_MS)
  t.equal(on.count('forge_ticks{verdict="missed"}'), 1)
})
