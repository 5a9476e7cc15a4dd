import { FormatRegistry, Type, type TObject } from '@sinclair/typebox'
import { test } from 'tap'
import { checkPluginOptions } from '../src/plugin-options.js'
import { call, serve } from './endpoints-support.js'

const FORMATS: ReadonlyArray<readonly [format: string, good: readonly string[], bad: readonly string[]]> = [
  ['date-time', ['2026-02-28T23:59:59Z', '2026-02-28t00:00:00.123+01:00'], ['2026-02-30T00:00:00Z', '2026-02-28', '2026-02-28T00:00:00']],
  ['date', ['2024-02-29'], ['2026-02-29', '29.02.2024']],
  ['time', ['23:59:59Z'], ['24:00:00Z', '23:59']],
  ['duration', ['P1DT2H'], ['P', '1 day']],
  ['uri', ['https://a.example/b?c#d', 'ari:cloud:ecosystem::app/x'], ['/a', 'a b', '']],
  ['uri-reference', ['/a?b', 'a'], ['a b']],
  ['url', ['https://a.example/', `http://a.example/${'x'.repeat(4_000)}`], ['ari:cloud', `http://a.example/${'x'.repeat(4_100)}`]],
  ['email', ['a.b@c.example'], ['a', 'a@', 'a b@c.example']],
  ['hostname', ['a.example'], ['-a', 'a_b']],
  ['ipv4', ['127.0.0.1'], ['127.0.0.256', '127.1']],
  ['ipv6', ['::1'], ['1', ':::']],
  ['uuid', ['8db33809-1f32-48bb-8c52-5877dab48107'], ['8db33809', '']],
  ['regex', ['^a+$'], ['(']],
  ['json-pointer', ['', '/a/0'], ['a']],
  ['byte', ['YWI='], ['YWI', 'a b']],
  ['password', ['x'], []]
]

for (const [format, good, bad] of FORMATS) {
  test(`a text of the format ${format} is checked as Fastify checks it`, async (t) => {
    const { app } = await serve(t, () => undefined, { body: Type.Object({ v: Type.String({ format }) }) })
    for (const v of good) t.equal((await call(app, { v })).statusCode, 200, v.slice(0, 80))
    for (const v of bad) t.match((await call(app, { v })).json(), { code: 'HKS_ERR_ENDPOINT_BODY', problems: [{ path: '/v', message: `Expected string to match '${format}' format` }] }, v.slice(0, 80))
  })
}

const told = (schema: TObject, given?: object): unknown => checkPluginOptions('p', schema, given).problems.map(({ code, message }: Error & { code?: unknown }) => [code, message])

test('a format of an option is checked, and one that nobody knows is refused whether the option is given or not', (t) => {
  t.same(told(Type.Object({ at: Type.String({ format: 'uri' }) }), { at: 'https://a.example' }), [])
  t.match(told(Type.Object({ at: Type.String({ format: 'uri' }) }), { at: 'nowhere' }), [['HKS_ERR_PLUGIN_OPTIONS', /option 'at': Expected string to match 'uri' format, received string$/]])
  const odd = Type.Object({ to: Type.Optional(Type.Array(Type.Object({ mail: Type.Union([Type.Null(), Type.String({ format: 'e-mail' })]) }))) })
  for (const given of [{}, { to: [{ mail: null }] }]) {
    t.match(told(odd, given), [['HKS_ERR_PLUGIN_SCHEMA', /^Plugin 'p', the schema of its options: 'to\.mail' has the format 'e-mail', which is not known, did you mean 'email'\?/]])
  }
  t.end()
})

test('every fault of a schema is told, wherever it stands, and a value that looks like one is none', (t) => {
  const odd = Type.String({ format: 'odd' })
  const schema = Type.Object({
    a: Type.Record(Type.String(), odd),
    b: Type.Tuple([odd]),
    c: Type.Intersect([Type.Object({ d: odd }), Type.Object({ e: Type.String() })]),
    f: Type.Unsafe<string>({ enum: ['x'] }),
    g: Type.Any({ default: { format: 'odd', properties: 7 } }),
    h: Type.Integer({ format: 'int32' }),
    i: Type.Optional(Type.Function([], Type.Date()))
  }, { additionalProperties: odd })
  const paths = checkPluginOptions('p', schema, { a: {} }).problems.map(({ message }) => /'([\w.]*)' (?:has|is)/.exec(message)?.[1])
  t.same(paths.toSorted(), ['', 'a', 'b', 'c.d', 'f'])
  t.end()
})

test("a format of one's own is taken, and stays where it has a usual name", (t) => {
  t.teardown(() => { FormatRegistry.Delete('acme'); FormatRegistry.Delete('iso-time') })
  FormatRegistry.Set('acme', (text) => text === 'acme')
  FormatRegistry.Set('iso-time', (text) => text === 'noon')
  const schema = Type.Object({ who: Type.String({ format: 'acme' }), when: Type.String({ format: 'iso-time' }) })
  t.same(told(schema, { who: 'acme', when: 'noon' }), [])
  t.match(told(schema, { who: 'other', when: '12:00:00' }), [[String, /option 'who'/], [String, /option 'when'/]])
  t.end()
})
