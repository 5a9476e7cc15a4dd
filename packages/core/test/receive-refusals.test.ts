import { HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_UNAVAILABLE } from '@hooksmith/contracts'
import { MemoryQueue } from '@hooksmith/memory'
import { test, type Test } from 'tap'
import { compose, handle, hmacReceiver, post, send, start } from './support.js'

/** What a receiver answers when its verifier throws `error`. */
async function refusalOf (t: Test, error: unknown): Promise<{ status: number, body: unknown, text: string, log: string }> {
  const { app, lines } = await start(t, { receivers: [hmacReceiver({ verify: async () => { throw error } })] })
  const response = await post(app, '{}')
  return { status: response.statusCode, body: response.json(), text: response.body, log: JSON.stringify(lines) }
}

test('a missing signature is answered 401 with a code and a fixed sentence, and counted by reason', async (t) => {
  const { app } = await start(t)
  const response = await app.inject({ method: 'POST', url: '/acme', payload: '{}' })
  t.equal(response.statusCode, 401)
  t.same(response.json(), { code: 'HKS_ERR_VERIFIER_MISSING', message: 'The caller could not be verified.' })
  t.same(app.hooksmith.counters(), { 'requests{receiver="acme",verdict="HKS_ERR_VERIFIER_MISSING"}': 1 })
})

test('an unknown error is answered 500; neither its message nor its stack leaves the house', async (t) => {
  const { status, body, text, log } = await refusalOf(t, new TypeError('the password is hunter2'))
  t.equal(status, 500)
  t.same(body, { code: 'HKS_ERR_ROUTER_INTERNAL', message: 'The request could not be taken.' })
  t.notMatch(text, /hunter2|receive-refusals/)
  t.match(log, /"place":"[^"]*receive-refusals\.test\.ts:\d+:\d+[^"]*","msg":"request failed"/)
})

test('a coded error never brings its own message to the sender', async (t) => {
  const { status, body } = await refusalOf(t, Object.assign(new TypeError('secret'), { code: 'ACME_ERR_BUSY', statusCode: 503 }))
  t.equal(status, 503)
  t.same(body, { code: 'ACME_ERR_BUSY', message: 'The request cannot be taken now; deliver it again.' })
})

for (const odd of [
  { code: 'UND_ERR', statusCode: 200 }, { code: 'UND_ERR', statusCode: 302 }, { code: 'UND_ERR', statusCode: Number.NaN },
  { code: 'UND_ERR', statusCode: '401' }, { code: 'a <b> code', statusCode: 401 }, { statusCode: 401 }, { code: 7, statusCode: 401 }
]) {
  test(`an error with ${JSON.stringify(odd)} is answered 500, never with what it says`, async (t) => {
    const { status, body } = await refusalOf(t, Object.assign(new TypeError('x'), odd))
    t.equal(status, 500)
    t.match(body, { code: 'HKS_ERR_ROUTER_INTERNAL' })
  })
}

for (const thrown of ['a text', undefined, null, 42]) {
  test(`a verifier that throws ${String(thrown)} is answered 500`, async (t) => {
    t.equal((await refusalOf(t, thrown)).status, 500)
  })
}

test('a token in an error reaches no log line', async (t) => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'
  const { log } = await refusalOf(t, new TypeError(`bad token ${token} of postgres://user:hunter2@db/x`))
  t.match(log, 'bad token [redacted]')
  t.notMatch(log, /eyJ|hunter2/)
})

test('a body above the limit is answered 413 before anything is verified', async (t) => {
  let verified = 0
  const receiver = hmacReceiver({ bodyLimitBytes: 10, verify: async () => { verified++; return { tenant: 't1' } } })
  const { app } = await start(t, { receivers: [receiver] })
  const response = await post(app, 'x'.repeat(11))
  t.same([response.statusCode, response.json().code], [413, 'HKS_ERR_ROUTER_BODY_TOO_LARGE'])
  t.equal(verified, 0)
  t.equal((await post(app, 'x'.repeat(10))).statusCode, 200)
  t.equal(app.hooksmith.counters()['requests{receiver="acme",verdict="HKS_ERR_ROUTER_BODY_TOO_LARGE"}'], 1)
})

test("the receiver's own limit holds, not the server's", async (t) => {
  const { app } = await start(t, { receivers: [hmacReceiver({ bodyLimitBytes: 3_000_000 })] })
  t.equal((await post(app, 'x'.repeat(2_000_000))).statusCode, 200)
})

for (const error of [new HKS_ERR_QUEUE_FULL('1 of 1'), new HKS_ERR_QUEUE_UNAVAILABLE('down')]) {
  test(`${error.code} is answered 503, and the event counts as refused`, async (t) => {
    const queue = new MemoryQueue()
    queue.enqueue = async () => { throw error }
    const { app } = await start(t, { plugins: [handle('a', {}, () => {})], options: { queue } })
    const response = await send(app, { type: 'a' })
    t.same([response.statusCode, response.json().code], [503, error.code])
    t.equal(app.hooksmith.counters()['events{verdict="refused"}'], 1)
    await app.close()
    await queue.close()
  })
}

test('a reply that cannot be written is answered 500 and counted once, as that', async (t) => {
  const body: Record<string, unknown> = {}
  body.self = body
  const { app } = await start(t, { receivers: [hmacReceiver({ reply: () => ({ status: 200, body }) })] })
  t.equal((await send(app, { type: 'a' })).statusCode, 500)
  t.same(Object.entries(app.hooksmith.counters()).filter(([name]) => name.startsWith('requests')),
    [['requests{receiver="acme",verdict="HKS_ERR_ROUTER_INTERNAL"}', 1]])
})

test('a request whose answer a hook of the app spoils is counted once', async (t) => {
  const { app } = await compose(t, {
    receivers: [],
    compose: (server) => {
      server.addHook('onSend', async (_request, reply) => { if (reply.statusCode === 200) throw new TypeError('spoilt') })
      server.hooksmith.receive(hmacReceiver())
    }
  })
  t.equal((await send(app, { type: 'a' })).statusCode, 500)
  const requests = Object.entries(app.hooksmith.counters()).filter(([name]) => name.startsWith('requests'))
  t.equal(requests.reduce((sum, [, count]) => sum + count, 0), 1)
})

test("a hook of the app that refuses a request reaches the receiver's error answer", async (t) => {
  const { app } = await compose(t, {
    receivers: [],
    compose: (server) => {
      server.addHook('onRequest', async () => { throw Object.assign(new TypeError('slow down'), { code: 'APP_ERR_RATE', statusCode: 429 }) })
      server.hooksmith.receive(hmacReceiver())
    }
  })
  const response = await post(app, '{}')
  t.same([response.statusCode, response.json()], [429, { code: 'APP_ERR_RATE', message: 'The request was refused.' }])
})
