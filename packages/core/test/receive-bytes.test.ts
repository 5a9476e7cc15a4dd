import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { test, type Test } from 'tap'
import type { Caller, VerifierRequest } from '@hooksmith/contracts'
import { compose, hmacReceiver, listen, post, sign, start, type Bench } from './support.js'

/** Starts a server whose receiver shows what reached it. */
async function watch (t: Test): Promise<{ app: Bench['app'], seen: VerifierRequest[] }> {
  const seen: VerifierRequest[] = []
  const base = hmacReceiver()
  const verify = async (request: VerifierRequest): Promise<Caller> => { seen.push(request); return await base.verify(request) }
  const { app } = await start(t, { receivers: [{ ...base, verify }] })
  return { app, seen }
}

const bodies: ReadonlyArray<readonly [string, Buffer]> = [
  ['bytes that look like gzip', Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff, 0x00, 0x01])],
  ['invalid UTF-8', Buffer.from([0x7b, 0xc3, 0x28, 0xff, 0xfe, 0x7d])],
  ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
  ['white space around JSON', Buffer.from(' {"type" : "a"}\r\n')],
  ['an empty body', Buffer.alloc(0)]
]

for (const [what, body] of bodies) {
  test(`the verifier gets ${what} untouched`, async (t) => {
    const { app, seen } = await watch(t)
    const response = await post(app, body, { 'content-type': 'application/json' })
    t.equal(response.statusCode, 200)
    t.ok(Buffer.from(seen[0]?.rawBody ?? 'none').equals(body))
  })
}

const types = ['application/json', 'application/json; charset=latin1', 'garbage', '/', ';', 'multipart/form-data; boundary=x', 'a/b/c', '*']

for (const type of types) {
  test(`the content type '${type}' reaches the verifier as it came, with the bytes`, async (t) => {
    const { app, seen } = await watch(t)
    const response = await post(app, '{"type":"a"}', { 'content-type': type })
    t.equal(response.statusCode, 200)
    t.equal(seen[0]?.headers['content-type'], type)
    t.equal(Buffer.from(seen[0]?.rawBody ?? '').toString(), '{"type":"a"}')
  })
}

test('a body without a content type reaches the verifier', async (t) => {
  const { app, seen } = await watch(t)
  const socket = connect(await listen(app), '127.0.0.1')
  const body = '{"type":"a"}'
  socket.write(`POST /acme?q=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-signature: ${sign(body)}\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1.1 200 OK/)
  t.equal(seen[0]?.url, '/acme?q=1')
  t.equal(Buffer.from(seen[0]?.rawBody ?? '').toString(), body)
})

test('a chunked body without a content type reaches the verifier whole', async (t) => {
  const { app, seen } = await watch(t)
  const socket = connect(await listen(app), '127.0.0.1')
  socket.write(`POST /acme HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-signature: ${sign('abcdef')}\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`)
  socket.write('3\r\ndef\r\n0\r\n\r\n')
  const [answer] = await once(socket, 'data')
  t.match(String(answer), /^HTTP\/1.1 200 OK/)
  t.equal(Buffer.from(seen[0]?.rawBody ?? '').toString(), 'abcdef')
})

test("the app's own routes and parsers stay as they were", async (t) => {
  const { app } = await compose(t, {
    compose: (server) => {
      server.addContentTypeParser('application/x-own', { parseAs: 'string' }, (_request, body, done) => { done(null, `own ${String(body)}`) })
      server.post('/json', async (request) => ({ got: request.body, type: request.headers['content-type'] }))
      server.setErrorHandler((_error, _request, reply) => reply.code(418).send('own handler'))
    }
  })
  const json = await app.inject({ method: 'POST', url: '/json', payload: { a: 1 } })
  t.same(json.json(), { got: { a: 1 }, type: 'application/json' })
  const own = await app.inject({ method: 'POST', url: '/json', payload: 'x', headers: { 'content-type': 'application/x-own' } })
  t.same(own.json().got, 'own x')
  t.equal((await app.inject({ method: 'POST', url: '/json', payload: '{', headers: { 'content-type': 'application/json' } })).statusCode, 418)
})

test('a receiver that takes GET gets no HEAD route', async (t) => {
  const { app } = await start(t, { receivers: [hmacReceiver({ methods: ['GET'] })] })
  t.equal((await app.inject({ method: 'GET', url: '/acme', headers: { 'x-signature': sign('') } })).statusCode, 200)
  t.equal((await app.inject({ method: 'HEAD', url: '/acme', headers: { 'x-signature': sign('') } })).statusCode, 404)
})

test('a body that somebody in front has read is answered 500 at once, instead of being waited for', async (t) => {
  const { app, seen } = await watch(t)
  const front = createServer((request, response) => {
    request.resume().on('end', () => { app.routing(request, response) })
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.teardown(() => front.close())
  const { port } = front.address() as AddressInfo
  const body = JSON.stringify({ type: 'a' })
  const answer = await fetch(`http://127.0.0.1:${port}/acme`, { method: 'POST', body, headers: { 'x-signature': sign(body), connection: 'close' } })
  t.equal(answer.status, 500)
  t.match(await answer.json(), { code: 'HKS_ERR_ROUTER_BODY_READ' })
  t.equal(seen.length, 0)
})
