import { once, type EventEmitter } from 'node:events'
import { test } from 'tap'
import { fileOf, PAGE, seenBy, serve } from './support.js'

const API = "import api, * as forge from '@forge/api'\nimport { asApp, asUser, route, requestConfluence } from '@forge/api'\n"

/** How each expression ends that runs inside a function: its value, or the code and message of what it throws. */
async function outcomesOf (t: Parameters<typeof serve>[0], expressions: readonly string[], before = ''): Promise<unknown[]> {
  const functions = expressions.map((expression) => `async () => (${expression})`).join(', ')
  const entry = fileOf(t, `${API}${before}
    const outcome = async (work) => { try { return await work() ?? null } catch (error) { return [error.code, error.message] } }
    export const run = async (event, context) => {
      const outcomes = []
      for (const work of [${functions}]) outcomes.push(await outcome(work))
      await asApp().requestConfluence(route\`/seen\`, { method: 'POST', body: JSON.stringify(outcomes) })
    }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  await app.send(PAGE)
  await app.settle()
  const [outcomes] = seenBy(app)
  return Array.isArray(outcomes) ? outcomes : []
}

test('a path that route did not make is refused', async (t) => {
  const text = "The path of a call must be made with route`…` of '@forge/api', received string"
  t.same(await outcomesOf(t, ["asApp().requestConfluence('/wiki')", "asApp().requestJira({ value: '/rest' })"]), [
    ['HKS_ERR_FORGE_FUNCTIONS_ROUTE', text], ['HKS_ERR_FORGE_FUNCTIONS_ROUTE', text.replace('string', 'object')]
  ])
})

test('what needs a user is refused on an event, where there is none', async (t) => {
  const text = 'No user sits behind an event: call with asApp(), or with asUser(accountId) if the app may impersonate'
  const refusal = ['HKS_ERR_FORGE_FUNCTIONS_USER', text]
  t.same(await outcomesOf(t, ['requestConfluence(route`/a`)', 'asUser().requestJira(route`/a`)', 'api.requestBitbucket(route`/a`)']), [refusal, refusal, refusal])
})

test('a member that is read by a computed name is refused while it runs', async (t) => {
  const names = "import * as events from '@forge/events'\nconst [name, context, queue] = 'store withContext Queue'.split(' ')\n"
  const found = await outcomesOf(t, ['api[name]', 'forge[name]', 'asApp()[context]', 'events[queue]'], names)
  t.same(found.map((outcome) => Array.isArray(outcome) ? outcome[0] : outcome), Array(4).fill('HKS_ERR_FORGE_FUNCTIONS_MEMBER'))
  t.match(found[0], [/./, /'store' of '@forge\/api' is not there outside of Forge: use ctx\.forge\.storage/])
})

test('a module that no name in the code stands for is refused while it runs', async (t) => {
  t.match(await outcomesOf(t, ['require(name)', 'import(name)', "require('node:path').sep"], "const name = '@forge/' + 'kvs'\n"), [
    ['HKS_ERR_FORGE_FUNCTIONS_REQUIRE', /'@forge\/kvs' is no part of the bundle/], ['HKS_ERR_FORGE_FUNCTIONS_REQUIRE', /./], '/'
  ])
})

test('where a trusted route leads is checked all the same', async (t) => {
  t.match(await outcomesOf(t, ["asApp().requestJira(forge.assumeTrustedRoute('/../../other'))"]), [['HKS_ERR_FORGE_PATH', /./]])
})

test('an answer comes back as it is, whatever its status', async (t) => {
  const entry = fileOf(t, `${API}export const run = async () => {
    const first = await asApp().requestConfluence(route\`/wiki/api/v2/pages/1\`)
    const second = await asApp().requestConfluence(route\`/wiki/api/v2/pages/1\`)
    const seen = [first.status, first.ok, first.headers.get('x-mark'), await first.json(), second.status, second.headers.has('retry-after')]
    throw new RangeError(JSON.stringify(seen))
  }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE], onThrow: 'dead' } } })
  app.api.script({ method: 'GET', status: 429, headers: { 'x-mark': 'a', 'retry-after': '5' }, body: { reason: 'slow' }, times: 1 })
  await app.send(PAGE)
  await app.settle()
  t.match((await app.jobs())[0]?.attempts[0]?.reason, JSON.stringify([429, false, 'a', { reason: 'slow' }, 429, true]))
  t.equal(app.calls().length, 1, 'the second call is not made: the limit is known')
})

test('GraphQL is asked as the app', async (t) => {
  const entry = fileOf(t, `${API}export const run = async () => { await asApp().requestGraph('query { me { id } }', { a: 1 }, { 'x-experimental': 'yes' }) }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  await app.send(PAGE)
  await app.settle()
  t.match(app.calls(), [{ product: 'graphql', method: 'POST', body: { query: 'query { me { id } }', variables: { a: 1 } } }])
})

test('asUser with an account acts for it', async (t) => {
  const entry = fileOf(t, `${API}export const run = async () => { await asUser('5b10ac8d82e05b22cc7d4ef5').requestJira(route\`/rest/api/3/search\`) }`)
  const app = await serve(t, { entry, functions: { run: { events: ['avi:jira:created:issue'] } } }, { installation: { product: 'jira' } })
  await app.send('avi:jira:created:issue')
  await app.settle()
  t.equal(app.calls().at(-1)?.userId, '5b10ac8d82e05b22cc7d4ef5')
})

test('attempts of two tenants that run at a time in one function each call with their own client', async (t) => {
  const entry = fileOf(t, `${API}
    let arrived = 0
    let open
    const together = new Promise((resolve) => { open = resolve })
    const client = asApp()
    export const run = async (event) => {
      if (++arrived === 2) open()
      await together
      for (let step = 0; step < 3; step++) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        await client.requestConfluence(route\`/seen\`, { method: 'POST', body: JSON.stringify({ of: event.of, step }) })
      }
    }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  const other = app.simulator.createInstallation({ app: app.installation.app })
  await app.send(PAGE, { of: app.installation.id } as never)
  await app.send(PAGE, { of: other.id } as never, { installation: other })
  await app.settle()
  const calls = app.calls().map(({ installationId, body }) => [installationId, (body as { readonly of: string }).of])
  t.equal(calls.length, 6)
  for (const [caller, of] of calls) t.equal(caller, of)
  t.same(new Set(calls.map(([caller]) => caller)), new Set([app.installation.id, other.id]))
})

test('no call is made while the file is loaded, nor after the function has returned', async (t) => {
  const entry = fileOf(t, `${API}
    let early
    asApp().requestJira(route\`/early\`).catch((error) => { early = error.code })
    export const run = async () => {
      setTimeout(() => { asApp().requestJira(route\`/late\`).catch((error) => { process.emit('late call', [early, error.code]) }) }, 5)
    }`)
  const late = once(process as EventEmitter, 'late call')
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  await app.send(PAGE)
  await app.settle()
  t.same(await late, [['HKS_ERR_FORGE_FUNCTIONS_OUTSIDE', 'HKS_ERR_FORGE_FUNCTIONS_OUTSIDE']])
  t.same(app.calls(), [])
})

test('a function for an event of another sender has nobody to call for', async (t) => {
  const entry = fileOf(t, `${API}export const run = async (event) => { await asApp().requestJira(route\`/a/\${event.order}\`) }`)
  const app = await serve(t, { entry, functions: { run: { events: ['acme:order'], retry: { retries: 0 } } } })
  await app.emit({ type: 'acme:order', data: { order: 1 } })
  await app.settle()
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ reason: /HKS_ERR_FORGE_FUNCTIONS_SENDER: The event 'acme:order' did not come from Forge/ }] }])
})
