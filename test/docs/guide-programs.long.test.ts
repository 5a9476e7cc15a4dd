import { join } from 'node:path'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { FROM_CONNECT, FROM_EXPRESS, run } from './guide-stage.js'
import { follow, readGuide } from './guides.js'

for (const name of [FROM_EXPRESS, FROM_CONNECT]) {
  test(`docs/${name}.md: src/main.ts starts, and ends in order`, async (t) => {
    const folder = await follow(t, readGuide(name))
    const env = { APP_ID: '8db33809-1f32-48bb-8c52-5877dab48107', DATA: join(folder, 'data'), HOST: '127.0.0.1', PORT: '0' }
    const program = run(folder, ['src/main.ts'], env)
    await until(() => /Server listening/.test(program.output()), 'the server listens', 60_000)
    program.stop()
    t.equal(await program.ended, 0, program.output())
  })
}

test('from Express: the test that the guide ends with passes', async (t) => {
  const folder = await follow(t, readGuide(FROM_EXPRESS))
  const program = run(folder, ['--test', 'test/app.test.ts'], { LOG_LEVEL: 'fatal' })
  t.equal(await program.ended, 0, program.output())
  t.match(program.output(), /pass 1/)
})
