import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { ROWS } from '../src/rows/index.js'

const run = promisify(execFile)
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Runs the command as a person does, and looks at what it says. @param place - What it must say it runs on. */
export async function assertShowsAll (t: Test, place: string, args: readonly string[] = []): Promise<void> {
  t.setTimeout(120_000) // processes of their own, on a machine that may do much else
  // execFile rejects on any other exit code than 0.
  const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', main, '--once', ...args], { env: { ...process.env, NO_COLOR: '1' } })
  const shown = stdout.split('\n').flatMap((line) => /^ {2}✔ (\w+) .*\S {2,}\S/.exec(line)?.[1] ?? [])
  t.same(shown, ROWS.map(({ word }) => word), stdout)
  t.match(stdout, new RegExp(`The reference backend on ${place}`))
  t.match(stdout, new RegExp(`${ROWS.length} of ${ROWS.length} shown`))
  t.equal(stderr, '')
}
