import { test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
import { buildServer, loadConfig } from '../src/index.js'
import { startPlatform } from './support/forge.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'

const redis = await startRedis()

for (const queue of ['memory', 'lmdb', 'redis']) {
  test(`one config runs on ${queue} by one line: a signed event goes through, and its handler runs once`, async (t) => {
    const { simulator, environment, deliver } = await startPlatform(t)
    const project = { 'hooksmith.config.yaml': `queue: ${queue}\n${FORGE}plugins: [./greeter.js]\n`, 'greeter.js': pluginFile() }
    const { directory } = await makeProject(t, project, ['core', 'redis'])
    const loaded = await loadConfig({ directory, environment: { ...environment, REDIS_URL: redis.url, LOG_LEVEL: 'silent' } })
    const { app } = await buildServer(loaded)
    t.teardown(async () => { await app.close() })
    const attempts: string[] = []
    const done = new Promise<void>((resolve) => {
      app.hooksmith.observe((seen) => {
        if (seen.kind !== 'attempt') return
        attempts.push(`${seen.job.handler} ${seen.outcome.outcome}`)
        resolve()
      })
    })
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    t.equal(await deliver(address), 200)
    await done
    t.same(attempts, ['greeter/greet done'])
    t.match(await (await fetch(`${address}/health/ready`)).json(), { status: 'ready', reasons: [] })
    await simulator.whenIdle()
  })
}

test('a schedule of the config fires, and a handler of its slots runs', async (t) => {
  const schedules = "schedules: { beat: { cron: '* * * * * *' } }\n"
  const project = { 'hooksmith.config.yaml': `${schedules}plugins: [./greeter.js]\n`, 'greeter.js': pluginFile({ event: 'schedule:beat' }) }
  const { directory } = await makeProject(t, project)
  const { app } = await buildServer(await loadConfig({ directory, environment: { LOG_LEVEL: 'silent' } }))
  t.teardown(async () => { await app.close() })
  const done = new Promise<string>((resolve) => {
    app.hooksmith.observe((seen) => { if (seen.kind === 'attempt') resolve(`${seen.job.handler} ${seen.outcome.outcome}`) })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.equal(await done, 'greeter/greet done')
})

test('the server of this file is stopped', async (t) => {
  await redis.stop()
  t.pass('stopped')
})
