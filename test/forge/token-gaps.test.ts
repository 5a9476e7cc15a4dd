import { randomBytes } from 'node:crypto'
import { FakeClock, HKS_ERR_STORE_TIMEOUT } from '@hooksmith/contracts'
import { StoreTokenStore } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { HOURLY, stage } from '../support/forge-stage.js'
import { besides, DAY_MS, HOUR_MS, PAGE, registryStage, STORES } from '../support/registry-stage.js'

const DAILY = { interval: 'none', forge: { tickIntervals: { [HOURLY]: 'day' } } } as const

for (const driver of Object.keys(STORES)) {
  test(`${driver}: ticks by the day leave gaps, foreseen long before they begin, and told once a token`, async (t) => {
    const on = await registryStage(t, { ...DAILY, driver })
    await on.simulator.tick(on.installation, HOURLY)
    await on.pass(HOUR_MS)
    await until(() => on.handled.length === 1, 'the gap is told')
    // The event's data is what this package's types say.
    const first = on.handled[0]?.data as { expiresAt: number, nextTickAt: number }
    t.same([first.expiresAt - on.clock.now(), first.nextTickAt - on.clock.now()], [3 * HOUR_MS, 23 * HOUR_MS])
    await on.pass(3 * HOUR_MS)
    await on.simulator.sendEvent(on.installation, PAGE)
    await on.pass(HOUR_MS)
    await until(() => on.handled.length === 2, 'the next one is told')
    t.same(on.noticed(), [`token:gap ${on.installation.id}`, `token:gap ${on.installation.id}`])
    t.equal(on.count('forge_token_gaps'), 2)
    const { isReady, warnings } = on.server.hooksmith.health()
    t.ok(isReady)
    for (const expected of [/runs every day, and a token lives 4 h at most/, /1 installations are, or will be, without a token/]) {
      t.ok(warnings.some((line) => expected.test(line)), String(expected))
    }
  })
}

/** Writes, and then never says so, for the first note that a gap was told. */
class LosesAnswer extends MemoryStore {
  lost = 0

  override async put (...args: Parameters<MemoryStore['put']>): Promise<boolean> {
    const answer = await super.put(...args)
    const [key, value] = args
    if (this.lost > 0 || !key.startsWith('forge/pulse/') || !Buffer.from(value).includes('gapAfterAt')) return answer
    this.lost++
    throw new HKS_ERR_STORE_TIMEOUT(2_000)
  }
}

test('a gap is counted and logged once, though the answer to the note of it is lost', async (t) => {
  const store = new LosesAnswer()
  const lines: string[] = []
  const stream = { write: (line: string) => { lines.push(line) } }
  const on = await registryStage(t, { interval: 'none', store, fastify: { logger: { level: 'warn', stream } } })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.pass(8 * HOUR_MS)
  await on.settled(1)
  t.equal(store.lost, 1)
  t.same(on.noticed(), [`token:gap ${on.installation.id}`])
  t.equal(on.count('forge_token_gaps'), 1)
  t.equal(lines.filter((line) => line.includes('a token ends before the next tick')).length, 1)
})

test('hourly ticks leave no gap, and nothing is warned about', async (t) => {
  const on = await registryStage(t)
  await on.pass(2 * DAY_MS)
  t.same(on.noticed(), [])
  t.equal(on.count('forge_token_gaps'), 0)
  t.notOk(on.server.hooksmith.health().warnings.some((line) => line.includes('token')))
})

test('where no ticks are known, a gap is told when it begins, and not before', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.pass(3.9 * HOUR_MS)
  t.same(on.noticed(), [])
  await on.pass(HOUR_MS / 2)
  await on.settled(1)
  t.same(on.noticed(), [`token:gap ${on.installation.id}`])
  t.equal((on.handled[0]?.data as { nextTickAt?: number }).nextTickAt, undefined)
})

test('a gap is told once by however many processes', async (t) => {
  const on = await registryStage(t, { interval: 'none' })
  await besides(t, on, { role: 'ingest' })
  await besides(t, on, { role: 'worker' })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.pass(8 * HOUR_MS)
  await on.settled(1)
  t.same(on.noticed(), [`token:gap ${on.installation.id}`])
})

test('a job that needs a token within the margin of its end waits, uncounted, and runs when a delivery brings one', async (t) => {
  const attempts: number[] = []
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], marginMs: 600_000, clock })
  const on = await stage(t, {
    clock,
    store,
    forge: { tokens },
    handler: async (_event, { attempt, forge }) => { await forge.asApp().requestConfluence('/wiki/api/v2/pages'); attempts.push(attempt) }
  })
  await on.simulator.sendEvent(on.installation, PAGE)
  await until(() => attempts.length === 1, 'a call with a fresh token')
  await on.simulator.advance(4 * HOUR_MS - 500_000)
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: false })
  await on.settled(2)
  t.equal(attempts.length, 1, 'the token lives for 8 minutes, and is not served')
  await on.simulator.sendEvent(on.installation, PAGE)
  await until(() => attempts.length === 3, 'both run')
  t.same(attempts, [1, 1, 1])
})

test('a delivery without a token erases none, and an older one does not take its place', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)], clock })
  const on = await stage(t, { clock, store, forge: { tokens } })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.settled(1)
  const tenant = on.handled[0]?.tenant ?? ''
  const first = await tokens.get(tenant)
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: false })
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: on.simulator.tokens.issue(on.installation, HOUR_MS).value })
  t.same(await tokens.get(tenant), first)
  t.equal(first?.expiresAt, clock.now() + 4 * HOUR_MS)
})
