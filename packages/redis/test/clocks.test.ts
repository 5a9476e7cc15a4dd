import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock, type Clock, type Outcome } from '@hooksmith/contracts'
import { test } from 'tap'
import { startOwnRedis, startRedis } from '../../../test/support/redis.js'
import { HANDLER, open, store, until } from './support.js'

const AFTER_MS = 200

function shifted (ms: number): Clock {
  return { now: () => systemClock.now() + ms, after: (delayMs, run) => systemClock.after(delayMs, run) }
}

for (const [word, shiftMs] of [['ahead', 60_000], ['behind', -60_000]] as const) {
  test(`a process whose clock is a minute ${word} has its jobs, retries and waits come due when it means`, async (t) => {
    const redis = await startRedis()
    t.teardown(async () => { await redis.stop() })
    const clock = shifted(shiftMs)
    const { queue } = open(t, redis.url, { clock })
    const startedAt = new Map<string, number[]>()
    const storedAt = Date.now()
    await store(queue, 'e/due', { dueAt: clock.now() + AFTER_MS })
    await store(queue, 'e/retry')
    await store(queue, 'e/wait')
    const run = async ({ id, starts }: { id: string, starts: number }): Promise<Outcome> => {
      startedAt.set(id, [...startedAt.get(id) ?? [], Date.now()])
      if (starts === 1 && id === 'e/retry') return { outcome: 'retry', at: clock.now() + AFTER_MS, reason: 'again' }
      if (starts === 1 && id === 'e/wait') return { outcome: 'wait', signal: 'never', until: clock.now() + AFTER_MS }
      return { outcome: 'done' }
    }
    queue.consume({ handlers: [HANDLER], concurrency: 3, run })
    await until(async () => Object.values((await queue.stats()).counts).every((count) => count === 0), 'all are done')
    const [due = 0] = startedAt.get('e/due') ?? []
    t.ok(due - storedAt >= AFTER_MS - 5, `a due time is kept: ${due - storedAt} ms`)
    for (const id of ['e/retry', 'e/wait']) {
      const [first = 0, second = 0] = startedAt.get(id) ?? []
      t.ok(second - first >= AFTER_MS - 5, `${id} comes back after ${second - first} ms`)
    }
  })
}

test('a retry whose report is held up by an outage comes due when its handler meant', async (t) => {
  const redis = await startOwnRedis()
  t.teardown(async () => { await redis.stop() })
  const { queue } = open(t, redis.url, { callTimeoutMs: 200 })
  await store(queue, 'e/1')
  let meant = 0
  let came = 0
  const run = async ({ starts }: { starts: number }): Promise<Outcome> => {
    if (starts > 1) { came = Date.now(); return { outcome: 'done' } }
    await redis.kill()
    meant = Date.now() + 1_700
    return { outcome: 'retry', at: meant, reason: 'again' }
  }
  queue.consume({ handlers: [HANDLER], concurrency: 1, run })
  await until(() => meant > 0, 'the server is gone')
  await sleep(1_300)
  await redis.start()
  await until(() => came > 0, 'it runs again')
  t.ok(came >= meant, `${came - meant} ms after`)
})
