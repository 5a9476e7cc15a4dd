import { systemClock } from '@hooksmith/contracts'
import { decodeJwt } from 'jose'
import { test } from 'tap'
import { ForgeSimulator, type RetryReason } from '../src/index.js'
import { hang, startReceiver, type Received, type Reply } from './support/receiver.js'
import { stage, tokenOf } from './support/stage.js'

const bodyOf = (received: Received | undefined): Record<string, unknown> => JSON.parse(received?.text ?? '{}') as Record<string, unknown>

test('a refused event comes back four times, 60 s apart, and is then lost', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [500])
  const startedAt = clock.now()
  const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: { a: 1 } })
  await simulator.advance(600_000)
  const { state, deliveries } = await first.settled
  t.equal(state, 'lost')
  t.same(deliveries.map(({ at }) => at - startedAt), [0, 60_000, 120_000, 180_000, 240_000])
  t.same(deliveries.map(({ redeliveryAt }) => redeliveryAt === undefined), [false, false, false, false, true])
  t.same(receiver.received.map((received) => bodyOf(received)), [undefined, 1, 2, 3, 4].map((retryCount) => (retryCount === undefined
    ? { a: 1 }
    : { a: 1, retryContext: { retryData: null, retryCount, retryReason: 'INVALID_REMOTE_INVOCATION_ERROR' } })))
})

test('redeliveries end with the first 2xx', async (t) => {
  const { simulator, receiver } = await stage(t, [503, 503, 202])
  const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.advance(600_000)
  t.match(await first.settled, { state: 'accepted', deliveries: { length: 3 } })
  t.equal(receiver.received.length, 3)
  t.equal(simulator.waitingCount, 0)
})

test('every redelivery has a token of its own, made at its own time', async (t) => {
  const { simulator, receiver } = await stage(t, [500])
  await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.advance(120_000)
  const claims = receiver.received.map((_, index) => decodeJwt(tokenOf(receiver, index)))
  t.equal(new Set(claims.map(({ jti }) => jti)).size, 3)
  t.same(claims.map(({ iat = 0 }) => iat - (claims[0]?.iat ?? 0)), [0, 60, 120])
})

const REASONS: ReadonlyArray<[what: string, reply: Reply, verdict: string, reason: RetryReason]> = [
  ['401', 401, 'unauthorized', 'INVALID_FORGE_INVOCATION_TOKEN'],
  ['a redirect, which is not followed,', 302, 'redirect', 'INVALID_REMOTE_INVOCATION_ERROR'],
  ['404', 404, 'refused', 'INVALID_REMOTE_INVOCATION_ERROR'],
  ['a cut connection', (response) => { response.destroy() }, 'network-error', 'INVALID_REMOTE_INVOCATION_ERROR']
]

for (const [what, reply, verdict, reason] of REASONS) {
  test(`${what} is redelivered as ${reason}`, async (t) => {
    const { simulator, receiver } = await stage(t, [reply, 200])
    const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
    await simulator.advance(60_000)
    t.equal(first.verdict, verdict)
    t.same(receiver.received.map(({ path }) => path), ['/', '/'])
    t.match(bodyOf(receiver.received[1]), { retryContext: { retryCount: 1, retryReason: reason } })
  })
}

test('an answer that does not come in 5 s of the clock is a timeout', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [hang, 200])
  const startedAt = clock.now()
  const pending = simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.advance(5_000, 100)
  const first = await pending
  await simulator.advance(60_000)
  t.match(first, { verdict: 'timeout', status: undefined })
  t.same((await first.settled).deliveries.map(({ at }) => at - startedAt), [0, 65_000])
  t.match(bodyOf(receiver.received[1]), { retryContext: { retryReason: 'TIMEOUT_ERROR' } })
})

test('an answer whose body does not end in time is a timeout', async (t) => {
  const { simulator, receiver } = await stage(t, [(response) => { response.writeHead(200).write('{') }])
  const pending = simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.advance(5_000, 100)
  t.equal((await pending).verdict, 'timeout')
})

test('on the real clock, deadline and redelivery come by themselves', async (t) => {
  const receiver = await startReceiver(hang, 200)
  const simulator = await ForgeSimulator.start({ clock: systemClock, deliveryTimeoutMs: 1_000, redeliveryDelayMs: 20 })
  t.teardown(async () => { await simulator.close(); await receiver.close() })
  const keepAlive = setInterval(() => {}, 1_000)
  t.teardown(() => { clearInterval(keepAlive) })
  const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  t.equal(first.verdict, 'timeout')
  t.match(await first.settled, { state: 'accepted', deliveries: { length: 2 } })
})

test('a receiver that is not there is a network error with its code', async (t) => {
  const { simulator, receiver } = await stage(t)
  await receiver.close()
  const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  t.match(first, { verdict: 'network-error', record: { errorCode: 'ECONNREFUSED' } })
})

test('close gives up redeliveries and breaks off what is under way', async (t) => {
  const { simulator, receiver } = await stage(t, [500, hang])
  const installation = simulator.createInstallation()
  const refused = await simulator.deliver({ installation, url: receiver.url, moduleKey: 'events', body: {} })
  const pending = simulator.deliver({ installation, url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.close()
  t.equal((await refused.settled).state, 'cancelled')
  t.equal((await pending).verdict, 'cancelled')
  t.equal((await (await pending).settled).state, 'cancelled')
  await t.rejects(simulator.deliver({ installation, url: receiver.url, moduleKey: 'events' }), { code: 'HKS_ERR_SIMULATOR_CLOSED' })
})

test('a receiver that hangs every time is given up after five deadlines', async (t) => {
  const { simulator, receiver, clock } = await stage(t, [hang])
  const startedAt = clock.now()
  const pending = simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {} })
  await simulator.advance(600_000, 20)
  const { state, deliveries } = await (await pending).settled
  t.equal(state, 'lost')
  t.same(deliveries.map(({ at, verdict }) => [at - startedAt, verdict]), [0, 65, 130, 195, 260].map((second) => [second * 1_000, 'timeout']))
})

test('advance() refuses a clock that it cannot move', async (t) => {
  const simulator = await ForgeSimulator.start()
  t.teardown(async () => simulator.close())
  await t.rejects(simulator.advance(1), { code: 'HKS_ERR_SIMULATOR_CLOCK' })
})

test('the number of redeliveries is the delivery\'s own, where it says one', async (t) => {
  const { simulator, receiver } = await stage(t, [500])
  const first = await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: {}, redeliveries: 1 })
  await simulator.advance(600_000)
  t.match(await first.settled, { state: 'lost', deliveries: { length: 2 } })
})

test('text and bytes are repeated as they were', async (t) => {
  const { simulator, receiver } = await stage(t, [500])
  await simulator.deliver({ installation: simulator.createInstallation(), url: receiver.url, moduleKey: 'events', body: '{not json' })
  await simulator.advance(60_000)
  t.same(receiver.received.map(({ text }) => text), ['{not json', '{not json'])
})
