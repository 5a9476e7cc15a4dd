import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { t, test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
