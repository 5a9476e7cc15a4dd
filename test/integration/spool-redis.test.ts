import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenStore } from '@hooksmith/contracts'
import { definePlugin, SpooledStore, StoreTokenStore } from '@hooksmith/core'
import '@hooksmith/forge/events'
import { LmdbStore } from '@hooksmith/lmdb'
import { RedisQueue, RedisStore } from '@hooksmith/redis'
import { test, type Test } from 'tap'
import { startForgeServer, until, type ForgeServer } from '../support/forge-server.js'
import { FLUSHED, startOwnRedis, type OwnRedis } from '../support/redis.js'

/** A Forge server on a Redis that a test may harm, with a spool on the disk. */
interface Bench extends ForgeServer {
  readonly redis: OwnRedis
  /** Ids of the pages whose events were handled, in order. */
  readonly handled: string[]
  readonly tenants: Set<string>
  /** The tokens as another machine sees them. */
  readonly elsewhere: TokenStore
  /** Delivers the event of one page; resolves to the status. */
  deliver (page: string): Promise<number | undefined>
}

async function start (t: Test): Promise<Bench> {
  const redis = await startOwnRedis(FLUSHED)
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-spool-'))
  const queue = new RedisQueue({ url: redis.url, callTimeoutMs: 500 })
  const network = new RedisStore({ url: redis.url, callTimeoutMs: 500 })
  const local = new LmdbStore({ path: directory })
  const store = new SpooledStore({ store: network, local })
  const keys = [randomBytes(32)]
  const handled: string[] = []
  const tenants = new Set<string>()
  const plugin = definePlugin({
    name: 'pages',
    register (handlers) {
      handlers.on('avi:confluence:created:page', { id: 'note' }, (event) => {
        handled.push(event.data.content.id)
        tenants.add(event.tenant)
      })
    }
  })
  // Teardowns run in turn, the last one first: the server closes before what it stands on.
  t.teardown(async () => {
    await queue.close()
    await network.close()
    await local.close()
    await redis.stop()
    await rm(directory, { recursive: true, force: true })
  })
  const forge = await startForgeServer(t, {
    queue,
    store: network,
    router: { spool: { store: local, directory, allowVanishing: true, tokens: store, retryMs: 50, maxRetryMs: 200 } },
    forge: { tokens: new StoreTokenStore({ store, keys }) },
    compose: async (server) => { await server.register(plugin) }
  })
  const installation = forge.simulator.createInstallation({ app: forge.app })
  const deliver = async (id: string): Promise<number | undefined> => {
    const payload = { content: { id, title: `page ${id}` } }
    return (await forge.simulator.sendEvent(installation, 'avi:confluence:created:page', { payload })).status
  }
  return { ...forge, redis, handled, tenants, elsewhere: new StoreTokenStore({ store: network, keys }), deliver }
}

test('with Redis killed, deliveries and their tokens are taken; when it is back, each event is handled once', async (t) => {
  const { server, redis, handled, tenants, elsewhere, deliver } = await start(t)
  t.equal(await deliver('1'), 200)
  await until(() => handled.length === 1, 'the first event is handled')
  await redis.kill()
  for (const page of ['2', '3', '4']) t.equal(await deliver(page), 200)
  t.equal(server.hooksmith.spool()?.events, 3)
  t.match(server.hooksmith.health(), { isReady: true, warnings: [/3 events are in the spool/] })
  await redis.start()
  await until(() => handled.length === 4 && server.hooksmith.spool()?.events === 0, 'the spooled events are handled')
  t.same(handled, ['1', '2', '3', '4'])
  for (const tenant of tenants) t.ok(await elsewhere.get(tenant), 'the token is where other machines find it')
})

test('with Redis frozen, deliveries are answered within Forge\'s deadline, and what it stored unheard is not stored twice', async (t) => {
  const { server, redis, handled, deliver } = await start(t)
  t.equal(await deliver('1'), 200)
  await until(() => handled.length === 1, 'the first event is handled')
  redis.freeze()
  for (const page of ['2', '3']) t.equal(await deliver(page), 200)
  redis.thaw()
  await until(() => handled.length === 3 && server.hooksmith.spool()?.events === 0, 'the spooled events are handled')
  t.same(handled, ['1', '2', '3'])
})
