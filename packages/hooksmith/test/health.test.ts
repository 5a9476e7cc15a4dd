import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { startOwnRedis } from '../../../test/support/redis.js'
import { buildServer, loadConfig, type Health } from '../src/index.js'
import { startPlatform } from './support/forge.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'

const redis = await startOwnRedis()

test('with the queue out of reach a server is not ready; with a spool it is, warns of it, and takes events', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const files = { 'hooksmith.config.yaml': `queue: redis\nrole: ingest\n${FORGE}plugins: [./greeter.js]\n`, 'greeter.js': pluginFile() }
  const { directory } = await makeProject(t, files, ['core', 'redis'])
  const start = async (more: Readonly<Record<string, string>>): Promise<string> => {
    const loaded = await loadConfig({ directory, environment: { ...environment, REDIS_URL: redis.url, LOG_LEVEL: 'silent', ...more } })
    const { app } = await buildServer(loaded)
    t.teardown(async () => { await app.close() })
    return await app.listen({ port: 0, host: '127.0.0.1' })
  }
  const plain = await start({})
  const spooling = await start({ HOOKSMITH_SPOOL: '{"allowVanishing":true}' })
  for (const address of [plain, spooling]) t.equal(await deliver(address), 200)

  await redis.kill()
  t.match(await healthOnce(plain, ({ status }) => status === 'not ready'), { reasons: [/the queue does not answer/] })
  t.match(await healthOnce(spooling, ({ warnings }) => warnings.length > 0), { status: 'ready', reasons: [] })
  t.equal(await deliver(plain), 503)
  t.equal(await deliver(spooling), 200)
  for (const address of [plain, spooling]) t.equal((await fetch(`${address}/health/live`)).status, 200)
})

test('the server of this file is stopped', async (t) => {
  await redis.stop()
  t.pass('stopped')
})

/** The health of a server once it is so. */
async function healthOnce (address: string, isSo: (health: Health) => boolean): Promise<Health> {
  for (const until = Date.now() + 30_000; ; await sleep(50)) {
    // What the server's own route sends.
    const health = await (await fetch(`${address}/health/ready`)).json() as Health
    if (isSo(health) || Date.now() > until) return health
  }
}
