import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import { connect, createServer, Server, Socket, type AddressInfo } from 'node:net'
import { definePlugin } from '@hooksmith/core'
import { test, type Test } from 'tap'
import { testPlugin, type TestApp } from '../src/index.js'

/** What Node makes for a socket, a pipe, a listening server or a question to a resolver (`process.binding('async_wrap').Providers`). */
const OF_NETWORK = /^(?:TCP|PIPE|UDP|TLS|GETADDRINFO|GETNAMEINFO|QUERYWRAP|HTTP2)/
const ACTIVE = /^(?:TCP|Pipe|UDP|TLS|GetAddrInfo)/

interface Watch {
  /** Everything of a network that this process made. */
  readonly made: string[]
  /** Servers that were told to listen and sockets that were told to connect. */
  readonly told: string[]
}

/** Watches the whole process, below and above of what Node offers. */
function watchNetwork (t: Test): Watch {
  const watch: Watch = { made: [], told: [] }
  const hook = createHook({ init: (_id, type) => { if (OF_NETWORK.test(type)) watch.made.push(type) } }).enable()
  const { listen } = Server.prototype
  const { connect: connectSocket } = Socket.prototype
  Server.prototype.listen = function (this: Server, ...given: Parameters<typeof listen>) {
    watch.told.push('listen')
    return listen.apply(this, given)
  } as typeof listen
  Socket.prototype.connect = function (this: Socket, ...given: Parameters<typeof connectSocket>) {
    watch.told.push('connect')
    return connectSocket.apply(this, given)
  } as typeof connectSocket
  t.teardown(() => {
    hook.disable()
    Server.prototype.listen = listen
    Socket.prototype.connect = connectSocket
  })
  return watch
}

/** Reads what happened so far, over HTTP in both directions: as the app from Confluence, and from Forge's storage. */
const counter = definePlugin({
  name: 'counter',
  register (router) {
    router.on('avi:confluence:created:page', { id: 'count' }, async (event, ctx) => {
      const { status } = await ctx.forge.asApp().requestConfluence(`/wiki/api/v2/pages/${event.data.content.id}`)
      const count = Number(await ctx.forge.storage.get('count') ?? 0) + 1
      await ctx.forge.storage.set('count', count)
      ctx.log.info({ status, count }, 'counted')
    })
    router.on(['avi:forge:installed:app', 'avi:forge:upgraded:app'], { id: 'life' }, () => {})
  }
})

async function sendPage (app: TestApp): Promise<string> {
  const { verdict } = await app.send('avi:confluence:created:page')
  await app.settle()
  return verdict
}

test('a whole life of an app opens no port and no socket', async (t) => {
  const watch = watchNetwork(t)
  const before = process.getActiveResourcesInfo().filter((name) => ACTIVE.test(name))
  const app = await testPlugin(counter)
  t.equal((await app.install()).verdict, 'stored')
  t.equal(await sendPage(app), 'stored')
  await app.simulator.keys.rotate()
  await app.advance(60_000)
  t.equal(await sendPage(app), 'stored', 'signed by another key, which the verifier went to get')
  t.equal(app.simulator.keySet.fetchCount, 2)
  await app.upgrade('3.0.0')
  await app.settle()
  t.same(app.logs.filter(({ msg }) => msg === 'counted').map(({ status, count }) => [status, count]), [[200, 1], [200, 2]])
  t.same(app.calls().map(({ product, status }) => [product, status]), [['confluence', 200], ['kvs', 404], ['kvs', 200], ['confluence', 200], ['kvs', 200], ['kvs', 200]])
  t.same(process.getActiveResourcesInfo().filter((name) => ACTIVE.test(name)), before, 'none is open')
  await app.uninstall()
  await app.close()
  t.same(watch, { made: [], told: [] }, 'none was opened')
})

test('what watches for ports and sockets sees them', async (t) => {
  const watch = watchNetwork(t)
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => { server.close() })
  await once(server, 'listening')
  t.ok(process.getActiveResourcesInfo().some((name) => ACTIVE.test(name)))
  // A server that listens on TCP has an AddressInfo.
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
  t.same(watch.told, ['listen', 'connect'])
  t.ok(['TCPSERVERWRAP', 'TCPWRAP'].every((type) => watch.made.includes(type)), watch.made.join(' '))
})

test('a key set and an API that are away are away for a plugin under test, too', async (t) => {
  const app = await testPlugin(counter)
  t.teardown(async () => app.close())
  await app.simulator.keySet.fail({ kind: 'refuse' })
  t.match(await app.send('avi:confluence:created:page', {}, { redeliveries: 0 }), { status: 503, verdict: 'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE' })
  await app.simulator.keySet.heal()
  await app.api.close()
  await app.advance(60_000)
  t.equal(await sendPage(app), 'stored')
  t.match(await app.jobs(), [{ state: 'delayed', attempts: [{ outcome: 'retry', reason: /ECONNREFUSED/ }] }])
  await app.api.open()
  await app.advance(600_000)
  t.match(await app.jobs(), [{ state: 'done' }])
})

test('two plugins under test do not reach each other, though their platforms have the same names', async (t) => {
  const apps = await Promise.all(['one', 'other'].map(async (seed) => testPlugin(counter, { seed })))
  t.teardown(async () => { await Promise.all(apps.map(async (app) => app.close())) })
  const [one, other] = apps
  t.equal(one?.simulator.jwksUrl, other?.simulator.jwksUrl)
  await other?.api.close()
  await Promise.all(apps.map(sendPage))
  t.match(await one?.jobs(), [{ state: 'done' }])
  t.match(await other?.jobs(), [{ state: 'delayed' }])
  t.same(other?.calls(), [])
})
