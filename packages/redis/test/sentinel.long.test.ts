import { setTimeout as sleep } from 'node:timers/promises'
import { t, test } from 'tap'
import { RedisQueue } from '../src/index.js'
import { startRedisSentinel } from '../../../test/support/redis-sentinel.js'
import { codeOfCall, eventOf, HANDLER, until } from './support.js'

/** A sentinel makes the old master a replica some ten seconds after it is back. */
const PATIENCE_MS = 60_000

const pair = await startRedisSentinel()
t.teardown(async () => { await pair.stop() })

test('no event that was acknowledged with wait is missing after a failover, and storing goes on once a replica is back', async (t) => {
  const sentinel = { nodes: [pair.url], master: pair.master }
  const queue = new RedisQueue({ sentinel, name: 'failover', callTimeoutMs: 1_000, wait: { replicas: 1, timeoutMs: 300 } })
  const plain = new RedisQueue({ sentinel, name: 'failover', callTimeoutMs: 1_000 })
  const acknowledged: string[] = []
  const codes = new Map<unknown, number>()
  let next = 0
  const over = new AbortController()
  t.teardown(async () => {
    over.abort()
    await Promise.all([queue.close(), plain.close()])
  })
  const store = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const id = `e/${next++}`
      const code = await codeOfCall(queue.enqueue(eventOf(`event-${id}`), [{ id, handler: HANDLER }]))
      if (code === 'resolved') acknowledged.push(id)
      else await sleep(5)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
  }
  const storing = Promise.all(Array.from({ length: 16 }, store))
  await until(() => acknowledged.length > 500, 'some are acknowledged')
  const [first] = pair.servers
  await first.kill()
  const before = acknowledged.length
  await until(async () => await codeOfCall(plain.stats()) === 'resolved', 'the replica has taken over', PATIENCE_MS)
  await until(() => (codes.get('HKS_ERR_QUEUE_REPLICAS') ?? 0) > 0, 'storing without a replica is refused by code', PATIENCE_MS)
  await first.start()
  await until(() => acknowledged.length > before + 100, 'storing goes on', PATIENCE_MS)
  over.abort()
  await storing
  const missing: string[] = []
  for (const id of acknowledged) if (await plain.get(id) === undefined) missing.push(id)
  t.comment(`${acknowledged.length} acknowledged, ${missing.length} missing; ${[...codes].map(([code, times]) => `${String(code)} ${times}`).join(', ')}`)
  t.same(missing, [])
})
