import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import tap, { test } from 'tap'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

// Forked processes, on a machine that may do much else.
tap.setTimeout(120_000)

test('the example handles every event although it kills a worker, and says so by its exit code', async (t) => {
  const args = ['--import=tsx', 'test/support/with-redis.ts', process.execPath, '--import=tsx', 'examples/ingest-and-workers/src/main.ts', '--once']
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' } })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const code = await new Promise((resolve) => { child.once('close', resolve) })
  t.equal(code, 0, output)
  t.match(output, /worker-1 +killed \(kill -9\) while it was at page \d+/)
  t.match(output, /page \d+ begun again: attempt 2/)
  t.match(output, /30 events answered 200 · 30 handled/)
})
