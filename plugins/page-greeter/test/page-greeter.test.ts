import { testPlugin } from '@hooksmith/testing'
import { test } from 'tap'
import greeter from '../src/index.js'

test('a new page gets one comment with the text', async (t) => {
  const app = await testPlugin(greeter, { options: { text: 'Hi & <welcome>' }, scopes: ['write:comment:confluence'] })
  t.teardown(() => app.close())
  const page = await app.send('avi:confluence:created:page')
  t.equal(page.verdict, 'stored')
  await app.settle()
  t.match(app.calls(), [{
    method: 'POST',
    path: '/wiki/api/v2/footer-comments',
    status: 200,
    body: { pageId: app.events[0]?.event.subject, body: { representation: 'storage', value: '<p>Hi &amp; &lt;welcome&gt;</p>' } }
  }])
  t.match(await app.jobs(), [{ state: 'done', attempts: [{ outcome: 'done' }] }])
})

test('a page whose event comes twice is greeted once', async (t) => {
  const app = await testPlugin(greeter)
  t.teardown(() => app.close())
  await app.simulator.turn({ duplicateChance: 1 })
  await app.send('avi:confluence:created:page')
  await app.advance(120_000)
  t.same(app.events.map(({ verdict }) => verdict), ['stored', 'duplicate'])
  t.equal(app.calls().length, 1)
})

test('while the app is not permitted yet the greeting waits, without using up attempts', async (t) => {
  const app = await testPlugin(greeter)
  t.teardown(() => app.close())
  app.api.denyPermission(app.installation, { times: 8 })
  await app.send('avi:confluence:created:page')
  await app.advance(8 * 60_000)
  const [job] = await app.jobs()
  t.equal(job?.state, 'done')
  t.equal(job?.attempts.length, 9)
  t.same(new Set(job?.attempts.map(({ number }) => number)), new Set([1]))
})

test('a page that is gone needs no greeting', async (t) => {
  const app = await testPlugin(greeter)
  t.teardown(() => app.close())
  app.api.script({ status: 404, times: 1 })
  await app.send('avi:confluence:created:page')
  await app.settle()
  t.match(await app.jobs(), [{ state: 'done', attempts: [{ outcome: 'done' }] }])
})

for (const status of [500, 403]) {
  test(`what Confluence answers with ${status} for good ends as a dead letter that says so`, async (t) => {
    const app = await testPlugin(greeter)
    t.teardown(() => app.close())
    app.api.script({ status, times: 100 })
    await app.send('avi:confluence:created:page')
    await app.advance(86_400_000)
    t.match(await app.jobs(), [{ state: 'dead' }])
    t.match((await app.jobs())[0]?.attempts.at(-1), { outcome: 'dead', reason: new RegExp(`Confluence answered ${status}`) })
  })
}

test('an empty text is refused', async (t) => {
  await t.rejects(testPlugin(greeter, { options: { text: '' } }), { message: /option 'text'/ })
})
