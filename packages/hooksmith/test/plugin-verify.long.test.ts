import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createColors } from 'picocolors'
import { test, type Test } from 'tap'
import { runProgram } from '../src/command/program.js'

// Below this package, so that what a plugin imports is found.
const home = fileURLToPath(new URL('../.cache/', import.meta.url))

const PACKAGE = {
  name: 'hooksmith-plugin-sample',
  version: '1.0.0',
  description: 'A sample.',
  license: 'MIT',
  type: 'module',
  keywords: ['hooksmith-plugin'],
  hooksmith: { apiVersion: 1, events: ['avi:jira:created:issue'], scopes: [] },
  engines: { node: '>=20.19.0' },
  files: ['dist'],
  sideEffects: false,
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } }
}

const FILES: Readonly<Record<string, string>> = {
  'README.md': '# Sample\n\n## Options\n\n| Name | Type | Default | Meaning |\n| --- | --- | --- | --- |\n| `text` | string | `Hi` | what |\n',
  LICENSE: 'MIT',
  'dist/index.js': `import { Type } from '@sinclair/typebox'
import { definePlugin } from '@hooksmith/core'
export default definePlugin({
  name: 'sample',
  options: Type.Object({ text: Type.String({ default: 'Hi' }) }),
  register (router) { router.on('avi:jira:created:issue', { id: 'h' }, () => {}) }
})
`,
  'dist/index.d.ts': "import type { FastifyPluginAsync } from 'fastify'\ndeclare const plugin: FastifyPluginAsync<{ text?: string }>\nexport default plugin\n"
}

/** A plugin in a folder of its own, with what should differ; `undefined` leaves a file or member out. */
async function writePlugin (t: Test, files: Readonly<Record<string, string | undefined>> = {}, json: object = {}): Promise<string> {
  await mkdir(home, { recursive: true })
  const folder = await mkdtemp(join(home, 'verify-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ ...FILES, 'package.json': JSON.stringify({ ...PACKAGE, ...json }), ...files })) {
    if (text === undefined) continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function verify (directory: string, ...flags: readonly string[]): Promise<{ code: number, out: string }> {
  const out: string[] = []
  const say = (text: string): void => { out.push(text) }
  const around = { directory, environment: {}, write: say, complain: say, color: createColors(false), isTerminal: false }
  return { code: await runProgram(['plugin', 'verify', ...flags], around), out: out.join('\n') }
}

test('a plugin in order passes, and is told in a line', async (t) => {
  t.match(await verify(await writePlugin(t)), { code: 0, out: /^✔ hooksmith-plugin-sample: takes avi:jira:created:issue/ })
})

test('everything that is wrong is told at once, for programs too', async (t) => {
  const folder = await writePlugin(t, {
    'README.md': FILES['README.md']?.replace('`Hi`', '`Hello`'),
    'dist/index.d.ts': undefined,
    'dist/index.test.js': '',
    'dist/.env': 'SECRET=1'
  }, {
    keywords: [], license: undefined, hooksmith: { apiVersion: 1, events: ['avi:jira:updated:issue'], scopes: ['everything'] }, dependencies: { '@hooksmith/core': '*' }
  })
  const { code, out } = await verify(folder, '--json')
  t.equal(code, 1)
  // What the command writes for programs.
  const { problems } = JSON.parse(out) as { problems: Array<{ code: string, fix: string }> }
  const codes = new Set(problems.map((problem) => problem.code))
  for (const expected of [
    'plugin-keyword', 'package-field', 'package-peer', 'exports', 'types', 'files-surplus', 'event-undeclared', 'event-unused', 'scope-shape', 'option-default'
  ]) t.ok(codes.has(expected), expected)
  t.ok(problems.every(({ fix }) => fix.length > 0), 'each with what to do')
})

test('a folder without a package, one that is not built, and a module that is no plugin are told', async (t) => {
  t.match(await verify(home), { code: 1, out: /package-missing/ })
  t.match(await verify(await writePlugin(t, { 'dist/index.js': undefined })), { code: 1, out: /plugin-failed[^]*build the package/ })
  t.match(await verify(await writePlugin(t, { 'dist/index.js': 'export default 5' })), { code: 1, out: /plugin-none/ })
})

test('--options that are no JSON are a mistake of the command line', async (t) => {
  t.match(await verify(await writePlugin(t), '--options', '{'), { code: 2, out: /--options is no JSON/ })
})
