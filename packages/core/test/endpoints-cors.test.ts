import { test } from 'tap'
import { HKS_ERR_QUEUE_FULL } from '@hooksmith/contracts'
import { reply } from '../src/index.js'
import { call, hmacGuard, serve, verdicts } from './endpoints-support.js'

const OWN = 'https://app.example.com'
const FOREIGN = 'https://evil.example.com'

/** What of an answer's headers CORS is about. */
function corsOf (headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-')))
}

const PREFLIGHT = { method: 'OPTIONS', headers: { origin: OWN, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,x-own' } } as const

test('a browser is told, without a proof, what a page of an origin that is named may do', async (t) => {
  const bench = await serve(t, () => undefined, { cors: [OWN], methods: ['GET', 'PUT'] })
  const { statusCode, headers, body } = await bench.app.inject({ url: '/it', ...PREFLIGHT })
  t.same([statusCode, body, corsOf(headers)], [204, '', {
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-origin': OWN,
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'authorization,x-own',
    'access-control-max-age': '600',
    'access-control-expose-headers': 'retry-after'
  }])
  t.same(verdicts(bench), { preflight: 1 })
})

test('a page of another origin gets no leave, and no answer of its own to read', async (t) => {
  const { app } = await serve(t, () => undefined, { cors: [OWN] })
  const asked = await app.inject({ url: '/it', ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin: FOREIGN } })
  t.same([asked.statusCode, corsOf(asked.headers)], [204, { vary: 'Origin', 'access-control-expose-headers': 'retry-after' }])
  const called = await call(app, {}, { headers: { origin: FOREIGN } })
  t.same([called.statusCode, called.headers['access-control-allow-origin'], called.headers['vary']], [200, undefined, 'Origin'])
})

for (const origin of ['null', 'https://app.example.com.evil.example', 'https://app.example.com/', 'http://app.example.com', 'https://APP.example.com', '*']) {
  test(`the origin '${origin}' is not one that is named`, async (t) => {
    const { app } = await serve(t, () => undefined, { cors: [OWN] })
    t.equal((await call(app, {}, { headers: { origin } })).headers['access-control-allow-origin'], undefined)
  })
}

test('cors: true means the origins of the guard', async (t) => {
  const { app } = await serve(t, () => undefined, { cors: true }, { guards: [hmacGuard({ origins: [OWN] })] })
  t.equal((await call(app, {}, { headers: { origin: OWN } })).headers['access-control-allow-origin'], OWN)
  t.equal((await call(app, {}, { headers: { origin: FOREIGN } })).headers['access-control-allow-origin'], undefined)
})

test('without the option no page may call, and nobody is asked: OPTIONS is not there', async (t) => {
  const { app } = await serve(t, () => undefined, {}, { guards: [hmacGuard({ origins: [OWN] })] })
  t.equal((await app.inject({ url: '/it', ...PREFLIGHT })).statusCode, 404)
  t.same(corsOf((await call(app, {}, { headers: { origin: OWN } })).headers), {})
})

test('a page sees refusals and failures: a caller that is not proven, a body too large, a code with Retry-After', async (t) => {
  const failing = Object.assign(new HKS_ERR_QUEUE_FULL('x'), { retryAfterMs: 5_000 })
  const { app } = await serve(t, () => { throw failing }, { cors: [OWN], bodyLimitBytes: 10 })
  const headers = { origin: OWN }
  const answers = [
    await call(app, {}, { headers: { ...headers, 'x-signature': 'bad' } }), await call(app, '1'.repeat(11), { headers }), await call(app, {}, { headers })
  ]
  t.same(answers.map(({ statusCode }) => statusCode), [401, 413, 503])
  for (const { headers: given } of answers) t.match(given, { 'access-control-allow-origin': OWN, vary: 'Origin', 'access-control-expose-headers': 'retry-after' })
  t.equal(answers[2]?.headers['retry-after'], '5')
})

test("a page sees what a hook of the app's own refuses before the endpoint's turn", async (t) => {
  const { app } = await serve(t, () => undefined, { cors: [OWN] }, {
    compose: (server) => { server.addHook('onRequest', async () => { throw Object.assign(new TypeError('slow down'), { code: 'ACME_LIMIT', statusCode: 429 }) }) }
  })
  const { statusCode, headers, body } = await call(app, {}, { headers: { origin: OWN } })
  t.same([statusCode, headers['access-control-allow-origin'], JSON.parse(body).code], [429, OWN, 'ACME_LIMIT'])
})

test('what else an answer varies by is kept: of the handler, and of a hook', async (t) => {
  const { app } = await serve(t, () => reply({ headers: { Vary: 'Accept, origin' } }), { cors: [OWN] }, {
    compose: (server) => { server.addHook('onRequest', async (_request, answer) => { answer.header('vary', 'Accept-Encoding') }) }
  })
  t.equal((await call(app)).headers['vary'], 'Accept-Encoding, Origin, Accept')
})

test('what a browser is said to want to send is repeated only if it looks like names of headers', async (t) => {
  const { app } = await serve(t, () => undefined, { cors: [OWN] })
  for (const names of ['a\u0080b', 'x'.repeat(2_001)]) {
    const { headers } = await app.inject({ url: '/it', method: 'OPTIONS', headers: { ...PREFLIGHT.headers, 'access-control-request-headers': names } })
    t.equal(headers['access-control-allow-headers'], undefined)
  }
})

test("two endpoints and a server's own OPTIONS * do not clash, and each answers its own", async (t) => {
  const { app } = await serve(t, () => undefined, { cors: [OWN] }, {
    compose: (server) => {
      // As @fastify/cors registers itself.
      server.options('*', async (_request, answer) => answer.code(204).header('access-control-allow-origin', '*').send())
      server.hooksmith.plugin('other').endpoint('/other', { cors: [FOREIGN] }, () => undefined)
    }
  })
  t.equal((await app.inject({ url: '/it', ...PREFLIGHT })).headers['access-control-allow-origin'], OWN)
  t.equal((await app.inject({ url: '/other', ...PREFLIGHT })).headers['access-control-allow-origin'], undefined)
  t.equal((await app.inject({ url: '/elsewhere', ...PREFLIGHT })).headers['access-control-allow-origin'], '*')
})

test('endpoints of one path share its OPTIONS: the one that takes the method says who may call', async (t) => {
  const { app } = await serve(t, () => undefined, { methods: ['PUT'], cors: [OWN] }, {
    compose: (server) => {
      const other = server.hooksmith.plugin('other')
      other.endpoint('/it', { methods: ['GET', 'POST'], cors: [FOREIGN] }, () => undefined)
      other.endpoint('/it', { methods: ['DELETE'] }, () => undefined)
    }
  })
  const ask = async (method: string, origin: string): Promise<unknown> => {
    const { headers } = await app.inject({ url: '/it', method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } })
    return [headers['access-control-allow-origin'], headers['access-control-allow-methods']]
  }
  t.same(await ask('PUT', OWN), [OWN, 'PUT'])
  t.same(await ask('POST', FOREIGN), [FOREIGN, 'GET, POST'])
  t.same(await ask('POST', OWN), [undefined, undefined])
  t.same(await ask('PUT', FOREIGN), [undefined, undefined])
  for (const origin of [OWN, FOREIGN]) t.notMatch(String(await ask('DELETE', origin)), /DELETE/, 'one without the option takes part in nothing')
})
