import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { test, type Test } from 'tap'
import { definePlugin, describePlugin, type HandlerWrapper } from '../src/index.js'
import { checkPluginOptions } from '../src/plugin-options.js'
import { compose, send, start } from './support.js'

const schema = Type.Object({
  text: Type.String({ default: 'Welcome' }),
  limit: Type.Integer({ minimum: 1 }),
  nested: Type.Optional(Type.Object({ secret: Type.String(), depth: Type.Number({ default: 2 }) }))
})

/** What a plugin's mistakes are called. */
function problemsOf (given: unknown): string[] {
  return checkPluginOptions('p', schema, given).problems.map(({ message }) => message)
}

test('defaults are filled in, also inside, and what was given is left alone', async (t) => {
  const given = { limit: 3, nested: { secret: 's' } }
  t.same(checkPluginOptions('p', schema, given), { options: { text: 'Welcome', limit: 3, nested: { secret: 's', depth: 2 } }, problems: [] })
  t.same(given, { limit: 3, nested: { secret: 's' } })
})

test('a wrong option is told with its path and the type received, never with its value', async (t) => {
  const found = problemsOf({ limit: 'hunter2', nested: { secret: 12345 } })
  t.match(found, [/Plugin 'p', option 'limit': Expected integer.*, received string/, /option 'nested.secret': Expected string, received number/])
  t.notMatch(found.join(), /hunter2|12345/)
})

test('an unknown option is refused with the nearest name, all of them at once', async (t) => {
  t.match(problemsOf({ limt: 3, colour: 'x' }), [
    /'limt': there is no such option, did you mean 'limit'\?/, /'colour': there is no such option, there are: text, limit, nested/, /'limit': Expected/
  ])
  t.match(checkPluginOptions('p', undefined, { any: 1 }).problems, [{ message: /'any': there is no such option, the plugin has none/ }])
  t.match(checkPluginOptions('p', schema, { limit: 1, constructor: 1 }).problems, [{ message: /'constructor'/ }])
})

test('what Fastify puts among the options is not the plugin\'s, unless its schema says so', async (t) => {
  t.same(problemsOf({ limit: 1, prefix: '/x', logLevel: 'info' }), [])
  const own = Type.Object({ prefix: Type.String() })
  t.same(checkPluginOptions('p', own, { prefix: 'mine' }), { options: { prefix: 'mine' }, problems: [] })
})

test('a function or a client that is handed in stays what it is', async (t) => {
  class Client { readonly #secret = 1; get secret (): number { return this.#secret } }
  const given = { client: new Client(), make: () => 1, list: [{ a: 1 }] }
  const item = Type.Object({ a: Type.Number(), b: Type.Number({ default: 2 }) })
  const open = Type.Object({ client: Type.Unknown(), make: Type.Unknown(), list: Type.Array(item) })
  const { options, problems } = checkPluginOptions('p', open, given)
  t.same(problems, [])
  t.equal(Reflect.get(Object(options), 'client'), given.client)
  t.equal(Reflect.get(Object(options), 'make'), given.make)
  t.same(Reflect.get(Object(options), 'list'), [{ a: 1, b: 2 }])
  t.same(given.list, [{ a: 1 }])
})

test('a schema that is open takes what it does not name', async (t) => {
  t.same(checkPluginOptions('p', Type.Object({}, { additionalProperties: Type.Number() }), { any: 1 }).problems, [])
  t.equal(checkPluginOptions('p', Type.Object({}, { additionalProperties: Type.Number() }), { any: 'x' }).problems.length, 1)
})

test('a plugin with bad options registers nothing', async (t) => {
  let registered = 0
  const plugin = definePlugin({ name: 'p', options: schema, register () { registered++ } })
  const { app } = await compose(t, { compose: (server) => { server.register(plugin, { limit: 0 }) } })
  await t.rejects(async () => { await app.ready() }, { code: 'HKS_ERR_ROUTER_SETUP', message: /option 'limit'/ })
  t.equal(registered, 0)
})

test('options reach register with their defaults, and are typed', async (t) => {
  const seen: unknown[] = []
  const plugin = definePlugin({
    name: 'p',
    options: schema,
    register (_router, { text, limit, nested }) {
      // Compiles only if the options have the types of the schema.
      const typed: readonly [string, number, number | undefined] = [text, limit, nested?.depth]
      // @ts-expect-error There is no such option.
      const unknown = (options: { text: string, limit: number }): unknown => options.other
      seen.push(typed, unknown({ text, limit }))
    }
  })
  await start(t, { compose: (server) => { server.register(plugin, { limit: 3 }) } })
  t.same(seen, [['Welcome', 3, undefined], undefined])
})

test('wrappers run around every handler, those of the router outside, the first outermost', async (t) => {
  const seen: string[] = []
  const wrapper = (name: string): HandlerWrapper => (next) => async (event, ctx) => {
    seen.push(`${name} in`)
    const result = await next(event, ctx)
    seen.push(`${name} out`)
    return result
  }
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.wrap(wrapper('own 1'))
      router.on('a', { id: 'h' }, () => { seen.push('handler') })
      router.wrap(wrapper('own 2'))
    }
  })
  const { app, clock } = await start(t, { plugins: [plugin], compose: (server) => { server.hooksmith.wrap(wrapper('all')) } })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.same(seen, ['all in', 'own 1 in', 'own 2 in', 'handler', 'own 2 out', 'own 1 out', 'all out'])
})

test('a plugin sees the decorators of those before it, and no two servers share anything', async (t: Test) => {
  const plugin = definePlugin({ name: 'p', register (_router, _options, fastify) { t.equal(fastify.hasDecorator('tool'), true) } })
  const build = async (): Promise<void> => { await start(t, { compose: (server) => { server.decorate('tool', 1); server.register(plugin) } }) }
  await Promise.all([build(), build()])
  t.equal(Fastify().hasDecorator('hooksmith'), false)
})

test('what a plugin was made of can be read without running it', async (t) => {
  const plugin = definePlugin({ name: 'p', version: '1.2.3', options: schema, register: () => { t.fail('it ran') } })
  t.same(describePlugin(plugin), { name: 'p', version: '1.2.3', options: schema })
  t.equal(describePlugin(async () => {}), undefined)
  t.equal(describePlugin(undefined), undefined)
})
