import { test } from 'tap'
import { HKS_ERR_QUEUE_FULL } from '@hooksmith/contracts'
import { reply, type EndpointHandler } from '../src/index.js'
import { call, hmacGuard, serve, verdicts } from './endpoints-support.js'

test('a call has its method, path, decoded parameters, query, headers without credentials, and the guard its say in the context', async (t) => {
  const { app } = await serve(t, ({ method, path, params, query, headers }, { tenant, acme }) => {
    const { 'x-own': own, 'x-signature': signature, authorization } = headers
    return { method, path, params, query: [...query], own, credentials: [signature ?? 'gone', authorization ?? 'gone'], tenant, acme }
  }, {}, { path: '/notes/:page/*' })
  const response = await call(app, {}, { url: '/notes/a%2Fb%20%C3%A9/x/%3F/y?a=1&a=2&b=%26', headers: { 'X-Own': 'o', authorization: 'Bearer hunter2' } })
  t.same(response.json(), {
    method: 'POST',
    path: '/notes/a%2Fb%20%C3%A9/x/%3F/y',
    params: { page: 'a/b é', '*': 'x/?/y' },
    query: [['a', '1'], ['a', '2'], ['b', '&']],
    own: 'o',
    credentials: ['gone', 'gone'],
    tenant: 't1',
    acme: { caller: 't1' }
  })
})

test('a star at the end stands for whatever follows, also nothing', async (t) => {
  const { app } = await serve(t, ({ params }) => params as object, {}, { path: '/hooks*' })
  for (const [url, rest] of [['/hooks', ''], ['/hooks/7', '/7'], ['/hooks/7/a%20b', '/7/a b']] as const) t.same((await call(app, {}, { url })).json(), { '*': rest })
})

test('a parameter may have 100 characters, as the server that is built on says; what a star stands for is not bounded so', async (t) => {
  const { app } = await serve(t, ({ params }) => params as object, {}, {
    path: '/notes/:page', compose: (server) => { server.hooksmith.plugin('q').endpoint('/long/*', {}, ({ params }) => params) }
  })
  t.equal((await call(app, {}, { url: `/notes/${'x'.repeat(100)}` })).statusCode, 200)
  t.equal((await call(app, {}, { url: `/notes/${'x'.repeat(101)}` })).statusCode, 414)
  t.equal((await call(app, {}, { url: `/long/${'x'.repeat(1_000)}` })).statusCode, 200)
})

test('an address that cannot be decoded is refused before the guard sees it, in JSON', async (t) => {
  const { app } = await serve(t, () => undefined, {}, { path: '/notes/:page' })
  const response = await call(app, {}, { url: '/notes/%zz' })
  t.equal(response.statusCode, 400)
  t.match(response.headers['content-type'], /^application\/json/)
})

test('every method that is named is taken, and no other; a GET has no body', async (t) => {
  const { app } = await serve(t, ({ method, rawBody, body }) => ({ method, bytes: rawBody.length, body: body ?? 'none' }), { methods: ['GET', 'PUT', 'PATCH', 'DELETE'] })
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) t.same((await call(app, { a: 1 }, { method })).json(), { method, bytes: 7, body: { a: 1 } })
  t.same((await call(app, { a: 1 }, { method: 'GET' })).json(), { method: 'GET', bytes: 0, body: 'none' })
  t.same((await call(app, '', { method: 'GET' })).json(), { method: 'GET', bytes: 0, body: 'none' })
  for (const method of ['POST', 'HEAD', 'OPTIONS'] as const) t.equal((await call(app, {}, { method })).statusCode, 404, method)
})

const VALUES: ReadonlyArray<readonly [value: unknown, text: string]> = [
  [undefined, '{}'], [null, 'null'], [false, 'false'], [0, '0'], ['', '""'], ['<b>', '"<b>"'], [[1], '[1]'], [{ a: undefined, at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}']
]

for (const [value, text] of VALUES) {
  test(`a handler that returns ${value === undefined ? 'nothing' : JSON.stringify(value)} is answered with 200 and ${text}`, async (t) => {
    const { app } = await serve(t, () => value as object)
    const { statusCode, headers, body } = await call(app)
    t.same([statusCode, headers['content-type'], body], [200, 'application/json; charset=utf-8', text])
  })
}

test('reply() gives status, headers and body, and a status without a body sends none', async (t) => {
  const answers = [reply({ status: 422, headers: { 'X-Own': 'o' }, body: { why: 'a' } }), reply({ status: 204, body: { lost: 1 } }), reply({ body: undefined })]
  const { app } = await serve(t, () => answers.shift())
  const first = await call(app)
  t.same([first.statusCode, first.headers['x-own'], first.body], [422, 'o', '{"why":"a"}'])
  const second = await call(app)
  t.same([second.statusCode, second.headers['content-type'], second.body], [204, undefined, ''])
  t.same([(await call(app)).body], ['{}'])
})

const loop: { self?: unknown } = {}
loop.self = loop
const UNSENDABLE: ReadonlyArray<readonly [what: string, answer: EndpointHandler, why: RegExp]> = [
  ['a status below 200', () => reply({ status: 101 }), /status 101 is none from 200 to 599/],
  ['a status above 599', () => reply({ status: 999 }), /status 999/],
  ['a status that is no whole number', () => reply({ status: 200.5 }), /status 200\.5/],
  ['a status that the platform keeps for itself', () => reply({ status: 418 }), /status 418: that is ours/],
  ['a body that refers to itself', () => loop, /no JSON/],
  ['a bigint', () => ({ n: 1n }), /no JSON/],
  ['a function', () => (() => {}) as unknown as object, /a function is no JSON/],
  ['another content type than JSON', () => reply({ headers: { 'Content-Type': 'text/html' }, body: 'x' }), /no|content type/],
  ['a content type that only begins like JSON', () => reply({ headers: { 'content-type': 'application/json-seq' } }), /content type/],
  ['a line break in a header', () => reply({ headers: { 'x-a': 'b\r\nset-cookie: c=d' } }), /header 'x-a' is not one that HTTP allows/],
  ['a header name that is none', () => reply({ headers: { 'x a': 'b' } }), /header 'x a'/],
  ['a header that is no text', () => reply({ headers: { 'x-a': 1 as unknown as string } }), /header 'x-a'/],
  ['a length of its own', () => reply({ headers: { 'Content-Length': '1' } }), /header 'content-length' is the server's/],
  ['chunks of its own', () => reply({ headers: { 'transfer-encoding': 'chunked' } }), /header 'transfer-encoding'/],
  ['more bytes than reach the caller', () => ({ text: 'é'.repeat(500) }), /1011 bytes, where 1000 reach the caller/]
]

for (const [what, handler, why] of UNSENDABLE) {
  test(`an answer with ${what} is 500 instead, and the log says why`, async (t) => {
    const guard = hmacGuard({ maxReplyBytes: 1_000, replyProblem: (status) => status === 418 ? 'that is ours' : undefined })
    const bench = await serve(t, handler, {}, { guards: [guard] })
    const response = await call(bench.app)
    t.same([response.statusCode, response.json()], [500, { code: 'HKS_ERR_ENDPOINT_REPLY', message: 'The request could not be taken.' }])
    t.same([response.headers['set-cookie'], response.headers['x-a']], [undefined, undefined])
    t.match(bench.lines.find(({ msg }) => msg === 'call failed')?.reason, why)
    t.same(verdicts(bench), { HKS_ERR_ENDPOINT_REPLY: 1 })
  })
}

test('an answer of just as many bytes as reach the caller goes out', async (t) => {
  const { app } = await serve(t, () => 'x'.repeat(998), {}, { guards: [hmacGuard({ maxReplyBytes: 1_000 })] })
  t.same([(await call(app)).statusCode, (await call(app)).body.length], [200, 1_000])
})

test("under replies: 'any' texts and bytes go out as they are, under their own content type or a plain one", async (t) => {
  const bytes = Buffer.from([0, 255])
  const answers: unknown[] = ['a<b', bytes, reply({ headers: { 'content-type': 'text/html' }, body: '<b>' }), { a: 1 }, undefined]
  const { app } = await serve(t, () => answers.shift() as object, { replies: 'any' })
  const seen = []
  for (let at = 0; at < 5; at++) {
    const { headers, rawPayload } = await call(app)
    seen.push([headers['content-type'], rawPayload.toString('latin1')])
  }
  t.same(seen, [
    ['text/plain; charset=utf-8', 'a<b'], ['application/octet-stream', bytes.toString('latin1')], ['text/html', '<b>'],
    ['application/json; charset=utf-8', '{"a":1}'], ['text/plain; charset=utf-8', '']
  ])
})

test('a coded error goes out with code and status, never with its words, and retryAfterMs becomes whole seconds of Retry-After', async (t) => {
  const errors: unknown[] = [
    Object.assign(new HKS_ERR_QUEUE_FULL('hunter2'), { retryAfterMs: 1_001 }), Object.assign(new TypeError('hunter2'), { code: 'ACME_NOT_FOUND', statusCode: 404 }),
    Object.assign(new TypeError('hunter2'), { code: 'ACME_ERR', statusCode: 409, retryAfterMs: Number.NaN })
  ]
  const { app } = await serve(t, () => { throw errors.shift() })
  const seen = []
  for (let at = 0; at < 3; at++) {
    const { statusCode, headers, body } = await call(app)
    seen.push([statusCode, headers['retry-after'], JSON.parse(body).code])
    t.notMatch(body, /hunter2/)
  }
  t.same(seen, [[503, '2', 'HKS_ERR_QUEUE_FULL'], [404, undefined, 'ACME_NOT_FOUND'], [409, undefined, 'ACME_ERR']])
})

for (const thrown of [new TypeError('hunter2'), 'hunter2', undefined, Object.assign(new TypeError('hunter2'), { code: 'A', statusCode: 302 }), Object.assign(new TypeError('hunter2'), { code: '<b>', statusCode: 404 })]) {
  test(`a handler that throws ${thrown instanceof Error && 'code' in thrown ? JSON.stringify(thrown) : String(thrown)} is answered 500, and its words stay in the log`, async (t) => {
    const { app, lines } = await serve(t, async () => { throw thrown })
    const response = await call(app)
    t.same([response.statusCode, response.json()], [500, { code: 'HKS_ERR_ENDPOINT_FAILED', message: 'The request could not be taken.' }])
    t.match(lines.find(({ msg }) => msg === 'call failed'), { level: 50, endpoint: '/it', tenant: 't1', code: 'HKS_ERR_ENDPOINT_FAILED' })
  })
}

test('the log says where a handler threw, and its answer does not', async (t) => {
  const { app, lines } = await serve(t, async function readNote () { throw new TypeError('hunter2') })
  t.notMatch((await call(app)).body, /readNote|\.ts/)
  t.match(lines.find(({ msg }) => msg === 'call failed')?.place, /^readNote packages\/core\/test\/endpoints-answers\.test\.ts:\d+:\d+/)
  t.notMatch(lines.find(({ msg }) => msg === 'call failed')?.place, /hunter2/)
})

test('an error with a status that the platform keeps for itself does not go out: it is 500, and the log says why', async (t) => {
  const guard = hmacGuard({ replyProblem: (status) => status === 401 ? 'that is ours' : undefined })
  const { app, lines } = await serve(t, () => { throw Object.assign(new TypeError('no session'), { code: 'ACME_LOGIN', statusCode: 401 }) }, {}, { guards: [guard] })
  const response = await call(app)
  t.same([response.statusCode, response.json().code], [500, 'HKS_ERR_ENDPOINT_REPLY'])
  const line = lines.find(({ msg }) => msg === 'call failed')
  t.match(line?.reason, /ACME_LOGIN: no session has status 401: that is ours/)
  t.match(line?.place, /caused at .*endpoints-answers\.test\.ts/, 'it says where the handler made it')
})

test('what a handler writes to its log names tenant and endpoint, and a token in an error is blacked out', async (t) => {
  const { app, lines } = await serve(t, (_call, { log }) => { log.info('own line'); throw new TypeError('Bearer abcdefghijkl') })
  await call(app)
  t.match(lines.find(({ msg }) => msg === 'own line'), { tenant: 't1', endpoint: '/it', reqId: String })
  t.notMatch(JSON.stringify(lines), /abcdefghijkl/)
})
