import { rm } from 'node:fs/promises'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { makeGround, queuedIn, spooledIn } from './fixtures/spool-victims.js'

test('what a server has spooled survives its being killed and its being stopped, and is in the queue once when that is back', async (t) => {
  const { down, queue, disk, victims: [server] } = await makeGround(t, 1)
  if (server === undefined) throw new TypeError('one was asked for')
  const ids = Array.from({ length: 60 }, (_, at) => String(at))
  const deliver = async (some: readonly string[]): Promise<Set<string>> =>
    new Set(await Promise.all(some.map(async (id) => await server.send(id))))

  t.same(await deliver(ids.slice(0, 40)), new Set(['spooled']))
  await server.end('SIGKILL')
  await server.start()
  t.same(await deliver(ids.slice(30, 40)), new Set(['duplicate']), 'a redelivery of what lies on the disk')
  t.same(await deliver(ids.slice(40)), new Set(['spooled']))
  t.equal(await server.end('SIGTERM'), 0, 'with its queue away it stops in order')
  t.same([await spooledIn(disk), await queuedIn(queue)], [60, []])

  await rm(down)
  await server.start()
  await until(async () => await spooledIn(disk) === 0, 'the spool is empty')
  t.same((await queuedIn(queue)).sort(), [...ids].sort())
  t.same(await deliver(ids.slice(0, 5)), new Set(['duplicate']), 'a redelivery of what the queue has')
  t.equal(await server.end('SIGTERM'), 0)
})
