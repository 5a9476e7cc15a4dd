/** One test file as a process of its own, and what became of its tests. */
import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { Parser, type FinalResults, type Result } from 'tap-parser'

/** How long a file may take until its process is asked to say what it waits for, and ends; in seconds. */
const LIMIT_S = 900
/** How long it may take to say so, and how long others may hold the output of a process that has ended; in milliseconds. */
const LAST_WORDS_MS = 5_000

/** A test that failed, with what tap knows about it. */
export interface Failure { readonly path: readonly string[], readonly diagnostics: unknown }

export interface Outcome {
  passed: number
  failed: number
  skipped: number
  seconds: number
  /** By their innermost name, inside subtests. */
  readonly failures: Failure[]
  /** What its tests said with `t.comment()`: counts that a reader wants to see. */
  readonly comments: string[]
}

/** Runs a test file. Anything but tests that pass and a process that ends well is a failure: of the file, when no test of it failed. */
export async function runTestFile (name: string, args: readonly string[], { cwd, env }: SpawnOptions): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0, seconds: 0, failures: [], comments: [] }
  const parser = new Parser({ name })
  follow(parser, outcome)
  const complete = once(parser, 'complete') as Promise<[FinalResults]>
  const startedAt = Date.now()
  const child = spawn(process.execPath, args, { cwd, env: { ...env, TAP: '1', TAP_CHILD_ID: '1', TAP_TIMEOUT: String(LIMIT_S) }, stdio: ['ignore', 'pipe', 'inherit'] })
  // tap tells what the process waits for when this signal comes; a process that never gets to it is killed.
  const alarm = setTimeout(() => { child.kill('SIGALRM') }, LIMIT_S * 1_000)
  const end = setTimeout(() => { child.kill('SIGKILL') }, LIMIT_S * 1_000 + LAST_WORDS_MS)
  child.stdout.pipe(parser)
  // A process that it has left behind has the output as well, and would have this one wait for ever.
  let leaving: NodeJS.Timeout | undefined
  child.once('exit', () => { leaving = setTimeout(() => { child.stdout.destroy() }, LAST_WORDS_MS) })
  const [code, signal] = await once(child, 'close') as [number | null, NodeJS.Signals | null]
  clearTimeout(alarm)
  clearTimeout(end)
  clearTimeout(leaving)
  if (!child.stdout.readableEnded) parser.end()
  const [results] = await complete
  outcome.seconds = (Date.now() - startedAt) / 1_000
  if (outcome.failed === 0 && (code !== 0 || !results.ok || outcome.passed + outcome.skipped === 0)) {
    outcome.failed++
    const { bailout, failures: errors } = results
    if (outcome.failures.length === 0) outcome.failures.push({ path: [name], diagnostics: { exitCode: code, signal, bailout, errors } })
  }
  return outcome
}

function follow (file: Parser, outcome: Outcome): void {
  file.on('assert', (result: Result) => {
    if (result.skip !== false && result.skip !== undefined) outcome.skipped++
    else if (result.ok) outcome.passed++
    else outcome.failed++
  })
  gather(file, [file.name], outcome)
}

function gather (parser: Parser, path: readonly string[], outcome: Outcome): void {
  const { failures, comments } = outcome
  let inner = failures.length
  parser.on('child', (child: Parser) => { gather(child, [...path, child.name], outcome) })
  parser.on('comment', (text: string) => { if (!/^# (time=|Subtest|\{|no tests found)/.test(text)) comments.push(text.slice(2).trim()) })
  parser.on('assert', (result: Result) => {
    // A failed subtest has told its failures already.
    if (!result.ok && failures.length === inner) failures.push({ path: [...path, result.name], diagnostics: result.diag })
    inner = failures.length
  })
}
