import { testPlugin, type LogLine, type TestApp } from '@hooksmith/testing'
import { test } from 'tap'
import logEvents from '../src/index.js'

/** The lines that the plugin wrote. */
function linesOf (app: TestApp): readonly LogLine[] {
  return app.logs.filter(({ handler, eventId }) => handler === 'log-events/log' && eventId !== undefined)
}

test('every event has a line with its attributes, without its body', async (t) => {
  const app = await testPlugin(logEvents)
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page', { content: { title: 'Salaries' } })
  await app.emit({ type: 'schedule:nightly', id: 'tick-1' })
  await app.settle()
  const [page, tick] = linesOf(app)
  t.match(page, { level: 30, msg: 'avi:confluence:created:page', type: 'avi:confluence:created:page', subject: /^\d+$/, environment: 'PRODUCTION' })
  t.match(tick, { msg: 'schedule:nightly', eventId: 'tick-1' })
  t.notMatch(JSON.stringify(linesOf(app)), /Salaries/)
})

test('bodies, levels, patterns and events of the app itself are chosen', async (t) => {
  const app = await testPlugin(logEvents, { options: { events: ['avi:jira:**'], level: 'warn', body: true, self: true } })
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page')
  await app.send('avi:jira:created:issue', { selfGenerated: true, issue: { fields: { summary: 'Broken lamp' } } })
  await app.settle()
  t.match(linesOf(app), [{ level: 40, msg: 'avi:jira:created:issue', data: { issue: { fields: { summary: 'Broken lamp' } } } }])
  t.equal(linesOf(app).length, 1)
})

test('a level that does not exist is refused', async (t) => {
  // What a user without types writes.
  const wrong: object = { level: 'loud' }
  await t.rejects(testPlugin(logEvents, { options: wrong }), { message: /option 'level'/ })
})
