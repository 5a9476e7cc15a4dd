import { FakeClock, HeldClock, type LeasedJob } from '@hooksmith/contracts'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import { test } from 'tap'
import { deferred, envelope, handle, start, type Bench } from './support.js'

/** Two queues over one space; the clock of the first can be held, as if its event loop stood still. */
function makePair (): { readonly clock: FakeClock, readonly held: HeldClock, readonly first: MemoryQueue, readonly second: MemoryQueue } {
  const clock = new FakeClock()
  const held = new HeldClock(clock)
  const space = new MemorySpace()
  const leaseMs = 1_000
  return { clock, held, first: new MemoryQueue({ space, clock: held, leaseMs }), second: new MemoryQueue({ space, clock, leaseMs }) }
}

function attempts ({ app }: Bench): Record<string, number> {
  return Object.fromEntries(Object.entries(app.hooksmith.counters()).filter(([name]) => name.startsWith('attempts')))
}

test('a job whose every attempt ended by the death of its process is dead, without another attempt', async (t) => {
  const { clock, held, first, second } = makePair()
  const taken: LeasedJob[] = []
  first.consume({ handlers: ['p/h'], concurrency: 1, run: async (job) => { taken.push(job); return await new Promise(() => {}) } })
  await first.enqueue(envelope({ type: 'a' }), [{ id: 'e1/p/h', handler: 'p/h' }])
  await clock.advance(0)
  held.hold()
  let ran = 0
  const bench = await start(t, { options: { queue: second, clock }, plugins: [handle('a', { retry: { retries: 0 } }, () => { ran++ })] })
  await clock.advance(10_000)
  t.same([taken.length, ran], [1, 0])
  t.match((await second.get('e1/p/h'))?.dead, { code: 'HKS_ERR_JOB_CRASHED', reason: /in 1 attempts/ })
  t.same(attempts(bench), { 'attempts{outcome="dead",settlement="in time"}': 1 })
})

test('an attempt that lost its lease to another process is told, and its outcome is refused and counted as such', async (t) => {
  const { clock, held, first, second } = makePair()
  const gate = deferred()
  let signal: AbortSignal | undefined
  const slow = await start(t, {
    options: { queue: first, clock: held },
    plugins: [handle('a', {}, async (_event, ctx) => { signal = ctx.signal; await gate.promise })]
  })
  await slow.app.hooksmith.emit(envelope({ type: 'a' }))
  await clock.advance(0)
  held.hold()
  const seen: number[] = []
  const quick = await start(t, { options: { queue: second, clock }, plugins: [handle('a', {}, (_event, { attempt }) => { seen.push(attempt) })] })
  await clock.advance(5_000)
  t.same(seen, [2])
  held.release()
  await clock.advance(1_000)
  t.match(signal, { aborted: true, reason: { code: 'HKS_ERR_QUEUE_LEASE_LOST' } })
  gate.resolve()
  await clock.advance(0)
  t.same(attempts(slow), { 'attempts{outcome="done",settlement="refused"}': 1 })
  t.same(attempts(quick), { 'attempts{outcome="done",settlement="in time"}': 1 })
  t.ok(slow.lines.some(({ settlement }) => settlement === 'refused'), 'the log says so')
})

test('a job whose handler nobody has becomes a dead letter that is counted and logged', async (t) => {
  const clock = new FakeClock()
  const queue = new MemoryQueue({ clock, orphanAfterMs: 5_000 })
  const bench = await start(t, { options: { queue, clock }, plugins: [handle('b', {}, () => {})] })
  await queue.enqueue(envelope({ type: 'a' }), [{ id: 'e1/gone/h', handler: 'gone/h' }])
  await clock.advance(10_000)
  t.match((await queue.get('e1/gone/h'))?.dead, { code: 'HKS_ERR_QUEUE_ORPHANED' })
  t.equal(bench.app.hooksmith.counters().orphans, 1)
  t.match(bench.lines.find(({ code }) => code === 'HKS_ERR_QUEUE_ORPHANED'), { level: 50, job: 'e1/gone/h' })
})
