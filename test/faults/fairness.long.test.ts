import tap, { test } from 'tap'
import { until } from '../support/forge-server.js'
import type { Driver } from './fixtures/settings.js'
import type { Entry } from './ledger.js'
import { Stage } from './stage.js'

const MANY = 10_000
const RETRIES = 1_000
const CONCURRENCY = 4
/** How soon the retries come due, in milliseconds: later than their first attempts take. */
const DUE_MS = 6_000
/** Starts of the many between the answer to the lone event and its start: its turn is next, and some were being taken at that instant. */
const HANDFUL = CONCURRENCY + 1

/** Starts of other tenants' jobs after the sender was told that `lone` is stored, until it starts. */
function startsBefore (entries: readonly Entry[], lone: string): number {
  const answered = entries.findIndex(({ what, id }) => what === 'answered' && id === lone)
  const started = entries.findIndex(({ what, id }) => what === 'start' && id === lone)
  return entries.slice(answered, Math.max(answered, started)).filter(({ what }) => what === 'start').length
}

async function starts (stage: Stage, attempt: string): Promise<number> {
  return (await stage.ledger.read()).filter(({ what, detail }) => what === 'start' && detail === attempt).length
}

/** Delivers one event of another tenant and counts what goes before it. */
async function startsBeforeLone (stage: Stage): Promise<number> {
  const lone = await stage.deliver()
  stage.ledger.mark(lone)
  await until(async () => (await stage.ledger.read()).some(({ what, id }) => what === 'start' && id === lone), 'the lone job starts', 60_000)
  return startsBefore(await stage.ledger.read(), lone)
}

// Many forked processes, on a machine that may do much else.
tap.setTimeout(300_000)

for (const driver of ['redis', 'lmdb'] satisfies Driver[]) {
  test(`with 10,000 jobs of one tenant waiting, a lone job of another starts after at most a handful (${driver})`, async (t) => {
    const stage = await Stage.start(driver, { ingests: 1, workers: 0, concurrency: CONCURRENCY, workMs: 20 })
    t.teardown(async () => { await stage.close() })
    await stage.store(MANY, 'busy')
    const worker = await stage.member('worker', { role: 'worker' })
    stage.workers.push(worker)
    await worker.start()
    await until(async () => await starts(stage, '1') >= 20, 'the many are being handled')
    const before = await startsBeforeLone(stage)
    t.comment(`${driver}: ${before} of ${MANY} started between`)
    t.ok(before <= HANDFUL, `${before} jobs of the busy tenant went first, at most ${HANDFUL}`)
    t.ok((await stage.counts()).ready > MANY / 2, 'the busy tenant still waits')
  })

  test(`with 1,000 retries of one tenant come due together, a lone job of another starts after at most a handful (${driver})`, async (t) => {
    const stage = await Stage.start(driver, { ingests: 1, workers: 0, concurrency: CONCURRENCY, workMs: 20 })
    t.teardown(async () => { await stage.close() })
    await stage.store(RETRIES, 'busy')
    const worker = await stage.member('worker', { role: 'worker', retryAt: Date.now() + DUE_MS })
    stage.workers.push(worker)
    await worker.start()
    await until(async () => (await stage.counts()).delayed === RETRIES, 'all have failed once')
    await until(async () => await starts(stage, '2') >= 20, 'the retries are being handled')
    const before = await startsBeforeLone(stage)
    t.comment(`${driver}: ${before} of ${RETRIES} started between`)
    t.ok(before <= HANDFUL, `${before} retries of the busy tenant went first, at most ${HANDFUL}`)
  })
}
