import { testPlugin, type TestApp } from '@hooksmith/testing'
import { HTTP, type CloudEventV1 } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { test, type Test } from 'tap'
import forward from '../src/index.js'
import { KEY, OLD_KEY, startCollector, type Answer, type Got } from './support.js'

/** A forwarder to a collector on this machine. */
async function start (t: Test, options: object = {}, ...answers: readonly Answer[]): Promise<{ app: TestApp, got: Got[] }> {
  const { url, got } = await startCollector(t, ...answers)
  const app = await testPlugin(forward, { options: { url, keys: [KEY], allowPrivateHosts: ['127.0.0.1'], ...options } })
  t.teardown(() => app.close())
  return { app, got }
}

/** What a stranger's CloudEvents library reads. */
function readCloudEvent ({ headers, body }: Got): CloudEventV1<unknown> {
  const event = HTTP.toEvent<unknown>({ headers, body })
  if (Array.isArray(event)) throw new TypeError('a batch')
  return event
}

for (const mode of ['structured', 'binary'] as const) {
  test(`${mode}: a stranger's libraries read the event and accept its signature`, async (t) => {
    const { app, got } = await start(t, { mode })
    await app.send('avi:confluence:created:page', { content: { title: 'Grüße, "Welt" 100%' } })
    await app.settle()
    const [request] = got
    if (request === undefined) return t.fail('nothing came')
    const sent = app.events[0]?.event
    const read = readCloudEvent(request)
    t.match({ id: read.id, type: read.type, source: read.source, subject: read.subject, data: read.data },
      { id: sent?.id, type: sent?.type, source: sent?.source, subject: sent?.subject, data: sent?.data })
    t.doesNotThrow(() => new Webhook(KEY).verify(request.body, request.headers as Record<string, string>))
    t.match(await app.jobs(), [{ state: 'done' }])
  })
}

test('binary: attributes that a header cannot hold are encoded as the binding says', async (t) => {
  const { app, got } = await start(t, { mode: 'binary' })
  await app.emit({ type: 'shop:paid', subject: 'Äpfel & "Birnen" 5%' })
  await app.settle()
  t.equal(got[0]?.headers['ce-subject'], '%C3%84pfel%20&%20%22Birnen%22%205%25')
})

test('every key signs, so that the other side can change over', async (t) => {
  const { app, got } = await start(t, { keys: [KEY, OLD_KEY] })
  await app.emit({ type: 'shop:paid' })
  await app.settle()
  const [request] = got
  if (request === undefined) return t.fail('nothing came')
  for (const key of [KEY, OLD_KEY]) t.doesNotThrow(() => new Webhook(key).verify(request.body, request.headers as Record<string, string>))
  const stranger = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`
  t.throws(() => new Webhook(stranger).verify(request.body, request.headers as Record<string, string>))
})

test('attempts of one event have one message id, events have different ones', async (t) => {
  const { app, got } = await start(t, {}, { status: 503 }, { status: 204 })
  await app.emit({ type: 'shop:paid', id: 'ünsafe id\n.' })
  await app.advance(60_000)
  await app.emit({ type: 'shop:paid' })
  await app.settle()
  const ids = got.map(({ headers }) => headers['webhook-id'])
  t.equal(ids.length, 3)
  t.equal(ids[0], ids[1])
  t.not(ids[0], ids[2])
})

test('5xx, 429 and 408 come again, not before Retry-After; the rest of 4xx and redirects are dead at once', async (t) => {
  for (const status of [500, 503, 429, 408]) {
    const { app, got } = await start(t, {}, { status, headers: { 'retry-after': '120' } }, { status: 204 })
    await app.emit({ type: 'shop:paid' })
    await app.advance(119_000)
    t.equal(got.length, 1, `${status}: not before its time`)
    await app.advance(2_000)
    t.match(await app.jobs(), [{ state: 'done', attempts: [{ outcome: 'retry' }, { outcome: 'done' }] }])
  }
  for (const status of [400, 401, 404, 410, 301, 307]) {
    const { app, got } = await start(t, {}, { status, headers: { location: '/elsewhere' } })
    await app.emit({ type: 'shop:paid' })
    await app.advance(60_000)
    t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'dead', reason: new RegExp(`answered ${status}`) }] }])
    t.equal(got.length, 1, `${status}: nobody follows or repeats`)
  }
})

test('a side that never answers ends the attempt, not the server', async (t) => {
  const { app } = await start(t, { timeoutMs: 50, retries: 0 }, 'hang')
  await app.emit({ type: 'shop:paid' })
  await app.settle()
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'dead', reason: /timeout/i }] }])
})

test('nobody there is a retry', async (t) => {
  const app = await testPlugin(forward, { options: { url: 'http://127.0.0.1:1/', keys: [KEY], allowPrivateHosts: ['127.0.0.1'], retries: 1 } })
  t.teardown(() => app.close())
  await app.emit({ type: 'shop:paid' })
  await app.advance(60_000)
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'retry', reason: /ECONNREFUSED/ }, { outcome: 'dead' }] }])
})

test('neither keys nor bodies reach the log', async (t) => {
  const { app } = await start(t, {}, { status: 400 })
  await app.send('avi:confluence:created:page', { content: { title: 'Salaries' } })
  await app.settle()
  const text = JSON.stringify(app.logs)
  t.notMatch(text, /Salaries/)
  t.notOk(text.includes(KEY.slice(6, 30)))
})

test('every mistake in the options is told at once, and no key is shown', async (t) => {
  const options = { url: 'ftp://example.com', keys: ['secret', 'whsec_c2hvcnQ='] }
  const error: unknown = await testPlugin(forward, { options }).catch((reason: unknown) => reason)
  t.match(error, { code: 'HKS_ERR_ROUTER_SETUP', message: /'url'[^]*keys\[0\][^]*keys\[1\]/ })
  t.notMatch(String(error), /c2hvcnQ/)
})
