import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ForgeSimulator, type Installation } from '@hooksmith/simulator'
import { test, type Test } from 'tap'
import { startRegistry, type Registry } from './registry.js'
import { bumped, ReleaseCopy, type RepositoryPackage } from './release.js'
import { runStep, startProgram, type Running } from './steps.js'
import { readTutorial, type TutorialStep } from './tutorial.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PLUGIN = 'hooksmith-plugin-walker'
/** What the release of this walk is about: one package of Hooksmith's own, and one plugin. */
const [CHANGED, CHANGED_PLUGIN, CHANGE] = ['@hooksmith/core', 'hooksmith-plugin-log-events', 'What the walk changed.']
const CHANGESET = `---\n"${CHANGED}": minor\n"${CHANGED_PLUGIN}": patch\n---\n\n${CHANGE}\n`

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

/** A registry with what a release of this work tree publishes; it goes with the test. */
async function release (t: Test, home: string): Promise<Registry> {
  const registry = await startRegistry(home)
  t.teardown(() => registry.close())
  const copy = await ReleaseCopy.make(root, join(home, 'release'))
  const before = await copy.packages()
  const tagsOfRoot = await runStep(root, {}, 'git', 'tag')
  await copy.begin(CHANGESET)
  await step(t, copy.root, registry, 'npm', 'run', 'release:version')
  const after = await copy.packages()
  checkVersions(t, before, after)
  const said = await step(t, copy.root, registry, 'npm', 'run', 'release:publish')
  await checkPublished(t, { copy, registry, packages: after, said })
  t.match(await step(t, copy.root, registry, 'npm', 'run', 'release:publish'), 'No unpublished projects to publish', 'a second run publishes nothing')
  t.same(await runStep(root, {}, 'git', 'tag'), tagsOfRoot, 'tags are made where the release is')
  return registry
}

/** Hooksmith's own packages have one version together, whichever of them changed; plugins have their own; what is private has none to change. */
function checkVersions (t: Test, before: readonly RepositoryPackage[], after: readonly RepositoryPackage[]): void {
  const expected = before.map(({ name, isPrivate, folder, version }) => {
    if (isPrivate) return [name, version]
    if (folder.startsWith('packages/')) return [name, bumped(version, 'minor')]
    return [name, name === CHANGED_PLUGIN ? bumped(version, 'patch') : version]
  })
  t.same(after.map(({ name, version }) => [name, version]), expected)
  for (const { name, version, changelog } of after.filter(({ isPrivate }) => !isPrivate)) {
    t.match(changelog.split('\n').filter((line) => line.startsWith('## '))[0], `## ${version}`, `${name}: its CHANGELOG begins with its version`)
    t.equal(changelog.includes(CHANGE), [CHANGED, CHANGED_PLUGIN].includes(name), `${name}: its CHANGELOG tells what changed in it`)
  }
}

/** A copy that was published, with its packages as it has them, and what publishing them said. */
interface Publication {
  readonly copy: ReleaseCopy
  readonly registry: Registry
  readonly packages: readonly RepositoryPackage[]
  readonly said: string
}

/** Every public package is in the registry under its version as users need it, and nothing else is. */
async function checkPublished (t: Test, { copy, registry, packages, said }: Publication): Promise<void> {
  const open = packages.filter(({ isPrivate }) => !isPrivate)
  const tags = open.map(({ name, version }) => `${name}@${version}`).sort()
  t.same([...said.matchAll(/New tag: +(\S+)/g)].map(([, tag]) => tag).sort(), tags, 'what was published')
  t.same(await copy.tags(), tags, 'what was tagged')
  t.ok(packages.length > open.length, 'there is something private')
  for (const { name, version = '' } of open) {
    const { versions, ...packument } = await registry.read(name)
    t.same([packument['dist-tags'].latest, Object.keys(versions)], [version, [version]], `${name} is there as ${version}`)
    const manifest = versions[version] ?? {}
    t.notMatch(JSON.stringify(manifest), /workspace:|catalog:|\.\/src\//, `${name}: nothing of the workspace is left`)
    for (const { name: other, version: own } of open) {
      const wanted = manifest.dependencies?.[other]
      if (wanted !== undefined) t.equal(wanted, `^${own}`, `${name} needs ${other} of the same release`)
    }
  }
}

/** Scaffolds a plugin as a stranger would, and publishes it. */
async function publishPlugin (t: Test, work: string, registry: Registry): Promise<void> {
  await mkdir(work)
  await step(t, work, registry, 'npm', 'create', '--yes', '@hooksmith/plugin', 'walker', '--', '--yes')
  const plugin = join(work, 'walker')
  await step(t, plugin, registry, 'npm', 'install')
  await step(t, plugin, registry, 'npm', 'run', 'check')
  t.match(await step(t, plugin, registry, 'npm', 'test'), /pass 2/)
  t.match(await step(t, plugin, registry, 'npm', 'run', 'verify'), `✔ ${PLUGIN}: takes avi:confluence:created:page`)
  await step(t, plugin, registry, 'npm', 'publish')
}

/** A platform, and the installation that a server under test serves. */
interface Server { readonly simulator: ForgeSimulator, readonly installation: Installation }

/** An empty folder with a server by names alone, its config of six lines, and an installation that it serves. */
async function installServer (t: Test, project: string, registry: Registry): Promise<Server> {
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
  await step(t, project, registry, 'npx', 'hooksmith', 'plugin', 'new', 'second', '--yes')
  t.match(await readFile(join(project, 'second/package.json'), 'utf8'), '"hooksmith-plugin"', 'the command begins one as well')
  return { simulator, installation }
}

async function freePort (): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  server.close()
  return String(port)
}

/** Does what a tutorial says, as written; what goes on by itself ends with the test. */
async function follow (t: Test, folder: string, registry: Registry, steps: readonly TutorialStep[]): Promise<void> {
  const env = { ...registry.env, PORT: await freePort() }
  let here = folder
  let running: Running | undefined
  for (const one of steps) {
    if (one.kind === 'file') {
      await mkdir(dirname(join(here, one.path)), { recursive: true })
      await writeFile(join(here, one.path), one.text)
    } else if (one.kind === 'output') {
      for (const line of one.lines) await running?.said(line)
    } else if (one.text.startsWith('cd ')) {
      here = join(here, one.text.slice(3))
    } else if (one.text === 'npx hooksmith dev') {
      const started = startProgram(here, env, 'node_modules/.bin/hooksmith', 'dev')
      t.teardown(async () => { await started.stop() })
      await started.said('greeter')
      running = started
    } else {
      const [program = '', ...args] = one.text.split(' ')
      await step(t, here, { ...registry, env }, program, ...args)
    }
  }
  t.ok(running !== undefined, 'something ran')
}

test('from a registry', async (t) => {
  t.setTimeout(1_200_000)
  const home = await mkdtemp(join(tmpdir(), 'hooksmith-walk-'))
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const registry = await release(t, home)

  await t.test('scaffold, test, verify and publish a plugin, install it by name, serve, and its handler runs', async (t) => {
    t.setTimeout(1_200_000)
    await publishPlugin(t, join(home, 'work'), registry)
    const project = join(home, 'project')
    const { simulator, installation } = await installServer(t, project, registry)
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

  await t.test('the tutorial does what it says, in under ten commands', async (t) => {
    t.setTimeout(1_200_000)
    const folder = join(home, 'tutorial')
    await mkdir(folder)
    const steps = readTutorial(await readFile(join(root, 'docs/tutorial.md'), 'utf8'))
    t.ok(steps.filter(({ kind }) => kind === 'command').length < 10)
    await follow(t, folder, registry, steps)
  })
})
