import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'
import { program } from '../../../test/support/program.js'
import { envelope } from './support.js'

const { file, execArgv } = program(new URL('fixtures/worker-process.ts', import.meta.url))

/** Starts a worker process; resolves once it is ready. */
async function startWorker (mode: 'stuck' | 'sound', told: string[]): Promise<ChildProcess> {
  const child = fork(file, [mode], { execArgv, stdio: 'ignore' })
  child.on('message', (message) => { told.push(String(message)) })
  await once(child, 'message')
  return child
}

test('a process that exits from onExhausted is replaced, and what was left runs there', async (t) => {
  const told: string[] = []
  const first = await startWorker('stuck', told)
  for (const id of ['e1', 'e2']) first.send(envelope({ id, type: 'stuck' }))
  const [status] = await once(first, 'exit')
  t.equal(status, 70)
  const second = await startWorker('sound', told)
  t.teardown(() => { second.kill() })
  // What a durable queue would hand out again; the one of this process went with it.
  const exited = once(second, 'exit')
  second.send(envelope({ id: 'e3', type: 'stuck' }))
  while (!told.includes('stuck e3')) await once(second, 'message')
  second.disconnect()
  t.same(await exited, [0, null], 'a sound worker ends by itself')
})
