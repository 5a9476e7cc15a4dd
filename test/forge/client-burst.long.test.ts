import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jobIdOf, type EventEnvelope } from '@hooksmith/contracts'
import { StoreTokenStore } from '@hooksmith/core'
import { RedisQueue, RedisStore } from '@hooksmith/redis'
import tap, { test, type Test } from 'tap'
import { until } from '../support/forge-server.js'
import { program } from '../support/program.js'
import { startRedis } from '../support/redis.js'
import type { WorkerReport, WorkerSettings } from './fixtures/limited-worker.js'

const WORKER = program(new URL('fixtures/limited-worker.ts', import.meta.url))
const EVENTS = 10_000
const PROCESSES = 2
const CONCURRENCY = 16
const RETRY_AFTER_S = 30

tap.setTimeout(240_000)

/**
 * An API that refuses all calls until its time: it lets the first ones stand until every slot of every process is in one, so that all of them
 * have met the limit when it answers, and nothing is on its way any more.
 */
async function refusingApi (t: Test): Promise<{ readonly host: string, readonly arrivals: readonly number[], refusedAt (): number }> {
  const arrivals: number[] = []
  const standing: ServerResponse[] = []
  let refusedAt = Infinity
  const server = createServer((request, response) => {
    request.resume()
    arrivals.push(Date.now())
    if (refusedAt !== Infinity) { response.end('{}'); return }
    standing.push(response)
    if (standing.length < PROCESSES * CONCURRENCY) return
    refusedAt = Date.now()
    for (const one of standing) {
      one.writeHead(429, { 'retry-after': String(RETRY_AFTER_S), 'ratelimit-reason': 'jira-burst-based' }).end('{}')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, arrivals, refusedAt: () => refusedAt }
}

async function startWorker (t: Test, settings: WorkerSettings): Promise<ChildProcess> {
  const child = fork(WORKER.file, [], {
    execArgv: WORKER.execArgv, env: { ...process.env, NODE_OPTIONS: '', LIMITED_WORKER: JSON.stringify(settings) }
  })
  t.teardown(() => { child.kill('SIGKILL') })
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error('a worker ended at its start') })])
  return child
}

async function reportOf (child: ChildProcess): Promise<WorkerReport> {
  const answered = once(child, 'message')
  child.send('report')
  // The worker sends nothing else once it is ready.
  const [report] = await answered as [WorkerReport]
  return report
}

function eventFor (tenant: string, host: string): EventEnvelope {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: 'avi:jira:updated:issue',
    source: 'test',
    tenant,
    receiver: 'forge',
    environment: 'PRODUCTION',
    apibaseurl: `http://${host}/ex/jira/site-1`,
    data: {}
  }
}

test('two processes, one Redis, 10,000 events that meet a 429: no call before its Retry-After, all done, no attempt burned', async (t) => {
  const redis = await startRedis()
  t.teardown(async () => { await redis.stop() })
  const api = await refusingApi(t)
  const name = `burst-${randomBytes(6).toString('hex')}`
  const [queue, store] = [new RedisQueue({ url: redis.url, name }), new RedisStore({ url: redis.url, name })]
  t.teardown(async () => { await Promise.all([queue.close(), store.close()]) })
  const appId = randomUUID()
  const tenant = `forge:${appId}:${randomUUID()}:${randomUUID()}`
  const tokenKey = randomBytes(32).toString('hex')
  const tokens = new StoreTokenStore({ store, keys: [tokenKey] })
  await tokens.put(tenant, { value: 'app-token', expiresAt: Date.now() + 3_600_000, apiBaseUrl: `http://${api.host}/ex/jira/site-1` })
  for (let n = 0; n < EVENTS; n += 200) {
    await Promise.all(Array.from({ length: 200 }, async () => {
      const event = eventFor(tenant, api.host)
      await queue.enqueue(event, [{ id: jobIdOf(event.id, 'limited/call'), handler: 'limited/call' }])
    }))
  }
  const settings = { redisUrl: redis.url, name, appId, apiHost: api.host, tokenKey, concurrency: CONCURRENCY, returnSpacingMs: 1 }
  const workers = await Promise.all(Array.from({ length: PROCESSES }, async () => await startWorker(t, settings)))
  const isEmpty = async (): Promise<boolean> => Object.values((await queue.stats()).counts).every((count) => count === 0)
  await until(async () => { await new Promise((resolve) => { setTimeout(resolve, 250) }); return await isEmpty() }, 'every job has ended', 150_000)
  const reports = await Promise.all(workers.map(reportOf))
  t.comment(`what became of the burst: ${JSON.stringify({ reports, arrivals: api.arrivals.length, took: Date.now() - api.refusedAt() })}`)
  const after = api.arrivals.slice(PROCESSES * CONCURRENCY)
  t.ok(Math.min(...after) >= api.refusedAt() + RETRY_AFTER_S * 1_000, 'no call between the refusal and its Retry-After')
  t.equal(api.arrivals.length, EVENTS + PROCESSES * CONCURRENCY, 'one call a job, beside those that met the limit')
  t.equal(reports.reduce((sum, { done }) => sum + done, 0), EVENTS, 'all done')
  t.ok(reports.every(({ done, turnedAway }) => done > 0 && turnedAway > 0), 'by both processes')
  t.ok(reports.reduce((sum, { turnedAway }) => sum + turnedAway, 0) >= EVENTS, 'every one of them met the limit')
  t.ok(reports.every(({ burned, greatestAttempt }) => burned === 0 && greatestAttempt === 1), 'each in its first attempt')
  await Promise.all(workers.map(async (child) => { const gone = once(child, 'exit'); child.send('close'); await gone }))
})
