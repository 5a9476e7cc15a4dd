import { setImmediate as immediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { test } from 'tap'
import { withDeadline } from '../src/index.js'

const codeOf = (error: unknown): unknown => typeof error === 'object' && error !== null && 'code' in error ? error.code : error

test('a call that is not answered in time is refused with HKS_ERR_QUEUE_TIMEOUT', async (t) => {
  t.equal(await withDeadline(new Promise<never>(() => {}), 20).catch(codeOf), 'HKS_ERR_QUEUE_TIMEOUT')
})

test('an answer that came while this process stood still past the deadline counts', async (t) => {
  const echo = new Worker("const { parentPort } = require('node:worker_threads'); parentPort.on('message', (text) => { parentPort.postMessage(text) })", { eval: true })
  t.teardown(async () => { await echo.terminate() })
  const ask = async (text: string): Promise<unknown> => await new Promise((resolve) => {
    echo.once('message', resolve)
    echo.postMessage(text)
  })
  await ask('it runs')
  // Which phase of the event loop this begins in is chance.
  for (let round = 0; round < 5; round++) {
    const answer = withDeadline(ask(`late ${round}`), 50)
    // From here the event loop looks at its timers first.
    await immediate()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    t.equal(await answer.catch(codeOf), `late ${round}`)
  }
})
