import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { storeConformance } from '@hooksmith/contracts/conformance'
import { t, test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
import { RedisStore } from '../src/index.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

storeConformance(test, () => {
  const name = `test-${randomUUID()}`
  const stores: RedisStore[] = []
  const open = (storeName: string): RedisStore => {
    const store = new RedisStore({ url: redis.url, name: storeName })
    stores.push(store)
    return store
  }
  return {
    store: open(name),
    join: async () => open(name),
    stranger: async () => open(`${name}-stranger`),
    advance: async (ms) => { await sleep(ms) },
    now: () => Date.now(),
    dispose: async () => { await Promise.all(stores.map(async (store) => { await store.close() })) }
  }
})
