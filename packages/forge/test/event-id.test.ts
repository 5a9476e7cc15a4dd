import { FakeClock, HKS_ERR_STORE_UNAVAILABLE, type Store } from '@hooksmith/contracts'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'
import { Desk, retryContext } from './support/decoding.js'

const COMMENT = { eventType: 'avi:confluence:created:comment', eventCreatedDate: '2026-03-02T09:15:00.250Z', content: { id: '98400' } }
const LIKE = { eventType: 'avi:confluence:liked:comment', eventCreatedDate: '2026-03-02T09:15:00.250Z', content: { id: '98400' } }
/** Has neither an id nor a time of its own. */
const BOARD = { eventType: 'avi:jira-software:updated:board', board: { id: 7 } }

test('a redelivery has the id of the first delivery, in whichever place its retryContext stands', async (t) => {
  const desk = new Desk()
  const id = await desk.id(COMMENT)
  const redelivered = [
    { ...COMMENT, retryContext: retryContext(1) },
    { retryContext: retryContext(1), ...COMMENT },
    { ...COMMENT, payload: { retryContext: retryContext(2) } },
    { payload: { ...COMMENT, retryContext: retryContext(1) } },
    { payload: COMMENT, retryContext: retryContext(1) }
  ]
  for (const body of redelivered) t.equal(await desk.id(body), id, JSON.stringify(body))
  t.match(id, /^[\w-]{32}$/)
})

test('bodies that differ in anything but retryContext have different ids', async (t) => {
  const desk = new Desk()
  const bodies = [
    COMMENT, LIKE,
    { ...COMMENT, content: { id: '98401' } },
    { ...COMMENT, content: { id: 98400 } },
    { ...COMMENT, eventCreatedDate: '2026-03-02T09:15:00.251Z' },
    { ...COMMENT, extra: null },
    { ...COMMENT, payload: {} },
    { ...COMMENT, payload: { kept: 1, retryContext: retryContext(1) } },
    { payload: COMMENT, beside: 1 },
    '{"eventType":"avi:confluence:created:comment","eventCreatedDate":"2026-03-02T09:15:00.250Z","content":{"id":"98400"},"__proto__":{"x":1}}'
  ]
  const ids = await Promise.all(bodies.map((body) => desk.id(body)))
  t.equal(new Set(ids).size, bodies.length)
})

test('equal bodies of two installations are two events', async (t) => {
  const desk = new Desk()
  t.not(await desk.id(COMMENT), await desk.id(COMMENT, { tenant: 'forge:a:b:c' }))
})

test('the id is the same in every process and after every restart', async (t) => {
  t.equal(await new Desk().id(COMMENT), await new Desk().id(COMMENT))
})

test('a body with a time of its own that comes twice without retryContext is one event', async (t) => {
  const desk = new Desk()
  for (const body of [COMMENT, { eventType: 'a', timestamp: '1772442900250' }, { eventType: 'a', entityUpdateTimeStamp: 1 }]) {
    t.equal(await desk.id(body), await desk.id(body), JSON.stringify(body))
  }
})

test('a CloudEvent that comes again is one event, another id makes another event', async (t) => {
  const desk = new Desk()
  const event = { specversion: '1.0', type: 'avi:ecosystem.app_policy:blocked', id: '1', source: 'x', data: {} }
  t.equal(await desk.id(event), await desk.id({ ...event, retryContext: retryContext(1) }))
  t.not(await desk.id(event), await desk.id({ ...event, id: '2' }))
})

test('equal bodies without an id or a time are two events when neither is a redelivery', async (t) => {
  const desk = new Desk()
  t.not(await desk.id(BOARD), await desk.id(BOARD))
})

test('a body without an id or a time is a redelivery when it came n × 60 s before', async (t) => {
  for (const retryCount of [1, 2, 3, 4]) {
    const desk = new Desk()
    const id = await desk.id(BOARD)
    await desk.clock.advance(retryCount * 60_000 + 29_000)
    t.equal(await desk.id({ ...BOARD, retryContext: retryContext(retryCount) }), id, `redelivery ${retryCount}`)
  }
})

test('a redelivery is recognised through earlier redeliveries that drifted', async (t) => {
  const desk = new Desk()
  const id = await desk.id(BOARD)
  for (const retryCount of [1, 2, 3, 4]) {
    await desk.clock.advance(80_000)
    t.equal(await desk.id({ ...BOARD, retryContext: retryContext(retryCount) }), id, `redelivery ${retryCount}`)
  }
})

test('a redelivery whose first delivery never came is a new event, and its next redelivery is the same', async (t) => {
  const desk = new Desk()
  const other = await desk.id(BOARD)
  await desk.clock.advance(150_000)
  const id = await desk.id({ ...BOARD, retryContext: retryContext(1) })
  t.not(id, other)
  await desk.clock.advance(60_000)
  t.equal(await desk.id({ ...BOARD, retryContext: retryContext(2) }), id)
})

test('a redelivery that comes outside of the tolerance is a new event', async (t) => {
  for (const elapsedMs of [29_000, 91_000]) {
    const desk = new Desk()
    const id = await desk.id(BOARD)
    await desk.clock.advance(elapsedMs)
    t.not(await desk.id({ ...BOARD, retryContext: retryContext(1) }), id, `${elapsedMs} ms`)
  }
})

test('two events with equal bodies that are both redelivered stay two', async (t) => {
  const desk = new Desk()
  const first = await desk.id(BOARD)
  await desk.clock.advance(5_000)
  const second = await desk.id(BOARD)
  await desk.clock.advance(58_000)
  const redelivered = { ...BOARD, retryContext: retryContext(1) }
  t.same([await desk.id(redelivered), await desk.id(redelivered)].toSorted(), [first, second].toSorted())
})

test('a redelivery is recognised by another process that shares the Store', async (t) => {
  const desk = new Desk()
  const id = await desk.id(BOARD)
  await desk.clock.advance(60_000)
  const other = desk.join()
  t.equal(await other.id({ ...BOARD, retryContext: retryContext(1) }), id)
  await desk.clock.advance(60_000)
  t.equal(await desk.id({ ...BOARD, retryContext: retryContext(2) }), id)
})

test('nothing of a sighting is left once no redelivery can come any more', async (t) => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  const desk = new Desk({ clock, store })
  await desk.id(BOARD)
  await clock.advance(60_000)
  await desk.id({ ...BOARD, retryContext: retryContext(1) })
  t.not((await store.list('')).records.length, 0)
  await clock.advance(600_000)
  t.equal((await store.list('')).records.length, 0)
})

test('a redelivered event without identity is handled while the Store is away', async (t) => {
  const down = async (): Promise<never> => { throw new HKS_ERR_STORE_UNAVAILABLE('away') }
  const store: Store = { shared: 'process', durable: 'no', get: down, put: down, add: down, delete: down, list: down, close: down }
  const desk = new Desk({ store })
  t.not(await desk.id(BOARD), await desk.id({ ...BOARD, retryContext: retryContext(1) }))
})

test('ticks are one event each, and a redelivered tick is the same', async (t) => {
  const desk = new Desk({ schedules: ['hourly'] })
  const caller = { moduleKey: 'hourly' }
  const first = await desk.id('', caller)
  const second = await desk.id({ context: {}, contextToken: 'a' }, caller)
  t.not(first, second)
  await desk.clock.advance(3_600_000)
  const third = await desk.id({ contextToken: 'b' }, caller)
  await desk.clock.advance(60_000)
  t.equal(await desk.id({ contextToken: 'c', retryContext: retryContext(1) }, caller), third)
})
