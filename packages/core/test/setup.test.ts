import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { test, type Test } from 'tap'
import { definePlugin, router } from '../src/index.js'
import { compose, handle, hmacReceiver, start, type StartOptions } from './support.js'

/** What is said about a server that cannot start: a line a mistake. */
async function mistakes (t: Test, options: StartOptions): Promise<string[]> {
  const { app } = await compose(t, options)
  try {
    await app.ready()
    return []
  } catch (error) {
    t.match(error, { code: 'HKS_ERR_ROUTER_SETUP', errors: Array })
    const { errors, message } = error as { errors: Error[], message: string }
    for (const one of errors) t.ok(message.includes(one.message), 'the message lists it')
    return errors.map((one) => one.message).sort()
  }
}

const nothing = (): void => {}

test('all mistakes of all plugins and receivers are refused in one start', async (t) => {
  const plugin = definePlugin({
    name: 'p',
    options: Type.Object({ size: Type.Number() }),
    register () {}
  })
  const found = await mistakes(t, {
    receivers: [hmacReceiver(), hmacReceiver({ name: 'rival' }), hmacReceiver({ name: 'Odd Name', path: 'nowhere', dedupeMs: -1 })],
    plugins: [
      plugin, handle('a', { plugin: 'bad name' }, nothing), handle(['x*'], { plugin: 'q', timeoutMs: 0, filter: 'event.(', retry: { retries: -1 } }, nothing)
    ]
  })
  t.same(found.map((line) => line.split(': ')[0]), [
    "Handler 'q/h'", "Handler 'q/h'", "Handler 'q/h'", "Handler 'q/h'", "POST '/acme' is taken twice, by receiver 'acme' and receiver 'rival'",
    "Plugin 'p', option 'size'", "Receiver 'Odd Name'", "Receiver 'Odd Name'", "Receiver 'Odd Name'", "The plugin name 'bad name' is not valid"
  ])
})

test('two receivers on one path are refused, on different methods not', async (t) => {
  t.match(await mistakes(t, { receivers: [hmacReceiver(), hmacReceiver({ name: 'b' })] }), ["POST '/acme' is taken twice, by receiver 'acme' and receiver 'b': give one of them another path"])
  t.same(await mistakes(t, { receivers: [hmacReceiver(), hmacReceiver({ name: 'b', methods: ['PUT'] })] }), [])
})

test('two handlers with one id or alias are refused by name', async (t) => {
  const plugin = definePlugin({
    name: 'p',
    register (on) {
      on.on('a', { id: 'one' }, nothing)
      on.on('a', { id: 'one' }, nothing)
      on.on('a', { id: 'two', aliases: ['one'] }, nothing)
    }
  })
  t.same(await mistakes(t, { plugins: [plugin] }), Array.from({ length: 2 }, () => "Two handlers have the id or alias 'p/one': give one of them another id"))
})

test('two plugins of one name are refused', async (t) => {
  const found = await mistakes(t, { plugins: [handle('a', { id: 'x' }, nothing), handle('a', { id: 'y' }, nothing)] })
  t.same(found, ["Two plugins are called 'p', or one was registered twice"])
})

const handlers: ReadonlyArray<readonly [string, object, RegExp]> = [
  ['an unknown option', { timeout: 3 }, /there is no option 'timeout', did you mean 'timeoutMs'\?/],
  ['an option that is another one\'s member', { retries: 3 }, /there is no option 'retries', there are: id, .*retry/],
  ['an unknown member of retry', { retry: { maxDelay: 3 } }, /there is no option 'retry\.maxDelay', did you mean 'retry\.maxDelayMs'\?/],
  ['a bad id', { id: 'a/b' }, /the id 'a\/b' is not valid/],
  ['a bad alias', { aliases: [''] }, /the id '' is not valid/],
  ['a timeout of NaN', { timeoutMs: Number.NaN }, /option 'timeoutMs' must be a finite number, at least 1, received NaN/],
  ['a key that is no function', { key: 'page' }, /option 'key' must be a function/],
  ['a filter that is a number', { filter: 3 }, /option 'filter' must be a CEL expression or a function/],
  ['a self that is no boolean', { self: 'yes' }, /option 'self' must be a boolean/],
  ['a filter that gives a number', { filter: '1 + 1' }, /the filter must give a boolean, it gives a int/],
  ['a filter of an unknown variable', { filter: 'evnt.type == "a"' }, /the filter cannot be compiled/]
]

for (const [what, options, expected] of handlers) {
  test(`a handler with ${what} is refused in words`, async (t) => {
    t.match(await mistakes(t, { plugins: [handle('a', options, nothing)] }), [expected])
  })
}

test('a handler without events, with a pattern that is no text, or without a function is refused', async (t) => {
  // A caller in JavaScript can give anything.
  t.match(await mistakes(t, { plugins: [handle([], {}, nothing)] }), [/it names no event/])
  t.match(await mistakes(t, { plugins: [handle([undefined] as unknown as string[], {}, nothing)] }), [/the pattern 'undefined' is not valid/])
  t.match(await mistakes(t, { plugins: [handle('a', {}, 7 as unknown as () => void)] }), [/must be the function/])
})

test('a name that no catalogue knows is a warning with the nearest name, and a mistake under strict', async (t) => {
  const catalogue = { covers: 'acme:**', names: ['acme:order:paid', 'acme:order:sent'], open: ['acme:custom:*'] }
  const options: StartOptions = {
    plugins: [handle(['acme:order:payed', 'acme:custom:own', 'acme:*:sent', 'other:thing', 'acme:zzzzzzzzzzzzz'], {}, nothing)],
    compose: (app) => { app.hooksmith.knowEvents(catalogue) }
  }
  const { lines } = await start(t, options)
  const expected = ["Handler 'p/h': no known event matches 'acme:order:payed'; did you mean 'acme:order:paid'?", "Handler 'p/h': no known event matches 'acme:zzzzzzzzzzzzz'"]
  t.same(lines.filter(({ level }) => level === 40).map(({ msg }) => msg), expected)
  t.same(await mistakes(t, { ...options, options: { strict: true } }), expected)
})

test('nothing can be added once the server has started', async (t) => {
  const { app } = await start(t)
  for (const late of [
    () => app.hooksmith.plugin('late'), () => { app.hooksmith.receive(hmacReceiver({ path: '/late' })) },
    () => { app.hooksmith.wrap((next) => next) }, () => { app.hooksmith.knowEvents({ covers: 'a', names: [] }) }
  ]) t.throws(late, { code: 'HKS_ERR_ROUTER_STARTED' })
})

test('an event that is emitted before the start is refused instead of finding no handler', async (t) => {
  const { app } = await compose(t, { plugins: [handle('a', {}, nothing)] })
  const event = { specversion: '1.0', id: 'e', type: 'a', source: 's', tenant: 't', data: {} } as const
  await t.rejects(app.hooksmith.emit(event), { code: 'HKS_ERR_ROUTER_NOT_STARTED', statusCode: 503 })
  await app.ready()
  t.match(await app.hooksmith.emit(event), { verdict: 'stored' })
})

for (const [option, value] of Object.entries({ concurrency: 1.5, maxWaitMs: -1, role: 'boss', queue: {}, maxAbandoned: Number.NaN })) {
  test(`the router refuses ${option}: ${String(value)} by name`, async (t) => {
    const { queue } = await start(t)
    const app = Fastify()
    t.teardown(() => app.close())
    // A caller in JavaScript can give anything.
    await t.rejects(async () => { await app.register(router, { queue, [option]: value } as never) }, { code: 'HKS_ERR_OPTION_INVALID', message: new RegExp(`'${option}'`) })
  })
}

test('a plugin without the router is refused when it is registered', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => { await app.register(handle('a', {}, nothing)) }, { code: 'FST_ERR_PLUGIN_DEPENDENCY_NOT_REGISTERED' })
})
