import { storeConformance } from '@hooksmith/contracts/conformance'
import { t, test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
import { storeHarness } from './harness.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

storeConformance(test, () => storeHarness({ url: redis.url }))
