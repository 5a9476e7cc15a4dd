import { systemClock } from '@hooksmith/contracts'
import { test } from 'tap'
import { ForgeSimulator } from '../src/index.js'
import { stage } from './support/stage.js'

const codeOf = async (url: string): Promise<string> => fetch(url).then(() => 'answered', (error: { cause?: { code?: string } }) => error.cause?.code ?? 'none')

test('the key set tells the time of the clock, and a wrong one on demand', async (t) => {
  const { simulator, clock } = await stage(t)
  t.equal((await fetch(simulator.jwksUrl)).headers.get('date'), new Date(clock.now()).toUTCString())
  simulator.keySet.dateOffsetMs = 3_600_000
  t.equal((await fetch(simulator.jwksUrl)).headers.get('date'), new Date(clock.now() + 3_600_000).toUTCString())
})

test('every request for the key set is counted, with its path', async (t) => {
  const { simulator } = await stage(t)
  await Promise.all([fetch(simulator.jwksUrl), fetch(simulator.keySet.urlTemplate.replace('{IC_LABEL}', 'zone1'))])
  t.equal(simulator.keySet.fetchCount, 2)
  t.same(simulator.keySet.fetches.map(({ path }) => path).sort(), ['/.well-known/jwks.json', '/zone1/.well-known/jwks.json'])
})

test('an outage with a status, and garbage, are answers', async (t) => {
  const { simulator } = await stage(t)
  await simulator.keySet.fail({ kind: 'status', status: 503 })
  t.equal((await fetch(simulator.jwksUrl)).status, 503)
  await simulator.keySet.fail({ kind: 'garbage' })
  await t.rejects(fetch(simulator.jwksUrl).then(async (response) => response.json()), SyntaxError)
})

test('a refusing key set is not there, and comes back at the same URL', async (t) => {
  const { simulator } = await stage(t)
  await simulator.keySet.fail({ kind: 'refuse' })
  t.equal(await codeOf(simulator.jwksUrl), 'ECONNREFUSED')
  await simulator.keySet.heal()
  t.equal((await fetch(simulator.jwksUrl)).status, 200)
})

test('a hanging key set takes the request and answers nothing', async (t) => {
  const { simulator } = await stage(t)
  await simulator.keySet.fail({ kind: 'hang' })
  await t.rejects(fetch(simulator.jwksUrl, { signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' })
  t.equal(simulator.keySet.fetchCount, 1)
})

test('a slow key set answers after its delay', async (t) => {
  const simulator = await ForgeSimulator.start({ clock: systemClock })
  t.teardown(async () => simulator.close())
  simulator.keySet.delayMs = 60
  const startedAt = performance.now()
  t.equal((await fetch(simulator.jwksUrl)).status, 200)
  t.ok(performance.now() - startedAt >= 55)
})

test('a withdrawn key is no longer shown, though it signs on', async (t) => {
  const { simulator } = await stage(t)
  const { kid } = simulator.keys.active
  t.ok(simulator.keys.withdraw(kid))
  const { keys } = await (await fetch(simulator.jwksUrl)).json() as { keys: Array<{ kid: string }> }
  t.notOk(keys.some((key) => key.kid === kid))
  t.equal(simulator.keys.active.kid, kid)
})

test('a simulator makes two keys of its own and signs with one of them', async (t) => {
  const [one, other] = await Promise.all([ForgeSimulator.start(), ForgeSimulator.start()])
  t.teardown(async () => { await one.close(); await other.close() })
  const kids = [...one.keys.published, ...other.keys.published].map(({ kid }) => kid)
  t.equal(new Set(kids).size, 4)
  t.ok(kids.slice(0, 2).includes(one.keys.active.kid))
})
