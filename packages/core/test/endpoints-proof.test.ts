import { Type } from '@sinclair/typebox'
import { gzipSync } from 'node:zlib'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'tap'
import type { VerifierRequest } from '@hooksmith/contracts'
import { listen, sign } from './support.js'
import { call, hmacGuard, serve, verdicts } from './endpoints-support.js'

const Note = Type.Object({
  text: Type.String({ maxLength: 5 }),
  tags: Type.Array(Type.String(), { default: [] }),
  size: Type.Optional(Type.Integer({ minimum: 1 }))
}, { additionalProperties: false })

const BREAKERS: ReadonlyArray<readonly [what: string, body: string | Buffer, type: string | undefined]> = [
  ['no JSON', '{', 'application/json'], ['invalid UTF-8', Buffer.from([0xff, 0xfe]), 'application/json'],
  ['a hundred thousand brackets', '['.repeat(100_000), 'application/json'], ['an unknown content type', 'x', 'a/b/c'],
  ['no content type', 'x', undefined], ['a body of the wrong shape', '{"text":1}', 'application/json'],
  ['a compressed body', gzipSync('{"text":"a"}'), 'application/json']
]

for (const [what, body, type] of BREAKERS) {
  test(`nothing of ${what} is looked at before the caller is proven: the answer is 401, and once proven it is a mistake of the caller's`, async (t) => {
    let handled = 0
    const bench = await serve(t, () => { handled++ }, { body: Note })
    const headers: Record<string, string> = { ...type === undefined ? {} : { 'content-type': type }, ...what.startsWith('a comp') ? { 'content-encoding': 'gzip' } : {} }
    const foreign = await call(bench.app, body, { headers: { ...headers, 'x-signature': sign('other') } })
    t.same([foreign.statusCode, foreign.json()], [401, { code: 'HKS_ERR_VERIFIER_SIGNATURE', message: 'The caller could not be verified.' }])
    const proven = await call(bench.app, body, { headers })
    t.equal(proven.statusCode, type === 'application/json' ? 400 : 415)
    t.match(proven.headers['content-type'], /^application\/json/)
    t.equal(handled, 0)
  })
}

test('the guard gets the bytes and the content type as they came, and what the endpoint told it', async (t) => {
  const seen: Array<{ request: VerifierRequest, options: unknown }> = []
  const guard = hmacGuard({ verify: async (request, options) => { seen.push({ request, options }); return { tenant: 't1' } } })
  const { app } = await serve(t, () => undefined, { acme: { only: 'me' } }, { guards: [guard] })
  const body = Buffer.from([0x1f, 0x8b, 0x00, 0xff])
  t.equal((await call(app, body, { url: '/it?x=1', headers: { 'content-type': 'a/b/c' } })).statusCode, 200)
  t.match(seen[0], { request: { method: 'POST', url: '/it?x=1', headers: { 'content-type': 'a/b/c' } }, options: { only: 'me' } })
  t.ok(body.equals(Buffer.from(seen[0]?.request.rawBody ?? 'none')), 'the bytes')
})

test('a chunked body over a real connection is proven whole', async (t) => {
  const { app } = await serve(t, ({ body }) => ({ got: body }))
  const socket = connect(await listen(app), '127.0.0.1')
  const head = `POST /it HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nx-signature: ${sign('{"a":1}')}\r\ntransfer-encoding: chunked\r\n\r\n`
  socket.write(`${head}3\r\n{"a\r\n`)
  socket.write('4\r\n":1}\r\n0\r\n\r\n')
  let answer = ''
  socket.on('data', (chunk) => { answer += String(chunk) })
  await once(socket, 'end')
  t.match(answer, /^HTTP\/1.1 200 OK[^]*\{"got":\{"a":1\}\}/)
})

test('a body above bodyLimitBytes is 413 before anything is verified, and one of just so many bytes is taken', async (t) => {
  let verified = 0
  const guard = hmacGuard({ verify: async () => { verified++; return { tenant: 't1' } } })
  const bench = await serve(t, () => undefined, { bodyLimitBytes: 10 }, { guards: [guard] })
  const response = await call(bench.app, '1'.repeat(11))
  t.same([response.statusCode, response.json(), verified], [413, { code: 'HKS_ERR_ROUTER_BODY_TOO_LARGE', message: 'The body is too large.' }, 0])
  t.equal((await call(bench.app, '1'.repeat(10))).statusCode, 200)
  t.same(verdicts(bench), { HKS_ERR_ROUTER_BODY_TOO_LARGE: 1, answered: 1 })
})

test('bodyLimitBytes is 1 MiB by default', async (t) => {
  const { app } = await serve(t, ({ rawBody }) => ({ bytes: rawBody.length }))
  t.same((await call(app, 'x'.repeat(1_048_576))).json(), { bytes: 1_048_576 })
  t.equal((await call(app, 'x'.repeat(1_048_577))).statusCode, 413)
})

test('every mistake of a body is named by its path, without a value of the caller in answer or log', async (t) => {
  const { app, lines } = await serve(t, () => undefined, { body: Note })
  const response = await call(app, { text: 'hunter2-long', tags: ['a', 7001], size: -7002, more: 'hunter3' })
  t.equal(response.statusCode, 400)
  const { code, message, problems } = response.json()
  t.same([code, message], ['HKS_ERR_ENDPOINT_BODY', 'The request is malformed.'])
  t.same(problems.map(({ path }: { path: string }) => path).toSorted(), ['/more', '/size', '/tags/1', '/text'])
  for (const problem of problems) t.match(problem, { message: /^(Expected|Unexpected) / })
  t.notMatch(response.body, /hunter|7001|7002/)
  t.notMatch(JSON.stringify(lines), /hunter|7001|7002/)
})

test('however many and long the mistakes are, the answer stays small', async (t) => {
  const { app } = await serve(t, () => undefined, { body: Note })
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`${at}${'x'.repeat(500)}`, 1]))
  const { statusCode, body } = await call(app, { text: 'a', ...many })
  t.equal(statusCode, 400)
  t.ok(body.length < 10_000, `${body.length} characters`)
})

test('defaults of the schema are filled in, and what the schema does not name is refused if it says so', async (t) => {
  const { app } = await serve(t, ({ body }) => ({ body }), { body: Note })
  t.same((await call(app, { text: 'a' })).json(), { body: { text: 'a', tags: [] } })
  t.equal((await call(app, { text: 'a', other: 1 })).statusCode, 400)
})

test('with a schema another content type is 415, and no body at all is 400', async (t) => {
  const { app } = await serve(t, () => undefined, { body: Note })
  const form = await call(app, 'text=a', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  t.same([form.statusCode, form.json()], [415, { code: 'HKS_ERR_ENDPOINT_CONTENT_TYPE', message: 'The body must be JSON.' }])
  t.match((await call(app, '')).json(), { code: 'HKS_ERR_ENDPOINT_BODY', problems: [{ path: '' }] })
})

test('without a schema any JSON is given as it came, nothing for no body, and other types as bytes only', async (t) => {
  const { app } = await serve(t, ({ body, rawBody }) => ({ body: body ?? 'none', raw: Buffer.from(rawBody).toString() }))
  t.same((await call(app, [1, null])).json(), { body: [1, null], raw: '[1,null]' })
  t.same((await call(app, '')).json(), { body: 'none', raw: '' })
  t.same((await call(app, 'a;b', { headers: { 'content-type': 'text/csv' } })).json(), { body: 'none', raw: 'a;b' })
  t.same((await call(app, '"a"', { headers: { 'content-type': 'application/vnd.acme+json; v=1' } })).json(), { body: 'a', raw: '"a"' })
  t.equal((await call(app, '{', { headers: { 'content-type': 'application/json' } })).statusCode, 400)
})

for (const error of [Object.assign(new TypeError('hunter2'), { code: 'ACME_ERR_BUSY', statusCode: 503 }), new TypeError('hunter2')]) {
  test(`a guard that rejects with ${'code' in error ? 'a coded' : 'any other'} error ends the call with ${'code' in error ? 'its code' : '500'}, never with its words`, async (t) => {
    const { app } = await serve(t, () => undefined, {}, { guards: [hmacGuard({ verify: async () => { throw error } })] })
    const { statusCode, body } = await call(app)
    t.same([statusCode, JSON.parse(body).code], 'code' in error ? [503, 'ACME_ERR_BUSY'] : [500, 'HKS_ERR_ROUTER_INTERNAL'])
    t.notMatch(body, /hunter2/)
  })
}
