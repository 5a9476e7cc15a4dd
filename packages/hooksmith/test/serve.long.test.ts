import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import { startPlatform } from './support/forge.js'
import { CommandProcess } from './support/process.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'

const TELLING = pluginFile().replace('async () => {}', "async (event, ctx) => { ctx.log.info('ran') }")
const STUCK = pluginFile().replace('async () => {}', "async (event, ctx) => { ctx.log.info('began'); await new Promise(() => {}) }")
const CONFIG = `${FORGE}plugins: [./greeter.js]\n`

test('ingest and worker share the queue of one machine, and each exits with 0 on SIGTERM', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': CONFIG, 'greeter.js': TELLING })
  const ingest = new CommandProcess(t, directory, ['serve', '--role', 'ingest'], environment)
  const worker = new CommandProcess(t, directory, ['serve', '--role', 'worker'], environment)
  t.equal(await deliver(await ingest.address()), 200)
  await worker.says(/"msg":"ran"/)
  t.notMatch(ingest.output, /"msg":"ran"/)
  for (const server of [ingest, worker]) {
    server.child.kill('SIGTERM')
    t.equal(await server.end(), 0)
  }
})

test('a handler that does not end is handed back after the grace, and the exit code is 0 all the same', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `server: { shutdownGraceMs: 300 }\n${CONFIG}`, 'greeter.js': STUCK })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  await deliver(await server.address())
  await server.says(/"msg":"began"/)
  server.child.kill('SIGTERM')
  t.equal(await server.end(), 0)
  const next = new CommandProcess(t, directory, ['serve', '--role', 'worker'], environment)
  await next.says(/"attempt":1,[^\n]*"msg":"began"/)
})

test('a second signal ends at once with 1', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': CONFIG, 'greeter.js': STUCK })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  await deliver(await server.address())
  await server.says(/"msg":"began"/)
  server.child.kill('SIGTERM')
  await server.says(/stopping/)
  server.child.kill('SIGTERM')
  t.equal(await server.end(), 1)
  t.match(server.output, /a second signal/)
})

test('a process whose native code crashes has no listener that keeps it from ending', async (t) => {
  const { environment } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': CONFIG, 'greeter.js': TELLING })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  await server.address()
  server.child.kill('SIGSEGV')
  t.equal(await server.end(), 'SIGSEGV')
})

test('an error that nobody handled is logged, and the process ends with 1', async (t) => {
  const broken = `${TELLING}setTimeout(() => { Promise.reject(new Error('nobody catches this')) }, 1500)\n`
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': CONFIG, 'greeter.js': broken })
  const server = new CommandProcess(t, directory, ['serve'])
  t.equal(await server.end(), 1)
  t.match(server.output, /"level":60,.*"reason":"nobody catches this","place":"Timeout\._onTimeout greeter\.js:\d+:\d+"/)
})

test('too many attempts past their timeout end the process with 1, so that it is replaced', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const stuck = pluginFile({ more: ', timeoutMs: 100' }).replace('async () => {}', 'async () => { await new Promise(() => {}) }')
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `server: { shutdownGraceMs: 300 }\n${CONFIG}`, 'greeter.js': stuck })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  const address = await server.address()
  for (let count = 0; count < 80; count++) await deliver(address)
  t.equal(await server.end(), 1)
  t.match(server.output, /HKS_ERR_ROUTER_EXHAUSTED/)
})

test('a port that is taken is said, and the process ends with 1', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => { other.close() })
  await once(other, 'listening')
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': 'queue: memory\n' })
  // A TCP server has an address of this form.
  const server = new CommandProcess(t, directory, ['serve', '--port', String((other.address() as AddressInfo).port)])
  t.equal(await server.end(), 1)
  t.match(server.complaints, /EADDRINUSE/)
})

test('a Redis that is away at the start is a warning; the server comes up, and is not ready', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `queue: redis\n${CONFIG}`, 'greeter.js': TELLING }, ['core', 'redis'])
  const server = new CommandProcess(t, directory, ['serve'], { REDIS_URL: 'redis://user:marker-secret@127.0.0.1:1' })
  const response = await fetch(`${await server.address()}/health/ready`)
  t.equal(response.status, 503)
  t.match(JSON.stringify(await response.json()), /"status":"not ready","reasons":\[.*the queue does not answer/)
  t.equal((await fetch(`${await server.address()}/health/live`)).status, 200)
  server.child.kill('SIGTERM')
  t.equal(await server.end(), 0)
  t.notMatch(server.output + server.complaints, 'marker-secret')
})
