import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ForgeSimulator } from '@hooksmith/simulator'
import { test, type Test } from 'tap'
import { startRegistry, type Registry } from './registry.js'
import { runStep, startProgram } from './steps.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PLUGIN = 'hooksmith-plugin-walker'

/** One step of the walk; its output is shown when it fails, and the walk ends there. */
async function step (t: Test, folder: string, { env }: Registry, ...command: readonly [string, ...string[]]): Promise<string> {
  const [program, ...args] = command
  const { code, output } = await runStep(folder, env, program, ...args)
  t.equal(code, 0, `$ ${command.join(' ')}`)
  if (code !== 0) {
    t.comment(output.slice(-8_000))
    t.bailout(`${command.join(' ')} failed`)
  }
  return output
}

async function packageManager (): Promise<string> {
  const { packageManager: name } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly packageManager: string }
  return name
}

test('from a registry: scaffold, test, verify and publish a plugin, install it by name, serve, and its handler runs', async (t) => {
  t.setTimeout(1_200_000)
  const home = await mkdtemp(join(tmpdir(), 'hooksmith-walk-'))
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const registry = await startRegistry(home)
  t.teardown(() => registry.close())

  // All packages, as a release publishes them.
  await step(t, root, registry, 'npx', 'tsc', '--build')
  await step(t, root, registry, 'npx', '--yes', await packageManager(), '--recursive', 'publish', '--no-git-checks', '--access', 'public')

  // A plugin of one's own.
  const work = join(home, 'work')
  await mkdir(work)
  await step(t, work, registry, 'npm', 'create', '--yes', '@hooksmith/plugin', 'walker', '--', '--yes')
  const plugin = join(work, 'walker')
  await step(t, plugin, registry, 'npm', 'install')
  await step(t, plugin, registry, 'npm', 'run', 'check')
  t.match(await step(t, plugin, registry, 'npm', 'test'), /pass 2/)
  t.match(await step(t, plugin, registry, 'npm', 'run', 'verify'), `✔ ${PLUGIN}: takes avi:confluence:created:page`)
  await step(t, plugin, registry, 'npm', 'publish')

  // A server, by names alone.
  const project = join(home, 'project')
  await mkdir(project)
  await step(t, project, registry, 'npm', 'init', '--yes')
  await step(t, project, registry, 'npm', 'install', 'hooksmith', PLUGIN)
  const simulator = await ForgeSimulator.start()
  t.teardown(() => simulator.close())
  const installation = simulator.createInstallation({ environment: 'DEVELOPMENT' })
  await writeFile(join(project, 'hooksmith.config.yaml'), [
    'receivers:',
    '  forge:',
    `    appIds: [${installation.app.id}]`,
    '    environments: [DEVELOPMENT]',
    `    keySetUrl: ${simulator.jwksUrl}`,
    `plugins: [${PLUGIN}]`
  ].join('\n'))
  t.match(await step(t, project, registry, 'npx', 'hooksmith', 'check'), new RegExp(`plugins ${PLUGIN}`))

  const server = startProgram(project, { HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'json' }, 'node_modules/.bin/hooksmith', 'serve')
  t.teardown(async () => { await server.stop() })
  await server.said('"msg":"started"')
  const address = /"address":"([^"]+)"/.exec(server.output())?.[1] ?? ''
  simulator.setRemote({ baseUrl: address, endpoints: [{ key: 'events', route: '/forge/events' }] })
  const delivery = await simulator.sendEvent(installation, 'avi:confluence:created:page')
  t.match(delivery, { verdict: 'accepted', status: 200 })
  await server.said('"handler":"walker/handle"')
  await server.said('"msg":"Handled"')
  t.equal(await server.stop(), 0, 'SIGTERM ends it in order')
})
