import { wait } from '@hooksmith/core'
import { test } from 'tap'
import { testPlugin } from '../src/index.js'
import { handling, reader } from './support.js'

test('an event of the catalogue reaches the handler, with what differs from its sample laid over it', async (t) => {
  const app = await testPlugin(reader)
  t.teardown(() => app.close())
  const sent = await app.send('avi:confluence:created:page', { content: { title: 'Plans' } })
  t.match(sent, { status: 200, verdict: 'stored' })
  await app.settle()
  const [job] = await app.jobs()
  t.match(job, { handler: 'reader/read', state: 'done', attempts: [{ number: 1, outcome: 'done' }] })
  t.match(job?.event.data, { content: { title: 'Plans' } })
})

test('calls of a handler are answered by the stubs of the APIs and can be looked at', async (t) => {
  const app = await testPlugin(reader)
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page')
  await app.settle()
  const [event] = app.events
  t.match(app.calls(), [{ method: 'GET', path: `/wiki/api/v2/pages/${event?.event.subject ?? ''}`, product: 'confluence', status: 200 }])
})

test('a plugin gets its options, and the log can be read', async (t) => {
  const app = await testPlugin(reader, { options: { greeting: 'Hi' } })
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page', { content: { title: 'Plans' } })
  await app.settle()
  t.match(app.logs.find(({ msg }) => msg === 'read'), { greeting: 'Hi', title: 'Plans', handler: 'reader/read' })
})

test('the clock stands until it is moved, and stops for handlers on the way', async (t) => {
  const app = await testPlugin(reader)
  t.teardown(() => app.close())
  app.api.script({ status: 409, times: 2 })
  await app.send('avi:confluence:created:page')
  await app.settle()
  t.match(await app.jobs(), [{ state: 'delayed', attempts: [{ outcome: 'retry', reason: 'not published yet' }] }])
  await app.advance(60_000)
  const [job] = await app.jobs()
  t.same(job?.attempts.map(({ outcome }) => outcome), ['retry', 'retry', 'done'])
  const [first, second] = job?.attempts ?? []
  t.equal((second?.startedAt ?? 0) - (first?.startedAt ?? 0), 30_000, 'not a moment later')
})

test('a day of retries passes with every attempt in its place', async (t) => {
  const app = await testPlugin(handling('avi:**', () => { throw new TypeError('broken') }, { retry: { retries: 4 } }))
  t.teardown(() => app.close())
  await app.send('avi:jira:created:issue')
  await app.advance(86_400_000)
  const [job] = await app.jobs()
  t.equal(job?.state, 'dead')
  t.same(job?.attempts.map(({ outcome, number }) => [outcome, number]), [['retry', 1], ['retry', 2], ['retry', 3], ['retry', 4], ['dead', 5]])
  t.match(job?.attempts.at(-1), { code: 'HKS_ERR_HANDLER_FAILED', reason: /broken/ })
})

test('without a token a job waits, and runs when a delivery brings one', async (t) => {
  const app = await testPlugin(reader)
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page', {}, { systemToken: false })
  await app.settle()
  t.match(await app.jobs(), [{ state: 'waiting', attempts: [{ outcome: 'wait', signal: `token:${app.tenantOf()}` }] }])
  t.equal(await app.token(), undefined)
  await app.tick('refresh')
  await app.settle()
  t.match(await app.jobs(), [{ state: 'done' }])
  t.ok((await app.token())?.expiresAt)
})

test('a call for which the app has no scope is answered 403', async (t) => {
  const app = await testPlugin(reader, { scopes: ['read:jira-work'] })
  t.teardown(() => app.close())
  await app.send('avi:confluence:created:page')
  await app.settle()
  t.match(app.calls(), [{ status: 403, refusal: 'no-scope' }])
})

test('ticks, schedules and the life of an installation are events too', async (t) => {
  const app = await testPlugin(handling(['forge:**', 'avi:forge:**', 'schedule:*'], () => {}))
  t.teardown(() => app.close())
  await app.install()
  await app.tick('hourly')
  await app.emit({ type: 'schedule:nightly' })
  await app.upgrade('3.0.0')
  await app.uninstall()
  await app.settle()
  t.same((await app.jobs()).map(({ event, state }) => [event.type, state]), [
    ['avi:forge:installed:app', 'done'], ['forge:scheduled:hourly', 'done'], ['schedule:nightly', 'done'],
    ['avi:forge:upgraded:app', 'done'], ['forge:preUninstall:pre-uninstall', 'done']
  ])
  t.equal(app.installation.appVersion, '3.0.0')
})

test('an event that was delivered again makes no second job', async (t) => {
  const app = await testPlugin(handling('acme:paid', () => {}))
  t.teardown(() => app.close())
  t.equal((await app.emit({ type: 'acme:paid', id: 'one' })).verdict, 'stored')
  t.equal((await app.emit({ type: 'acme:paid', id: 'one' })).verdict, 'duplicate')
  await app.settle()
  t.equal((await app.jobs()).length, 1)
})

test('a filter that refuses is seen as skipped, a wait by its signal', async (t) => {
  const skipping = await testPlugin(handling('a:b', () => {}, { filter: () => false }))
  t.teardown(() => skipping.close())
  await skipping.emit({ type: 'a:b' })
  await skipping.settle()
  t.match(await skipping.jobs(), [{ state: 'done', attempts: [{ outcome: 'skipped' }] }])

  const waiting = await testPlugin(handling('a:b', () => wait({ signal: 'go', forMs: 1_000 })))
  t.teardown(() => waiting.close())
  await waiting.emit({ type: 'a:b' })
  await waiting.advance(2_000)
  t.match(await waiting.jobs(), [{ state: 'dead', attempts: [{ outcome: 'wait', signal: 'go' }, { outcome: 'dead', code: 'HKS_ERR_JOB_WAIT_EXPIRED' }] }])
})

test('the same test has the same ids', async (t) => {
  const ids = await Promise.all([1, 2].map(async () => {
    const app = await testPlugin(handling('avi:**', () => {}))
    await app.send('avi:jira:created:issue')
    await app.settle()
    const jobs = await app.jobs()
    await app.close()
    return jobs.map(({ id }) => id)
  }))
  t.same(ids[0], ids[1])
})

test('tests that run side by side share nothing', async (t) => {
  const apps = await Promise.all(Array.from({ length: 10 }, async () => await testPlugin(reader)))
  t.teardown(() => Promise.all(apps.map((app) => app.close())))
  await Promise.all(apps.map(async (app, at) => {
    for (let sent = 0; sent <= at; sent++) await app.send('avi:confluence:created:page')
    await app.settle()
  }))
  for (const [at, app] of apps.entries()) t.equal((await app.jobs()).length, at + 1)
})

test('a hundred events in one app cost less than a hundred apps', async (t) => {
  const startedAt = performance.now()
  const app = await testPlugin(handling('a:b', () => {}))
  const oneAppMs = performance.now() - startedAt
  for (let at = 0; at < 100; at++) await app.emit({ type: 'a:b' })
  await app.settle()
  const eventsMs = performance.now() - startedAt - oneAppMs
  await app.close()
  t.ok(eventsMs < 100 * oneAppMs, 'no absolute time: machines differ')
  t.pass(`app ${Math.round(oneAppMs)} ms, 100 events ${Math.round(eventsMs)} ms`)
})
