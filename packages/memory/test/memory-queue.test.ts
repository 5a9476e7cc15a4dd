import { FakeClock, type EventEnvelope } from '@hooksmith/contracts'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import { test } from 'tap'

const event = (id: string, data: unknown = {}): EventEnvelope => ({ specversion: '1.0', id, type: 'a:b', source: 'urn:x', tenant: 't', data })

const job = (id: string) => ({ id, handler: 'p/h' })

test('two queues without a common space are two queues', async (t) => {
  const [one, two] = [new MemoryQueue(), new MemoryQueue()]
  t.teardown(async () => { await Promise.all([one.close(), two.close()]) })
  await one.enqueue(event('e'), [job('a')])
  t.equal(await two.get('a'), undefined)
})

test('a space outlives the queue that filled it', async (t) => {
  const space = new MemorySpace()
  const first = new MemoryQueue({ space })
  await first.enqueue(event('e'), [job('a')])
  await first.close()
  const second = new MemoryQueue({ space })
  t.teardown(async () => { await second.close() })
  t.equal((await second.get('a'))?.state, 'ready')
})

test('a queue holds 100,000 jobs unless told otherwise', async (t) => {
  const queue = new MemoryQueue()
  t.teardown(async () => { await queue.close() })
  for (let call = 0; call < 100; call++) {
    await queue.enqueue(event(`e${call}`), Array.from({ length: 1_000 }, (_none, n) => job(`${call}-${n}`)))
  }
  await t.rejects(queue.enqueue(event('more'), [job('more')]), { code: 'HKS_ERR_QUEUE_FULL' })
})

test('data that is not JSON is refused by code, and nothing is stored', async (t) => {
  const queue = new MemoryQueue()
  t.teardown(async () => { await queue.close() })
  await t.rejects(queue.enqueue(event('e', { n: 1n }), [job('a')]), { code: 'HKS_ERR_EVENT_INPUT' })
  t.equal(await queue.get('a'), undefined)
})

test('a bad option is refused by code', (t) => {
  t.throws(() => new MemoryQueue({ leaseMs: 1 }), { code: 'HKS_ERR_OPTION_INVALID' })
  t.throws(() => new MemoryQueue({ maxJobs: Number.NaN }), { code: 'HKS_ERR_OPTION_INVALID' })
  t.end()
})

test('a page of a bad length or after a bad cursor is refused by code', async (t) => {
  const queue = new MemoryQueue()
  t.teardown(async () => { await queue.close() })
  await t.rejects(queue.list({ state: 'dead', limit: 0 }), { code: 'HKS_ERR_OPTION_INVALID' })
  await t.rejects(queue.list({ state: 'dead', after: 'nowhere' }), { code: 'HKS_ERR_OPTION_INVALID' })
})

test('an outcome that is none is a mistake of the runner: the job is retried after a lease', async (t) => {
  const clock = new FakeClock()
  const queue = new MemoryQueue({ clock, leaseMs: 100 })
  t.teardown(async () => { await queue.close() })
  const errors: Error[] = []
  const wrong: readonly unknown[] = [undefined, { outcome: 'fine' }, { outcome: 'retry', at: Number.NaN, reason: '' }, { outcome: 'wait', signal: '', until: 0 }]
  await queue.enqueue(event('e'), [job('a')])
  queue.consume({
    handlers: ['p/h'],
    concurrency: 1,
    run: async ({ attempt }) => (wrong[attempt - 1] ?? { outcome: attempt <= wrong.length ? undefined : 'done' }) as { outcome: 'done' },
    onError: (error) => { errors.push(error) }
  })
  await clock.advance(1_000)
  t.equal(errors.length, wrong.length)
  t.equal(await queue.get('a'), undefined)
})

test('a beat that comes late ends nobody’s lease: the whole process stood still', async (t) => {
  const clock = new FakeClock()
  const space = new MemorySpace()
  let skippedMs = 0
  const jumping = { now: () => clock.now() + skippedMs, after: (ms: number, run: () => void) => clock.after(ms, run) }
  const options = { clock: jumping, space, leaseMs: 300 }
  const [one, two] = [new MemoryQueue(options), new MemoryQueue(options)]
  t.teardown(async () => { await Promise.all([one.close(), two.close()]) })
  const started: string[] = []
  const run = async (): Promise<never> => { started.push('a'); return await new Promise<never>(() => {}) }
  await one.enqueue(event('e'), [job('a')])
  one.consume({ handlers: ['p/h'], concurrency: 1, run })
  await clock.advance(50)
  two.consume({ handlers: ['p/h'], concurrency: 1, run })
  await clock.advance(50)
  skippedMs = 10_000
  await clock.advance(1_000)
  t.same(started, ['a'])
})
