import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { checkProject, CONFIG_CODES, formatProblems, loadConfig } from '../src/index.js'
import { README, SCHEMA, schemaText, withTable } from './support/generated.js'
import { MISTAKES } from './support/mistakes.js'
import { FORGE, makeProject, pluginFile } from './support/project.js'
import { lineOf, problemsOf } from './support/said.js'

for (const mistake of MISTAKES) {
  test(`${mistake.wrote} is told as ${mistake.code}, and nothing else is told`, async (t) => {
    const codes = new Set((await problemsOf(t, mistake)).map(({ code }) => code))
    t.same([...codes], [mistake.code])
  })
}

test('every code of the catalogue has a mistake that gets it', async (t) => {
  t.same(CONFIG_CODES.filter((code) => !MISTAKES.some((mistake) => mistake.code === code)), [])
})

test("the README's table is what is said (tools/write-generated.ts writes it)", async (t) => {
  const readme = await readFile(README, 'utf8')
  t.equal(readme, await withTable(t, readme))
})

test('config.schema.json is the schema of the code (tools/write-generated.ts writes it)', async (t) => {
  t.equal(await readFile(SCHEMA, 'utf8'), schemaText())
})

test('all mistakes are told in one run, of the environment, the file, its packages and the composition', async (t) => {
  const { directory } = await makeProject(t, {
    'hooksmith.config.yaml': `${FORGE}plugins: [./greeter.js, ./other.js, "@acme/none"]\nrole: workr\nserver:\n  prot: 1\n`,
    'greeter.js': pluginFile(),
    'other.js': pluginFile({ more: ', timeout: 5' })
  })
  const { problems } = await checkProject(await loadConfig({ directory, environment: { PORT: 'x' } }))
  t.same(problems.map(({ code }) => code), ['env-value', 'package-missing', 'plugin-clash', 'handler-option', 'value-unknown', 'name-unknown'].toSorted(byPlace(problems)))
  t.match(formatProblems(problems), /\n6 mistakes$/)
})

/** In the order in which the problems came. */
function byPlace (problems: ReadonlyArray<{ readonly code: string }>): (a: string, b: string) => number {
  const order = problems.map(({ code }) => code)
  return (a, b) => order.indexOf(a) - order.indexOf(b)
}

test('no message repeats what may be a secret', async (t) => {
  const secret = 'marker-c0ffee'
  const { directory } = await makeProject(t, {
    'hooksmith.config.yaml': `queue: { driver: redis, url: "redis://:${secret}@localhost", maxJobs: ${secret} }\nreceivers:\n  slack: { signingSecret: ${secret} }\nconcurrency: ${secret}\n`
  })
  const environment = { HOOKSMITH_TOKEN_KEYS: secret, REDIS_URL: `redis://:${secret}@localhost`, HOOKSMITH_RECEIVERS__FORGE__APP_IDS: `[${secret}` }
  const { problems } = await checkProject(await loadConfig({ directory, environment }))
  t.ok(problems.length >= 4, 'there are problems')
  t.notMatch(problems.map(lineOf).join('\n'), secret)
})

test('a file that nests too deep is refused by its place, and kills nobody', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': `plugins: ${'- '.repeat(5_000)}x\n` })
  const { problems } = await loadConfig({ directory })
  t.match(problems, [{ code: 'file-syntax', where: { line: 1 } }])
})
