import { test } from 'tap'
import { startPlatform } from './support/forge.js'
import { CommandProcess } from './support/process.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'

const SLOW = pluginFile().replace('async () => {}', "async (event, ctx) => { ctx.log.info('began'); await new Promise((resolve) => setTimeout(resolve, 1000)); ctx.log.info('ended') }")

test('serve takes a signed event, and on SIGTERM finishes what runs and exits with 0', async (t) => {
  const { environment, deliver } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `${FORGE}plugins: [./greeter.js]\n`, 'greeter.js': SLOW })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  t.equal(await deliver(await server.address()), 200)
  await server.says(/"msg":"began"/)
  server.child.kill('SIGTERM')
  t.equal(await server.end(), 0)
  t.match(server.output, /"msg":"ended"/)
  t.match(server.output, /"queue":"lmdb","durable":"machine crash","plugins":\["\.\/greeter\.js"\],"handlers":\["greeter\/greet"\]/)
})

test('serve ends with 78 and every mistake on standard error, and prints no secret', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': 'recievers: {}\n' })
  const server = new CommandProcess(t, directory, ['serve'], { PORT: 'http', HOOKSMITH_TOKEN_KEYS: 'marker-secret' })
  t.equal(await server.end(), 78)
  t.match(server.complaints, /environment PORT {2}error: .*\n.*\n.*HOOKSMITH_TOKEN_KEYS must hold keys[\s\S]*hooksmith\.config\.yaml:1:1 {2}error: a config has no member 'recievers'/)
  t.match(server.complaints, /3 mistakes\n$/)
  t.notMatch(server.output + server.complaints, 'marker-secret')
})

test('serve says at its start which endpoints it answers, and answers them; SIGTERM ends it with 0', async (t) => {
  const panel = `import { definePlugin } from '@hooksmith/core'
export default definePlugin({ name: 'panel', register (router) { router.endpoint('/panel', { methods: ['GET'] }, () => ({})) } })
`
  const { environment } = await startPlatform(t)
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `${FORGE}plugins: [./panel.js]\n`, 'panel.js': panel })
  const server = new CommandProcess(t, directory, ['serve'], environment)
  const response = await fetch(`${await server.address()}/panel`)
  t.same([response.status, await response.json()], [401, { code: 'HKS_ERR_VERIFIER_MISSING', message: 'The caller could not be verified.' }])
  await server.says(/"endpoints":\["GET \/panel \(panel\)"\]/)
  t.notMatch(server.output, /no plugin registers a handler/)
  server.child.kill('SIGTERM')
  t.equal(await server.end(), 0)
})
