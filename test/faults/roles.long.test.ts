import tap, { test, type Test } from 'tap'
import { until } from '../support/forge-server.js'
import type { Driver } from './fixtures/settings.js'
import { Stage, type StageOptions } from './stage.js'

const EVENTS = 8
const ORPHAN_AFTER_MS = 1_500

async function start (t: Test, driver: Driver, options: StageOptions): Promise<Stage> {
  const stage = await Stage.start(driver, options)
  t.teardown(async () => { await stage.close() })
  return stage
}

/** How many events had their effect at a handler. */
async function effects (stage: Stage, handler: string): Promise<number> {
  return (await stage.ledger.read()).filter((entry) => entry.what === 'effect' && entry.handler === handler).length
}

async function deliverSome (stage: Stage): Promise<void> {
  for (let n = 0; n < EVENTS; n++) await stage.deliver()
}

// Many forked processes, on a machine that may do much else.
tap.setTimeout(300_000)

for (const driver of ['redis', 'lmdb'] satisfies Driver[]) {
  test(`an ingest stores and runs nothing, a worker that comes later runs it all (${driver})`, async (t) => {
    const stage = await start(t, driver, { ingests: 1, workers: 0 })
    await deliverSome(stage)
    t.equal((await stage.ledger.read()).length, 0, 'no handler ran')
    const { ready, held } = await stage.counts()
    t.equal(ready + held, EVENTS)
    const worker = await stage.member('worker', { role: 'worker' })
    stage.workers.push(worker)
    await worker.start()
    await stage.settle()
    t.match(await stage.judge(), { answered: EVENTS, handled: EVENTS, repeats: 0 })
  })

  test(`a job waits for a worker that has its handler, beside workers that do not (${driver})`, async (t) => {
    const stage = await start(t, driver, { ingests: 0, workers: 0 })
    const newer = ['effect', 'later']
    const ingest = await stage.member('ingest', { role: 'ingest', handlers: newer })
    const older = await stage.member('worker-old', { role: 'worker', handlers: ['effect'] })
    stage.ingests.push(ingest)
    stage.workers.push(older)
    await Promise.all([ingest.start(), older.start()])
    stage.send([ingest])
    await deliverSome(stage)
    await until(async () => (await stage.counts()).waiting === EVENTS, 'the jobs of the new handler wait')
    await until(async () => await effects(stage, 'effect') === EVENTS, 'the old worker has done what it can')
    const { jobs } = await stage.queue.list({ state: 'waiting' })
    t.ok(jobs.every(({ waitingFor }) => waitingFor === 'handler:faults/later'), 'each is reported with what it waits for')
    const worker = await stage.member('worker-new', { role: 'worker', handlers: newer })
    stage.workers.push(worker)
    await worker.start()
    await stage.settle(newer)
    t.match(await stage.judge(newer), { answered: EVENTS, handled: EVENTS, repeats: 0 })
  })

  test(`a job whose handler no worker has becomes a dead letter, told by the worker that buried it (${driver})`, async (t) => {
    const stage = await start(t, driver, { ingests: 0, workers: 1, orphanAfterMs: ORPHAN_AFTER_MS })
    const ingest = await stage.member('ingest', { role: 'ingest', handlers: ['gone'] })
    stage.ingests.push(ingest)
    await ingest.start()
    stage.send([ingest])
    await deliverSome(stage)
    await until(async () => (await stage.counts()).dead === EVENTS, 'all are dead letters')
    const { jobs } = await stage.queue.list({ state: 'dead' })
    t.ok(jobs.every(({ dead }) => dead?.code === 'HKS_ERR_QUEUE_ORPHANED'), 'by a code of their own')
    await until(async () => (await stage.ledger.read()).filter(({ id }) => id === 'orphan').length === EVENTS, 'each was told')
    const worker = await stage.member('worker-late', { role: 'worker', handlers: ['gone'] })
    stage.workers.push(worker)
    await worker.start()
    t.equal(await stage.queue.retry({ state: 'dead' }), EVENTS, 'a person retries them once a worker has the handler')
    await stage.settle(['gone'])
    t.match(await stage.judge(['gone']), { answered: EVENTS, handled: EVENTS })
  })
}
