import type { TestContext } from 'node:test'
import { test } from 'tap'
import { forgeFixture, type TestLike } from '../src/fixture.js'
import { startReceiver } from './support/receiver.js'

const PAGE = 'avi:confluence:created:page'

test('a fixture delivers to the server under test, signed by keys that it is told of', async (t) => {
  const { simulator, installation, receiver, deliverTo } = await forgeFixture(t)
  const server = await startReceiver(200)
  t.teardown(server.close)
  deliverTo(server.url)
  const { status } = await simulator.sendEvent(installation, PAGE)
  t.equal(status, 200)
  t.same(server.received.map(({ path }) => path), ['/forge/events'])
  const { keys } = await (await fetch(receiver.keySetUrl)).json() as { keys: unknown[] }
  t.equal(keys.length, 2)
  t.same(receiver, { appIds: [installation.app.id], environments: ['PRODUCTION'], keySetUrl: simulator.jwksUrl, apiHosts: [new URL(simulator.api.origin).host] })
})

for (const name of ['teardown', 'after', 'onTestFinished'] as const) {
  test(`a fixture ends with a test that has ${name}`, async (t) => {
    const ends: Array<() => Promise<void>> = []
    const context = { [name]: (end: () => Promise<void>) => { ends.push(end) } } as unknown as TestLike
    const { simulator, installation } = await forgeFixture(context)
    t.equal((await fetch(simulator.jwksUrl)).status, 200)
    for (const end of ends) await end()
    await t.rejects(fetch(simulator.jwksUrl))
    await t.rejects(simulator.deliver({ installation, moduleKey: 'm', url: 'http://127.0.0.1:9' }), { code: 'HKS_ERR_SIMULATOR_CLOSED' })
  })
}

test('a fixture takes the test of node:test as it is', async (t) => {
  const taken = async (context: TestContext): Promise<unknown> => forgeFixture(context)
  t.type(taken, 'function', 'that it compiles is what is tested')
})

test('two fixtures share nothing but their keys', async (t) => {
  const [one, other] = [await forgeFixture(t), await forgeFixture(t, { seed: 'other' })]
  t.not(one.app.id, other.app.id)
  t.not(one.simulator.jwksUrl, other.simulator.jwksUrl)
  t.equal(one.simulator.keys.active.kid, other.simulator.keys.active.kid)
  await one.simulator.close()
  t.equal((await fetch(other.simulator.jwksUrl)).status, 200)
})

test('what is no test is refused before anything starts', async (t) => {
  // A caller without types.
  await t.rejects(forgeFixture({} as TestLike), { code: 'HKS_ERR_SIMULATOR_INPUT', message: /teardown/ })
})
