import { queueConformance, storeConformance } from '@hooksmith/contracts/conformance'
import { Cluster } from 'ioredis'
import tap, { test } from 'tap'
import type { Outcome } from '@hooksmith/contracts'
import { openBullQueue } from '../src/bullmq.js'
import { RedisQueue } from '../src/index.js'
import { startRedisCluster } from '../../../test/support/redis-cluster.js'
import { queueHarness, storeHarness } from './harness.js'
import { HANDLER, store, until } from './support.js'

const cluster = await startRedisCluster()

test('a queue on a Cluster keeps the contract', async (t) => {
  queueConformance(t.test.bind(t), async (options) => {
    const harness = queueHarness({ cluster: cluster.urls }, options)
    // Connecting to a Cluster takes longer than the spans that some cases allow.
    await harness.first.queue.stats()
    return harness
  })
})

test('a store on a Cluster keeps the contract', async (t) => {
  storeConformance(t.test.bind(t), () => storeHarness({ cluster: cluster.urls }))
})

test('queues of different names work on the nodes that their slots are on, and each says what its node survives', async (t) => {
  const urls = cluster.urls
  for (let n = 0; n < 6; n++) {
    const queue = new RedisQueue({ cluster: urls, name: `spread-${n}` })
    t.teardown(async () => { await queue.close() })
    await store(queue, 'e/1')
    let runs = 0
    queue.consume({ handlers: [HANDLER], concurrency: 1, run: async (): Promise<Outcome> => { runs++; return { outcome: 'done' } } })
    await until(() => runs === 1, 'it has run')
    await until(() => queue.durable === 'process crash', 'the append-only file is seen')
  }
})

test("BullMQ's own queue reads a Cluster's jobs with the same name", async (t) => {
  const client = new Cluster([...cluster.urls])
  const queue = new RedisQueue({ client, name: 'seen' })
  const bull = openBullQueue({ client, name: 'seen' })
  t.teardown(async () => {
    await queue.close()
    await bull.close()
    client.disconnect()
  })
  await store(queue, 'e/1')
  t.same((await bull.getJobs(['prioritized'])).map(({ id }) => id), ['e/1'])
})

tap.teardown(async () => { await cluster.stop() })
