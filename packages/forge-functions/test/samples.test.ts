import { test } from 'tap'
import { callsOf, PAGE, pathOf, seenBy, serve } from './support.js'

test('a rate-limited call asks for a retry with the delay of the upstream, and runs again exactly then', async (t) => {
  const app = await serve(t, { entry: pathOf('rate-limited'), functions: { readPage: { events: [PAGE] } } })
  app.api.script({ status: 429, headers: { 'retry-after': '37' }, times: 1 })
  await app.send(PAGE)
  await app.advance(36_999)
  t.same(callsOf(app), ['GET 429'])
  await app.advance(1)
  t.same(callsOf(app), ['GET 429', 'GET 200', 'POST 200'])
  const page = app.events[0]?.event.subject
  t.same(seenBy(app), [{ eventType: PAGE, retryContext: { retryCount: 1, retryReason: 'FUNCTION_UPSTREAM_RATE_LIMITED', retryData: { page } } }])
  t.match(await app.jobs(), [{ state: 'done', attempts: [{ outcome: 'retry' }, { outcome: 'done' }] }])
})

test('a function that looks at retryContext gives up after the fourth retry', async (t) => {
  const app = await serve(t, { entry: pathOf('gives-up'), functions: { findPage: { events: [PAGE] } } })
  app.api.script({ method: 'GET', status: 404 })
  await app.send(PAGE)
  await app.advance(4 * 60_000 - 1)
  t.equal(callsOf(app).length, 4)
  await app.advance(1)
  t.same(callsOf(app), ['GET 404', 'GET 404', 'GET 404', 'GET 404', 'GET 404', 'POST 200'])
  t.same(seenBy(app), [{ givenUpAfter: 4, misses: 5 }])
  t.match(await app.jobs(), [{ state: 'done' }])
})

test('a function of installed backs off exponentially while the app account is not permitted yet', async (t) => {
  const app = await serve(t, { entry: pathOf('installed'), functions: { setUp: { events: ['avi:forge:installed:app'] } } }, { installation: { product: 'jira' } })
  app.api.put(app.installation, '/rest/api/3/myself', { accountId: 'the-app' })
  app.api.script({ status: 401, times: 1 })
  app.api.script({ status: 403, times: 2 })
  const start = app.clock.now()
  await app.install()
  await app.advance(300_000)
  t.same(app.calls().map(({ method, status, at }) => [method, status, at - start]), [
    ['GET', 401, 0], ['GET', 403, 30_000], ['GET', 403, 90_000], ['GET', 200, 210_000], ['PUT', 200, 210_000]
  ])
  const { cloudId, id } = app.installation
  t.match(app.calls().at(-1)?.body, { installation: id, site: `ari:cloud:jira::site/${cloudId}` })
  t.match(await app.jobs(), [{ state: 'done' }])
})
