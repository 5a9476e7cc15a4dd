import { test } from 'tap'
import { CALLER, Desk, retryContext } from './support/decoding.js'
import { CLOUD_ID, INSTALLATION_ID, INSTALLATION_UUID, TENANT } from './support/fit.js'

const COMMENT = { eventType: 'avi:confluence:created:comment', eventCreatedDate: '2026-03-02T09:15:00.250Z', content: { id: '98400' } }

test('an event says what, whose, where from, when and about what', async (t) => {
  const trace = { 'x-b3-traceid': 'a3ce929d0e0e4736', 'x-b3-spanid': '00f067aa0ba902b7' }
  t.match(await new Desk().event(COMMENT, {}, trace), {
    specversion: '1.0',
    type: 'avi:confluence:created:comment',
    source: INSTALLATION_ID,
    subject: '98400',
    time: '2026-03-02T09:15:00.250Z',
    datacontenttype: 'application/json',
    data: COMMENT,
    tenant: TENANT,
    traceparent: '00-0000000000000000a3ce929d0e0e4736-00f067aa0ba902b7-01',
    receiver: 'forge',
    installation: INSTALLATION_UUID,
    cloudid: CLOUD_ID,
    environment: 'PRODUCTION',
    modulekey: 'remote-events',
    appversion: '2.0.0'
  })
})

test('a first delivery has no redelivery attribute, a redelivery has count and reason', async (t) => {
  const desk = new Desk()
  const first = await desk.event(COMMENT)
  t.notOk('redelivery' in first || 'redeliveryreason' in first)
  t.match(await desk.event({ ...COMMENT, retryContext: retryContext(2) }), { redelivery: 2, redeliveryreason: 'TIMEOUT_ERROR' })
})

test('a retryContext that counts nothing is no redelivery', async (t) => {
  for (const broken of [null, 'x', {}, { retryCount: 0 }, { retryCount: '1' }, { retryCount: 1.5 }, { retryCount: -1 }]) {
    t.notOk('redelivery' in await new Desk().event({ ...COMMENT, retryContext: broken }), JSON.stringify(broken))
  }
})

test('a contextToken in the body is left out: it would be stored in clear, and differs from delivery to delivery', async (t) => {
  const desk = new Desk()
  const first = await desk.event({ ...COMMENT, contextToken: 'one' })
  const second = await desk.event({ ...COMMENT, contextToken: 'two' })
  t.same(first.data, COMMENT)
  t.equal(first.id, second.id)
})

test('data is the body as it came, or its payload where that holds the whole event', async (t) => {
  const desk = new Desk()
  const redelivered = { ...COMMENT, retryContext: retryContext(1) }
  t.same((await desk.event(redelivered)).data, redelivered)
  t.same((await desk.event({ payload: redelivered })).data, redelivered)
  const own = { ...COMMENT, payload: { eventType: 'another' } }
  t.same((await desk.event(own)).data, own)
})

test('the text that was hashed is handed on exactly when it is that of the data', async (t) => {
  const desk = new Desk()
  for (const body of [COMMENT, { ...COMMENT, retryContext: retryContext(1) }, { payload: COMMENT }, { payload: COMMENT, beside: 1 }]) {
    const decoded = await desk.decode(body)
    if (decoded.kind !== 'events') throw new TypeError(decoded.kind)
    const [{ event, dataText } = { event: undefined }] = decoded.events
    if (dataText !== undefined) t.equal(dataText, JSON.stringify(event?.data))
    t.equal(dataText === undefined, 'retryContext' in body || 'beside' in body)
  }
})

test('events that the app caused itself are marked', async (t) => {
  t.equal((await new Desk().event({ ...COMMENT, selfGenerated: true })).selfgenerated, true)
  t.notOk('selfgenerated' in await new Desk().event({ ...COMMENT, selfGenerated: false }))
})

test('a CloudEvent is known by its type', async (t) => {
  const body = { specversion: '1.0', type: 'avi:ecosystem.app_policy:blocked', id: '1', source: 'x', time: '2026-03-02T09:15:00Z', data: {} }
  const event = await new Desk().event(body, {}, { 'content-type': 'application/cloudevents+json; charset=UTF-8' })
  t.match(event, { type: body.type, time: body.time, data: body })
})

test('times are read as instants, milliseconds and texts of milliseconds, and left out when they are none', async (t) => {
  const times: Array<[unknown, string | undefined]> = [
    ['1772442900250', '2026-03-02T09:15:00.250Z'], [1772442900250, '2026-03-02T09:15:00.250Z'],
    ['2026-03-02T09:15:00.123456+00:00', '2026-03-02T09:15:00.123456+00:00'],
    ['yesterday', undefined], [1e300, undefined], [-1, undefined], [{}, undefined]
  ]
  for (const [timestamp, time] of times) t.equal((await new Desk().event({ eventType: 'a', timestamp })).time, time, JSON.stringify(timestamp))
})

test('trace ids of another shape give no trace context', async (t) => {
  const good = { 'x-b3-traceid': 'a3ce929d0e0e4736a3ce929d0e0e4736', 'x-b3-spanid': '00f067aa0ba902b7' }
  t.equal((await new Desk().event(COMMENT, {}, good)).traceparent, '00-a3ce929d0e0e4736a3ce929d0e0e4736-00f067aa0ba902b7-01')
  for (const bad of [{ 'x-b3-traceid': 'xyz' }, { 'x-b3-spanid': '0000000000000000' }, { 'x-b3-traceid': '0'.repeat(32) }, { 'x-b3-spanid': 'a\n' }]) {
    t.notOk('traceparent' in await new Desk().event(COMMENT, {}, { ...good, ...bad }))
  }
})

test('what cannot be read is unreadable, and its reason repeats nothing of it', async (t) => {
  const marker = 'marker-4711'
  const bodies = [
    '', '{}', '[]', '7', 'null', `"${marker}"`, `{"${marker}`, marker, `{"a":"${marker}"}`, '{"eventType":7}', '{"eventType":""}',
    `{"type":"${marker}"}`, JSON.stringify({ eventType: 'x'.repeat(257) }), '{"eventType":"hooksmith:installation:gone"}',
    '{"eventType":"forge:scheduled:hourly"}', '{"eventType":"schedule:x"}', '[{"eventType":"a"}]'
  ]
  for (const body of bodies) {
    const decoded = await new Desk().decode(body)
    t.equal(decoded.kind, 'unreadable', body.slice(0, 40))
    t.notMatch(JSON.stringify(decoded), marker)
  }
})

test('a body that is not UTF-8 is unreadable', async (t) => {
  const desk = new Desk()
  const rawBody = Buffer.concat([Buffer.from('{"eventType":"a'), Buffer.from([0xff]), Buffer.from('"}')])
  t.equal((await desk.decode(rawBody.toString('latin1'))).kind, 'events')
  const { parseBody } = await import('../src/decoder/body.js')
  t.match(parseBody(rawBody), { reason: 'the body is not JSON' })
})

test('nesting is bounded without recursion, and brackets inside texts do not count', async (t) => {
  const desk = new Desk()
  const nested = (levels: number): string => `{"eventType":"a","x":${'['.repeat(levels)}${']'.repeat(levels)}}`
  t.equal((await desk.decode(nested(99))).kind, 'events')
  t.match(await desk.decode(nested(100)), { kind: 'unreadable', reason: /nested/ })
  t.match(await desk.decode('['.repeat(1_000_000)), { kind: 'unreadable', reason: /nested/ })
  t.equal((await desk.decode({ eventType: 'a', text: `"\\${'[{'.repeat(500)}` })).kind, 'events')
})

test('names of prototype members are data like any other', async (t) => {
  const event = await new Desk().event('{"eventType":"a","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
  t.equal(Object.getPrototypeOf(event.data), Object.prototype)
  t.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('an environment that is not served is told apart from what cannot be read', async (t) => {
  const caller = { environment: { ...CALLER.environment, type: 'DEVELOPMENT' as const } }
  t.same(await new Desk().decode('not even JSON', caller), { kind: 'not served', reason: 'environment DEVELOPMENT' })
})

test('a scheduled trigger is known by its module key, whatever its body', async (t) => {
  const desk = new Desk({ schedules: ['hourly'] })
  for (const body of ['', '  ', '{}', 'garbage', '[]', { context: { cloudId: 'x' }, contextToken: 'y' }, { eventType: 'avi:a' }]) {
    t.equal((await desk.event(body, { moduleKey: 'hourly' })).type, 'forge:scheduled:hourly', JSON.stringify(body))
  }
  t.equal((await desk.event(COMMENT)).type, COMMENT.eventType)
})
