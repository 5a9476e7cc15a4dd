/**
 * Runs the test files, each as a process of its own, and says what really ran: a line a file, every failure in full, `N passed, N failed` at the end.
 *
 *   npm test                    every *.test.ts but the long ones
 *   npm run test:all            all of them, the long ones (*.long.test.ts) last
 *   npm test -- queue redis     of these only the files whose path has one of the words
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import color from 'picocolors'
import { compileWorkspace, workspaceFolders, type Compiled } from './compiled.js'
import { COMPILED, javascriptOf, root } from './program.js'
import { runTestFile, type Failure, type Outcome } from './test-process.js'

/** How many files run at a time. */
const JOBS = 2

/** A file that takes this long says so, in seconds. */
const SLOW_S = 5

/** What takes a minute and more. */
const SLOWEST = [
  'registry-walk.long.test.ts', 'faults.long.test.ts', 'packages.long.test.ts', 'busy-day.long.test.ts', 'soak.long.test.ts', 'rows.long.test.ts'
]

/**
 * Tests of what imports TypeScript while it runs: a user's plugin, a guide's files, by their paths. They run as sources, through tsx, and so do
 * the packages that they share with what they import.
 */
const AS_SOURCES = ['packages/hooksmith/test/', 'test/docs/guide']

function findFiles (withLong: boolean, words: readonly string[]): string[] {
  return workspaceFolders()
    .map((folder) => join(root, folder === 'test' ? folder : join(folder, 'test')))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => testsIn(directory))
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

/** What Node is started with for a test file. */
function argumentsFor (file: string, { folder }: Compiled): string[] {
  const source = join(root, file)
  return AS_SOURCES.some((start) => file.startsWith(start)) ? ['--import=tsx', source] : ['--enable-source-maps', javascriptOf(source, folder)]
}

function say (file: string, { passed, failed, seconds, comments }: Outcome): void {
  for (const comment of comments) console.log(color.cyan(`  ${comment}`))
  const counts = `${passed} passed${failed === 0 ? '' : `, ${failed} failed`}${seconds < SLOW_S ? '' : `, ${Math.round(seconds)} s`}`
  console.log(`${failed === 0 && passed > 0 ? color.green('✔') : color.red('✖')} ${file} ${color.dim(counts)}`)
}

function report (failures: readonly Failure[]): void {
  for (const { path, diagnostics } of failures) {
    console.log(`\n${color.red('✖')} ${path.join(color.dim(' › '))}`)
    if (diagnostics !== undefined && diagnostics !== null) console.log(indent(JSON.stringify(diagnostics, sourcesOnly, 2)))
  }
}

/** Leaves out where something is in the JavaScript; beside it stands where it is in the source. */
function sourcesOnly (key: string, value: unknown): unknown {
  if (key === 'generated') return undefined
  return key === 'stack' && typeof value === 'string' ? value.replaceAll(/\(?\.cache\/tests\/\S+ (?=\()/g, '') : value
}

function indent (text: string): string {
  return text.replaceAll('\\n', '\n').split('\n').slice(0, 80).map((line) => `    ${line.slice(0, 240)}`).join('\n')
}

async function run (files: readonly string[], compiled: Compiled): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const left = files.values()
  const env = { ...process.env, [COMPILED]: compiled.folder }
  const work = async (): Promise<void> => {
    for (const file of left) {
      const outcome = await runTestFile(file, argumentsFor(file, compiled), { cwd: root, env })
      say(file, outcome)
      outcomes.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: JOBS }, work))
  return outcomes
}

const [withLong, words] = [process.argv.includes('--all'), process.argv.slice(2).filter((word) => !word.startsWith('--'))]
const files = findFiles(withLong, words)
if (files.length === 0) {
  console.error('no test file matches')
  process.exit(1)
}
const startedAt = Date.now()
const compiled = await compileWorkspace()
const outcomes = await run(files, compiled).finally(() => { compiled.remove() })
const total = (count: 'passed' | 'failed' | 'skipped'): number => outcomes.reduce((sum, outcome) => sum + outcome[count], 0)
report(outcomes.flatMap(({ failures }) => failures))
console.log(color.dim(`\n${files.length} files, ${Math.round((Date.now() - startedAt) / 1000)} s`))
console.log(`${total('passed')} passed, ${total('failed')} failed${total('skipped') === 0 ? '' : `, ${total('skipped')} skipped`}`)
process.exitCode = total('failed') > 0 || total('passed') === 0 ? 1 : 0
