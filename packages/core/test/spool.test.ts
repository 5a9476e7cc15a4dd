import { HKS_ERR_JOB_INPUT } from '@hooksmith/contracts'
import { test } from 'tap'
import { startSpool, type Mode } from './spool-support.js'
import { send } from './support.js'

for (const mode of ['away', 'read-only', 'unheard', 'unanswered'] as const satisfies readonly Mode[]) {
  test(`an event that comes while the queue is ${mode} is answered 200, and stored once when it is back`, async (t) => {
    const { app, switched, clock } = await startSpool(t)
    switched.mode = mode
    const answer = await send(app, { id: 'e1', type: 'a' })
    t.same([answer.statusCode, answer.json()], [200, { status: 'spooled' }])
    t.match(app.hooksmith.spool(), { events: 1 })
    await clock.advance(60_000)
    t.match(app.hooksmith.spool(), { events: 1 }, 'it stays while the queue is away')
    switched.mode = 'up'
    await clock.advance(5_000)
    t.same(switched.stored, ['e1'])
    t.match(app.hooksmith.spool(), { events: 0, bytes: 0 })
    t.same((await switched.stats()).counts.ready, 1)
  })
}

test('what comes out of the spool is what went in', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  const large = { text: 'ä'.repeat(300_000), line: 'a\nb', nothing: null }
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a', data: large })
  await app.hooksmith.emit({ specversion: '1.0', id: 'e2', type: 'a', source: 's', tenant: 't', data: undefined, selfgenerated: false })
  switched.mode = 'up'
  await clock.advance(5_000)
  t.match((await switched.get('e1/p/h'))?.event, { id: 'e1', type: 'a', receiver: 'acme', data: large })
  t.equal((await switched.get('e2/p/h'))?.event.data, undefined)
})

test('an event that is larger than a record of the store passes through the spool whole', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  const text = 'x'.repeat(3_500_000)
  switched.mode = 'away'
  await app.hooksmith.emit({ specversion: '1.0', id: 'e1', type: 'a', source: 's', tenant: 't', data: { text } })
  switched.mode = 'up'
  await clock.advance(5_000)
  t.same((await switched.get('e1/p/h'))?.event.data, { text })
})

test('nothing is left on the disk once everything has drained', async (t) => {
  const { app, switched, disk, clock } = await startSpool(t)
  switched.mode = 'away'
  await app.hooksmith.emit({ specversion: '1.0', id: 'e1', type: 'a', source: 's', tenant: 't', data: 'x'.repeat(3_000_000) })
  await Promise.all([1, 2, 3].map(() => send(app, { id: 'e2', type: 'a' })))
  await app.hooksmith.signal('token:t')
  switched.mode = 'up'
  await clock.advance(5_000)
  t.same((await disk.list('')).records, [])
})

test('while the queue is known to be away, it is asked by no request', async (t) => {
  const { app, switched, clock } = await startSpool(t, { retryMs: 1_000, maxRetryMs: 4_000 })
  switched.mode = 'unheard'
  for (const id of ['e1', 'e2', 'e3']) await send(app, { id, type: 'a' })
  t.same(switched.asked, ['e1'])
  await clock.advance(7_500)
  t.same(switched.asked, ['e1', 'e1', 'e1', 'e1'], 'after 1, 2 and 4 seconds')
})

test('a redelivery of a spooled event is kept once, and is a duplicate in the queue after that', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a' })
  t.same((await send(app, { id: 'e1', type: 'a' })).json(), { status: 'duplicate' })
  t.same(app.hooksmith.spool()?.events, 1)
  switched.mode = 'up'
  await clock.advance(5_000)
  t.same((await send(app, { id: 'e1', type: 'a' })).json(), { status: 'duplicate' })
  t.same(switched.stored, ['e1'])
})

test('events of one tenant are stored in the order in which they came, those after the outage behind those of it', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  const post = async (id: string): Promise<string> => (await send(app, { id, type: 'a' })).json().status
  switched.mode = 'away'
  for (let at = 0; at < 200; at++) await post(`e${at}`)
  switched.mode = 'up'
  t.equal(await post('e200'), 'spooled')
  await clock.advance(5_000)
  t.equal(await post('e201'), 'stored')
  t.same(switched.stored, Array.from({ length: 202 }, (_, at) => `e${at}`))
})

test('once the queue is back, a tenant without spooled events does not wait for those of others', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a', tenant: 'one' }, { id: 'e2', type: 'a', tenant: 'stuck' })
  switched.mode = 'up'
  switched.refuse = ({ tenant }) => { if (tenant === 'stuck') throw new TypeError('a fault of the driver') }
  await clock.advance(5_000)
  t.equal((await send(app, { id: 'e3', type: 'a', tenant: 'one' })).json().status, 'stored')
  t.equal((await send(app, { id: 'e4', type: 'a', tenant: 'stuck' })).json().status, 'spooled')
  switched.refuse = () => {}
  await clock.advance(10_000)
  t.same(switched.stored, ['e1', 'e3', 'e2', 'e4'])
})

test('an event that the queue never takes is set aside, and holds up no other', async (t) => {
  const { app, switched, disk, clock, lines } = await startSpool(t)
  switched.mode = 'away'
  for (const id of ['bad', 'good']) await send(app, { id, type: 'a' })
  switched.mode = 'up'
  switched.refuse = ({ id }) => { if (id === 'bad') throw new HKS_ERR_JOB_INPUT('id', 'better', 'worse') }
  await clock.advance(5_000)
  t.same([switched.stored, app.hooksmith.spool()?.events], [['good'], 0])
  t.match(app.hooksmith.counters(), { 'spool{result="set aside"}': 1, 'spool{result="stored"}': 1 })
  t.ok(lines.some(({ level, msg }) => level === 50 && /set aside/.test(String(msg))))
  const [kept] = (await disk.list('spool:aside:record:')).records
  t.match(JSON.parse(Buffer.from(kept?.value ?? []).toString()), { tenant: 't1', reason: /HKS_ERR_JOB_INPUT/ })
})

test('a damaged record is set aside, and holds up no other', async (t) => {
  const { app, switched, disk, clock } = await startSpool(t)
  switched.mode = 'away'
  for (const id of ['e1', 'e2']) await send(app, { id, type: 'a' })
  const [head] = (await disk.list('spool:event:')).records
  await disk.put(head?.key ?? '', Buffer.from('\n{'))
  switched.mode = 'up'
  await clock.advance(5_000)
  t.equal(switched.stored.length, 1)
  t.match(app.hooksmith.counters(), { 'spool{result="set aside"}': 1, 'spool{result="stored"}': 1 })
})

test('a full queue is no queue that is away: the event is refused with 503', async (t) => {
  const { app, switched } = await startSpool(t)
  switched.mode = 'full'
  const answer = await send(app, { id: 'e1', type: 'a' })
  t.match([answer.statusCode, answer.json()], [503, { code: 'HKS_ERR_QUEUE_FULL' }])
  t.equal(app.hooksmith.spool()?.events, 0)
})

test('a queue that comes back full is waited for, and events are refused meanwhile', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a' })
  switched.mode = 'full'
  await clock.advance(5_000)
  t.match((await send(app, { id: 'e2', type: 'a' })).json(), { code: 'HKS_ERR_QUEUE_FULL' })
  t.match(app.hooksmith.health(), { isReady: false, reasons: [/full/] })
  switched.mode = 'up'
  await clock.advance(5_000)
  t.equal((await send(app, { id: 'e2', type: 'a' })).json().status, 'stored')
  t.same(switched.stored, ['e1', 'e2'])
})

test('signals raised while the queue is away are raised when it is back', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'away'
  for (const name of ['token:t1', 'token:t1', 'token:t2']) t.equal(await app.hooksmith.signal(name), 0)
  switched.mode = 'up'
  await clock.advance(5_000)
  t.same(switched.raised.sort(), ['token:t1', 'token:t2'])
  await app.hooksmith.signal('token:t3')
  t.equal(switched.raised.at(-1), 'token:t3')
})

test('a signal that cannot be raised holds up no event, and one without a name is refused while the queue is away', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'away'
  await t.rejects(app.hooksmith.signal(''), { code: 'HKS_ERR_JOB_INPUT' })
  await app.hooksmith.signal('token:t1')
  await send(app, { id: 'e1', type: 'a' })
  switched.mode = 'up'
  switched.onSignal = async () => { throw new TypeError('a fault of the driver') }
  await clock.advance(5_000)
  t.same([switched.stored, switched.raised], [['e1'], []])
  switched.onSignal = async () => {}
  await clock.advance(10_000)
  t.same(switched.raised, ['token:t1'])
})

test('what goes into the spool and out of it is counted exactly', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  switched.mode = 'unanswered'
  for (const id of ['e1', 'e2', 'e2']) await send(app, { id, type: 'a' })
  switched.mode = 'up'
  await clock.advance(5_000)
  t.match(app.hooksmith.counters(), {
    'events{verdict="spooled"}': 2,
    'events{verdict="duplicate"}': 1,
    'spool{result="stored"}': 1,
    'spool{result="duplicate"}': 1,
    'jobs{receipt="stored"}': 1,
    'jobs{receipt="duplicate"}': 1
  })
})
