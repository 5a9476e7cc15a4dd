import { test } from 'tap'
import { makeGround, startSpool } from './spool-support.js'
import { send } from './support.js'

test('a closing server drains the spool', async (t) => {
  const { app, switched } = await startSpool(t)
  switched.mode = 'away'
  for (const id of ['e1', 'e2', 'e3']) await send(app, { id, type: 'a' })
  switched.mode = 'up'
  await app.close()
  t.same(switched.stored, ['e1', 'e2', 'e3'])
})

test('a closing server that cannot drain the spool says so, and the next one drains it', async (t) => {
  const ground = makeGround()
  const { app, switched, lines } = await startSpool(t, {}, ground)
  switched.mode = 'away'
  for (const id of ['e1', 'e2']) await send(app, { id, type: 'a' })
  await app.close()
  t.match(lines.find(({ msg }) => /could not be drained/.test(String(msg))), { level: 50, events: 2, reason: /HKS_ERR_QUEUE_UNAVAILABLE/ })
  switched.mode = 'up'
  const next = await startSpool(t, {}, ground)
  t.match(next.app.hooksmith.spool(), { events: 2 })
  await ground.clock.advance(100)
  t.same(switched.stored, ['e1', 'e2'])
})

test('signals that a server kept and could not raise are raised by the next', async (t) => {
  const ground = makeGround()
  const { app, switched } = await startSpool(t, {}, ground)
  switched.mode = 'away'
  await app.hooksmith.signal('token:t1')
  await app.close()
  switched.mode = 'up'
  await startSpool(t, {}, ground)
  await ground.clock.advance(100)
  t.same(switched.raised, ['token:t1'])
})

test('a server whose spool is empty closes without a word about it', async (t) => {
  const { app, lines } = await startSpool(t)
  await app.close()
  t.notOk(lines.some(({ msg }) => /spool/.test(String(msg))))
})

test('an event that comes while the server closes goes behind those of its tenant, and drains as well', async (t) => {
  const { app, switched } = await startSpool(t)
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a' })
  await app.hooksmith.stop()
  switched.mode = 'up'
  t.equal((await app.hooksmith.emit({ specversion: '1.0', id: 'e2', type: 'a', source: 's', tenant: 't1', data: 1 })).verdict, 'spooled')
  await app.hooksmith.stop()
  t.same(switched.stored, ['e1', 'e2'])
})

test('what a process that died left over is drained by the next, and what it had drained is not stored again', async (t) => {
  const ground = makeGround()
  const { app, switched, disk } = await startSpool(t, {}, ground)
  switched.mode = 'away'
  for (const id of ['e1', 'e2']) await send(app, { id, type: 'a' })
  switched.mode = 'up'
  // The lease and nothing more: the events are stored, and the process dies before it can remove them.
  disk.writesLeft = 1
  await ground.clock.advance(1_000)
  t.same([switched.stored, (await disk.list('spool:event:')).records.length], [['e1'], 2])
  disk.writesLeft = Infinity
  const next = await startSpool(t, {}, { ...ground })
  await ground.clock.advance(60_000)
  t.same(switched.stored, ['e1', 'e2'])
  t.match(next.app.hooksmith.spool(), { events: 0 })
})

test('two servers on one disk keep an event once and count it once', async (t) => {
  const ground = makeGround()
  const servers = [await startSpool(t, {}, ground), await startSpool(t, {}, ground)] as const
  const { switched, clock } = ground
  switched.mode = 'away'
  for (const { app } of servers) for (const id of ['e1', 'e2']) await send(app, { id, type: 'a' })
  switched.mode = 'up'
  await clock.advance(60_000)
  t.same(switched.stored, ['e1', 'e2'])
  const counts = servers.map(({ app }) => app.hooksmith.counters())
  t.equal(counts.reduce((sum, count) => sum + (count['spool{result="stored"}'] ?? 0), 0), 2)
  t.equal(counts.reduce((sum, count) => sum + (count['spool{result="duplicate"}'] ?? 0), 0), 0)
  t.same(servers.map(({ app }) => app.hooksmith.spool()?.events), [0, 0])
})
