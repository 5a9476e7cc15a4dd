import { LmdbQueue, LmdbStore } from '@hooksmith/lmdb'
import { readFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { StoreTokenStore } from '@hooksmith/core'
import { test } from 'tap'
import { runCommand } from './support/command.js'
import { APP_ID, FORGE, makeProject, pluginFile, type TestProject } from './support/project.js'

const PROJECT = { 'hooksmith.config.yaml': `${FORGE}plugins: [./greeter.js]\n`, 'greeter.js': pluginFile() }

/** Puts dead letters into the project's queue, as a server would have. */
async function makeDead ({ directory }: TestProject, ids: readonly string[], handler = 'greeter/greet'): Promise<void> {
  const queue = new LmdbQueue({ path: join(directory, '.hooksmith/lmdb') })
  const event = { specversion: '1.0', type: 'avi:confluence:created:page', source: 'urn:test', tenant: 'acme', data: { title: 'secret-title' } } as const
  for (const id of ids) await queue.enqueue({ ...event, id }, [{ id: `${id}/${handler}`, handler }])
  // The driver keeps no process alive.
  const alive = setInterval(() => {}, 1_000)
  let left = ids.length
  await new Promise<void>((resolve) => {
    const consumer = queue.consume({
      handlers: [handler],
      concurrency: 1,
      run: async () => ({ outcome: 'dead', code: 'HKS_ERR_HANDLER_GAVE_UP', reason: 'no such space' }),
      onSettled: () => { if (--left === 0) void consumer.close().then(resolve) }
    })
  })
  clearInterval(alive)
  await queue.close()
}

test('check says in a line what is in order, and for programs the same', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  t.match(await runCommand(directory, ['check']), { code: 0, output: '✔ hooksmith.config.yaml: queue lmdb · store lmdb · receivers forge · plugins ./greeter.js', complaints: '' })
  const { code, output } = await runCommand(directory, ['check', '--json'])
  t.same([code, JSON.parse(output)], [0, { ok: true, file: 'hooksmith.config.yaml', problems: [], warnings: [] }])
})

test('check ends with 78 and the places of all mistakes; --json has the same in parts', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': 'rol: both\nserver: { port: -1 }\n' })
  const { code, output } = await runCommand(directory, ['check'])
  t.equal(code, 78)
  t.equal(output, [
    "hooksmith.config.yaml:1:1  error: a config has no member 'rol'  [name-unknown]", "    fix: write 'role'",
    "hooksmith.config.yaml:2:11  error: 'server.port' must be a whole number from 0 to 65535, received -1  [value-range]", '    fix: write a whole number from 0 to 65535',
    '2 mistakes'
  ].join('\n'))
  const json: unknown = JSON.parse((await runCommand(directory, ['check', '--json'])).output)
  t.match(json, { ok: false, problems: [{ code: 'name-unknown', at: 'hooksmith.config.yaml:1:1', file: 'hooksmith.config.yaml', line: 1, column: 1, fix: "write 'role'" }, {}] })
})

test('check warns of an event that nobody sends, and looks at the manifest beside the config', async (t) => {
  const project = await makeProject(t, { ...PROJECT, 'greeter.js': pluginFile({ event: 'avi:confluence:create:page' }) })
  const warned = await runCommand(project.directory, ['check'])
  t.match(warned, { code: 0, output: /warning: handler 'greeter\/greet': no known event matches .* did you mean 'avi:confluence:created:page'/ })
  await project.write('manifest.yml', 'app: { id: x }\n')
  t.match(await runCommand(project.directory, ['check']), { code: 78, output: /manifest\.yml:1:\d+ {2}error: / })
})

test('check opens nothing and makes no file', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  await runCommand(directory, ['check'])
  await t.rejects(readFile(join(directory, '.hooksmith/token.key')), { code: 'ENOENT' })
})

test('routes lists receivers and handlers', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  const { code, output } = await runCommand(directory, ['routes'])
  t.equal(code, 0)
  t.equal(output, [
    '  receiver  takes', '  forge     POST /forge/events', '',
    '  handler        retries  timeout  wants', '  greeter/greet  4        60 s     avi:confluence:created:page'
  ].join('\n'))
  t.match(JSON.parse((await runCommand(directory, ['routes', '--json'])).output), { receivers: [{ name: 'forge' }], handlers: [{ id: 'greeter/greet' }] })
})

/** A plugin as a file, with endpoints and no handler. */
const PANEL = `import { definePlugin } from '@hooksmith/core'
export default definePlugin({
  name: 'panel',
  register (router) {
    router.endpoint('/panel/:id', { methods: ['GET', 'PUT'], forge: { moduleKey: 'page-panel' } }, () => ({}))
    router.endpoint('/hooks*', {}, () => ({}))
  }
})
`
const WITH_PANEL = { 'hooksmith.config.yaml': `${FORGE}plugins: [./panel.js]\n`, 'panel.js': PANEL }

test('routes lists endpoints, with who proves their callers and whose they are; check names them', async (t) => {
  const { directory } = await makeProject(t, WITH_PANEL)
  t.match((await runCommand(directory, ['routes'])).output, [
    '  endpoint            proven by  plugin', '  GET,PUT /panel/:id  forge      panel', '  POST /hooks*        forge      panel'
  ].join('\n'))
  const { endpoints } = JSON.parse((await runCommand(directory, ['routes', '--json'])).output)
  t.match(endpoints, [{ plugin: 'panel', path: '/panel/:id', methods: ['GET', 'PUT'], guard: 'forge', guardOptions: { moduleKey: 'page-panel' } }, {}])
  t.match((await runCommand(directory, ['check'])).output, /plugins \.\/panel\.js\n {2}answers GET,PUT \/panel\/:id \(panel\), POST \/hooks\* \(panel\)$/)
})

test('check tells of an endpoint whose module the manifest does not have, by the nearest key, and of a web trigger beside every endpoint', async (t) => {
  const project = await makeProject(t, WITH_PANEL)
  const manifest = (panel: string, hooks: string): string => [
    `app: { id: ari:cloud:ecosystem::app/${APP_ID}, runtime: { name: nodejs22.x } }`, 'modules:',
    `  confluence:contentBylineItem: [{ key: ${panel}, title: Panel, resolver: { endpoint: api } }]`, '  webtrigger: [{ key: in, endpoint: hooks }]',
    '  trigger: [{ key: life, endpoint: events, events: [avi:forge:installed:app] }]',
    `  endpoint: [{ key: api, remote: b }, { key: hooks, remote: b, route: { path: ${hooks} } }, { key: events, remote: b, route: { path: /forge/events } }]`,
    'remotes: [{ key: b, baseUrl: https://b.example.com }]', ''
  ].join('\n')
  await project.write('manifest.yml', manifest('page-panl', '/hoks'))
  const { code, output } = await runCommand(project.directory, ['check'])
  t.equal(code, 78)
  t.match(output, /'page-panel', and there is no module of that key: every call is refused {2}\[endpoint-module-unknown\]\n {4}fix: write 'page-panl' in forge\.moduleKey/)
  t.match(output, /webtrigger 'in' calls '\/hoks', and no endpoint of the server takes that {2}\[route-unknown\]\n {4}fix: write '\/hooks'/)
  await project.write('manifest.yml', manifest('page-panel', '/hooks/in'))
  t.match(await runCommand(project.directory, ['check']), { code: 0 })
})

test("mistakes of endpoints stand at their plugin's place in the config", async (t) => {
  const clashing = PANEL.replaceAll("'panel'", "'other'").replace("moduleKey: 'page-panel'", 'moduleKeys: 1')
  const project = await makeProject(t, { 'hooksmith.config.yaml': `${FORGE}plugins:\n  - ./panel.js\n  - ./other.js\n`, 'panel.js': PANEL, 'other.js': clashing })
  const { code, output } = await runCommand(project.directory, ['check'])
  t.equal(code, 78)
  t.match(output, /yaml:7:\d+ {2}error: endpoint 'other \/hooks\*': POST is taken there by endpoint 'panel \/hooks\*' \(from \.\/other\.js\) {2}\[route-clash\]/)
  await project.write('hooksmith.config.yaml', 'receivers: {}\nplugins:\n  - ./panel.js\n')
  t.match((await runCommand(project.directory, ['check'])).output, /yaml:3:\d+ {2}error: endpoint 'panel \/panel\/:id': nobody can prove who calls it.* {2}\[handler-option\]/)
})

test('dead letters are listed, shown without their data, run again and removed', async (t) => {
  const project = await makeProject(t, PROJECT)
  const { directory } = project
  t.match(await runCommand(directory, ['dead', 'list']), { code: 0, output: '  no dead letters' })
  await makeDead(project, ['one', 'two', 'three'])
  const listed = await runCommand(directory, ['dead', 'list'])
  t.match(listed.output, /one\/greeter\/greet {4,}avi:confluence:created:page {2}1 +\d s +no such space HKS_ERR_HANDLER_GAVE_UP/)
  t.match(JSON.parse((await runCommand(directory, ['dead', 'list', '--json', '--limit', '2'])).output), { total: 3, jobs: { length: 2 } })
  const shown = await runCommand(directory, ['dead', 'show', 'one/greeter/greet'])
  t.match(shown.output, /why +no such space {2}\[HKS_ERR_HANDLER_GAVE_UP\]/)
  t.notMatch(shown.output, 'secret-title')
  t.match((await runCommand(directory, ['dead', 'show', 'one/greeter/greet', '--data'])).output, 'secret-title')
  t.match(await runCommand(directory, ['dead', 'retry', 'one/greeter/greet']), { code: 0, output: '  1 dead letter made due again' })
  t.match(await runCommand(directory, ['dead', 'remove', 'one/greeter/greet']), { code: 0, output: '  0 dead letters removed' }, 'it is not dead any more')
  t.match(await runCommand(directory, ['dead', 'remove', '--all', '--json']), { code: 0, output: '{"removed":2}' })
})

test('nobody retries or removes all by naming none', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  for (const verb of ['retry', 'remove']) t.match(await runCommand(directory, ['dead', verb]), { code: 2, complaints: 'Say which: ids, --handler, --tenant, or --all' })
})

test('a queue in the memory of a server cannot be looked into, and that is said', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': 'queue: memory\n' })
  t.match(await runCommand(directory, ['dead', 'list']), { code: 1, complaints: /The queue is 'memory'/ })
})

test('tokens rotate encrypts anew and shows neither keys nor tokens', async (t) => {
  const project = await makeProject(t, PROJECT)
  const [old, fresh] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64url'))
  const store = new LmdbStore({ path: join(project.directory, '.hooksmith/lmdb') })
  await new StoreTokenStore({ store, keys: [old ?? ''] }).put('acme', { value: 'marker-token', expiresAt: Date.now() + 60_000, apiBaseUrl: 'https://api.atlassian.com' })
  await store.close()
  const result = await runCommand(project.directory, ['tokens', 'rotate'], { HOOKSMITH_TOKEN_KEYS: `${fresh},${old}` })
  t.match(result, { code: 0, output: '  1 encrypted anew, 0 were under the newest key, 0 cannot be opened with any key of the list' })
  t.notMatch(JSON.stringify(result), 'marker-token')
  t.match(await runCommand(project.directory, ['tokens', 'rotate', '--json'], { HOOKSMITH_TOKEN_KEYS: fresh }), { output: '{"rotated":0,"current":1,"unreadable":0}' })
})

test('manifest generate begins a manifest, adds to it once, and then check is content with it', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  t.match(await runCommand(directory, ['manifest', 'generate']), { code: 2, complaints: /give --base-url/ })
  const preview = await runCommand(directory, ['manifest', 'generate', '--base-url', 'https://my.host'])
  t.match(preview, { code: 0, output: new RegExp(`id: ari:cloud:ecosystem::app/${APP_ID}`), complaints: /\+ remote 'hooksmith'/ })
  t.equal((await runCommand(directory, ['manifest', 'generate', '--base-url', 'https://my.host', '--write'])).code, 0)
  t.match(await runCommand(directory, ['manifest', 'generate', '--write']), { code: 0, output: '  manifest.yml has all that the server needs' })
  t.match(await runCommand(directory, ['check']), { code: 0, output: /✔ manifest\.yml$/ })
})

test('doctor tells what is broken, without a secret, and ends with 1', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `queue: redis\n${FORGE}    keySetUrl: http://127.0.0.1:1/keys\n` }, ['core', 'redis'])
  const { code, output } = await runCommand(directory, ['doctor', '--json'], { REDIS_URL: 'redis://user:marker-secret@127.0.0.1:1' })
  t.equal(code, 1)
  const { findings } = JSON.parse(output) as { readonly findings: ReadonlyArray<{ readonly what: string, readonly status: string }> }
  t.same(findings.map(({ what, status }) => `${what} ${status}`), ['node ok', 'config ok', 'receivers ok', 'keys broken', 'tokens ok', 'queue broken', 'store broken'])
  t.notMatch(output, 'marker-secret')
})

test('doctor says that a server would not start for what its plugins register, and looks at the rest all the same', async (t) => {
  const notes = pluginFile().replace('async () => {}) }', "async () => {}); router.endpoint('/notes', {}, () => {}) }")
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': 'plugins: [./greeter.js]\n', 'greeter.js': notes })
  const { code, output } = await runCommand(directory, ['doctor', '--json'])
  t.equal(code, 1)
  const { findings } = JSON.parse(output) as { readonly findings: ReadonlyArray<Record<'what' | 'status' | 'text', string>> }
  t.same(findings.map(({ what, status }) => `${what} ${status}`).slice(0, 6), ['node ok', 'config broken', 'receivers warning', 'tokens ok', 'queue ok', 'store ok'])
  t.match(findings[1]?.text, /^1 to mend, the first at hooksmith\.config\.yaml:1:11: endpoint 'greeter \/notes': nobody can prove who calls it/)
})

test('send needs a running simulator, and knows the names of events', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  t.match(await runCommand(directory, ['send', 'avi:confluence:created:page']), { code: 1, complaints: /start `hooksmith dev`/ })
  t.match(await runCommand(directory, ['send', 'avi:confluence:create:page']), { code: 2, complaints: /Did you mean avi:confluence:created:page\?/ })
  t.match(await runCommand(directory, ['send', 'avi:confluence:created:page', '--data', 'x']), { code: 2, complaints: '--data must hold a JSON object' })
})

test('dev says what to install when the simulator is not there', async (t) => {
  const { directory } = await makeProject(t, PROJECT)
  t.match(await runCommand(directory, ['dev']), { code: 1, complaints: /npm install --save-dev @hooksmith\/simulator/ })
})

test('a mistyped command or flag suggests the nearest and ends with 2; help ends with 0 and teaches by example', async (t) => {
  const { directory } = await makeProject(t, {})
  t.match(await runCommand(directory, ['chekc']), { code: 2, complaints: /Did you mean check\?/ })
  t.match(await runCommand(directory, ['check', '--jsno']), { code: 2, complaints: /Did you mean --json\?/ })
  const { code, output } = await runCommand(directory, ['--help'])
  t.equal(code, 0)
  for (const name of ['dev', 'serve', 'check', 'doctor', 'routes', 'send', 'dead', 'manifest', 'tokens']) {
    t.match(output, new RegExp(`^  ${name} `, 'm'), `${name} is in the help`)
    t.match((await runCommand(directory, [name, '--help'])).output, /\$ hooksmith /, `${name} shows an example`)
  }
})

test('a command that reads a config ends with 78 when there is none', async (t) => {
  const { directory } = await makeProject(t, {})
  for (const args of [['serve'], ['dev'], ['routes'], ['dead', 'list'], ['manifest', 'generate']]) {
    t.match(await runCommand(directory, args), { code: 78, complaints: /there is no config file here/ }, args.join(' '))
  }
})
