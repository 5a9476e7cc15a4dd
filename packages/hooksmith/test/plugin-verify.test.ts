import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Type } from '@sinclair/typebox'
import { definePlugin, describePlugin } from '@hooksmith/core'
import { test } from 'tap'
import { checkScopes, compareEvents } from '../src/command/plugin-verify/declared.js'
import type { VerifyProblem } from '../src/command/plugin-verify/problem.js'
import { compareOptions, exampleOptions, optionRows } from '../src/command/plugin-verify/readme.js'
import { covers, tryRegistration, type LoadedPlugin } from '../src/command/plugin-verify/registered.js'
import type { PluginFunction } from '../src/index.js'

const plugins = fileURLToPath(new URL('../../../plugins/', import.meta.url))

const schema = Type.Object({
  text: Type.String({ default: 'Hi' }),
  limit: Type.Integer({ default: 3 }),
  events: Type.Array(Type.String(), { default: ['**'] }),
  mode: Type.Union([Type.Literal('a'), Type.Literal('b')], { default: 'a' }),
  url: Type.String(),
  note: Type.Optional(Type.String())
})

function readmeOf (...rows: readonly string[]): string {
  return ['# x', '', '## Options', '', '| Name | Type | Default | Meaning |', '| --- | --- | --- | --- |', ...rows, '', '## Errors', '', '| `HKS` | 1 | 2 | 3 |'].join('\n')
}

const GOOD = [
  '| `text` | string | `Hi` | what |', '| `limit` | number | `3` | how many |', '| `events` | list of strings | `["**"]` | which |',
  '| `mode` | string | `a` | how |', '| `url` | string | required | where |', '| `note` | string | none | why |'
]

function codesOf (problems: readonly VerifyProblem[]): string[] {
  return problems.map(({ code }) => code)
}

function loaded (plugin: PluginFunction): LoadedPlugin {
  const description = describePlugin(plugin)
  if (description === undefined) throw new TypeError('no plugin')
  return { plugin, description }
}

test('a table that says what the schema says has no problem', async (t) => {
  t.same(compareOptions(optionRows(readmeOf(...GOOD)), schema), [])
  t.same(compareOptions(optionRows('# no options\n'), undefined), [])
})

test('each way in which table and schema differ is told, with its line', async (t) => {
  const [text = '', limit = '', ...rest] = GOOD
  const changed = (over: string, ...others: readonly string[]): readonly VerifyProblem[] =>
    compareOptions(optionRows(readmeOf(over, limit, ...rest, ...others)), schema)
  t.same(codesOf(changed('| `txet` | string | `Hi` | what |')), ['option-undocumented', 'option-unknown'])
  t.same(codesOf(changed('| `text` | number | `Hi` | what |')), ['option-type'])
  t.match(changed('| `text` | string | `Hello` | what |'), [{ code: 'option-default', where: 'README.md:7', message: /"Hi".*Hello/, fix: 'write `Hi`' }])
  t.same(codesOf(changed('| `text` | string | | what |')), ['option-default'])
  t.same(codesOf(changed(text, '| `more` | string | none | x |')), ['option-unknown'])
  t.same(codesOf(compareOptions(optionRows(readmeOf(...GOOD.map((row) => row.replace('required', 'none')))), schema)), ['option-default'])
})

test('the example is the first YAML that names the package', async (t) => {
  const readme = '```yaml\nother: 1\n```\n```yaml\nplugins:\n  - use: \'@a/b\'\n    options: { url: x }\n  - c\n```\n```yaml\n: [\n```\n'
  t.same(exampleOptions(readme, '@a/b'), { url: 'x' })
  t.same(exampleOptions(readme, 'c'), {})
  t.equal(exampleOptions(readme, 'd'), undefined)
})

test('events: a wider pattern announces a narrower one, and everything must be announced and taken', async (t) => {
  t.equal(covers('**', 'avi:jira:**'), true)
  t.equal(covers('avi:jira:*:issue', 'avi:jira:created:issue'), true)
  t.equal(covers('avi:jira:created:issue', 'avi:jira:*:issue'), false)
  const block = { apiVersion: 1, events: ['avi:jira:**', 'schedule:nightly'], scopes: [] }
  t.match(compareEvents(block, ['avi:jira:created:issue', 'avi:confluence:created:page']), [
    { code: 'event-undeclared', message: /avi:confluence:created:page/ }, { code: 'event-unused', message: /schedule:nightly/ }
  ])
})

test('scopes: misspelt by the catalogue, of no shape, twice, or none although APIs are called', async (t) => {
  const check = (scopes: readonly string[], calls = false): string[] => codesOf(checkScopes({ apiVersion: 1, events: [], scopes }, calls))
  t.same(check(['read:confluence-content.summary', 'write:comment:confluence']), [])
  t.same(check(['read:confluence-content:summary']), ['scope-misspelt'])
  t.same(check(['everything']), ['scope-shape'])
  t.same(check(['read:x:y', 'read:x:y']), ['scope-repeated'])
  t.same(check([], true), ['scope-none'])
})

test('a registration tells the patterns, or every mistake, or what was thrown', async (t) => {
  const make = (event: string): LoadedPlugin => loaded(definePlugin({ name: 'p', options: schema, register: (router) => { router.on(event, { id: 'h' }, () => {}) } }))
  t.match(await tryRegistration(make('avi:jira:created:issue'), { url: 'x' }), { kind: 'registered', patterns: ['avi:jira:created:issue'] })
  t.match(await tryRegistration(make('avi:jira:creatd:issue'), { url: 'x' }), { kind: 'refused', mistakes: [/did you mean 'avi:jira:created:issue'/] })
  t.match(await tryRegistration(make('avi:jira:created:issue'), {}), { kind: 'refused', mistakes: [/option 'url'/] })
  t.match(await tryRegistration(loaded(definePlugin({ name: 'p', register () { throw new RangeError('no database') } })), {}), { kind: 'failed', reason: /no database/ })
})

for (const name of await readdir(plugins)) {
  test(`${name}: the README's table of options is that of the schema, and its example registers what package.json declares`, async (t) => {
    const directory = join(plugins, name)
    const module: unknown = await import(pathToFileURL(join(directory, 'src/index.ts')).href)
    const json = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { readonly name: string, readonly hooksmith: { readonly events: string[], readonly scopes: string[] } }
    const readme = await readFile(join(directory, 'README.md'), 'utf8')
    // A module has a default export, or describePlugin() gives nothing and loaded() throws.
    const plugin = loaded((module as { readonly default: PluginFunction }).default)
    t.same(compareOptions(optionRows(readme), plugin.description.options), [])
    const options = exampleOptions(readme, json.name)
    const registration = await tryRegistration(plugin, { ...options })
    t.equal(registration.kind, 'registered', JSON.stringify(registration))
    if (registration.kind === 'registered') t.same(compareEvents({ apiVersion: 1, ...json.hooksmith }, registration.patterns), [])
  })
}
