import { ForgeSimulator } from '@hooksmith/simulator'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { makeApp } from '../src/app.js'

test('a server with routes of its own takes Forge events beside them', async (t) => {
  const simulator = await ForgeSimulator.start()
  const installation = simulator.createInstallation()
  const app = await makeApp({
    appIds: [installation.app.id],
    environments: ['PRODUCTION'],
    keySetUrl: simulator.jwksUrl,
    apiHosts: [new URL(simulator.api.origin).host]
  })
  t.teardown(async () => {
    await app.close()
    await simulator.close()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const { status } = await simulator.sendEvent(installation, 'avi:confluence:created:page', {
    url: `${url}/forge/events`, moduleKey: 'events', payload: { content: { title: 'A page of mine' } }
  })
  t.equal(status, 200)
  while ((await app.inject('/titles')).json<string[]>().length === 0) await sleep(5)
  t.same((await app.inject('/titles')).json(), ['A page of mine'])

  const echo = await app.inject({ method: 'POST', url: '/echo', payload: { mine: true } })
  t.same(echo.json(), { mine: true }, 'the parser of the other routes is untouched')
  const forged = await app.inject({ method: 'POST', url: '/forge/events', payload: { eventType: 'avi:confluence:created:page' } })
  t.equal(forged.statusCode, 401)
})
