import { queueConformance } from '@hooksmith/contracts/conformance'
import { t, test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
import { queueHarness } from './harness.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

queueConformance(test, (options) => queueHarness(redis.url, options))
