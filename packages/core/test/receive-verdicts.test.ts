import { HKS_ERR_STORE_UNAVAILABLE } from '@hooksmith/contracts'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { handle, hmacReceiver, post, send, start } from './support.js'

test('what cannot be read is answered 200, counted, and recorded with its reason and bytes but without headers', async (t) => {
  const { app, store, clock } = await start(t)
  const response = await post(app, '{"broken', { authorization: 'Bearer abcdefghij' })
  t.same([response.statusCode, response.json()], [200, { status: 'unreadable' }])
  t.equal(app.hooksmith.counters()['requests{receiver="acme",verdict="unreadable"}'], 1)
  const { records } = await store.list('unreadable/record/')
  t.equal(records.length, 1)
  const record = JSON.parse(Buffer.from(records[0]?.value ?? '').toString())
  t.match(record, { receiver: 'acme', tenant: 't1', reason: 'not JSON', bytes: 8, receivedAt: clock.now() })
  t.equal(Buffer.from(record.body, 'base64').toString(), '{"broken')
  t.notMatch(JSON.stringify(record), /abcdefghij/)
})

test('the record of what cannot be read is bounded in number and in bytes, the newest win', async (t) => {
  const { app, store } = await start(t)
  for (let at = 0; at < 230; at++) await post(app, `broken ${at} ${'x'.repeat(at === 229 ? 9_000 : 0)}`)
  const { records } = await store.list('unreadable/record/', { limit: 1_000 })
  const bodies = records.map(({ value }) => JSON.parse(Buffer.from(value).toString())).map(({ body, bytes }) => [Buffer.from(body, 'base64'), bytes] as const)
  t.equal(bodies.length, 200)
  t.equal(bodies.some(([body]) => body.toString().startsWith('broken 29 ')), false)
  const newest = bodies.find(([body]) => body.toString().startsWith('broken 229 '))
  t.same([newest?.[0].length, newest?.[1]], [4_096, 9_011])
})

test('a request for somebody who is not served is answered 200, recorded apart, and stores no job', async (t) => {
  const receiver = hmacReceiver({ decode: () => ({ kind: 'not served', reason: 'environment of somebody else' }) })
  const { app, store, queue } = await start(t, { receivers: [receiver], plugins: [handle('a', {}, () => {})] })
  const response = await send(app, { type: 'a' })
  t.same([response.statusCode, response.json()], [200, { status: 'not served' }])
  t.equal((await store.list('not-served/record/')).records.length, 1)
  t.equal((await store.list('unreadable/')).records.length, 0)
  t.equal((await queue.stats()).counts.ready, 0)
  t.equal(app.hooksmith.counters()['requests{receiver="acme",verdict="not served"}'], 1)
})

test('a Store out of reach does not turn an unreadable request into a refused one', async (t) => {
  const store = new MemoryStore()
  store.add = async () => { throw new HKS_ERR_STORE_UNAVAILABLE('down') }
  const { app, lines } = await start(t, { options: { store } })
  t.equal((await post(app, 'broken')).statusCode, 200)
  t.ok(lines.some(({ msg }) => msg === 'request cannot be recorded'))
  t.equal(app.hooksmith.counters()['requests{receiver="acme",verdict="unreadable"}'], 1)
})

test('an event that no handler wants is answered 200 and counted', async (t) => {
  const { app } = await start(t, { plugins: [handle('b', {}, () => {})] })
  const response = await send(app, { type: 'a' })
  t.same([response.statusCode, response.json()], [200, { status: 'unwanted' }])
  t.equal(app.hooksmith.counters()['events{verdict="unwanted"}'], 1)
})

test('a redelivery is answered 200 as a duplicate and makes no second job', async (t) => {
  let ran = 0
  const { app, clock } = await start(t, { plugins: [handle('a', {}, () => { ran++ })] })
  t.same((await send(app, { type: 'a' })).json(), { status: 'stored' })
  await clock.advance(60_000)
  t.same((await send(app, { type: 'a' })).json(), { status: 'duplicate' })
  await clock.advance(60_000)
  t.equal(ran, 1)
})

test("an event is a duplicate for the receiver's own window, not longer", async (t) => {
  const { app, clock } = await start(t, {
    receivers: [hmacReceiver({ dedupeMs: 5_000 })], plugins: [handle('a', {}, () => {})]
  })
  await send(app, { type: 'a' })
  await clock.advance(4_999)
  t.same((await send(app, { type: 'a' })).json(), { status: 'duplicate' })
  await clock.advance(2)
  t.same((await send(app, { type: 'a' })).json(), { status: 'stored' })
})

test('a request without events is an answer too', async (t) => {
  const { app } = await start(t, { receivers: [hmacReceiver({ decode: () => ({ kind: 'events', events: [] }) })] })
  const response = await post(app, '')
  t.same([response.statusCode, response.json()], [200, { status: 'ok' }])
  t.equal(app.hooksmith.counters()['requests{receiver="acme",verdict="accepted"}'], 1)
})

test('an event that is not in order is unreadable, not an error that its sender would repeat', async (t) => {
  const { app, store } = await start(t, { plugins: [handle('a', {}, () => {})] })
  for (const body of ['{"id":"e1"}', '{"id":7,"type":"a"}', `{"type":"${'a'.repeat(257)}"}`, '[null]']) {
    const response = await post(app, body)
    t.same([response.statusCode, response.json()], [200, { status: 'unreadable' }], body)
  }
  t.equal((await store.list('unreadable/record/')).records.length, 4)
})

test('the other events of a request with one that is not in order are stored', async (t) => {
  const { app, queue } = await start(t, { plugins: [handle('a', {}, () => {})], options: { role: 'ingest' } })
  const response = await post(app, '[{"id":"e1","type":"a"},{"id":"e2"},{"id":"e3","type":"a"}]')
  t.same([response.statusCode, response.json()], [200, { status: 'stored' }])
  t.equal((await queue.stats()).counts.ready, 2)
  t.same(app.hooksmith.counters(), {
    'requests{receiver="acme",verdict="unreadable"}': 1, 'events{verdict="stored"}': 2, 'jobs{receipt="stored"}': 2
  })
})
