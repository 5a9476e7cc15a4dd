import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import { test } from 'tap'
import type { Receiver } from '../src/index.js'
import { compose, deferred, handle, hmacReceiver, listen, send, sign, start } from './support.js'

test('a closing server lets what runs finish, before any plugin closes what its handlers use', async (t) => {
  const seen: string[] = []
  const gate = deferred()
  const { app, clock } = await compose(t, {
    options: { shutdownGraceMs: 20_000 },
    plugins: [handle('a', {}, async () => { seen.push('began'); await gate.promise; seen.push('ended') })],
    compose: (server) => { server.addHook('onClose', async () => { seen.push('database closed') }) }
  })
  await send(app, { type: 'a' })
  await clock.advance(0)
  const closed = app.close()
  await sleep(20)
  gate.resolve()
  await closed
  t.same(seen, ['began', 'ended', 'database closed'])
  t.equal(app.hooksmith.counters()['attempts{outcome="done",settlement="in time"}'], 1)
})

test('after the grace what still runs is handed back uncounted, told by its signal, and runs elsewhere', async (t) => {
  const space = new MemorySpace()
  const queues = [new MemoryQueue({ space }), new MemoryQueue({ space })] as const
  let reason: unknown
  const first = await start(t, {
    options: { queue: queues[0], shutdownGraceMs: 30 },
    plugins: [handle('a', {}, async (_event, { signal }) => {
      await new Promise<void>(() => { signal.addEventListener('abort', () => { reason = signal.reason }) })
    })]
  })
  await send(first.app, { type: 'a' })
  await sleep(20)
  await first.app.close()
  t.match(reason, { code: 'HKS_ERR_QUEUE_HANDED_BACK' })
  const ran = deferred<number>()
  await start(t, { options: { queue: queues[1] }, plugins: [handle('a', {}, (_event, { attempt }) => { ran.resolve(attempt) })] })
  t.equal(await ran.promise, 1)
  for (const queue of queues) await queue.close()
})

test('no job is lost or doubled when one of two servers closes under load', async (t) => {
  const space = new MemorySpace()
  const queues = [new MemoryQueue({ space }), new MemoryQueue({ space })] as const
  const done = new Map<string, number>()
  const plugin = (): ReturnType<typeof handle> => handle('a', {}, async (event) => {
    await sleep(3)
    done.set(event.id, (done.get(event.id) ?? 0) + 1)
  })
  const [first, second] = [
    await start(t, { options: { queue: queues[0], shutdownGraceMs: 10_000, concurrency: 4 }, plugins: [plugin()] }),
    await start(t, { options: { queue: queues[1], shutdownGraceMs: 10_000, concurrency: 4 }, plugins: [plugin()] })
  ]
  const ids = Array.from({ length: 200 }, (_, at) => `e${at}`)
  await Promise.all(ids.map((id) => send(first.app, { id, type: 'a' })))
  await first.app.close()
  for (let waited = 0; waited < 200 && done.size < ids.length; waited++) await sleep(20)
  t.same([...done.keys()].sort(), [...ids].sort())
  t.ok([...done.values()].every((times) => times === 1))
  t.notOk(first.app.hooksmith.health().isReady)
  await second.app.close()
  for (const queue of queues) await queue.close()
})

test('a request in flight at close is stored and answered', async (t) => {
  const verifying = deferred()
  const gate = deferred()
  const base = hmacReceiver()
  const receiver: Receiver = {
    ...base, verify: async (request) => { verifying.resolve(); await gate.promise; return await base.verify(request) }
  }
  const { app, queue } = await start(t, { receivers: [receiver], plugins: [handle('a', {}, () => {})] })
  const url = `http://127.0.0.1:${await listen(app)}/acme`
  const body = '{"id":"e9","type":"a"}'
  const answer = fetch(url, { method: 'POST', body, headers: { 'x-signature': sign(body), connection: 'close' } })
  await verifying.promise
  const closed = app.close()
  await sleep(20)
  gate.resolve()
  const response = await answer
  t.same([response.status, await response.json()], [200, { status: 'stored' }])
  await closed
  t.equal((await queue.get('e9/p/h'))?.state, 'ready', 'for the next process')
})

test('a connection that its sender keeps open does not keep a closing server from ending', async (t) => {
  const verifying = deferred()
  const gate = deferred()
  const base = hmacReceiver()
  const receiver: Receiver = {
    ...base, verify: async (request) => { verifying.resolve(); await gate.promise; return await base.verify(request) }
  }
  const { app } = await start(t, { receivers: [receiver], plugins: [handle('a', {}, () => {})] })
  const url = `http://127.0.0.1:${await listen(app)}/acme`
  const body = '{"id":"e9","type":"a"}'
  const answer = fetch(url, { method: 'POST', body, headers: { 'x-signature': sign(body) } })
  await verifying.promise
  const closed = app.close()
  await sleep(20)
  gate.resolve()
  const response = await answer
  t.equal(response.headers.get('connection'), 'close', 'the sender is told not to come back on it')
  await closed
})

test('closing twice, and stopping before and after, is fine', async (t) => {
  const { app } = await start(t, { plugins: [handle('a', {}, () => {})] })
  await app.hooksmith.stop()
  await Promise.all([app.close(), app.close()])
  await app.hooksmith.stop()
  t.match(app.hooksmith.health(), { isReady: false, reasons: ['stopping'] })
})

test('a server that never got ready closes', async (t) => {
  const { app } = await compose(t)
  await app.close()
  t.equal(app.hooksmith.health().isReady, false)
})

test('no handler runs before every onReady hook has', async (t) => {
  const seen: string[] = []
  const space = new MemorySpace()
  const queue = new MemoryQueue({ space })
  const before = await start(t, { options: { queue, role: 'ingest' }, plugins: [handle('a', {}, () => {})] })
  await send(before.app, { type: 'a' })
  const ran = deferred()
  await start(t, {
    options: { queue: new MemoryQueue({ space }) },
    plugins: [handle('a', {}, () => { seen.push('handler'); ran.resolve() })],
    compose: (server) => { server.addHook('onReady', async () => { await sleep(30); seen.push('ready') }) }
  })
  await ran.promise
  t.same(seen, ['ready', 'handler'])
})

test('a server whose worker cannot start says so in its health', async (t) => {
  const queue = new MemoryQueue()
  await queue.close()
  const { app } = await start(t, { options: { queue } })
  t.match(app.hooksmith.health(), { isReady: false, reasons: [/HKS_ERR_QUEUE_CLOSED/] })
})
