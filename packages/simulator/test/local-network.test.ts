import { spawnSync } from 'node:child_process'
import { FakeClock, type CancelTimer } from '@hooksmith/contracts'
import { test, type Test } from 'tap'
import { fetch, type RequestInit, type Response } from 'undici'
import { ForgeSimulator, type ForgeSimulatorOptions } from '../src/index.js'
import { forgeFixture } from '../src/fixture.js'
import { stage, type Stage } from './support/stage.js'

/** Calls through the dispatcher of a simulator. */
type Caller = (url: string, init?: RequestInit) => Promise<Response>

interface Silent extends Stage { readonly call: Caller }

/** A simulator that does not listen. */
async function silent (t: Test, options: ForgeSimulatorOptions = {}): Promise<Silent> {
  const on = await stage(t, [200], { listen: false, ...options })
  return { ...on, call: async (url, init) => await fetch(url, { ...init, dispatcher: on.simulator.dispatcher }) }
}

async function until (isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate)
}

/** Knows how many of its timers are armed. */
class CountingClock extends FakeClock {
  armed = 0

  override after (ms: number, run: () => void): CancelTimer {
    this.armed++
    let isArmed = true
    const end = (): void => { if (isArmed) this.armed--; isArmed = false }
    const cancel = super.after(ms, () => { end(); run() })
    return () => { end(); cancel() }
  }
}

/** What a call failed with. */
async function failure (call: Promise<unknown>): Promise<unknown> {
  return call.then(() => 'answered', (error: Error) => error.cause)
}

test('a simulator that does not listen has addresses that exist nowhere, and serves them through its dispatcher', async (t) => {
  const { simulator, call } = await silent(t)
  t.equal(simulator.jwksUrl, 'https://keys.simulator.invalid/.well-known/jwks.json')
  t.equal(simulator.keySet.urlTemplate, 'https://keys.simulator.invalid/{IC_LABEL}/.well-known/jwks.json')
  t.equal(simulator.api.origin, 'https://api.simulator.invalid')
  const { keys } = await (await call(simulator.jwksUrl)).json() as { keys: unknown[] }
  t.equal(keys.length, 2)
})

test('calls of the API are answered, body and all, over connections that are used again', async (t) => {
  const { simulator, call } = await silent(t)
  const installation = simulator.createInstallation()
  simulator.api.put(installation, '/wiki/api/v2/pages/1', { id: '1', text: 'x'.repeat(300_000) })
  const headers = { authorization: `Bearer ${simulator.tokens.for(installation).value}` }
  const page = await (await call(`${installation.apiBaseUrl}/wiki/api/v2/pages/1`, { headers })).json() as { text: string }
  t.equal(page.text.length, 300_000)
  const value = 'y'.repeat(200_000)
  const kvs = `${simulator.api.origin}/forge/storage/kvs/v1`
  t.equal((await call(`${kvs}/set`, { method: 'POST', headers, body: JSON.stringify({ key: 'k', value }) })).status, 200)
  const got = await Promise.all(Array.from({ length: 20 }, async () => (await call(`${kvs}/get`, { method: 'POST', headers, body: '{"key":"k"}' })).json()))
  t.same(got, Array.from({ length: 20 }, () => ({ key: 'k', value })))
  t.equal(simulator.api.requests(installation).length, 22)
})

test('the dispatcher calls nobody but its simulator, whoever listens', async (t) => {
  const { simulator, call, receiver } = await silent(t)
  const other = await ForgeSimulator.start()
  t.teardown(async () => other.close())
  for (const url of [receiver.url, other.jwksUrl, 'https://api.atlassian.com/', 'http://keys.simulator.invalid/', 'https://keys.simulator.invalid:444/']) {
    t.match(await failure(call(url)), { code: 'HKS_ERR_SIMULATOR_HOST', message: /^'https?:.+' was not called.+https:\/\/keys\.simulator\.invalid/ }, url)
  }
  t.same([receiver.received.length, other.keySet.fetchCount, simulator.keySet.fetchCount], [0, 0, 0])
})

test('the dispatcher of a simulator that listens leads to it as well, and past its ports', async (t) => {
  const on = await stage(t)
  t.equal((await fetch(on.simulator.jwksUrl, { dispatcher: on.simulator.dispatcher })).status, 200)
  t.equal((await fetch(on.simulator.jwksUrl)).status, 200)
  t.match(await failure(fetch(on.receiver.url, { dispatcher: on.simulator.dispatcher })), { code: 'HKS_ERR_SIMULATOR_HOST' })
})

test('a key set fails in every way that it can with a port', async (t) => {
  const { simulator: { keySet, jwksUrl }, call } = await silent(t)
  await keySet.fail({ kind: 'status', status: 503 })
  t.equal((await call(jwksUrl)).status, 503)
  await keySet.fail({ kind: 'garbage', body: 'no keys' })
  t.equal(await (await call(jwksUrl)).text(), 'no keys')
  await keySet.fail({ kind: 'reset' })
  t.match(await failure(call(jwksUrl)), { code: 'UND_ERR_SOCKET' })
  await keySet.fail({ kind: 'hang' })
  await t.rejects(call(jwksUrl, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  await keySet.fail({ kind: 'refuse' })
  t.match(await failure(call(jwksUrl)), { code: 'ECONNREFUSED' })
  t.equal(keySet.fetchCount, 4, 'one that is refused does not arrive')
  await keySet.heal()
  t.equal((await call(jwksUrl)).status, 200)
})

test('what waits for a key set that starts to refuse is cut off', async (t) => {
  const { simulator: { keySet, jwksUrl }, call } = await silent(t)
  await keySet.fail({ kind: 'hang' })
  const waiting = failure(call(jwksUrl))
  await until(() => keySet.fetchCount > 0)
  await keySet.fail({ kind: 'refuse' })
  t.match(await waiting, { code: 'UND_ERR_SOCKET' })
})

test('the positions of the switch keySet, delays and the date go by the clock', async (t) => {
  const { simulator, call, clock } = await silent(t, { switches: { keySet: 'slow' } })
  let isAnswered = false
  const answer = call(simulator.jwksUrl).then((response) => { isAnswered = true; return response })
  await until(() => simulator.keySet.fetchCount > 0)
  await clock.advance(9_999)
  t.notOk(isAnswered)
  await clock.advance(1)
  t.equal((await answer).headers.get('date'), new Date(clock.now()).toUTCString())
  await simulator.turn({ keySet: 'outage' })
  t.equal((await call(simulator.jwksUrl)).status, 503)
})

test('a caller that gives up a delayed answer takes its timer with it', async (t) => {
  const clock = new CountingClock()
  const { simulator, call } = await silent(t, { clock })
  simulator.keySet.delayMs = 1_000
  const ended = new AbortController()
  const answer = call(simulator.jwksUrl, { signal: ended.signal })
  await until(() => clock.armed === 1)
  ended.abort()
  await t.rejects(answer, { name: 'AbortError' })
  await until(() => clock.armed === 0)
  t.equal(simulator.keySet.fetchCount, 1)
})

test('an API fails in every way that it can with a port', async (t) => {
  const { simulator, call, clock } = await silent(t)
  const { api, tokens } = simulator
  const installation = simulator.createInstallation({ product: 'jira' })
  const headers = { authorization: `Bearer ${tokens.for(installation).value}` }
  const ask = async (signal: AbortSignal | null = null): Promise<Response> => call(`${installation.apiBaseUrl}/rest/api/3/project/A`, { headers, signal })
  api.script({ kind: 'garbage', status: 502, times: 1 })
  t.match(await (await ask()).text(), /Bad gateway/)
  api.script({ kind: 'reset', times: 1 })
  t.match(await failure(ask()), { code: 'ECONNRESET', syscall: 'read' })
  api.script({ kind: 'hang', forMs: 1_000 })
  await t.rejects(ask(AbortSignal.timeout(50)), { name: 'TimeoutError' })
  await clock.advance(1_000)
  api.exhaustQuota(installation)
  t.equal((await ask()).status, 429)
  await api.close()
  t.match(await failure(ask()), { code: 'ECONNREFUSED' })
  await api.open()
  t.equal((await ask()).status, 429)
})

test('a process lives until what it waits for has come, and no longer', async (t) => {
  const source = `
    import { fetch } from 'undici'
    import { ForgeSimulator } from '@hooksmith/simulator'
    const { keySet, jwksUrl, dispatcher } = await ForgeSimulator.start({ listen: false })
    keySet.delayMs = 50
    console.log((await fetch(jwksUrl, { dispatcher })).status)`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', '--input-type=module', '--eval', source], { cwd: import.meta.dirname, encoding: 'utf8' })
  t.same([status, stdout], [0, '200\n'], stderr)
})

test('ports and their absence are not asked for together', async (t) => {
  for (const options of [{ keySetPort: 1 }, { apiPort: 1 }]) {
    await t.rejects(ForgeSimulator.start({ listen: false, ...options }), { code: 'HKS_ERR_OPTION_INVALID', message: new RegExp(Object.keys(options)[0] ?? '') })
  }
  // A caller without types.
  await t.rejects(ForgeSimulator.start({ listen: 'no' as unknown as boolean }), { code: 'HKS_ERR_OPTION_INVALID', message: /listen/ })
})

test('after close() nothing is answered', async (t) => {
  const { simulator, call } = await silent(t)
  await simulator.keySet.fail({ kind: 'hang' })
  const waiting = call(simulator.jwksUrl)
  await until(() => simulator.keySet.fetchCount > 0)
  await Promise.all([simulator.close(), t.rejects(waiting)])
  await t.rejects(call(simulator.jwksUrl))
  await simulator.close()
})

test('a fixture without ports says how its key set and its API are reached', async (t) => {
  const { simulator, receiver } = await forgeFixture(t, { listen: false })
  t.equal(receiver.keySetDispatcher, simulator.dispatcher)
  t.equal(receiver.client?.dispatcher, simulator.dispatcher)
  t.same(receiver.apiHosts, ['api.simulator.invalid'])
})

test('deliveries go where they always go', async (t) => {
  const { simulator, receiver } = await silent(t)
  t.match(await simulator.deliver({ installation: simulator.createInstallation(), moduleKey: 'm', url: receiver.url }), { status: 200 })
  t.equal(receiver.received.length, 1)
})
