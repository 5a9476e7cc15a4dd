import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { APP_ID, FORGE, makeProject } from './support/project.js'
import { runCommand, type CommandResult } from './support/command.js'
import { CommandProcess } from './support/process.js'

const CONFIG = `queue: memory\n${FORGE}plugins: [./pages.js]\n`

const PAGES = `import { definePlugin, reply } from '@hooksmith/core'
import { Type } from '@sinclair/typebox'
export default definePlugin({
  name: 'pages',
  register (router) {
    const forge = { moduleKey: ['page-panel', 'page-macro'], requireUser: true }
    router.endpoint('/pages/:id', { methods: ['GET', 'PUT'], forge }, async ({ method, params, body, query }, { forge }) => {
      const { status } = await forge.asUser().requestConfluence('/wiki/api/v2/pages/1')
      return { method, id: params.id, q: query.get('q'), body: body ?? null, user: forge.principal, module: forge.module.key, status }
    })
    router.endpoint('/pages', { body: Type.Object({ title: Type.String() }) }, ({ body }) => reply({ status: 201, body }))
    router.endpoint('/who', { methods: ['GET'] }, (_call, { forge }) => ({ module: forge.module.key, user: forge.principal ?? null }))
    router.endpoint('/broken', { methods: ['GET'] }, function readBroken () { throw new TypeError('no such page') })
    router.endpoint('/text', { methods: ['GET'], replies: 'any' }, () => 'plain')
  }
})
`

const MANIFEST = `app: { id: 'ari:cloud:ecosystem::app/${APP_ID}' }
modules:
  macro: [{ key: page-macro, title: A macro, resource: main, resolver: { endpoint: ui } }]
  endpoint:
    - { key: ui, remote: backend, auth: { appSystemToken: { enabled: true }, appUserToken: { enabled: true } } }
resources: [{ key: main, path: static/main }]
remotes: [{ key: backend, baseUrl: https://backend.example.com }]
permissions: { scopes: ['read:app-system-token', 'read:app-user-token', 'read:page:confluence'] }
`

/** A project whose server is up under `hooksmith dev`, and what calls it. */
async function develop (t: Test, more: Readonly<Record<string, string>> = {}): Promise<{
  dev: CommandProcess
  write: (name: string, content: string) => Promise<void>
  call: (...args: string[]) => Promise<CommandResult>
}> {
  t.setTimeout(180_000)
  const { directory, write } = await makeProject(t, { 'hooksmith.config.yaml': CONFIG, 'pages.js': PAGES, ...more }, ['core', 'simulator'])
  const dev = new CommandProcess(t, directory, ['dev'])
  await dev.says(/avi:forge:installed:app {2}no handler wants it|in another terminal/)
  const call = async (...args: string[]): Promise<CommandResult> => {
    // The server is up a moment before the platform knows of it.
    for (const until = Date.now() + 40_000; ;) {
      const result = await runCommand(directory, ['call', ...args])
      if (!result.complaints.includes('not up yet') || Date.now() > until) return result
      await sleep(50)
    }
  }
  return { dev, write, call }
}

test('call has a running dev call an endpoint as Forge does: signed, of its module, for a user, with tokens', async (t) => {
  const { dev, call } = await develop(t)
  await dev.says(/in another terminal: hooksmith call \/pages\/1/)
  const { code, output, complaints } = await call('/pages/7?q=a%20b')
  t.equal(code, 0)
  t.match(JSON.parse(output), { method: 'GET', id: '7', q: 'a b', body: null, user: /./, module: 'page-panel', status: 404 }, 'standard output has the body alone')
  t.match(complaints, /^✔ GET \/pages\/7\?q=a%20b {2}answered 200 in \d+ ms, application\/json.* {2}\(module 'page-panel', user \w/)
  await dev.says(/✔ a call of forge {2}answered 200/)

  t.match(await call('/pages/7', '--body', '{"a":1}', '--module', 'page-macro', '--account', 'u1'), { code: 0, output: /"PUT".*"body":\{"a":1\},"user":"u1","module":"page-macro"/ })
  t.match(await call('/who', '--account', 'none'), { code: 0, output: '{"module":"panel","user":null}', complaints: /nobody logged in/ })
  const told = await call('/pages', '--body', '{"title":"x"}', '--json')
  t.match(JSON.parse(told.output), { endpoint: '/pages', method: 'POST', state: 'resolved', status: 201, body: { title: 'x' }, contentType: /json/, notes: [] })
  t.equal(told.complaints, '')
})

test('a call that is refused ends with 1, and says why and what to do', async (t) => {
  const { dev, call, write } = await develop(t)
  for (const [args, complaints] of [
    [['/pages/7', '--module', 'other'], /answered 401.*\n.*instead: Remote could not verify the Forge Invocation Token\n.*for calls of 'page-panel', 'page-macro': --module page-panel/],
    [['/pages/7', '--account', 'none'], /answered 403.*\n.*leave out --account none/],
    [['/pages'], /answered 400.*\n.*wants a body: --body/],
    [['/pages', '--body', '{}'], /answered 400.*\n.*`problems` says what/],
    [['/broken'], /answered 500.*\n.*the handler threw.*has the reason and the place/],
    [['/text'], /answered 200.*\n.*instead: Invalid response from remote.*\n.*takes JSON only/],
    [['/pags/7'], /^There is no endpoint \/pags\/7\. Did you mean \/pages\/:id\?/],
    [['/nothing', '--force'], /answered 404.*\n.*nothing of the server takes this path/]
  ] as const) t.match(await call(...args), { code: 1, complaints }, args.join(' '))
  await dev.says(/call failed .*reason=no such page .*place=readBroken pages\.js:\d+:\d+/)
  t.equal((await call('/text')).output, 'plain', 'what came all the same is shown')

  await write('pages.js', 'export default 1\n')
  await dev.says(/waiting for a change/)
  await write('pages.js', PAGES.replace("'/who'", "'/whoever'"))
  await dev.says(/\/whoever/)
  t.equal((await call('/whoever')).code, 0, 'the endpoints are those of the server that is up')
})

test('by a manifest a call comes of a module that it has, with the tokens that it grants; another is called for all the same, and told', async (t) => {
  const { call } = await develop(t, { 'manifest.yml': MANIFEST })
  t.match(await call('/pages/7'), { code: 0, output: /"module":"page-macro","status":404/, complaints: /^[^!]*$/ })
  t.match(await call('/who'), { code: 0, output: /"page-macro"/ })
  t.match(await call('/pages/7', '--module', 'page-panel'), { code: 0, output: /"page-panel"/, complaints: /! manifest\.yml has no module 'page-panel' that leads to an endpoint/ })
  t.match(await call('/pages/7', '--module', 'page-marco'), { code: 1, complaints: /! manifest\.yml has no module 'page-marco'.*did you mean 'page-macro'\?/ })
})
