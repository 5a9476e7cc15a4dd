import { test, type Test } from 'tap'
import { root } from './program.js'
import { runTestFile, type Outcome } from './test-process.js'

const IMPORT = "import { test } from 'tap'\n"

async function outcomeOf (t: Test, text: string): Promise<Outcome> {
  const folder = t.testdir({ 'file.mjs': IMPORT + text })
  return await runTestFile('file.mjs', [`${folder}/file.mjs`], { cwd: root, env: process.env })
}

test('what passes, fails and is skipped is counted, and a failure has the names of the tests that it is in', async (t) => {
  // The skipped test is a file's that is made here: what is looked at is that it is counted as such.
  const outcome = await outcomeOf(t, `
    test('good', async (t) => { t.comment('said'); t.ok(true) })
    test('bad', async (t) => { await t.test('inner', async (t) => { t.equal(1, 2, 'one is two') }) })
    test('left out', { skip: true }, async () => {})`)
  t.match(outcome, { passed: 1, failed: 1, skipped: 1, comments: ['said'] })
  t.same(outcome.failures.map(({ path }) => path), [['file.mjs', 'bad', 'inner', 'one is two']])
})

for (const [what, text] of Object.entries({
  'ends with another code than 0 after its tests passed': "test('good', async (t) => { t.ok(true); process.on('exit', () => { process.exitCode = 3 }) })",
  'is killed after its tests passed': "test('good', async (t) => { t.ok(true) }); process.on('exit', () => { process.kill(process.pid, 'SIGKILL') })",
  'ends before its tests do': "test('endless', async () => { await new Promise(() => {}) })",
  'has no tests': 'void test'
})) {
  test(`a file that ${what} has failed`, async (t) => {
    const { failed, failures } = await outcomeOf(t, text)
    t.same([failed, failures.length], [1, 1])
  })
}

test('a process that a file leaves behind holds up nobody', async (t) => {
  const outcome = await outcomeOf(t, `
    import { spawn } from 'node:child_process'
    test('good', async (t) => {
      const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true })
      left.unref()
      t.comment(String(left.pid))
    })
    test('better', async (t) => { t.ok(true) })`)
  process.kill(Number(outcome.comments[0]))
  t.match(outcome, { passed: 2, failed: 0 })
})

test('a stack names the line of the source, and import.meta.url the source', async (t) => {
  t.match(new Error('here').stack, /test-process\.test\.ts:\d+:\d+/)
  t.match(import.meta.url, /\/test\/support\/test-process\.test\.ts$/)
})
