import { test } from 'tap'
import { handle, hmacReceiver, compose, send } from './support.js'
import { makeGround, startSpool } from './spool-support.js'

test('a spool that has maxEvents refuses with 503, but knows what it has', async (t) => {
  const { app, switched, clock } = await startSpool(t, { maxEvents: 2 })
  switched.mode = 'away'
  for (const id of ['e1', 'e2']) t.equal((await send(app, { id, type: 'a' })).statusCode, 200)
  t.equal(app.hooksmith.health().isReady, false)
  const refused = await send(app, { id: 'e3', type: 'a' })
  t.match([refused.statusCode, refused.json()], [503, { code: 'HKS_ERR_SPOOL_FULL' }])
  t.equal((await send(app, { id: 'e1', type: 'a' })).json().status, 'duplicate')
  switched.mode = 'up'
  await clock.advance(5_000)
  t.equal((await send(app, { id: 'e3', type: 'a' })).json().status, 'stored')
  t.same(switched.stored, ['e1', 'e2', 'e3'])
})

test('a spool that would pass maxBytes refuses with 503', async (t) => {
  const { app, switched } = await startSpool(t, { maxBytes: 10_000 })
  switched.mode = 'away'
  t.equal((await send(app, { id: 'e1', type: 'a', data: 'x'.repeat(8_000) })).statusCode, 200)
  t.match((await send(app, { id: 'e2', type: 'a', data: 'x'.repeat(8_000) })).json(), { code: 'HKS_ERR_SPOOL_FULL' })
})

test('a spool whose oldest event is older than maxAgeMs takes no more, drops none, and says which came late', async (t) => {
  const { app, switched, clock, lines } = await startSpool(t, { maxAgeMs: 60_000 })
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a' })
  await clock.advance(60_001)
  t.match((await send(app, { id: 'e2', type: 'a' })).json(), { code: 'HKS_ERR_SPOOL_FULL' })
  switched.mode = 'up'
  await clock.advance(5_000)
  t.same(switched.stored, ['e1'])
  t.match(app.hooksmith.counters(), { spool_late: 1 })
  t.ok(lines.some(({ msg }) => /longer than maxAgeMs/.test(String(msg))))
})

test('an event that cannot be written to the disk is refused with 503', async (t) => {
  const { app, switched, disk } = await startSpool(t)
  switched.mode = 'away'
  disk.writesLeft = 1
  const refused = await send(app, { id: 'e1', type: 'a' })
  t.match([refused.statusCode, refused.json()], [503, { code: 'HKS_ERR_STORE_UNAVAILABLE' }])
})

test('when the disk fails, what the queue takes is stored all the same', async (t) => {
  const { app, switched, disk, clock } = await startSpool(t)
  switched.mode = 'away'
  await send(app, { id: 'e1', type: 'a' })
  switched.mode = 'up'
  disk.writesLeft = 0
  await clock.advance(5_000)
  t.equal((await send(app, { id: 'e2', type: 'a' })).json().status, 'stored')
  disk.writesLeft = Infinity
  await clock.advance(10_000)
  t.same(switched.stored.sort(), ['e1', 'e2'])
})

test('health and state say what is in the spool, and the server is ready while there is room', async (t) => {
  const { app, switched, clock } = await startSpool(t)
  t.same(app.hooksmith.health(), { isReady: true, reasons: [], warnings: [] })
  switched.mode = 'away'
  const at = clock.now()
  await send(app, { id: 'e1', type: 'a' })
  await clock.advance(30_000)
  t.match(app.hooksmith.health(), { isReady: true, warnings: [/out of reach.*1 events are in the spool, the oldest for 30 s/] })
  t.match(app.hooksmith.spool(), { events: 1, oldestAt: at })
  t.ok((app.hooksmith.spool()?.bytes ?? 0) > 100)
})

test('a dedupe window that the age bound and the redelivery horizon do not fit into is refused at start', async (t) => {
  const { clock, switched, disk } = makeGround()
  const { app } = await compose(t, {
    receivers: [hmacReceiver({ name: 'short', dedupeMs: 3_600_000 }), hmacReceiver({ name: 'long', path: '/b', redeliveryHorizonMs: 60_000 })],
    plugins: [handle('a', {}, () => {})],
    options: { clock, queue: switched, spool: { store: disk, allowVanishing: true, maxAgeMs: 3_600_000 } }
  })
  await t.rejects(async () => { await app.ready() }, { code: 'HKS_ERR_ROUTER_SETUP', message: /1 to mend:\n- Receiver 'short'.*3600000/ })
})

test('a store that ends with the process or is on the network is refused at start', async (t) => {
  const { clock, switched, disk } = makeGround()
  const refused = async (spool: object, message: RegExp): Promise<void> => {
    const { app } = await compose(t, { options: { clock, queue: switched, spool: { store: disk, ...spool } } })
    await t.rejects(async () => { await app.ready() }, { code: 'HKS_ERR_ROUTER_SETUP', message })
  }
  await refused({ directory: '/' }, /ends with this process/)
  await refused({ store: new Proxy(disk, { get: (store, name) => name === 'shared' ? 'network' : Reflect.get(store, name) }), allowVanishing: true }, /network/)
})

test('a bad option of the spool is refused at registration', async (t) => {
  const { switched, disk } = makeGround()
  const refused = async (spool: object, option: string): Promise<void> => {
    await t.rejects(compose(t, { options: { queue: switched, spool: { store: disk, allowVanishing: true, ...spool } } }), { code: 'HKS_ERR_OPTION_INVALID', message: option })
  }
  await refused({ maxEvents: 0 }, 'spool.maxEvents')
  await refused({ maxAgeMs: Infinity }, 'spool.maxAgeMs')
  await refused({ allowVanishing: false }, 'spool.directory')
  await refused({ store: {} }, 'spool.store')
})
