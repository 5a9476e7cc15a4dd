import { test } from 'tap'
import { definePlugin } from '../src/index.js'
import { deferred, handle, send, start } from './support.js'

test('at its timeout an attempt is told by its signal, with a coded reason', async (t) => {
  let signal: AbortSignal | undefined
  const { app, clock } = await start(t, {
    plugins: [handle('a', { timeoutMs: 1_000 }, async (_event, ctx) => { signal = ctx.signal; await new Promise(() => {}) })]
  })
  await send(app, { type: 'a' })
  await clock.advance(999)
  t.equal(signal?.aborted, false)
  await clock.advance(1)
  t.match(signal, { aborted: true, reason: { code: 'HKS_ERR_HANDLER_TIMEOUT' } })
})

test('a handler that honours its signal ends as a timeout, whatever it throws, and the log says where it stood', async (t) => {
  const { app, clock, queue, lines } = await start(t, {
    plugins: [handle('a', { timeoutMs: 1_000, retry: { retries: 0 } }, async (_event, { signal }) => {
      await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new TypeError('aborted')) }) })
    })]
  })
  await send(app, { type: 'a' })
  await clock.advance(1_200)
  t.match((await queue.get('e1/p/h'))?.dead, { code: 'HKS_ERR_HANDLER_FAILED', reason: /HKS_ERR_HANDLER_TIMEOUT/ })
  t.match(lines.find(({ msg }) => msg === 'job is dead'), { reason: /HKS_ERR_HANDLER_TIMEOUT/, place: /abandonment\.test\.ts:\d+/ })
})

test('a handler that awaits for ever harms no other handler, no other tenant and no answer', async (t) => {
  const ran: string[] = []
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.on('bad', { id: 'bad', timeoutMs: 1_000 }, async () => { await new Promise(() => {}) })
      router.on('good', { id: 'good' }, (event) => { ran.push(event.id) })
    }
  })
  const { app, clock } = await start(t, { plugins: [plugin], options: { concurrency: 2 } })
  for (const id of ['b1', 'b2', 'b3']) await send(app, { id, type: 'bad' })
  t.equal((await send(app, { id: 'g1', type: 'good', tenant: 't2' })).statusCode, 200)
  t.equal((await send(app, { id: 'g2', type: 'good' })).statusCode, 200)
  await clock.advance(1_000)
  t.same(ran, [], 'both slots are taken until the timeout')
  await clock.advance(100)
  t.same(ran, ['g1', 'g2'])
})

test('an abandoned attempt keeps its key until it settles', async (t) => {
  const first = deferred()
  const seen: string[] = []
  const { app, clock } = await start(t, {
    plugins: [handle('a', { key: () => 'k', timeoutMs: 1_000 }, async (event) => { seen.push(event.id); if (event.id === 'e1') await first.promise })]
  })
  await send(app, { id: 'e1', type: 'a' })
  await send(app, { id: 'e2', type: 'a' })
  await clock.advance(120_000)
  t.same(seen, ['e1'])
  first.resolve()
  await clock.advance(0)
  t.same(seen, ['e1', 'e2'])
  t.same(app.hooksmith.counters()['attempts{outcome="done",settlement="in time"}'], 2)
})

test('an abandoned attempt that fails late counts as a timeout', async (t) => {
  const late = deferred()
  const { app, clock, queue } = await start(t, {
    plugins: [handle('a', { timeoutMs: 1_000, retry: { retries: 0 } }, async () => { await late.promise })]
  })
  await send(app, { type: 'a' })
  await clock.advance(5_000)
  t.equal((await queue.get('e1/p/h'))?.state, 'running')
  late.reject(new TypeError('late'))
  await clock.advance(0)
  t.match((await queue.get('e1/p/h'))?.dead, { reason: /HKS_ERR_HANDLER_TIMEOUT/ })
})

test('after abandonAfterMs the job goes on without its attempt, which then changes nothing any more', async (t) => {
  const first = deferred()
  const attempts: number[] = []
  const { app, clock, queue } = await start(t, {
    options: { abandonAfterMs: 60_000 },
    plugins: [handle('a', { key: () => 'k', timeoutMs: 1_000, retry: { minDelayMs: 0 } }, async (_event, { attempt, retryContext }) => {
      attempts.push(attempt)
      if (attempt === 1) await first.promise
      else t.match(retryContext?.retryReason, /HKS_ERR_HANDLER_ABANDONED/)
    })]
  })
  await send(app, { type: 'a' })
  await clock.advance(61_099)
  t.same(attempts, [1])
  await clock.advance(2)
  t.same(attempts, [1, 2])
  first.resolve()
  await clock.advance(0)
  t.equal(await queue.get('e1/p/h'), undefined)
  t.equal(Object.entries(app.hooksmith.counters()).filter(([name]) => name.startsWith('attempts')).reduce((sum, [, n]) => sum + n, 0), 2)
})

test('a late result that cannot be used still settles the attempt', async (t) => {
  const late = deferred<unknown>()
  const { app, clock, queue } = await start(t, {
    plugins: [handle('a', { timeoutMs: 1_000, retry: { retries: 0 } }, async () => await late.promise as undefined)]
  })
  await send(app, { type: 'a' })
  await clock.advance(5_000)
  late.resolve({ get [Symbol.for('hooksmith.result')] () { throw new TypeError('hostile') } })
  await clock.advance(0)
  t.equal((await queue.get('e1/p/h'))?.state, 'dead')
})

test('above maxAbandoned the process takes no more jobs, is not ready, and says so once', async (t) => {
  const errors: Error[] = []
  const ran: string[] = []
  const { app, clock, queue, lines } = await start(t, {
    options: { maxAbandoned: 2, onExhausted: (error) => { errors.push(error); throw new TypeError('of the callback') } },
    plugins: [handle('a', { timeoutMs: 1_000 }, async (event) => { ran.push(event.id); await new Promise(() => {}) })]
  })
  for (const id of ['e1', 'e2']) await send(app, { id, type: 'a' })
  await clock.advance(1_200)
  t.equal(app.hooksmith.health().isReady, true, 'at the bound it goes on')
  for (const id of ['e3', 'e4']) await send(app, { id, type: 'a' })
  await clock.advance(1_200)
  t.match(app.hooksmith.health(), { isReady: false, reasons: [/restart/] })
  t.equal((await send(app, { id: 'e5', type: 'a' })).statusCode, 200, 'events are still stored')
  await clock.advance(1_200)
  t.same(ran, ['e1', 'e2', 'e3', 'e4'])
  t.match(errors, [{ code: 'HKS_ERR_ROUTER_EXHAUSTED' }])
  t.equal(lines.filter(({ level }) => level === 60).length, 1)
  t.equal((await queue.stats()).counts.ready, 1)
})

test("a handler's own limit holds in one process, and its jobs come as soon as there is room", async (t) => {
  let running = 0
  let most = 0
  const gates = [deferred(), deferred(), deferred()]
  const { app, clock, lines } = await start(t, {
    plugins: [handle('a', { concurrency: 2 }, async (event) => {
      most = Math.max(most, ++running)
      await gates[Number(event.id)]?.promise
      running--
    })]
  })
  for (const id of ['0', '1', '2']) await send(app, { id, type: 'a' })
  await clock.advance(10_000)
  t.equal(running, 2)
  for (const gate of gates) gate.resolve()
  await clock.advance(1_000)
  t.same([running, most], [0, 2])
  t.equal(app.hooksmith.counters()['attempts{outcome="done",settlement="in time"}'], 3)
  t.same(Object.keys(app.hooksmith.counters()).filter((name) => name.includes('retry')), [], 'putting back is no attempt')
  t.notOk(lines.some(({ msg }) => msg === 'job is retried'))
})
