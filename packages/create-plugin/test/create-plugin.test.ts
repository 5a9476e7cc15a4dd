import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { createPlugin, runCreate } from '../src/index.js'
import { packageNameFor, pluginNameOf, wrongEvent, wrongPackageName } from '../src/names.js'

async function emptyFolder (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksmith-create-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the command in a folder, nobody to be asked. */
async function run (directory: string, ...args: string[]): Promise<{ code: number, out: string, err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const streams = { write: (text: string) => { out.push(text) }, complain: (text: string) => { err.push(text) } }
  const code = await runCreate(args, { directory, ...streams, isInteractive: false })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test('a plugin is whole: no placeholder is left, and everything has its name', async (t) => {
  const folder = join(await emptyFolder(t), 'greeter')
  const options = { folder, name: '@acme/hooksmith-plugin-greeter', event: 'schedule:nightly', description: 'Says "hi"\nat night', author: 'Acme' }
  const created = await createPlugin(options)
  t.match(created, { name: '@acme/hooksmith-plugin-greeter', plugin: 'greeter' })
  for (const file of created.files) t.notMatch(await readFile(join(folder, file), 'utf8'), /__[A-Z]+__/, file)
  t.same([...created.files].sort(), (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort())
  t.match(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')), {
    name: '@acme/hooksmith-plugin-greeter', description: 'Says "hi" at night', hooksmith: { apiVersion: 1, events: ['schedule:nightly'] }, license: 'MIT'
  })
  t.match(await readFile(join(folder, 'src/index.ts'), 'utf8'), /name: 'greeter'[^]*router\.on\('schedule:nightly'/)
  t.match(await readFile(join(folder, 'test/index.test.ts'), 'utf8'), /app\.emit\({ type: 'schedule:nightly' }\)/)
  t.match(await readFile(join(folder, 'LICENSE'), 'utf8'), /MIT License[^]*Acme/)
  t.ok(created.files.includes('.gitignore'))
})

test('an event of the catalogue is sent as Forge sends it', async (t) => {
  const folder = await emptyFolder(t)
  await createPlugin({ folder, name: 'hooksmith-plugin-a', event: 'avi:jira:created:issue' })
  t.match(await readFile(join(folder, 'test/index.test.ts'), 'utf8'), /app\.send\('avi:jira:created:issue'\)/)
})

test("a registry of one's own stands in package.json, and in .npmrc for its scope", async (t) => {
  const folder = await emptyFolder(t)
  await createPlugin({ folder, name: '@acme/hooksmith-plugin-a', registry: 'https://npm.acme.example/' })
  t.match(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')), { publishConfig: { registry: 'https://npm.acme.example/' } })
  t.equal(await readFile(join(folder, '.npmrc'), 'utf8'), '@acme:registry=https://npm.acme.example/\n')
  const another = { folder: join(folder, 'b'), name: 'b', registry: 'https://me:secret@npm.acme.example/' }
  await t.rejects(createPlugin(another), { code: 'HKS_ERR_CREATE_REGISTRY', message: /^(?!.*secret)/ })
})

test('a folder that is not empty is left alone', async (t) => {
  const folder = await emptyFolder(t)
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await t.rejects(createPlugin({ folder, name: 'hooksmith-plugin-a' }), { code: 'HKS_ERR_CREATE_FOLDER', message: /notes\.txt/ })
  await t.rejects(createPlugin({ folder: join(folder, 'notes.txt'), name: 'hooksmith-plugin-a' }), { code: 'HKS_ERR_CREATE_FOLDER', message: /is a file/ })
  t.same((await readdir(folder)).sort(), ['.git', 'notes.txt'])
  await rm(join(folder, 'notes.txt'))
  await t.resolves(createPlugin({ folder, name: 'hooksmith-plugin-a' }), 'a fresh repository is empty')
})

test('names that npm or the router would refuse are refused before anything is written', async (t) => {
  for (const name of ['', 'Upper', '.hidden', '_private', 'with space', '@scope', '@scope/', 'a/b', `hooksmith-plugin-${'x'.repeat(81)}`, 'x'.repeat(215)]) {
    t.type(wrongPackageName(name), 'string', `'${name}'`)
  }
  for (const name of ['hooksmith-plugin-a', '@acme/hooksmith-plugin-a', '@acme/greeter', 'greeter2']) t.equal(wrongPackageName(name), undefined, name)
  for (const event of ['', 'page', 'avi:**', "a:b'", 'a b:c', 'a:b\n']) t.type(wrongEvent(event), 'string', event)
  for (const event of ['avi:jira-software:started:sprint', 'avi:cloud:ecosystem::event/x/y', 'schedule:nightly']) t.equal(wrongEvent(event), undefined, event)
  t.equal(pluginNameOf('@acme/hooksmith-plugin-greeter'), 'greeter')
  t.equal(pluginNameOf('hooksmith-plugin-'), 'hooksmith-plugin-')
  t.equal(packageNameFor('My Plugin!'), 'hooksmith-plugin-my-plugin')
  const folder = join(await emptyFolder(t), 'new')
  await t.rejects(createPlugin({ folder, name: 'Upper' }), { code: 'HKS_ERR_CREATE_NAME', message: /upper/ })
  await t.rejects(readdir(folder), { code: 'ENOENT' })
})

test('the command names the package by its folder and says what comes next', async (t) => {
  const directory = await emptyFolder(t)
  const { code, out } = await run(directory, 'My Greeter', '--yes')
  t.equal(code, 0)
  t.match(out, /^hooksmith-plugin-my-greeter: \d+ files written[^]*cd My Greeter[^]*npm install[^]*npm run release/)
})

test('--json tells programs what was written', async (t) => {
  const directory = await emptyFolder(t)
  const { code, out } = await run(directory, '.', '--name', 'hooksmith-plugin-a', '--json')
  t.equal(code, 0)
  t.match(JSON.parse(out), { folder: directory, name: 'hooksmith-plugin-a', plugin: 'a', files: Array })
})

test('exit codes: 2 for the command line, 1 for what cannot be done, 0 for help', async (t) => {
  const directory = await emptyFolder(t)
  t.match(await run(directory), { code: 2, err: /name a folder/ })
  t.match(await run(directory, 'a', '--nam', 'b'), { code: 2, err: /--name/ })
  t.match(await run(directory, 'a', '--name', 'Upper'), { code: 1, err: /HKS_ERR_CREATE_NAME|lower case/ })
  t.match(await run(directory, '--help'), { code: 0, out: /Examples:/ })
  t.same(await readdir(directory), [])
})
