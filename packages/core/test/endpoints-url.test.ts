import { Type, type TSchema } from '@sinclair/typebox'
import { test } from 'tap'
import { sign } from './support.js'
import { call, serve, verdicts } from './endpoints-support.js'

const Search = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 25 }),
  ratio: Type.Optional(Type.Number()),
  deep: Type.Optional(Type.Boolean()),
  tag: Type.Array(Type.String({ maxLength: 5 }), { default: [] }),
  sort: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('down')]))
}, { additionalProperties: false })

test('parameters and query reach the handler as the types that their schemas say, with defaults filled in', async (t) => {
  const options = { params: Type.Object({ page: Type.Integer(), isNew: Type.Boolean() }), query: Search }
  const { app } = await serve(t, ({ params, query }) => ({ params, query }), options, { path: '/pages/:page/:isNew/:rest' })
  t.same((await call(app, {}, { url: '/pages/42/false/7?limit=3&ratio=-1.5e1&deep=true&tag=a&sort=up' })).json(), {
    params: { page: 42, isNew: false, rest: '7' }, query: { limit: 3, ratio: -15, deep: true, tag: ['a'], sort: 'up' }
  })
  t.same((await call(app, {}, { url: '/pages/0/true/x?tag=a&tag=b' })).json(), {
    params: { page: 0, isNew: true, rest: 'x' }, query: { limit: 25, tag: ['a', 'b'] }
  })
})

const MISFITS: ReadonlyArray<readonly [url: string, code: string, paths: readonly string[]]> = [
  ['/pages/x?limit=1', 'HKS_ERR_ENDPOINT_PARAMS', ['/page']],
  ['/pages/?limit=1', 'HKS_ERR_ENDPOINT_PARAMS', ['/page']],
  ['/pages/1?limit=0', 'HKS_ERR_ENDPOINT_QUERY', ['/limit']],
  ['/pages/1?limit=1&limit=2', 'HKS_ERR_ENDPOINT_QUERY', ['/limit']],
  ['/pages/1?limit=x&deep=yes&tag=toolong&sort=left&ratio=', 'HKS_ERR_ENDPOINT_QUERY', ['/deep', '/limit', '/ratio', '/sort', '/tag/0']],
  ['/pages/1?hunter2=1', 'HKS_ERR_ENDPOINT_QUERY', ['/hunter2']]
]

for (const [url, code, paths] of MISFITS) {
  test(`${url} is answered with 400 and ${code}, naming ${paths.join(', ')}, and the handler does not run`, async (t) => {
    let handled = 0
    const bench = await serve(t, () => { handled++ }, { params: Type.Object({ page: Type.Integer() }), query: Search }, { path: '/pages/:page' })
    const response = await call(bench.app, {}, { url })
    t.same([response.statusCode, response.headers['content-type']], [400, 'application/json; charset=utf-8'])
    const { problems, ...rest } = response.json()
    t.same(rest, { code, message: 'The request is malformed.' })
    t.same(problems.map(({ path }: { path: string }) => path).toSorted(), paths)
    t.same([handled, verdicts(bench)], [0, { [code]: 1 }])
    t.match(bench.lines.find(({ msg }) => msg === 'call refused'), { code, level: 40 })
  })
}

test('no value of a parameter or query stands in answer or log', async (t) => {
  const options = { params: Type.Object({ page: Type.String({ pattern: '^[0-9]+$' }) }), query: Type.Object({ limit: Type.Integer() }) }
  const { app, lines } = await serve(t, () => undefined, options, { path: '/pages/:page' })
  for (const url of ['/pages/hunter2?limit=1', '/pages/1?limit=hunter2']) t.notMatch((await call(app, {}, { url })).body, /hunter2/)
  t.notMatch(JSON.stringify(lines.filter(({ msg }) => msg === 'call refused')), /hunter2/)
})

test('nothing of parameters and query is looked at before the caller is proven, and both are before the body', async (t) => {
  const [page, limit, text] = [Type.Integer(), Type.Integer(), Type.String()]
  const options = { params: Type.Object({ page }), query: Type.Object({ limit }), body: Type.Object({ text }) }
  const { app } = await serve(t, () => undefined, options, { path: '/pages/:page' })
  const codeOf = async (url: string, body: object, headers = {}): Promise<unknown> => (await call(app, body, { url, headers })).json().code
  t.equal(await codeOf('/pages/x?limit=x', {}, { 'x-signature': sign('other') }), 'HKS_ERR_VERIFIER_SIGNATURE')
  t.equal(await codeOf('/pages/x?limit=x', {}), 'HKS_ERR_ENDPOINT_PARAMS')
  t.equal(await codeOf('/pages/1?limit=x', {}), 'HKS_ERR_ENDPOINT_QUERY')
  t.equal(await codeOf('/pages/1?limit=1', {}), 'HKS_ERR_ENDPOINT_BODY')
})

const Text = Type.String()
const COERCED: ReadonlyArray<readonly [what: string, schema: TSchema, query: string, value: unknown]> = [
  ['an integer', Type.Integer(), 'v=-07', -7],
  ['an integer with an exponent', Type.Integer(), 'v=1e3', 1_000],
  ['a number', Type.Number(), 'v=.5', 0.5],
  ['a number behind a plus', Type.Number(), 'v=%2B1', 1],
  ['a text that looks like a number', Text, 'v=007', '007'],
  ['a boolean', Type.Boolean(), 'v=false', false],
  ['nothing', Type.Null(), 'v=', null],
  ['a number among constants', Type.Union([Type.Literal(1), Type.Literal('all')]), 'v=1', 1],
  ['a text among constants', Type.Union([Type.Literal(1), Type.Literal('all')]), 'v=all', 'all'],
  ['what fits first of a union', Type.Union([Text, Type.Integer()]), 'v=1', '1'],
  ['a list of one', Type.Array(Type.Integer()), 'v=1', [1]],
  ['a list', Type.Array(Type.Boolean()), 'v=true&v=false', [true, false]],
  ['one or several', Type.Union([Type.Integer(), Type.Array(Type.Integer())]), 'v=1&v=2', [1, 2]]
]

for (const [what, schema, query, value] of COERCED) {
  test(`?${query} is ${JSON.stringify(value)} for ${what}`, async (t) => {
    const { app } = await serve(t, ({ query: seen }) => ({ seen }), { query: Type.Object({ v: schema }) })
    t.same((await call(app, {}, { url: `/it?${query}` })).json(), { seen: { v: value } })
  })
}

const LOSSY: ReadonlyArray<readonly [schema: TSchema, query: string]> = [
  [Type.Integer(), 'v=1.5'], [Type.Integer(), 'v=9007199254740993'], [Type.Integer(), 'v='], [Type.Integer(), 'v=1x'], [Type.Integer(), 'v=%201'], [Type.Integer(), 'v=0x10'],
  [Type.Number(), 'v=1e999'], [Type.Number(), 'v=Infinity'], [Type.Number(), 'v=NaN'], [Type.Boolean(), 'v=1'], [Type.Boolean(), 'v=TRUE'], [Type.Boolean(), 'v='],
  [Type.Null(), 'v=null'], [Text, 'v=a&v=b'], [Type.Array(Type.Integer()), 'v=1&v=x'], [Type.Array(Text, { minItems: 1 }), ''], [Text, '']
]

for (const [schema, query] of LOSSY) {
  test(`?${query} is refused for ${schema['type']} rather than made something else`, async (t) => {
    const { app } = await serve(t, () => undefined, { query: Type.Object({ v: schema }) })
    t.match((await call(app, {}, { url: `/it?${query}` })).json(), { code: 'HKS_ERR_ENDPOINT_QUERY', problems: [{ path: /^\/v/ }] })
  })
}

test('a schema of the query may be composed: of parts, of alternatives, of whatever names', async (t) => {
  const part = Type.Object({ kind: Type.Literal('page'), id: Type.Integer() })
  const SCHEMAS: ReadonlyArray<readonly [schema: TSchema, value: object]> = [
    [Type.Intersect([Type.Object({ kind: Text }), Type.Object({ id: Type.Integer() })]), { kind: 'page', id: 7 }],
    [Type.Union([Type.Object({ kind: Type.Literal('space'), id: Text }), part]), { kind: 'page', id: 7 }],
    [Type.Record(Text, Type.Union([Type.Integer(), Text])), { kind: 'page', id: 7 }],
    [Type.Object({ kind: Text }, { additionalProperties: Type.Integer() }), { kind: 'page', id: 7 }],
    [Type.Object({ kind: Text }), { kind: 'page', id: '7' }]
  ]
  for (const [query, value] of SCHEMAS) {
    const { app } = await serve(t, ({ query: seen }) => ({ seen }), { query })
    t.same((await call(app, {}, { url: '/it?kind=page&id=7' })).json(), { seen: value })
  }
})

test('a name such as __proto__ in a query is a name like any other', async (t) => {
  const { app } = await serve(t, ({ query }) => ({ names: Object.keys(query), isClean: !('polluted' in {}) }), { query: Type.Object({ a: Text }) })
  t.same((await call(app, {}, { url: '/it?a=1&__proto__=x&constructor=y' })).json(), { names: ['a', '__proto__', 'constructor'], isClean: true })
})

test('without schemas parameters are texts and the query is a URLSearchParams', async (t) => {
  const { app } = await serve(t, ({ params, query }) => ({ params, isPlain: query instanceof URLSearchParams, limit: query.get('limit') }), {}, { path: '/pages/:page' })
  t.same((await call(app, {}, { url: '/pages/1?limit=2' })).json(), { params: { page: '1' }, isPlain: true, limit: '2' })
})
