import type { ConfigCode } from '../../src/index.js'
import { FORGE, pluginFile, receiverFile } from './project.js'

/** One mistake in a config, and what is said of it. */
export interface Mistake {
  readonly code: ConfigCode
  /** For the README: what somebody wrote. */
  readonly wrote: string
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly environment?: Readonly<Record<string, string>>
  readonly flags?: Readonly<Record<string, unknown>>
}

const yaml = (code: ConfigCode, wrote: string, text: string, more: Omit<Mistake, 'code' | 'wrote'> = {}): Mistake =>
  ({ code, wrote, ...more, files: { 'hooksmith.config.yaml': text, ...more.files } })
const ts = (code: ConfigCode, wrote: string, config: string, more: Omit<Mistake, 'code' | 'wrote'> = {}): Mistake =>
  ({ code, wrote, ...more, files: { 'hooksmith.config.ts': `export default ${config}\n`, ...more.files } })

/** A package as it is installed. */
function installed (name: string, block: object | undefined, code: string, keyword = 'hooksmith-plugin'): Record<string, string> {
  const json = { name, version: '1.0.0', type: 'module', exports: './index.js', keywords: [keyword], ...block === undefined ? {} : { hooksmith: block } }
  return { [`node_modules/${name}/package.json`]: JSON.stringify(json), [`node_modules/${name}/index.js`]: code }
}

const OPTIONS_PLUGIN = `import { Type } from '@sinclair/typebox'
import { definePlugin } from '@hooksmith/core'
export default definePlugin({
  name: 'greeter',
  options: Type.Object({ text: Type.String() }),
  register () {}
})
`
const RECEIVER = receiverFile('own', '/forge/events')
const ORDERS = '@acme/hooksmith-receiver-orders'
const SLACK = 'export const slack = async () => {}\n'
/** One that says what its options are. */
const OPTIONS_RECEIVER = `import { Type } from '@sinclair/typebox'
import { definePlugin } from '@hooksmith/core'
export default definePlugin({
  name: 'orders',
  options: Type.Object({ secret: Type.String() }),
  register (router, options, fastify) {
    fastify.hooksmith.receive({ name: 'orders', path: '/orders', verify: async () => ({ tenant: 'x' }), decode: () => ({ kind: 'events', events: [] }) })
  }
})
`

/** Every mistake that is covered, one for each code at least. */
export const MISTAKES: readonly Mistake[] = [
  { code: 'file-missing', wrote: 'no config file' },
  yaml('file-twice', 'two config files', FORGE, { files: { 'hooksmith.config.json': '{}' } }),
  { code: 'file-unreadable', wrote: 'a file that is not UTF-8', files: { 'hooksmith.config.yaml': Buffer.from([0x61, 0x3a, 0xff]) } },
  yaml('file-syntax', 'a quote that is not closed', 'plugins: ["./a.js]\n'),
  yaml('file-syntax', 'a tab', 'server:\n\tport: 1\n'),
  ts('file-failed', 'TypeScript that throws', '(() => { throw new Error("no database") })()'),
  yaml('file-no-config', 'a list for the whole file', '- forge\n'),
  ts('file-no-config', 'no default export', '{}', { files: { 'hooksmith.config.ts': 'export const config = {}\n' } }),
  yaml('name-unknown', 'a name that is nearly right', 'recievers: {}\n'),
  yaml('name-unknown', 'a name inside', `${FORGE}    enviroments: []\n`),
  ts('name-unknown', 'the same in TypeScript', '{ server: { prot: 80 } }'),
  yaml('name-duplicate', 'a name twice', 'role: both\nrole: worker\n'),
  yaml('value-missing', 'a receiver without its app', 'receivers:\n  forge:\n    environments: [PRODUCTION]\n'),
  yaml('value-type', 'a text for a number', 'server: { port: "80" }\n'),
  yaml('value-type', 'nothing', 'receivers:\n  forge:\n'),
  ts('value-type', 'a text for a list, in TypeScript', "{ plugins: './greeter.ts' }"),
  yaml('value-unknown', 'a word that is nearly right', 'role: workers\n'),
  yaml('value-unknown', 'a driver that is none', 'queue: { driver: kafka }\n'),
  yaml('value-range', 'a number out of range', 'concurrency: 0\n'),
  yaml('value-range', 'a path without its slash', `${FORGE}    routes: [{ path: events }]\n`),
  yaml('env-unknown', 'a variable that is nearly right', FORGE, { environment: { HOOKSMITH_SEVER__PORT: '1' } }),
  yaml('env-value', 'a variable that is no number', FORGE, { environment: { PORT: 'http' } }),
  yaml('env-file', 'a variable that names a file which is not there', FORGE, { environment: { HOOKSMITH_RECEIVERS__SLACK__SIGNING_SECRET_FILE: '/nowhere' } }),
  yaml('value-unknown', 'a flag', FORGE, { flags: { role: 'ingestion' } }),
  yaml('package-missing', 'a plugin that is not installed', 'plugins: ["@acme/greeter"]\n'),
  yaml('package-missing', 'a name near one that is installed', 'plugins: ["@acme/greter"]\n', {
    files: { 'package.json': '{ "type": "module", "dependencies": { "@acme/greeter": "1" } }' }
  }),
  yaml('package-missing', 'a path to no file', 'plugins: [./src/greeter.ts]\n'),
  yaml('package-missing', 'a driver that is not installed', 'queue: redis\n', { environment: { REDIS_URL: 'redis://user:secret@localhost' } }),
  yaml('package-missing', 'a receiver whose package is not installed', 'receivers:\n  slack: {}\n'),
  yaml('package-failed', 'a plugin that throws when it is imported', 'plugins: [./greeter.js]\n', { files: { 'greeter.js': 'throw new Error("no licence")\n' } }),
  yaml('plugin-none', 'a module without a plugin', 'plugins: [./greeter.js]\n', { files: { 'greeter.js': 'export const plugin = 1\n' } }),
  yaml('plugin-block', 'a plugin package without its block', 'plugins: ["@acme/greeter"]\n', { files: installed('@acme/greeter', undefined, pluginFile()) }),
  yaml('plugin-api', 'a plugin of a newer API', 'plugins: ["@acme/greeter"]\n', { files: installed('@acme/greeter', { apiVersion: 2 }, pluginFile()) }),
  yaml('plugin-option', 'an option that the plugin does not have', 'plugins:\n  - use: ./greeter.js\n    options: { txet: Hi, text: Hi }\n', { files: { 'greeter.js': OPTIONS_PLUGIN } }),
  yaml('plugin-option', 'an option of the wrong type', 'plugins:\n  - use: ./greeter.js\n    options:\n      text: 1\n', { files: { 'greeter.js': OPTIONS_PLUGIN } }),
  ts('plugin-option', 'the same in TypeScript', "{ plugins: [{ use: './greeter.js', options: { text: 1 } }] }", { files: { 'greeter.js': OPTIONS_PLUGIN } }),
  yaml('plugin-schema', 'a plugin whose options have a format that is nearly right', 'plugins:\n  - ./greeter.js\n', {
    files: { 'greeter.js': OPTIONS_PLUGIN.replace('text: Type.String()', "callback: Type.Optional(Type.String({ format: 'urI' }))") }
  }),
  yaml('plugin-schema', 'a receiver whose options have one that nobody knows', 'receivers:\n  orders:\n    use: ./own.js\n', {
    files: { 'own.js': OPTIONS_RECEIVER.replace('Type.String()', "Type.String({ format: 'base64-secret' })") }
  }),
  yaml('handler-option', 'an endpoint with a format that is nearly right', `${FORGE}plugins: [./greeter.js]\n`, {
    files: {
      'greeter.js': pluginFile().replace('async () => {}) }', "async () => {}); router.endpoint('/notes', { body: Type.Object({ at: Type.String({ format: 'datetime' }) }) }, () => {}) }")
        .replace(/^/, "import { Type } from '@sinclair/typebox'\n")
    }
  }),
  yaml('plugin-clash', 'a plugin twice', 'plugins:\n  - ./greeter.js\n  - ./other.js\n', {
    files: { 'greeter.js': pluginFile(), 'other.js': pluginFile({ id: 'other' }) }
  }),
  yaml('plugin-failed', 'a plugin that throws when it is registered', 'plugins: [./greeter.js]\n', { files: { 'greeter.js': 'export default async () => { throw new Error("no database") }\n' } }),
  yaml('handler-clash', 'a handler id twice', 'plugins: [./greeter.js]\n', {
    files: { 'greeter.js': pluginFile().replace('async () => {}) }', "async () => {}); router.on('x', { id: 'greet' }, async () => {}) }") }
  }),
  yaml('handler-option', 'a handler with an option that is none', 'plugins: [./greeter.js]\n', { files: { 'greeter.js': pluginFile({ more: ', timeout: 5' }) } }),
  yaml('event-unknown', 'an event that nobody sends, under strict', `strict: true\n${FORGE}plugins: [./greeter.js]\n`, {
    files: { 'greeter.js': pluginFile({ event: 'avi:confluence:create:page' }) }
  }),
  yaml('receiver-option', 'an app id that is none', 'receivers:\n  forge:\n    appIds: [my-app]\n    environments: [PRODUCTION]\n'),
  yaml('receiver-option', 'a key set over plain http', `${FORGE}    keySetUrl: http://example.com/keys\n`),
  yaml('package-missing', 'a variable for a receiver whose name is nearly right', 'receivers:\n  orders: { use: ./own.js }\n', {
    files: { 'own.js': RECEIVER }, environment: { HOOKSMITH_RECEIVERS__ORDRES__OPTIONS__SECRET: 'a secret' }
  }),
  yaml('receiver-none', 'a name of @hooksmith/webhooks that is nearly right', 'receivers:\n  slak: {}\n', { files: installed('@hooksmith/webhooks', undefined, SLACK) }),
  yaml('receiver-none', 'a name that @hooksmith/webhooks does not have', 'receivers:\n  orders: { use: acme }\n', { files: installed('@hooksmith/webhooks', undefined, SLACK) }),
  yaml('receiver-none', 'a receiver file without a plugin', 'receivers:\n  ./own.js: {}\n', { files: { 'own.js': 'export const x = 1\n' } }),
  yaml('receiver-none', 'a receiver file that exports the receiver itself', 'receivers:\n  ./own.js: {}\n', { files: { 'own.js': 'export default { verify () {}, decode () {} }\n' } }),
  yaml('receiver-none', 'a receiver file that adds none', 'receivers:\n  ./own.js: {}\n', { files: { 'own.js': 'export default async () => {}\n' } }),
  yaml('receiver-none', 'a plugin where a receiver is due', 'receivers:\n  "@acme/greeter": {}\n', { files: installed('@acme/greeter', { apiVersion: 1 }, pluginFile()) }),
  yaml('plugin-none', 'a receiver where a plugin is due', `plugins: ["${ORDERS}"]\n`, { files: installed(ORDERS, { apiVersion: 1 }, RECEIVER, 'hooksmith-receiver') }),
  yaml('package-missing', 'a receiver that is nearly right', 'receivers:\n  forg: {}\n'),
  yaml('package-missing', 'a receiver package near one that is installed', 'receivers:\n  hooksmith-receiver-ordres: {}\n', {
    files: { 'package.json': '{ "type": "module", "dependencies": { "hooksmith-receiver-orders": "1" } }' }
  }),
  yaml('package-missing', 'a path to no receiver, under a name', 'receivers:\n  orders:\n    use: ./receivers/orders.ts\n'),
  yaml('name-unknown', 'a receiver under a name, with options beside use', 'receivers:\n  orders:\n    use: ./own.js\n    option: {}\n', { files: { 'own.js': RECEIVER } }),
  yaml('receiver-block', 'a receiver package without its block', `receivers:\n  '${ORDERS}': {}\n`, { files: installed(ORDERS, undefined, RECEIVER, 'hooksmith-receiver') }),
  yaml('receiver-api', 'a receiver of a newer API', `receivers:\n  '${ORDERS}': {}\n`, { files: installed(ORDERS, { apiVersion: 2 }, RECEIVER, 'hooksmith-receiver') }),
  yaml('receiver-option', 'an option that the receiver does not have', `receivers:\n  '${ORDERS}':\n    secert: x\n    secret: x\n`, {
    files: installed(ORDERS, { apiVersion: 1 }, OPTIONS_RECEIVER, 'hooksmith-receiver')
  }),
  yaml('receiver-option', 'an option of the wrong type, under a name', 'receivers:\n  orders:\n    use: ./own.js\n    options:\n      secret: 1\n', { files: { 'own.js': OPTIONS_RECEIVER } }),
  ts('receiver-option', 'a receiver without an option that it needs, in TypeScript', "{ receivers: { orders: { use: './own.js' } } }", { files: { 'own.js': OPTIONS_RECEIVER } }),
  yaml('receiver-option', 'a receiver whose name is none', 'receivers:\n  ./own.js: {}\n', { files: { 'own.js': receiverFile('Own', '/own') } }),
  yaml('receiver-failed', 'a receiver that throws when it is registered', 'receivers:\n  ./own.js: {}\n', { files: { 'own.js': 'export default async () => { throw new Error("no licence") }\n' } }),
  yaml('receiver-clash', 'two receivers of one name', 'receivers:\n  ./a.js: {}\n  ./b.js: {}\n', {
    files: { 'a.js': receiverFile('own', '/a'), 'b.js': receiverFile('own', '/b') }
  }),
  yaml('receiver-clash', 'a receiver of definePlugin under two names', 'receivers:\n  north: { use: ./own.js, options: { secret: x } }\n  south: { use: ./own.js, options: { secret: x } }\n', {
    files: { 'own.js': OPTIONS_RECEIVER }
  }),
  yaml('receiver-clash', 'two receivers on one path', `${FORGE}  ./own.js: {}\n`, { files: { 'own.js': RECEIVER } }),
  yaml('route-clash', 'a route that is there already', 'plugins: [./page.js]\n', { files: { 'page.js': "export default async function page (fastify) { fastify.get('/health/live', async () => '') }\npage[Symbol.for('skip-override')] = true\n" } }),
  yaml('queue-role', 'a role of its own on a queue in memory', 'queue: memory\nrole: worker\n'),
  yaml('redis-address', 'redis without an address', 'queue: redis\n'),
  yaml('option', 'an option that the driver refuses', 'queue: { driver: redis, wait: { replicas: 1, timeoutMs: 5000 } }\n', {
    environment: { REDIS_URL: 'redis://user:secret@localhost' }
  }),
  yaml('token-key', 'production without a key', FORGE, { environment: { NODE_ENV: 'production' } }),
  yaml('token-key', 'a key that is none', FORGE, { environment: { HOOKSMITH_TOKEN_KEYS: 'a-secret-that-is-too-short' } }),
  yaml('spool-disk', 'a spool in memory', 'spool: { directory: /dev/shm/hooksmith-spool }\n'),
  yaml('spool-option', 'a spool that outlasts the memory for duplicates', `${FORGE}spool: { allowVanishing: true, maxAgeMs: 86400000 }\n`),
  yaml('schedule', 'a schedule that is no cron', "schedules: { nightly: { cron: '0 25 * * *' } }\n"),
  yaml('schedule', 'a time zone that nobody knows', "schedules: { nightly: { cron: '0 3 * * *', timeZone: Europe/Berln } }\n")
]
