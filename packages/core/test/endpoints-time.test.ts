import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import type { EndpointHandler } from '../src/index.js'
import { call, hmacGuard, serve, verdicts } from './endpoints-support.js'
import { deferred, listen, sign, type Bench, type Deferred } from './support.js'

const never: EndpointHandler = async () => await new Promise<undefined>(() => {})

/** Waits until `condition` holds; gives up loudly. */
async function until (condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`gave up waiting until ${what}`)
    await sleep(5)
  }
}

test('after timeoutMs the answer is 504, the signal aborts with that reason, and a handler that ends later is told in the log', async (t) => {
  const end = deferred()
  const reasons: unknown[] = []
  const bench = await serve(t, async (_call, { signal }) => {
    signal.addEventListener('abort', () => { reasons.push(signal.reason) })
    await end.promise
  }, { timeoutMs: 1_000 })
  const answer = call(bench.app)
  await bench.clock.advance(999)
  t.same(reasons, [])
  await bench.clock.advance(1)
  const response = await answer
  t.same([response.statusCode, response.json()], [504, { code: 'HKS_ERR_ENDPOINT_TIMEOUT', message: 'The request took too long.' }])
  t.match(reasons, [{ code: 'HKS_ERR_ENDPOINT_TIMEOUT', message: /1000 ms/ }])
  t.notOk(bench.lines.some(({ msg }) => String(msg).startsWith('the handler ended')))
  end.resolve()
  await until(() => bench.lines.some(({ msg, tenant }) => msg === 'the handler ended after its call was answered' && tenant === 't1'), 'the log tells')
  t.same(verdicts(bench), { HKS_ERR_ENDPOINT_TIMEOUT: 1 })
})

test('timeoutMs is 24 s by default', async (t) => {
  const bench = await serve(t, never)
  const answer = call(bench.app)
  await bench.clock.advance(23_999)
  t.same(verdicts(bench), {})
  await bench.clock.advance(1)
  t.equal((await answer).statusCode, 504)
})

test('an error of a handler that comes late is nobody\'s any more', async (t) => {
  const end = deferred()
  const bench = await serve(t, async () => await end.promise, { timeoutMs: 10 })
  const answer = call(bench.app)
  await bench.clock.advance(10)
  t.equal((await answer).statusCode, 504)
  end.reject(new TypeError('late'))
  await until(() => bench.lines.some(({ msg }) => String(msg).startsWith('the handler ended')), 'the log tells')
})

test('by the clock of the machine the time ends as well, and the time of the body counts', async (t) => {
  const { systemClock } = await import('@hooksmith/contracts')
  const { app } = await serve(t, never, { timeoutMs: 300 }, { options: { clock: systemClock } })
  const socket = connect(await listen(app), '127.0.0.1')
  const startedAt = Date.now()
  socket.write(`POST /it HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-signature: ${sign('{}')}\r\ncontent-length: 2\r\n\r\n{`)
  await sleep(250)
  const sentAt = Date.now()
  socket.write('}')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1.1 504 /)
  t.ok(Date.now() - startedAt >= 299, 'not before the time was up')
  t.ok(sentAt - startedAt >= 249, 'and part of it was spent on the body')
})

test('a guard that does not come to an end is cut off by the same time', async (t) => {
  const guards = [hmacGuard({ verify: async () => await new Promise(() => {}) })]
  const bench = await serve(t, () => undefined, { timeoutMs: 100 }, { guards })
  const answer = call(bench.app)
  await bench.clock.advance(100)
  t.equal((await answer).statusCode, 504)
})

test('what a call brought is waited for a second at most; the call goes on, with a line and a count', async (t) => {
  const bench = await serve(t, () => ({ done: true }), {}, { guards: [hmacGuard({ capture: async () => await new Promise(() => {}) })] })
  const answer = call(bench.app)
  await bench.clock.advance(1_000)
  t.same((await answer).json(), { done: true })
  t.equal(bench.app.hooksmith.counters()['endpoint_capture_failed{guard="acme"}'], 1)
  t.match(bench.lines.find(({ msg }) => msg === 'what the call brought could not be kept'), { reason: 'not within 1000 ms', endpoint: '/it', tenant: 't1' })
})

test('a call whose keeping fails is answered all the same, and the answer knows nothing of it', async (t) => {
  const bench = await serve(t, () => ({ done: true }), {}, { guards: [hmacGuard({ capture: async () => { throw new TypeError('store down') } })] })
  t.same([(await call(bench.app)).json(), verdicts(bench)], [{ done: true }, { answered: 1 }])
  t.equal(bench.app.hooksmith.counters()['endpoint_capture_failed{guard="acme"}'], 1)
})

/** Begins a call on a connection of its own, with or without its body. */
async function begin (bench: Bench, body = '{}'): Promise<Socket> {
  const socket = connect(await listen(bench.app), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`POST /it HTTP/1.1\r\nhost: x\r\nx-signature: ${sign('{}')}\r\ncontent-length: 2\r\n\r\n${body}`)
  return socket
}

test('a caller that goes away aborts the signal, and is counted once', async (t) => {
  const reasons: unknown[] = []
  let running = false
  const bench = await serve(t, async (_call, { signal }) => {
    running = true
    await once(signal, 'abort')
    reasons.push(signal.reason)
  })
  const socket = await begin(bench)
  await until(() => running, 'the handler runs')
  socket.destroy()
  await until(() => reasons.length === 1, 'the signal aborted')
  t.match(reasons, [{ code: 'HKS_ERR_ENDPOINT_GONE' }])
  await until(() => verdicts(bench)['HKS_ERR_ENDPOINT_GONE'] === 1, 'it is counted')
  t.same(verdicts(bench), { HKS_ERR_ENDPOINT_GONE: 1 })
})

test('a caller that goes away while it is being proven has no handler run for it', async (t) => {
  const proven = deferred()
  let [asked, handled] = [0, 0]
  const bench = await serve(t, () => { handled++ }, {}, { guards: [hmacGuard({ verify: async () => { asked++; await proven.promise; return { tenant: 't1' } } })] })
  const socket = await begin(bench)
  await until(() => asked === 1, 'the guard is asked')
  socket.destroy()
  await until(() => verdicts(bench)['HKS_ERR_ENDPOINT_GONE'] === 1, 'it is counted')
  proven.resolve()
  await sleep(20)
  t.equal(handled, 0)
})

interface Closing { readonly bench: Bench, readonly socket: Socket, readonly end: Deferred<undefined>, readonly reasons: unknown[] }

/** A server with a call under way that waits for `end`. */
async function closing (t: Test, shutdownGraceMs: number): Promise<Closing> {
  const end = deferred<undefined>()
  const reasons: unknown[] = []
  let running = false
  const bench = await serve(t, async (_call, { signal }) => {
    running = true
    signal.addEventListener('abort', () => { reasons.push(signal.reason) })
    await end.promise
  }, {}, { options: { shutdownGraceMs } })
  const socket = await begin(bench)
  await until(() => running, 'the handler runs')
  return { bench, socket, end, reasons }
}

test('a closing server lets a call end in its time, and its connection ends with the answer', async (t) => {
  const { bench, socket, end, reasons } = await closing(t, 5_000)
  const closed = bench.app.close()
  await bench.clock.advance(4_999)
  end.resolve(undefined)
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1.1 200 OK[^]*connection: close/i)
  await closed
  t.same(reasons, [])
})

test('a call that goes on for longer than shutdownGraceMs is answered 503, and close() ends though the handler does not', async (t) => {
  const { bench, socket, reasons } = await closing(t, 5_000)
  const closed = bench.app.close()
  await bench.clock.advance(5_000)
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1.1 503 [^]*HKS_ERR_ENDPOINT_CLOSING/)
  await closed
  t.match(reasons, [{ code: 'HKS_ERR_ENDPOINT_CLOSING' }])
})

test('a call whose body arrives once the grace is over does not keep the server either', async (t) => {
  const bench = await serve(t, never, {}, { options: { shutdownGraceMs: 1_000 } })
  const socket = await begin(bench, '{')
  await sleep(50)
  const closed = bench.app.close()
  await sleep(50)
  await bench.clock.advance(2_000)
  socket.write('}')
  // The clock stands unless it is moved; the timer of a call that began late is due at once.
  const answer = once(socket, 'data')
  for (let at = 0; at < 20; at++) { await sleep(5); await bench.clock.advance(0) }
  t.match(String((await answer)[0]), /^HTTP\/1.1 503 /)
  await closed
})

test('a server with endpoints and no call under way leaves no timer behind when it closes', async (t) => {
  const bench = await serve(t, () => undefined, {}, { options: { shutdownGraceMs: 20_000 } })
  await call(bench.app)
  let made = 0
  const { clock } = bench
  const after = clock.after.bind(clock)
  const released: number[] = []
  clock.after = (ms, run) => { made++; const release = after(ms, run); return () => { released.push(ms); release() } }
  await call(bench.app)
  t.ok(made > 0, 'calls have timers')
  t.equal(released.length, made, 'each is taken back')
  await bench.app.close()
  t.equal(released.length, made, 'closing left none')
})
