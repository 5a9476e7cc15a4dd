import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EventEnvelope, HandlerContext } from '@hooksmith/core'
import { test } from 'tap'
import { loadForgeFunctions } from '../src/index.js'
import { fileOf, PAGE, seenBy, serve } from './support.js'

const REPORT = "import { asApp, route } from '@forge/api'\nconst report = (seen) => asApp().requestConfluence(route`/seen`, { method: 'POST', body: JSON.stringify(seen) })\n"

test('a function gets its event with eventType, and the context that Forge documents', async (t) => {
  const entry = fileOf(t, `${REPORT}export const run = async (event, context) => {
    const { ari, contexts } = context.installation
    await report({ event, context, ari: String(ari), contexts: contexts.map(String), retry: 'retryContext' in event })
  }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  await app.send(PAGE, { content: { title: 'Plans' } })
  await app.settle()
  const { id, cloudId } = app.installation
  const site = `ari:cloud:confluence::site/${cloudId}`
  t.match(seenBy(app), [{
    event: { eventType: PAGE, content: { title: 'Plans' } },
    context: { installContext: site, installation: { ari: { installationId: id }, contexts: [{ cloudId }] } },
    ari: `ari:cloud:ecosystem::installation/${id}`,
    contexts: [site],
    retry: false
  }])
})

test('a function of a scheduled trigger gets the body that Forge documents for functions', async (t) => {
  const entry = fileOf(t, `${REPORT}export const tick = async (request) => { await report(request) }`)
  const app = await serve(t, { entry, functions: { tick: { events: ['forge:scheduled:hourly'] } } })
  await app.tick('hourly')
  await app.settle()
  t.same(seenBy(app), [{ context: { cloudId: app.installation.cloudId, moduleKey: 'hourly' } }])
})

test("what Forge's own redelivery says is not mixed with the retry of a handler", async (t) => {
  const entry = fileOf(t, 'export const run = (event) => { seen(event) }\nconst seen = (event) => { if ("retryContext" in event) throw new TypeError("mixed") }')
  const handler = (await loadForgeFunctions(entry)).handler('run')
  const data = { eventType: PAGE, retryContext: { retryCount: 2, retryReason: 'TIMEOUT_ERROR', retryData: null } }
  t.equal(await handler(eventOf(data), contextOf({})), undefined)
  await t.rejects(async () => await handler(eventOf(data), contextOf({ retryContext: { retryCount: 1, retryReason: 'A', retryData: null } })), /mixed/)
})

test('a file is bundled with all that it imports, as the Forge CLI does, and nothing is written', async (t) => {
  const entry = fileOf(t, `
    import { two } from './lib'
    import data from './data.json'
    import { join } from 'node:path'
    const old = require('./old.cjs')
    enum Kind { A = 'a' }
    export async function run (): Promise<unknown> {
      const { lazy } = await import('./lazy')
      return [two<number>(1), data.three, join('a', 'b'), old.four, lazy, Kind.A]
    }`, {
    lib: { 'index.ts': 'export const two = <T>(given: T): [T] => [given]' },
    'data.json': '{ "three": 3 }',
    'old.cjs': 'exports.four = __dirname.length > 0',
    'lazy.jsx': 'const h = (tag) => tag\nexport const lazy = /* @jsx h */ 5'
  })
  const before = readdirSync(dirname(entry))
  const functions = await loadForgeFunctions(pathToFileURL(entry))
  t.same(functions.names, ['run'])
  t.equal(await functions.handler('run')(eventOf({}), contextOf({})), undefined)
  t.same(readdirSync(dirname(entry)), before)
})

test('a CommonJS file of functions is loaded as well', async (t) => {
  const entry = fileOf(t, "const { InvocationError } = require('@forge/events')\nexports.run = () => new InvocationError({ retryAfter: 3 })\nexports.text = 'no function'\n")
  const functions = await loadForgeFunctions(entry)
  t.same(functions.names, ['run'])
  t.match(await functions.handler('run')(eventOf({}), contextOf({})), { afterMs: 3_000, reason: 'FUNCTION_RETRY_REQUEST', counted: true })
})

test('a default import finds @forge/api in modules of every kind', async (t) => {
  const use = "import api from '@forge/api'\nexport const asApp = () => { api.asApp().requestJira }\n"
  const entry = fileOf(t, "export * from './one.mjs'\nexport { asApp as two } from './two'\n", { 'one.mjs': use, 'two.ts': use })
  const functions = await loadForgeFunctions(entry)
  for (const name of ['asApp', 'two']) t.equal(await functions.handler(name)(eventOf({}), contextOf({})), undefined)
})

test('the stack of what a function throws names its own source', async (t) => {
  const entry = fileOf(t, "import { fail } from './fail'\nexport const run = async () => {\n  await null\n  fail()\n}\n", {
    'fail.ts': "interface Unused { a: 1 }\n\nexport const fail = (): never => {\n  throw new RangeError('boom')\n}\n"
  })
  const handler = (await loadForgeFunctions(entry)).handler('run')
  const error = await Promise.resolve(handler(eventOf({}), contextOf({}))).then(() => undefined, (thrown: unknown) => thrown)
  t.ok(error instanceof RangeError)
  t.match(String(error instanceof Error ? error.stack : ''), /RangeError: boom\n.*fail\.ts:4:9\)?\n.*index\.ts:4:3\)?/)
})

test('code outside of the functions that throws is told with its place', async (t) => {
  const entry = fileOf(t, "export const run = () => 1\n\nthrow new RangeError('not today')\n")
  const error = await loadForgeFunctions(entry).then(() => undefined, (thrown: unknown) => thrown)
  t.match(error, { code: 'HKS_ERR_FORGE_FUNCTIONS_EVALUATE', message: /index\.ts' failed while they were loaded: not today/, cause: { stack: /index\.ts:3:7/ } })
})

test('a function that the file does not export is told, with the nearest that it does', async (t) => {
  const entry = fileOf(t, 'export const onPage = () => 1\nexport const other = () => 2\n')
  const functions = await loadForgeFunctions(entry, { root: dirname(entry) })
  t.throws(() => functions.handler('onPgae'), { code: 'HKS_ERR_FORGE_FUNCTIONS_UNKNOWN', message: "'index.ts' exports no function 'onPgae', did you mean 'onPage'?" })
  t.throws(() => functions.handler('xyz'), { message: "'index.ts' exports no function 'xyz'; there are: onPage, other" })
})

test('everything that is wrong with a config of functions is told at once', async (t) => {
  const entry = fileOf(t, "import '@forge/kvs'\nimport '@forge/sql'\nexport const run = () => 1\n")
  await t.rejects(serve(t, { entry, functions: { run: { events: ['avi:confluence:created:pgae'], id: 'not valid' } } }), {
    code: 'HKS_ERR_ROUTER_SETUP',
    errors: [
      { code: 'HKS_ERR_FORGE_FUNCTIONS_IMPORT' }, { code: 'HKS_ERR_FORGE_FUNCTIONS_IMPORT' },
      { code: 'HKS_ERR_ROUTER_HANDLER_OPTION' }, { code: 'HKS_ERR_ROUTER_UNKNOWN_EVENT' }
    ]
  })
  const whole = fileOf(t, 'export const run = () => 1\n')
  await t.rejects(serve(t, { entry: whole, functions: { rnu: { events: [PAGE] }, run: { events: [PAGE], timeoutMs: -1 } } }), {
    errors: [{ code: 'HKS_ERR_FORGE_FUNCTIONS_UNKNOWN' }, { code: 'HKS_ERR_ROUTER_HANDLER_OPTION' }]
  })
})

/** An event of another sender: enough for a function that calls nobody. */
function eventOf (data: unknown): EventEnvelope {
  return { specversion: '1.0', id: '1', type: 'acme:test', source: '/test', tenant: 'test', data }
}

function contextOf (more: Partial<HandlerContext>): HandlerContext {
  const silent = { warn: () => {} }
  // Of a context, what a function without calls can bring the adapter to read.
  return { jobId: '1', attempt: more.retryContext === undefined ? 1 : 2, signal: new AbortController().signal, log: silent, ...more } as unknown as HandlerContext
}
