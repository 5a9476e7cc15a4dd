import { FakeClock } from '@hooksmith/contracts'
import { definePlugin } from '@hooksmith/core'
import { forgeEvents } from '@hooksmith/forge/catalogue'
import { createSigningKey, Randomness, type DeliveryRecord, type ForgeSimulator, type Installation, type SigningKey } from '@hooksmith/simulator'
import { test, type Test } from 'tap'
import { startForgeServer } from '../support/forge-server.js'
import { signingKeys } from '../support/forge-stage.js'

const INSTALLATIONS = 50
const EVENTS = 20_000
/** Events come in gusts, as people and imports make them. */
const GUSTS = 1_000
const DAY_MS = 86_400_000
const LAG_FROM_MS = 28_800_000
const LAG_MS = 3_600_000
const OUTAGE_FROM_MS = 43_200_000
const OUTAGE_MS = 180_000

const newKey = createSigningKey()

interface Day {
  readonly simulator: ForgeSimulator
  readonly digest: string
  readonly handled: number
  readonly counters: Readonly<Record<string, number>>
}

test('a busy day of 50 installations and 20,000 events gives the same journal for the same seed, and loses nothing', { timeout: 300_000 }, async (t) => {
  const startedAt = Date.now()
  const day = await live(t, 'monday', EVENTS)
  t.comment(`a day in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s: ${day.simulator.journal.count()} deliveries, ${JSON.stringify(day.counters)}`)
  assertBusy(t, day)
  assertNothingLost(t, day)
  const again = await live(t, 'monday', EVENTS)
  t.equal(again.digest, day.digest, 'the same day once more')
})

test('another seed gives another day', { timeout: 120_000 }, async (t) => {
  const [monday, tuesday] = [await live(t, 'monday', 200), await live(t, 'tuesday', 200)]
  t.not(tuesday.digest, monday.digest)
  t.equal((await live(t, 'monday', 200)).digest, monday.digest)
})

/** Lives through a day, minute by minute, with an outage of the key set at noon in which the signing key changes. */
async function live (t: Test, seed: string, events: number): Promise<Day> {
  const clock = new FakeClock(Date.UTC(2026, 2, 2))
  let handled = 0
  const { server, simulator, app, url } = await startForgeServer(t, {
    clock,
    simulator: {
      seed,
      signingKeys: await signingKeys,
      maxRecords: 200_000,
      switches: { order: 'shuffled', duplicateChance: 0.01, tickDuplicateChance: 0.01 }
    },
    forge: { routes: [{ path: '/forge/events' }, { path: '/forge/hourly', kind: 'scheduled' }] },
    compose: async (on) => on.register(definePlugin({
      name: 'counter',
      register (router) { router.on('**', { id: 'count', self: true }, () => { handled++ }) }
    }))
  })
  simulator.setRemote({
    baseUrl: url,
    endpoints: [{ key: 'remote-events', route: '/forge/events' }, { key: 'remote-hourly', route: '/forge/hourly', events: [] }],
    schedules: [{ key: 'keep-token', endpoint: 'remote-hourly', interval: 'hour' }]
  })
  const installations = Array.from({ length: INSTALLATIONS }, () => simulator.createInstallation({ app }))
  simulator.startSchedules()
  planOutage(simulator, clock, await newKey)
  planLag(simulator, clock)
  await publishAll(simulator, installations, new Randomness(`${seed}/people`), events)
  await simulator.advance(600_000)
  simulator.stopSchedules()
  return { simulator, digest: simulator.journal.digest(), handled, counters: server.hooksmith.counters() }
}

/** The platform begins to sign with a new key while nobody can read the key set. */
function planOutage (simulator: ForgeSimulator, clock: FakeClock, next: SigningKey): void {
  clock.after(OUTAGE_FROM_MS, () => {
    simulator.keys.publish(next)
    simulator.keys.activate(next.kid)
    void simulator.turn({ keySet: 'outage' })
  })
  clock.after(OUTAGE_FROM_MS + OUTAGE_MS, () => { void simulator.turn({ keySet: 'serving' }) })
}

/** For an hour in the morning events come up to three minutes late, each by its own span. */
function planLag (simulator: ForgeSimulator, clock: FakeClock): void {
  clock.after(LAG_FROM_MS, () => { void simulator.turn({ maxLagMs: 180_000 }) })
  clock.after(LAG_FROM_MS + LAG_MS, () => { void simulator.turn({ maxLagMs: 0 }) })
}

async function publishAll (simulator: ForgeSimulator, installations: readonly Installation[], random: Randomness, events: number): Promise<void> {
  const names = [...forgeEvents.values()].filter(({ product, kind }) => product === 'confluence' && kind === 'product').map(({ name }) => name)
  const gusts = Math.min(GUSTS, events)
  const results: Array<Promise<unknown>> = []
  for (let gust = 0; gust < gusts; gust++) {
    for (let made = 0; made < events / gusts; made++) {
      const installation = installations[random.below(installations.length)]
      const name = names[random.below(names.length)]
      if (installation !== undefined && name !== undefined) results.push(simulator.publish(installation, name))
    }
    await simulator.advance(DAY_MS / gusts)
  }
  await simulator.advance(180_000)
  await Promise.all(results)
}

function assertBusy (t: Test, { simulator, counters }: Day): void {
  const { journal } = simulator
  const ticks = journal.find({ moduleKey: 'remote-hourly' })
  t.ok(ticks.length > INSTALLATIONS * 22, `${ticks.length} ticks`)
  t.equal(new Set(ticks.map(({ installationId }) => installationId)).size, INSTALLATIONS)
  t.ok(journal.find().some(({ retryCount }) => retryCount > 0), 'there were redeliveries')
  t.ok((counters['requests{receiver="forge",verdict="accepted"}'] ?? 0) > EVENTS)
  t.ok((counters['events{verdict="duplicate"}'] ?? 0) > 50, 'there were duplicates')
}

/** The outage is shorter than Forge's retries, so that every event is stored in the end, and what is stored is handled once. */
function assertNothingLost (t: Test, { simulator, handled, counters }: Day): void {
  const last = new Map<string, DeliveryRecord>()
  for (const record of simulator.journal.find()) last.set(record.invocationId, record)
  const lost = [...last.values()].filter(({ verdict, moduleKey }) => verdict !== 'accepted' && moduleKey === 'remote-events')
  t.same(lost.map(({ at }) => at), [], 'no event is lost')
  t.equal(handled, counters['events{verdict="stored"}'], 'what was stored was handled')
}
