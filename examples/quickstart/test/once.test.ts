import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'

const run = promisify(execFile)
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

test('--once delivers the sample events, shows what became of each, and exits 0', async (t) => {
  // execFile rejects on any other exit code.
  const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', main, '--once'], { env: { ...process.env, NO_COLOR: '1' } })
  const rows = stdout.split('\n').filter((line) => /^ {2}(?:avi|forge):/.test(line)).map((line) => line.trim().split(/ {2,}/).slice(0, 5))
  t.same(rows, [
    ['avi:forge:installed:app', 'acme', 'greeter/remember', '3', 'done'],
    ['avi:forge:installed:app', 'globex', 'greeter/remember', '3', 'done'],
    ['forge:scheduled:hourly', 'acme', 'greeter/keep-token', '1', 'done'],
    ['forge:scheduled:hourly', 'globex', 'greeter/keep-token', '1', 'done'],
    ['avi:confluence:created:page', 'acme', 'greeter/greet', '1', 'done'],
    ['avi:confluence:created:page', 'acme', '–', 'seen before', 'delivered again, stored once'],
    ['avi:confluence:created:page', 'globex', 'greeter/greet', '1', 'done'],
    ['avi:confluence:created:comment', 'acme', 'greeter/read-page', '1', 'done'],
    ['avi:confluence:created:comment', 'acme', '–', 'left out', 'the app caused it itself']
  ])
  t.match(stdout, /9 of 9 deliveries answered 200 · 7 jobs done · 5 API calls answered, 4 refused with 403/)
  t.equal(stderr, '')
})
