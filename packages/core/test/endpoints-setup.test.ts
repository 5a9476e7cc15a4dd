import { Type } from '@sinclair/typebox'
import { test, type Test } from 'tap'
import type { EndpointOptions } from '../src/index.js'
import { assemble, call, hmacGuard, serve, type ServeOptions } from './endpoints-support.js'
import { hmacReceiver } from './support.js'

/** What the server says when it refuses to start. */
async function mistakes (t: Test, options: ServeOptions): Promise<Array<{ code: string, message: string }>> {
  const { app } = await assemble(t, options)
  try {
    await app.ready()
  } catch (error) {
    // As setup.test.ts has it: every mistake is one of `errors`.
    if (error instanceof Error && 'errors' in error && Array.isArray(error.errors)) return error.errors.map(({ code, message }: { code: string, message: string }) => ({ code, message }))
    throw error
  }
  return []
}

const OPTIONS: ReadonlyArray<readonly [what: string, options: object, expected: RegExp]> = [
  ['methods that are no list', { methods: 'GET' }, /option 'methods' must be a list of GET, POST, PUT, PATCH, DELETE, each once/],
  ['no method', { methods: [] }, /option 'methods'/],
  ['a method twice', { methods: ['GET', 'GET'] }, /option 'methods'/],
  ['a method that is none', { methods: ['HEAD'] }, /option 'methods'/],
  ['a schema that is none of TypeBox', { body: { type: 'object' } }, /option 'body' must be a schema of TypeBox/],
  ['a schema of the query that is none of TypeBox', { query: { type: 'object' } }, /option 'query' must be a schema of TypeBox/],
  ['a schema of the parameters that is none of TypeBox', { params: 7 }, /option 'params' must be a schema of TypeBox/],
  ['a query that is no object', { query: Type.Union([Type.Object({}), Type.String()]) }, /option 'query' must be a schema of an object, such as Type\.Object\(/],
  ['a schema with a part that is none', { query: Type.Object({ a: { type: 'string' } as never }) }, /option 'query': 'a' is no schema of TypeBox: write it with Type$/],
  ['a part that TypeBox cannot check', { body: Type.Object({ list: Type.Array(Type.Unsafe<string>({ enum: ['a'] })) }) }, /option 'body': 'list' is Type\.Unsafe\(\), which TypeBox cannot check/],
  ['what no JSON can hold', { body: Type.Object({ from: Type.Optional(Type.Date()) }) }, /option 'body': 'from' is Type\.Date\(\), which no call can bring: write what comes, such as Type\.String/],
  ['a body that a GET would have to have', { methods: ['POST', 'GET'], body: Type.Object({}) }, /option 'body': a GET has no body; what its callers send is in 'params' and 'query'/],
  ['a format that is nearly right', { body: Type.Object({ links: Type.Array(Type.String({ format: 'url-reference' })) }) }, /option 'body': 'links' has the format 'url-reference', which is not known, did you mean 'uri-reference'\?$/],
  ['a format that nobody knows', { query: Type.Object({ id: Type.Optional(Type.String({ format: 'jira-issue-key' })) }) }, /option 'query': 'id' has the format 'jira-issue-key', which is not known, there are: .*date-time.*, uuid.*; make one of your own known by FormatRegistry\.Set\(\)/],
  ['a parameter that its path has not', { params: Type.Object({ page: Type.String() }) }, /option 'params': the path has no parameter 'page', it has none/],
  ["the name that Fastify's schemas have for a query", { querystring: Type.Object({}) }, /there is no option 'querystring', did you mean 'query'\?/],
  ["Fastify's schema", { schema: {} }, /there is no option 'schema', there are: methods, params, query, body,/],
  ['a time of 0', { timeoutMs: 0 }, /option 'timeoutMs' must be a finite number, at least 1, received 0/],
  ['a limit that is a text', { bodyLimitBytes: '1mb' }, /option 'bodyLimitBytes' must be a finite number, at least 1, received string/],
  ['replies of another kind', { replies: 'xml' }, /option 'replies' must be 'json' or 'any'/],
  ['an origin with a path', { cors: ['https://a.example/'] }, /option 'cors' must be true, false or a list of origins such as https:\/\/app\.example\.com/],
  ['a star among the origins', { cors: ['*'] }, /option 'cors'/],
  ['a guard that is no name', { guard: 7 }, /option 'guard' must be the name of a guard/],
  ['an unknown option', { timeout: 7 }, /there is no option 'timeout', did you mean 'timeoutMs'\?/],
  ['an option for a guard that there is not', { acne: {} }, /there is no option 'acne', did you mean 'acme'\?/],
  ['an option that its guard does not like', { acme: { only: 7 } }, /option 'acme\.only' must be a text/]
]

/** As a guard says what it thinks of its options. */
const guard = hmacGuard({ findProblems: (options) => typeof (options as { only?: unknown } | undefined)?.only === 'number' ? ["option 'acme.only' must be a text"] : [] })

for (const [what, options, message] of OPTIONS) {
  test(`an endpoint with ${what} is refused in words`, async (t) => {
    // A caller in JavaScript can give anything.
    const found = await mistakes(t, { guards: [guard], endpoints: [{ options: options as EndpointOptions }] })
    t.match(found, [{ code: 'HKS_ERR_ENDPOINT_OPTION', message }])
    t.equal(found.length, 1)
    t.match(found[0]?.message, /^Endpoint 'p \/it': /)
  })
}

test('a schema of parameters names those of its path, and all of them where it allows no others', async (t) => {
  const [path, page, other] = ['/pages/:page/*', Type.String(), { additionalProperties: false }]
  const found = async (params: EndpointOptions['params'] & object): Promise<string[]> => (await mistakes(t, { endpoints: [{ path, options: { params } }] })).map(({ message }) => message)
  t.match(await found(Type.Object({ pgae: page })), [/option 'params': the path has no parameter 'pgae', did you mean 'page'\?$/])
  t.match(await found(Type.Object({ something: page })), [/option 'params': the path has no parameter 'something', there are: page, \*$/])
  t.match(await found(Type.Object({ page }, other)), [/option 'params' leaves out '\*', which every call has: add it, or allow additionalProperties$/])
  for (const fine of [Type.Object({ page }), Type.Object({ page, '*': page }, other), Type.Record(Type.String(), page), Type.Intersect([Type.Object({ page })])]) t.same(await found(fine), [])
})

for (const path of ['it', '', '/a?b=1', '/a#b', '/a b', '/*/b', '/a**', '/:id.json', '/:a-:b', '/:id(\\d+)', '/x:id', '/::a', '/:', '/:a/:a', 7]) {
  test(`the path '${path}' is refused`, async (t) => {
    t.match(await mistakes(t, { endpoints: [{ path: path as string }] }), [{ code: 'HKS_ERR_ENDPOINT_OPTION', message: /its path must begin with '\/'/ }])
  })
}

for (const path of ['/', '/*', '/a*', '/a/:id/b/:_other/*', '/a.b-c/%C3%A9']) {
  test(`the path '${path}' is taken`, async (t) => {
    t.same(await mistakes(t, { endpoints: [{ path }] }), [])
  })
}

test('an endpoint without a function or without options is refused in words, not with a TypeError', async (t) => {
  t.match(await mistakes(t, { endpoints: [{ handler: 7 as never }] }), [{ message: /its third argument must be the function that answers calls/ }])
  const found = await mistakes(t, { compose: (app) => { app.hooksmith.plugin('q').endpoint('/q', undefined as never, () => undefined) } })
  t.match(found, [{ code: 'HKS_ERR_ENDPOINT_OPTION', message: /Endpoint 'q \/q': its second argument must be an object of options/ }])
})

test('all mistakes of all endpoints are told at once', async (t) => {
  const found = await mistakes(t, {
    guards: [guard],
    endpoints: [
      { path: 'a', options: { timeoutMs: -1, bdoy: Type.Object({}) } as EndpointOptions }, { path: '/b', options: { guard: 'nobody' } }, { path: '/c' }, { path: '/c' }
    ]
  })
  t.same(found.map(({ code }) => code).toSorted(), [
    'HKS_ERR_ENDPOINT_CLASH', 'HKS_ERR_ENDPOINT_GUARD', 'HKS_ERR_ENDPOINT_OPTION', 'HKS_ERR_ENDPOINT_OPTION', 'HKS_ERR_ENDPOINT_OPTION'
  ])
  t.ok(found.some(({ message }) => /did you mean 'body'\?/.test(message)))
})

test('without a guard an endpoint does not start, nor with two and no choice, nor with the name of none', async (t) => {
  const endpoints = [{}]
  t.match(await mistakes(t, { guards: [], endpoints }), [{ code: 'HKS_ERR_ENDPOINT_GUARD', message: /'p \/it': nobody can prove who calls it: add a receiver/ }])
  const two = [hmacGuard(), hmacGuard({ name: 'other' })]
  t.match(await mistakes(t, { guards: two, endpoints }), [{ code: 'HKS_ERR_ENDPOINT_GUARD', message: /there are 'acme', 'other', name one of them/ }])
  t.match(await mistakes(t, { endpoints: [{ options: { guard: 'other' } }] }), [{ code: 'HKS_ERR_ENDPOINT_GUARD', message: /there is no guard 'other', only 'acme'/ }])
  t.same(await mistakes(t, { guards: two, endpoints: [{ options: { guard: 'other' } }] }), [])
})

test('a guard has a name of its own that is no option, and guards may come after endpoints', async (t) => {
  for (const name of ['', 'A', 'cors', 'x'.repeat(81)]) t.match(await mistakes(t, { guards: [hmacGuard({ name })] }), [{ code: 'HKS_ERR_ENDPOINT_GUARD' }])
  t.match(await mistakes(t, { guards: [hmacGuard(), hmacGuard()] }), [{ message: /two guards are called 'acme'/ }])
  const late: ServeOptions = {
    guards: [],
    compose: (app) => {
      app.hooksmith.plugin('q').endpoint('/q', {}, () => undefined)
      app.hooksmith.guard(hmacGuard())
    }
  }
  t.same(await mistakes(t, late), [])
})

const CLASHES: ReadonlyArray<readonly [what: string, path: string, options: EndpointOptions, expected: RegExp]> = [
  ['another endpoint', '/notes/:id', {}, /Endpoint 'p \/notes\/:id': POST is taken there by endpoint 'q \/notes\/:page'/],
  ['a receiver', '/acme', {}, /Endpoint 'p \/acme': POST is taken there by receiver 'acme'/]
]

for (const [what, path, options, message] of CLASHES) {
  test(`an endpoint on the path of ${what} is refused by name, whatever its parameters are called`, async (t) => {
    const found = await mistakes(t, {
      endpoints: [{ path, options }],
      compose: (app) => {
        const other = app.hooksmith.plugin('q')
        other.endpoint('/notes/:page', {}, () => undefined)
        app.hooksmith.receive(hmacReceiver())
      }
    })
    t.match(found, [{ code: 'HKS_ERR_ENDPOINT_CLASH', message }])
    t.equal(found.length, 1)
  })
}

test('endpoints of one path with different methods are no clash', async (t) => {
  t.same(await mistakes(t, { endpoints: [{ options: { methods: ['GET'] } }, { options: { methods: ['PUT', 'DELETE'] } }] }), [])
})

test('nothing is added once the server has started', async (t) => {
  const { app } = await serve(t, () => undefined)
  t.throws(() => { app.hooksmith.guard(hmacGuard({ name: 'late' })) }, { code: 'HKS_ERR_ROUTER_STARTED' })
  t.throws(() => { app.hooksmith.addEndpoint('p', '/late', {}, () => undefined) }, { code: 'HKS_ERR_ROUTER_STARTED' })
})

test('endpoints() lists them in order, with guard and what they told it', async (t) => {
  const { app } = await assemble(t, { endpoints: [{ path: '/a', options: { methods: ['GET', 'PUT'], acme: { only: 'x' }, cors: true } }, { path: '/b' }] })
  await app.ready()
  t.same(app.hooksmith.endpoints(), [
    { plugin: 'p', path: '/a', methods: ['GET', 'PUT'], guard: 'acme', guardOptions: { only: 'x' } }, { plugin: 'p', path: '/b', methods: ['POST'], guard: 'acme', guardOptions: undefined }
  ])
})

test('a process that only works takes calls as well where it listens', async (t) => {
  const { app } = await serve(t, () => ({ done: true }), {}, { options: { role: 'worker' } })
  t.same((await call(app)).json(), { done: true })
})
