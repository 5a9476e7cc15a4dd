import { join } from 'node:path'
import { test, type Test } from 'tap'
import { HKS_ERR_FORGE_FUNCTIONS_LOAD, loadForgeFunctions } from '../src/index.js'
import { fileOf } from './support.js'

const STORAGE = "use ctx.forge.storage in a handler of router.on ('@hooksmith/forge')"
const HERE = 'asApp, asUser, requestConfluence, requestJira, requestBitbucket, route and assumeTrustedRoute are'

type Refusal = readonly [code: string, message: string]

/** Everything that a file is refused for: code and message of each. */
async function refusalsOf (t: Test, text: string, others: Readonly<Record<string, string>> = {}): Promise<Refusal[]> {
  const entry = fileOf(t, text, others)
  const root = join(entry, '..')
  try {
    await loadForgeFunctions('index.ts', { root })
  } catch (error) {
    if (!(error instanceof HKS_ERR_FORGE_FUNCTIONS_LOAD) || !('errors' in error)) throw error
    const errors = error.errors as Array<Error & { readonly code: string }>
    return errors.map(({ code, message }) => [code.replace('HKS_ERR_FORGE_FUNCTIONS_', ''), message])
  }
  return []
}

const TABLE: ReadonlyArray<readonly [kind: string, code: string, ...refusals: readonly Refusal[]]> = [
  ['a module that is not here', "import { kvs } from '@forge/kvs'\nexport const run = () => kvs.get('a')\n",
    ['IMPORT', `index.ts:1:21: '@forge/kvs' is not there outside of Forge: ${STORAGE}`]],
  ['a resolver', "import Resolver from '@forge/resolver'\nexport const run = new Resolver().getDefinitions()\n",
    ['IMPORT', "index.ts:1:22: '@forge/resolver' is not there outside of Forge: use router.endpoint ('@hooksmith/core') for calls from a user interface"]],
  ['a module of the user interface', "import { invoke } from '@forge/bridge'\nexport const run = () => invoke('a')\n",
    ['IMPORT', "index.ts:1:24: '@forge/bridge' is not there outside of Forge: it belongs to the user interface: import it only where the browser loads it"]],
  ['a module that nobody knows yet', "import { a } from '@forge/tomorrow'\nexport const run = () => a()\n",
    ['IMPORT', "index.ts:1:19: '@forge/tomorrow' is not there outside of Forge: leave functions that need it on Forge"]],
  ['a file inside of a package', "import { a } from '@forge/api/out/api'\nexport const run = () => a()\n",
    ['IMPORT', "index.ts:1:19: '@forge/api/out/api' is not there outside of Forge: import from '@forge/api' itself"]],
  ['a required module', "export const run = () => require('@forge/sql')\n",
    ['IMPORT', "index.ts:1:34: '@forge/sql' is not there outside of Forge: use a database of your own"]],
  ['a module that is required on trial', "export const run = () => {\n  try {\n    return require('@forge/cache')\n  } catch {}\n}\n",
    ['IMPORT', "index.ts:3:20: '@forge/cache' is not there outside of Forge: use a cache of your own"]],
  ['a module that is imported while it runs', "export const run = async () => await import('@forge/storage')\n",
    ['IMPORT', `index.ts:1:45: '@forge/storage' is not there outside of Forge: ${STORAGE}`]],
  ['a re-exported module', "export * from '@forge/kvs'\n",
    ['IMPORT', `index.ts:1:15: '@forge/kvs' is not there outside of Forge: ${STORAGE}`]],
  ['a name of @forge/api', "import { asApp, fetch, webTrigger } from '@forge/api'\nexport const run = () => [asApp, fetch, webTrigger]\n",
    ['NAME', "index.ts:1:17: 'fetch' of '@forge/api' is not there outside of Forge: use the global fetch"],
    ['NAME', "index.ts:1:24: 'webTrigger' of '@forge/api' is not there outside of Forge: add a route to the server"]],
  ['a name that nobody knows', "import { tomorrow } from '@forge/api'\nexport const run = () => tomorrow()\n",
    ['NAME', `index.ts:1:10: 'tomorrow' of '@forge/api' is not there outside of Forge: ${HERE}`]],
  ['a name of @forge/events', "import { Queue } from '@forge/events'\nexport const run = () => new Queue({ key: 'a' })\n",
    ['NAME', "index.ts:1:10: 'Queue' of '@forge/events' is not there outside of Forge: store an event of your own with fastify.hooksmith.emit, and handle it with router.on ('@hooksmith/core')"]],
  ['a default import of @forge/events', "import events from '@forge/events'\nexport const run = () => events\n",
    ['NAME', "index.ts:1:8: 'default' of '@forge/events' is not there outside of Forge: import InvocationError and InvocationErrorCode by name"]],
  ['a re-exported name', "export { privacy as run } from '@forge/api'\n",
    ['NAME', `index.ts:1:1: 'privacy' of '@forge/api' is not there outside of Forge: ${HERE}`]],
  ['a member of the default import', "import api from '@forge/api'\nexport const run = () => api.store.get('a')\n",
    ['NAME', `index.ts:2:30: 'store' of '@forge/api' is not there outside of Forge: ${STORAGE}`]],
  ['a member of a namespace', "import * as forge from '@forge/api'\nexport const run = () => forge.getAppContext()\n",
    ['NAME', "index.ts:2:32: 'getAppContext' of '@forge/api' is not there outside of Forge: read the function's second argument"]],
  ['a member of a required module', "const api = require('@forge/api')\nconst { storage } = api\nexport const run = () => [storage, api.default.fetch]\n",
    ['NAME', `index.ts:2:9: 'storage' of '@forge/api' is not there outside of Forge: ${STORAGE}`],
    ['NAME', "index.ts:3:48: 'fetch' of '@forge/api' is not there outside of Forge: use the global fetch"]],
  ['a member of a module that is imported while it runs', "export const run = async () => {\n  const { default: api } = await import('@forge/api')\n  return api.invokeRemote('a')\n}\n",
    ['NAME', "index.ts:3:14: 'invokeRemote' of '@forge/api' is not there outside of Forge: this server is the remote: call its code, or its URL with the global fetch"]],
  ['what asUser gives', "import { asUser } from '@forge/api'\nexport const run = () => asUser('1').withProvider('google')\n",
    ['NAME', "index.ts:2:38: 'withProvider' of '@forge/api' is not there outside of Forge: use the global fetch, with credentials of your own"]],
  ['a package that is not there', "import a from 'nobody-has-this'\nexport const run = () => a\n",
    ['BUILD', 'index.ts:1:15: Could not resolve "nobody-has-this"']],
  ['a slip of the pen', 'export const run = (\n',
    ['BUILD', 'index.ts:2:1: Unexpected end of file']]
]

for (const [kind, code, ...refusals] of TABLE) {
  test(`refused at start, with its place and what to use: ${kind}`, async (t) => {
    t.same(await refusalsOf(t, code), refusals)
  })
}

test('what is refused in several files and ways is told at once', async (t) => {
  const found = await refusalsOf(t, "import './one'\nimport api, { storage } from '@forge/api'\nimport { two } from './two'\nexport const run = () => [two, storage, api.fetch]\n", {
    'one.ts': "import { kvs } from '@forge/kvs'\nimport sql from '@forge/sql'\nconsole.log(kvs, sql)\n",
    'two.jsx': "import { Queue } from '@forge/events'\nexport const two = [Queue]\n"
  })
  t.same(found.map(([code, message]) => `${code} ${message.split(' is not')[0]}`), [
    "IMPORT one.ts:1:21: '@forge/kvs'",
    "IMPORT one.ts:2:17: '@forge/sql'",
    "NAME index.ts:2:15: 'storage' of '@forge/api'",
    "NAME two.jsx:1:10: 'Queue' of '@forge/events'",
    "NAME index.ts:4:45: 'fetch' of '@forge/api'"
  ])
})

test('types of any module of Forge may be imported', async (t) => {
  t.same(await refusalsOf(t, "import type { Queue } from '@forge/events'\nimport { type Resolver } from '@forge/resolver'\nimport { APIResponse } from '@forge/api'\nexport const run = (a: Queue, b: Resolver): APIResponse | undefined => undefined\n"), [])
})

test('a member of another object with the same name is not refused', async (t) => {
  t.same(await refusalsOf(t, "export const one = () => { const api = require('@forge/api'); return api.asApp() }\nexport const two = (api: { store: string }) => api.store\nexport const { store } = { store: () => 1 }\n"), [])
})

test('@forge/events that is not installed beside the function is told with the line that installs it', async (t) => {
  const root = t.testdir({ 'index.js': "import { InvocationError } from '@forge/events'\nexport const run = () => new InvocationError()\n" })
  await t.rejects(loadForgeFunctions('index.js', { root }), {
    code: 'HKS_ERR_FORGE_FUNCTIONS_LOAD',
    errors: [{ code: 'HKS_ERR_FORGE_FUNCTIONS_EVENTS', message: "index.js:1:33: '@forge/events' is not installed beside the function: npm install @forge/events" }]
  })
})

test('an entry that is not there is told', async (t) => {
  await t.rejects(loadForgeFunctions('nowhere.ts', { root: t.testdir() }), { code: 'HKS_ERR_FORGE_FUNCTIONS_LOAD', message: /nowhere\.ts: Could not resolve/ })
})
