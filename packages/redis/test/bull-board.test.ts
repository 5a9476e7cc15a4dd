import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import type { AppControllerRoute, BullBoardQueues, IServerAdapter } from '@bull-board/api/typings/app'
import { t, test } from 'tap'
import { startRedis } from '../../../test/support/redis.js'
import { openBullQueue } from '../src/bullmq.js'
import { eventOf, HANDLER, oneOfEach, open } from './support.js'

const redis = await startRedis()
t.teardown(async () => { await redis.stop() })

/** The place of a web framework: bull-board hands it its routes, and the test calls them. */
class CallingAdapter implements IServerAdapter {
  #queues: BullBoardQueues = new Map()
  #routes: AppControllerRoute[] = []

  async get (path: string, { params = {}, query = {} }: { params?: Record<string, string>, query?: Record<string, unknown> }): Promise<unknown> {
    const route = this.#routes.find(({ method, route }) => [method].flat().includes('get') && [route].flat().includes(path))
    const reply = await route?.handler({ queues: this.#queues, uiConfig: {}, query, params, body: {}, headers: {} })
    return reply?.body
  }

  setQueues (queues: BullBoardQueues): this { this.#queues = queues; return this }
  setApiRoutes (routes: AppControllerRoute[]): this { this.#routes = routes; return this }
  setViewsPath (): this { return this }
  setStaticPath (): this { return this }
  setEntryRoute (): this { return this }
  setErrorHandler (): this { return this }
  setUIConfig (): this { return this }
}

test("bull-board's API counts and lists the jobs of every state, and shows one", async (t) => {
  const opened = open(t, redis.url)
  const bull = openBullQueue(opened)
  t.teardown(async () => { await bull.close() })
  const serverAdapter = new CallingAdapter()
  createBullBoard({ queues: [new BullMQAdapter(bull)], serverAdapter })
  await oneOfEach(opened)
  const states = { prioritized: ['x/ready'], delayed: ['x/waiting', 'x/delayed'], 'waiting-children': ['x/held'], active: ['x/running'], failed: ['x/dead'] }
  for (const [status, ids] of Object.entries(states)) {
    const reply = await serverAdapter.get('/api/queues', { query: { activeQueue: 'jobs', status, page: '1', jobsPerPage: '10' } })
    t.match(reply, { queues: [{ name: 'jobs', counts: { [status]: ids.length }, jobs: ids.map((id) => ({ id })) }] }, status)
  }
  const reply = await serverAdapter.get('/api/queues/:queueName/:jobId', { params: { queueName: 'jobs', jobId: 'x/dead' } })
  t.match(reply, { job: { name: HANDLER, failedReason: 'because', data: eventOf('event-x/dead') }, status: 'failed' })
})
