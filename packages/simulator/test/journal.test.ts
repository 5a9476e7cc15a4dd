import { test } from 'tap'
import { Journal } from '../src/index.js'
import type { Reply } from './support/receiver.js'
import { stage, tokenOf } from './support/stage.js'

const echo: Reply = (response, { headers, text }) => { response.writeHead(500).end(`${JSON.stringify(headers)}${text}`) }

test('the journal holds no token, not even one that the receiver sent back', async (t) => {
  const { simulator, receiver } = await stage(t, [echo], { recordBodies: true })
  const installation = simulator.createInstallation()
  await simulator.tick(installation, 'events')
  const text = JSON.stringify(simulator.journal.find())
  const { contextToken } = JSON.parse(receiver.received[0]?.text ?? '') as { contextToken: string }
  const secrets = [tokenOf(receiver), simulator.tokens.for(installation).value, contextToken]
  t.same(secrets.map((secret) => secret.length > 100 && text.includes(secret)), [false, false, false])
  t.match(simulator.journal.last()?.request.headers, { authorization: /^Bearer \[redacted [0-9a-f]{12}\]$/ })
})

test('the journal holds tokens where it was told to', async (t) => {
  const { simulator, receiver } = await stage(t, [200], { recordSecrets: true })
  await simulator.tick(simulator.createInstallation(), 'events')
  t.equal(simulator.journal.last()?.request.headers.authorization, `Bearer ${tokenOf(receiver)}`)
})

test('a record says what was sent, what came back and how it was judged', async (t) => {
  const { simulator, clock, receiver } = await stage(t, [(response) => { response.writeHead(503, { 'content-type': 'text/plain' }).end('full') }])
  const installation = simulator.createInstallation()
  await simulator.deliver({ installation, url: receiver.url, moduleKey: 'events', body: { eventType: 'avi:x:y:z' } })
  const record = simulator.journal.last()
  t.match(record, {
    number: 1,
    installationId: installation.id,
    moduleKey: 'events',
    retryCount: 0,
    at: clock.now(),
    verdict: 'refused',
    redeliveryAt: clock.now() + 60_000,
    request: { method: 'POST', url: receiver.url, eventType: 'avi:x:y:z', bodyBytes: 25, token: { kid: simulator.keys.active.kid } },
    answer: { status: 503, contentType: 'text/plain', text: 'full' }
  })
  t.notOk('body' in (record?.request ?? {}), 'bodies are kept only on demand')
})

test('records are found by installation, event, verdict, status and retry', async (t) => {
  const { simulator, receiver } = await stage(t, [200, 500, 200])
  const [one, other] = [simulator.createInstallation(), simulator.createInstallation()]
  await simulator.deliver({ installation: one, url: receiver.url, moduleKey: 'm', body: { eventType: 'a' } })
  await simulator.deliver({ installation: other, url: receiver.url, moduleKey: 'm', body: { specversion: '1.0', type: 'b' } })
  await simulator.advance(60_000)
  const { journal } = simulator
  t.equal(journal.count(), 3)
  t.same([{ installationId: one.id }, { eventType: 'b' }, { verdict: 'refused' as const }, { status: 200 }, { retryCount: 1 }]
    .map((query) => journal.find(query).map(({ number }) => number)), [[1], [2, 3], [2], [1, 3], [3]])
})

test('a full journal forgets the oldest records', (t) => {
  const journal = new Journal(2)
  const record = { order: 1, invocationId: 'i', installationId: 'n', moduleKey: 'm', retryCount: 0, at: 0, durationMs: 0, verdict: 'accepted' as const }
  const request = { method: 'POST' as const, url: '', headers: {}, bodyBytes: 0, bodySha256: '', token: { kid: undefined, jti: undefined, iat: undefined, exp: undefined } }
  for (let made = 0; made < 7; made++) journal.add({ ...record, request })
  t.same(journal.find().map(({ number }) => number), [6, 7])
  t.end()
})
