import { test } from 'tap'
import type { Receiver } from '../src/index.js'
import { hmacReceiver, handle, post, send, start } from './support.js'

/** A receiver that writes down when each of its parts is called, and what had been stored by then. */
function tracing (seen: string[], over: Partial<Receiver> = {}): Receiver {
  const base = hmacReceiver()
  return {
    ...base,
    async verify (request) { seen.push('verify'); return await base.verify(request) },
    async decode (request, caller) { seen.push('decode'); return await base.decode(request, caller) },
    async capture () { seen.push('capture') },
    reply (result) {
      seen.push(`reply ${result.kind === 'events' ? result.events.map(({ verdict }) => verdict).join() : result.kind}`)
      return { status: 202, headers: { 'x-from': 'reply' }, body: 'thanks' }
    },
    ...over
  }
}

test('a request is verified, decoded, captured and stored before it is answered, in this order', async (t) => {
  const seen: string[] = []
  const { app, queue } = await start(t, {
    receivers: [tracing(seen)], options: { role: 'ingest' }, plugins: [handle('a', {}, () => {})]
  })
  const enqueue = queue.enqueue.bind(queue)
  queue.enqueue = async (...args) => { seen.push('store'); return await enqueue(...args) }
  const response = await send(app, { type: 'a' })
  t.same(seen, ['verify', 'decode', 'capture', 'store', 'reply stored'])
  t.equal(response.statusCode, 202)
})

test('the receiver writes its own answer', async (t) => {
  const { app } = await start(t, { receivers: [tracing([])] })
  const response = await send(app, { type: 'a' })
  t.same([response.statusCode, response.headers['x-from'], response.body], [202, 'reply', 'thanks'])
})

test('nothing of an unproven request is decoded, captured, stored or answered by the receiver', async (t) => {
  const seen: string[] = []
  const { app, queue } = await start(t, { receivers: [tracing(seen)], plugins: [handle('a', {}, () => {})], options: { role: 'ingest' } })
  const response = await post(app, '{"type":"a"}', { 'x-signature': 'f'.repeat(64) })
  t.equal(response.statusCode, 401)
  t.same(seen, ['verify'])
  t.equal((await queue.stats()).counts.ready, 0)
})

test('a rejected capture ends the request before anything is stored', async (t) => {
  const { app, queue } = await start(t, {
    receivers: [tracing([], { capture: async () => { throw new TypeError('no store') } })],
    plugins: [handle('a', {}, () => {})],
    options: { role: 'ingest' }
  })
  t.equal((await send(app, { type: 'a' })).statusCode, 500)
  t.equal((await queue.stats()).counts.ready, 0)
})

test('the answer waits for the queue, for every event of the request', async (t) => {
  const { app, queue } = await start(t, { plugins: [handle('a', {}, () => {})], options: { role: 'ingest' } })
  const stored = { now: 0 }
  const enqueue = queue.enqueue.bind(queue)
  queue.enqueue = async (event, ...rest) => {
    await new Promise<void>((resolve) => { setTimeout(resolve, event.id === 'slow' ? 40 : 1) })
    const receipts = await enqueue(event, ...rest)
    stored.now++
    return receipts
  }
  const response = await send(app, { id: 'slow', type: 'a' }, { id: 'quick', type: 'a' }, { id: 'third', type: 'a' })
  t.equal(response.statusCode, 200)
  t.equal(stored.now, 3)
  t.equal((await queue.stats()).counts.ready, 3)
})

test('an event carries the name of its receiver, whatever the decoder wrote', async (t) => {
  const seen: unknown[] = []
  const receiver = hmacReceiver({
    decode: () => ({ kind: 'events', events: [{ event: { specversion: '1.0', id: 'e', type: 'a', source: 's', tenant: 't1', receiver: 'other', data: {} } }] })
  })
  const { app, clock } = await start(t, { receivers: [receiver], plugins: [handle('a', {}, (event) => { seen.push(event.receiver) })] })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.same(seen, ['acme'])
})

test('a receiver adds to the context of its own events, and cannot replace what the router gives', async (t) => {
  const seen: unknown[] = []
  const receiver = hmacReceiver({ context: () => ({ jobId: 'forged', tool: 'hammer' }) })
  const { app, clock } = await start(t, { receivers: [receiver], plugins: [handle('a', {}, (_event, ctx) => { seen.push({ ...ctx }) })] })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.match(seen, [{ jobId: 'e1/p/h', tool: 'hammer', attempt: 1 }])
})
