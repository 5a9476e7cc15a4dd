import { test } from 'tap'
import type { Observation } from '../src/index.js'
import { call, hmacGuard, serve, verdicts } from './endpoints-support.js'
import { sign } from './support.js'

test('every call is told once, with tenant, status and verdict, and counted though an observer fails', async (t) => {
  const bench = await serve(t, ({ body }) => { if (body === 'fail') throw new TypeError('x') })
  const seen: Observation[] = []
  bench.app.hooksmith.observe(() => { throw new TypeError('an observer that fails') })
  bench.app.hooksmith.observe((one) => { seen.push(one) })
  const json = { 'content-type': 'application/json' }
  for (const [body, headers] of [['1', json], ['"fail"', json], ['{', json], ['1', { 'x-signature': 'bad' }]] as const) await call(bench.app, body, { headers })
  const base = { kind: 'request', receiver: 'acme', durationMs: Number }
  t.match(seen, [
    { ...base, status: 200, verdict: 'answered', tenant: 't1' }, { ...base, status: 500, verdict: 'HKS_ERR_ENDPOINT_FAILED', tenant: 't1' },
    { ...base, status: 400, verdict: 'HKS_ERR_ENDPOINT_BODY', tenant: 't1' }, { ...base, status: 401, verdict: 'HKS_ERR_VERIFIER_SIGNATURE' }
  ])
  t.equal(seen.length, 4)
  t.same(verdicts(bench), { answered: 1, HKS_ERR_ENDPOINT_FAILED: 1, HKS_ERR_ENDPOINT_BODY: 1, HKS_ERR_VERIFIER_SIGNATURE: 1 })
})

test('the guard is asked in order: proof, what the call brought, context, and the end whatever became of the call', async (t) => {
  const order: string[] = []
  const guard = hmacGuard({
    verify: async () => { order.push('verify'); return { tenant: 't1' } },
    capture: async () => { order.push('capture') },
    context: () => { order.push('context'); return { members: {}, end: () => { order.push('end') } } }
  })
  const { app } = await serve(t, ({ body }) => { order.push('handler'); if (body === 'fail') throw new TypeError('x') }, {}, { guards: [guard] })
  const json = { 'content-type': 'application/json' }
  const all = ['verify', 'capture', 'context', 'handler', 'end']
  for (const body of ['1', '"fail"']) {
    await call(app, body, { headers: json })
    t.same(order.splice(0), all)
  }
  await call(app, '{', { headers: json })
  t.same(order.splice(0), ['verify', 'capture'], 'a body that cannot be read reaches no handler')
})

test('a guard whose end() throws costs no answer, and whose context() throws only its own call', async (t) => {
  let isBroken = false
  const guard = hmacGuard({
    context: () => {
      if (isBroken) throw new TypeError('context')
      return { members: {}, end: () => { throw new TypeError('end') } }
    }
  })
  const bench = await serve(t, () => ({ done: true }), {}, { guards: [guard] })
  t.same((await call(bench.app)).json(), { done: true })
  t.match(bench.lines.find(({ msg }) => msg === 'a guard could not end a call'), { level: 50, reason: 'end', place: /^end .*endpoints-server\.test\.ts/ })
  isBroken = true
  t.equal((await call(bench.app)).statusCode, 500)
  isBroken = false
  t.equal((await call(bench.app)).statusCode, 200)
  t.same(verdicts(bench), { answered: 2, HKS_ERR_ENDPOINT_FAILED: 1 })
})

test('a guard whose replyProblem() throws gives 500, counted once', async (t) => {
  const bench = await serve(t, () => undefined, {}, { guards: [hmacGuard({ replyProblem: () => { throw new TypeError('hunter2') } })] })
  const { statusCode, body } = await call(bench.app)
  t.equal(statusCode, 500)
  t.notMatch(body, /hunter2/)
  t.same(Object.values(verdicts(bench)), [1])
})

test("the server's own parsers, error handler and 404 stay its own, and do not reach endpoints", async (t) => {
  const { app } = await serve(t, ({ body }) => ({ body }), {}, {
    compose: (server) => {
      server.removeAllContentTypeParsers()
      server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => { done(null, { own: body }) })
      server.setErrorHandler((_error, _request, answer) => answer.code(418).send('own'))
      server.setNotFoundHandler((_request, answer) => answer.code(404).send('own 404'))
      server.post('/own', async (request) => request.body)
      server.get('/fails', async () => { throw new TypeError('x') })
    }
  })
  t.same((await call(app, { a: 1 })).json(), { body: { a: 1 } })
  t.equal((await call(app, '{', { headers: { 'content-type': 'application/json' } })).statusCode, 400)
  t.same((await call(app, { a: 1 }, { url: '/own' })).json(), { own: '{"a":1}' })
  t.equal((await app.inject('/fails')).body, 'own')
  t.equal((await app.inject('/it')).body, 'own 404')
})

test("the server's own hooks run for endpoints: one may refuse, one may change the answer, one that fails late is 500 and counted once", async (t) => {
  let late = false
  const bench = await serve(t, () => ({ a: 1 }), {}, {
    compose: (server) => {
      server.addHook('onRequest', async (request) => { if (request.headers['x-refuse'] === '1') throw Object.assign(new TypeError('x'), { code: 'ACME_NO', statusCode: 403 }) })
      server.addHook('onSend', async (_request, answer, payload) => {
        if (late && answer.statusCode === 200) throw new TypeError('late')
        answer.header('x-own', 'o')
        return payload
      })
    }
  })
  const good = await call(bench.app)
  t.same([good.json(), good.headers['x-own']], [{ a: 1 }, 'o'])
  const refused = await call(bench.app, {}, { headers: { 'x-refuse': '1' } })
  t.same([refused.statusCode, refused.json().code], [403, 'ACME_NO'])
  late = true
  const failed = await call(bench.app)
  t.same([failed.statusCode, failed.json().code], [500, 'HKS_ERR_ROUTER_INTERNAL'])
  t.same(verdicts(bench), { answered: 2, ACME_NO: 1 })
})

test('a GET endpoint gets no HEAD route', async (t) => {
  const { app } = await serve(t, () => undefined, { methods: ['GET'] })
  t.equal((await app.inject({ method: 'GET', url: '/it', headers: { 'x-signature': sign('') } })).statusCode, 200)
  t.equal((await app.inject({ method: 'HEAD', url: '/it', headers: { 'x-signature': sign('') } })).statusCode, 404)
})

test('router.wrap does not wrap endpoints', async (t) => {
  let wrapped = 0
  const { app } = await serve(t, () => ({ done: true }), {}, {
    compose: (server) => { server.hooksmith.wrap((next) => { wrapped++; return next }) }
  })
  t.same([(await call(app)).json(), wrapped], [{ done: true }, 0])
})

test('credentials stand in no line of the log, at the finest level', async (t) => {
  const bench = await serve(t, () => { throw new TypeError('x') })
  const secret = sign('{}')
  await call(bench.app, {}, { headers: { authorization: `Bearer ${secret}` } })
  await call(bench.app, '{', { headers: { 'content-type': 'application/json' } })
  t.notMatch(JSON.stringify(bench.lines), new RegExp(`${secret}|${sign('{')}`))
})
