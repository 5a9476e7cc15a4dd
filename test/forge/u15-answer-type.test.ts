import fastify from 'fastify'
import { test } from 'tap'
import { HOURLY, stage } from '../support/forge-stage.js'

for (const needsJsonAnswer of [false, true]) {
  test(`U15: the receiver's answers pass where JSON is ${needsJsonAnswer ? 'demanded' : 'not demanded'}`, async (t) => {
    const on = await stage(t, { switches: { needsJsonAnswer }, patterns: ['avi:confluence:created:page'] })
    const development = on.simulator.createInstallation({ app: on.app, environment: 'DEVELOPMENT' })
    const results = [
      await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page'),
      await on.simulator.sendEvent(on.installation, 'avi:confluence:deleted:page'),
      await on.simulator.sendEvent(development, 'avi:confluence:created:page'),
      await on.simulator.tick(on.installation, HOURLY),
      await on.simulator.deliver({ installation: on.installation, moduleKey: 'remote-events', url: `${on.url}/forge/events`, body: 'no JSON' })
    ]
    for (const { record } of results) {
      t.equal(record.verdict, 'accepted')
      t.match(record.answer, { status: 200, contentType: /^application\/json/ })
      t.type(JSON.parse(record.answer?.text ?? ''), 'object')
    }
    t.same(on.ingested.map(({ verdict }) => verdict), ['stored', 'unwanted', 'unwanted'])
  })
}

test('U15: the platform tells answers without JSON apart when it is to', async (t) => {
  const on = await stage(t, { switches: { needsJsonAnswer: true } })
  const other = fastify()
  other.post('/', async (_request, reply) => reply.type('text/plain').send('OK'))
  t.teardown(async () => other.close())
  const target = { installation: on.installation, moduleKey: 'm', url: await other.listen({ port: 0 }), body: {}, redeliveries: 0 }
  const refused = await on.simulator.deliver(target)
  await on.simulator.turn({ needsJsonAnswer: false })
  t.same([refused.verdict, (await on.simulator.deliver(target)).verdict], ['not-json', 'accepted'])
})
