/**
 * Runs the test files through tap and says what really ran: a line a file, every failure in full, `N passed, N failed` at the end.
 *
 *   npm test                    every *.test.ts but the long ones
 *   npm run test:all            all of them, the long ones (*.long.test.ts) last
 *   npm test -- queue redis     of these only the files whose path has one of the words
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import color from 'picocolors'
import { Parser, type Result } from 'tap-parser'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A file that takes this long says so, in seconds. */
const SLOW_S = 5

/** What takes a minute and more. */
const SLOWEST = [
  'registry-walk.long.test.ts', 'faults.long.test.ts', 'packages.long.test.ts', 'busy-day.long.test.ts', 'soak.long.test.ts', 'rows.long.test.ts'
]

/** A test that failed, with what tap knows about it. */
interface Failure { readonly path: readonly string[], readonly diagnostics: unknown }

interface Counts { passed: number, failed: number, skipped: number }

function findFiles (withLong: boolean, words: readonly string[]): string[] {
  const homes = ['packages', 'plugins', 'examples']
    .flatMap((parent) => existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => join(parent, name, 'test')) : [])
  return [...homes, 'test']
    .filter((directory) => existsSync(join(root, directory)))
    .flatMap((directory) => testsIn(join(root, directory)))
    .map((file) => relative(root, file))
    .filter((file) => withLong || !isLong(file))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
}

/** Short files first. Of the long ones those that take minutes begin, so that none of them is left to run alone at the end. */
function rankOf (file: string): number {
  return !isLong(file) ? 0 : SLOWEST.some((name) => file.endsWith(name)) ? 1 : 2
}

function isLong (file: string): boolean {
  return file.endsWith('.long.test.ts')
}

function testsIn (directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testsIn(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

/** Follows one file: counts its tests and keeps its failures, those inside subtests by their innermost name. */
function follow (file: Parser, counts: Counts, failures: Failure[]): void {
  const before = { ...counts }
  let seconds = 0
  file.on('comment', (text: string) => { seconds = Number(/^# time=([\d.]+)ms/.exec(text)?.[1] ?? seconds * 1_000) / 1_000 })
  file.on('assert', (result: Result) => { count(result, counts) })
  gather(file, [file.name], failures)
  file.on('complete', () => {
    const failed = counts.failed - before.failed
    const ran = counts.passed - before.passed
    console.log(`${failed === 0 && ran > 0 ? color.green('✔') : color.red('✖')} ${file.name} ${color.dim(`${ran} passed${failed === 0 ? '' : `, ${failed} failed`}${seconds < SLOW_S ? '' : `, ${Math.round(seconds)} s`}`)}`)
  })
}

function count (result: Result, counts: Counts): void {
  if (result.skip !== false && result.skip !== undefined) counts.skipped++
  else if (result.ok) counts.passed++
  else counts.failed++
}

function gather (parser: Parser, path: readonly string[], failures: Failure[]): void {
  let inner = failures.length
  parser.on('child', (child: Parser) => { gather(child, [...path, child.name], failures) })
  // What a test says with t.comment(): counts that a reader wants to see.
  parser.on('comment', (text: string) => { if (!/^# (time=|Subtest|\{|no tests found)/.test(text)) console.log(color.cyan(`  ${text.slice(2).trim()}`)) })
  parser.on('assert', (result: Result) => {
    // A failed subtest has told its failures already.
    if (!result.ok && failures.length === inner) failures.push({ path: [...path, result.name], diagnostics: result.diag })
    inner = failures.length
  })
}

function report (failures: readonly Failure[]): void {
  for (const { path, diagnostics } of failures) {
    console.log(`\n${color.red('✖')} ${path.join(color.dim(' › '))}`)
    if (diagnostics !== undefined && diagnostics !== null) console.log(indent(JSON.stringify(diagnostics, undefined, 2)))
  }
}

function indent (text: string): string {
  return text.replaceAll('\\n', '\n').split('\n').slice(0, 80).map((line) => `    ${line.slice(0, 240)}`).join('\n')
}

async function run (files: readonly string[]): Promise<{ counts: Counts, failures: Failure[], code: number }> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  const failures: Failure[] = []
  const all = new Parser((results) => {
    if (results.bailout !== false) console.log(color.red(`bailed out: ${String(results.bailout)}`))
  })
  let told = 0
  all.on('child', (file: Parser) => { follow(file, counts, failures) })
  // A file that dies before its first test has no child that failed; it is one failure of its own.
  all.on('assert', (result: Result) => {
    if (!result.ok && counts.failed === told) {
      counts.failed++
      failures.push({ path: [result.name], diagnostics: result.diag })
    }
    told = counts.failed
  })
  const tap = spawn(join(root, 'node_modules/.bin/tap'), ['run', '--reporter=tap', ...files], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  tap.stdout.pipe(all)
  const code = await new Promise<number>((resolve) => { tap.on('close', (status) => { resolve(status ?? 1) }) })
  return { counts, failures, code }
}

function lockfile (): string {
  return createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml'))).digest('hex')
}

function isBuilt (): boolean {
  const mark = join(root, '.tap/built')
  return existsSync(join(root, '.tap/plugins')) && existsSync(mark) && readFileSync(mark, 'utf8') === lockfile()
}

const [withLong, words] = [process.argv.includes('--all'), process.argv.slice(2).filter((word) => !word.startsWith('--'))]
const files = findFiles(withLong, words)
if (files.length === 0) {
  console.error('no test file matches')
  process.exit(1)
}
// tap compiles its own choice of plugins once, and again when what is installed has changed; a run with stale ones falls back to a loader that
// this workspace does not use.
if (!isBuilt()) spawnSync(join(root, 'node_modules/.bin/tap'), ['build'], { cwd: root, stdio: 'ignore' })
mkdirSync(join(root, '.tap'), { recursive: true })
writeFileSync(join(root, '.tap/built'), lockfile())
const startedAt = Date.now()
const { counts, failures, code } = await run(files)
report(failures)
console.log(color.dim(`\n${files.length} files, ${Math.round((Date.now() - startedAt) / 1000)} s`))
console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`}`)
process.exitCode = code !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0
