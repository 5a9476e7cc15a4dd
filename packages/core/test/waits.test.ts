import type { LeasedJob } from '@hooksmith/contracts'
import { test } from 'tap'
import { HandlerTable } from '../src/handler-table.js'
import { wait, withResult } from '../src/index.js'
import { resolveRouterOptions } from '../src/options.js'
import { Outcomes } from '../src/outcomes.js'
import { envelope, handle, send, start } from './support.js'

test('a waiting job runs when its signal is raised, and the wait used up no attempt', async (t) => {
  const seen: Array<readonly [number, unknown]> = []
  const { app, clock, queue } = await start(t, {
    plugins: [handle('a', {}, (_event, { attempt, retryContext }) => {
      seen.push([attempt, retryContext])
      return seen.length < 3 ? wait({ signal: 'token:t1' }) : undefined
    })]
  })
  await send(app, { type: 'a' })
  await clock.advance(3_600_000)
  t.equal(await app.hooksmith.signal('token:t1'), 1)
  await clock.advance(0)
  t.equal((await queue.get('e1/p/h'))?.state, 'waiting')
  t.equal(await app.hooksmith.signal('token:t1'), 1)
  await clock.advance(0)
  t.same(seen, [[1, undefined], [1, undefined], [1, undefined]])
})

test('an error may carry a wait', async (t) => {
  const { app, clock, queue } = await start(t, {
    plugins: [handle('a', {}, () => { throw withResult(new TypeError('no token'), wait({ signal: 'token:t1' })) })]
  })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.match(await queue.get('e1/p/h'), { state: 'waiting', waitingFor: 'token:t1', attempt: 1 })
})

test('maxWaitMs bounds a row of waits as a whole, then the job is dead with a code of its own, without an attempt', async (t) => {
  let ran = 0
  const { app, clock, queue } = await start(t, {
    options: { maxWaitMs: 10_000 }, plugins: [handle('a', {}, () => { ran++; return wait({ signal: 's' }) })]
  })
  await send(app, { type: 'a' })
  await clock.advance(4_000)
  await app.hooksmith.signal('s')
  await clock.advance(4_000)
  await app.hooksmith.signal('s')
  await clock.advance(1_999)
  t.same([(await queue.get('e1/p/h'))?.state, ran], ['waiting', 3])
  await clock.advance(2)
  t.match(await queue.get('e1/p/h'), { state: 'dead', dead: { code: 'HKS_ERR_JOB_WAIT_EXPIRED', reason: /raised s within/ } })
  t.equal(ran, 3)
})

test('a wait of its own length ends there, never later than maxWaitMs', async (t) => {
  for (const [forMs, end] of [[2_000, 2_000], [50_000, 10_000]] as const) {
    const { app, clock, queue } = await start(t, {
      options: { maxWaitMs: 10_000 }, plugins: [handle('a', {}, () => wait({ signal: 's', forMs }))]
    })
    await send(app, { type: 'a' })
    await clock.advance(end - 1)
    t.equal((await queue.get('e1/p/h'))?.state, 'waiting')
    await clock.advance(2)
    t.equal((await queue.get('e1/p/h'))?.dead?.code, 'HKS_ERR_JOB_WAIT_EXPIRED')
  }
})

test('a signal name that no queue takes fails the attempt and says why', async (t) => {
  const { app, clock, queue } = await start(t, { plugins: [handle('a', { retry: { retries: 0 } }, () => wait({ signal: '' }))] })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.match((await queue.get('e1/p/h'))?.dead, { code: 'HKS_ERR_HANDLER_FAILED', reason: /HKS_ERR_JOB_INPUT/ })
})

function leased (over: Partial<LeasedJob>): LeasedJob {
  return {
    id: 'e1/p/h',
    handler: 'p/h',
    tenant: 't1',
    state: 'running',
    eventId: 'e1',
    eventType: 'a',
    storedAt: 0,
    dueAt: 0,
    attempt: 1,
    starts: 1,
    crashes: 0,
    event: envelope({ type: 'a' }),
    ...over
  }
}

test('a job that only ever crashed is dead after as many attempts as its policy gives, not before', async (t) => {
  const { queue } = await start(t)
  const table = new HandlerTable()
  table.add('p', ['a'], { id: 'h', retry: { retries: 2 } }, () => {})
  const handler = table.get('p/h')
  if (handler === undefined) { t.fail('no handler'); return }
  const outcomes = new Outcomes(resolveRouterOptions({ queue }))
  t.equal(outcomes.beforeAttempt(leased({ attempt: 3, crashes: 2 }), handler), undefined)
  t.match(outcomes.beforeAttempt(leased({ attempt: 4, crashes: 3 }), handler), { outcome: 'dead', code: 'HKS_ERR_JOB_CRASHED' })
  t.equal(outcomes.beforeAttempt(leased({ attempt: 4, crashes: 0 }), handler), undefined)
})
