import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { test } from 'tap'
import { Sender } from '../src/sender.js'
import { startCollector } from './support.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

test('the deadline of a request falls, also when garbage is collected meanwhile', async (t) => {
  const { url } = await startCollector(t, 'hang')
  const sender = new Sender({ allowed: new Set(['127.0.0.1']), timeoutMs: 300 })
  t.teardown(async () => { await sender.close() })
  const posted = sender.post(new URL(url), { body: '{}', headers: {} }, new AbortController().signal)
  const ended = posted.then(() => 'answered', (error: unknown) => error instanceof Error ? error.name : 'no error')
  let outcome = 'still waiting'
  for (let round = 0; round < 100 && outcome === 'still waiting'; round++) {
    collectGarbage()
    outcome = await Promise.race([ended, sleep(50, outcome)])
  }
  t.equal(outcome, 'TimeoutError')
})
