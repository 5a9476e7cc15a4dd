import { setTimeout as sleep } from 'node:timers/promises'
import { FakeClock } from '@hooksmith/contracts'
import { LmdbQueue } from '@hooksmith/lmdb'
import { open } from 'lmdb'
import { test, type Test } from 'tap'
import { directory, event, job, processOf, stayUp } from './support.js'

const LEASE_MS = 3_000

/** What the notes of a closed queue say. */
async function notesOf (path: string): Promise<Array<{ readonly key: unknown, readonly value: string }>> {
  const root = open({ path, noSubdir: false, encoding: 'string', maxDbs: 64 })
  const notes = [...root.openDB<string, Array<string | number>>({ name: 'queue/default/notes', encoding: 'string' }).getRange({})]
  await root.close()
  return notes
}

/** Two queues on one file, each with a clock of its own: one whose clock stands still is a process that died. */
async function twoQueues (t: Test): Promise<{ path: string, clocks: Record<'dying' | 'other', FakeClock>, dying: LmdbQueue, other: LmdbQueue }> {
  stayUp(t)
  const path = await directory(t)
  const clocks = { dying: new FakeClock(), other: new FakeClock() }
  const dying = new LmdbQueue({ path, clock: clocks.dying, leaseMs: LEASE_MS })
  const other = new LmdbQueue({ path, clock: clocks.other, leaseMs: LEASE_MS })
  t.teardown(async () => { await Promise.all([dying.close(), other.close()]) })
  return { path, clocks, dying, other }
}

/** Waits until something is so, for seconds. @returns Whether it came to be so. */
async function until (condition: () => boolean): Promise<boolean> {
  for (let look = 0; look < 500 && !condition(); look++) await sleep(10)
  return condition()
}

/** Moves on in steps that are short against every lease here, with room for the file's own thread. */
async function advance (clock: FakeClock, ms: number): Promise<void> {
  for (let done = 0; done < ms; done += 10) {
    await clock.advance(10)
    await sleep(2)
  }
}

test('a job whose event cannot be read is told of and put off, and those that were claimed with it run', async (t) => {
  stayUp(t)
  const queue = new LmdbQueue({ path: await directory(t), leaseMs: 400 })
  t.teardown(async () => { await queue.close() })
  await queue.enqueue(event('bad'), [job('bad')], { dataText: '{ "cut": ' })
  for (const id of ['a', 'b', 'c']) await queue.enqueue(event(id), [job(id)])
  const errors: Error[] = []
  const done: string[] = []
  queue.consume({
    handlers: ['test/handler'],
    concurrency: 4,
    run: async ({ id }) => { done.push(id); return { outcome: 'done' } },
    onError: (error) => { errors.push(error) }
  })
  for (let look = 0; look < 300 && done.length < 3; look++) await sleep(10)
  t.same(done, ['a', 'b', 'c'])
  t.ok(errors.length > 0)
  for (let look = 0; look < 300 && (await queue.stats()).counts.running > 0; look++) await sleep(10)
  const { counts } = await queue.stats()
  t.equal(counts.running, 0, 'no slot and no lease is held for it')
  t.equal(counts.ready + counts.delayed, 1)
})

test('a callback that throws harms neither its attempt nor the ones after it', async (t) => {
  stayUp(t)
  const queue = new LmdbQueue({ path: await directory(t) })
  t.teardown(async () => { await queue.close() })
  for (const id of ['a', 'b']) await queue.enqueue(event(id), [job(id)])
  const settled: string[] = []
  const errors: Error[] = []
  queue.consume({
    handlers: ['test/handler'],
    concurrency: 1,
    run: async () => ({ outcome: 'done' }),
    onSettled: ({ id }, _outcome, how) => {
      settled.push(`${id} ${how}`)
      throw new Error('a mistake of the caller')
    },
    onError: (error) => { errors.push(error) }
  })
  for (let look = 0; look < 300 && settled.length < 2; look++) await sleep(10)
  await queue.close()
  t.same(settled, ['a in time', 'b in time'])
  t.same(errors.map(({ message }) => message), ['a mistake of the caller', 'a mistake of the caller'])
})

test('a job that was claimed in the transaction in which the one before ended has a lease, and runs elsewhere when its process dies', async (t) => {
  const { path, clocks, dying, other } = await twoQueues(t)
  for (const id of ['a', 'b']) await dying.enqueue(event(id), [job(id)])
  const started: string[] = []
  const ends = new Map<string, () => void>()
  dying.consume({
    handlers: ['test/handler'],
    concurrency: 1,
    run: async ({ id }) => {
      started.push(id)
      await new Promise<void>((resolve) => { ends.set(id, resolve) })
      return { outcome: 'done' }
    }
  })
  await clocks.dying.advance(1)
  t.ok(await until(() => ends.has('a')))
  // The end of one, the claim of the next and the renewal of the lease wait for the write lock together.
  await processOf(t, 'lock-holder.ts', [path, '1000'])
  ends.get('a')?.()
  await sleep(50)
  await clocks.dying.advance(LEASE_MS / 3)
  t.ok(await until(() => ends.has('b')))

  // Its clock stands still from here on, as that of a killed process.
  const taken: string[] = []
  other.consume({ handlers: ['test/handler'], concurrency: 1, run: async ({ id, attempt }) => { taken.push(`${id} ${attempt}`); return { outcome: 'done' } } })
  await advance(clocks.other, 2 * LEASE_MS)
  t.ok(await until(() => taken.length > 0))
  t.same({ started, taken }, { started: ['a', 'b'], taken: ['b 2'] })
  ends.get('b')?.()
})

test('a job that runs under a lease of which nothing is noted is taken back', async (t) => {
  const { path, clocks, dying, other } = await twoQueues(t)
  await dying.enqueue(event('a'), [job('a')])
  let end: (() => void) | undefined
  const run = async (): Promise<{ outcome: 'done' }> => { await new Promise<void>((resolve) => { end = resolve }); return { outcome: 'done' } }
  dying.consume({ handlers: ['test/handler'], concurrency: 1, run })
  await clocks.dying.advance(1)
  t.ok(await until(() => end !== undefined))
  const root = open({ path, noSubdir: false, encoding: 'string', maxDbs: 64 })
  const notes = root.openDB<string, Array<string | number>>({ name: 'queue/default/notes', encoding: 'string' })
  for (const { key } of [...notes.getRange({ start: ['consumer'], end: ['consumer~'] })]) await notes.remove(key)
  await root.close()
  const taken: string[] = []
  other.consume({ handlers: ['test/handler'], concurrency: 1, run: async ({ id }) => { taken.push(id); return { outcome: 'done' } } })
  await advance(clocks.other, LEASE_MS)
  t.ok(await until(() => taken.length > 0))
  t.same(taken, ['a'])
  end?.()
})

test('thousands of jobs that come due together are counted as due within a lease', async (t) => {
  const clock = new FakeClock()
  const path = await directory(t)
  const queue = new LmdbQueue({ path, clock, leaseMs: 3_000 })
  const dueAt = clock.now() + 500
  for (let n = 0; n < 4; n++) {
    await queue.enqueue(event(`e-${n}`), Array.from({ length: 1_000 }, (_none, i) => job(`j-${n}-${i}`, { dueAt })))
  }
  queue.consume({ handlers: ['test/handler'], concurrency: 1, run: async () => ({ outcome: 'done' }) }).pause()
  await advance(clock, 3_000)
  t.equal((await queue.stats()).counts.ready, 4_000)
  await queue.close()
  const counters = (await notesOf(path)).find(({ key }) => String(key) === 'counters')
  t.match(JSON.parse(counters?.value ?? '{}'), { queue: 4_000, later: 0 })
})

test('what killed consumers said of themselves is forgotten', async (t) => {
  const clock = new FakeClock()
  const path = await directory(t)
  const first = new LmdbQueue({ path, clock })
  await first.enqueue(event('a'), [job('a')])
  await first.close()
  const root = open({ path, noSubdir: false, encoding: 'string', maxDbs: 64 })
  const notes = root.openDB<string, string[]>({ name: 'queue/default/notes', encoding: 'string' })
  for (let n = 0; n < 3; n++) await notes.put(['worker', `killed-${n}`], JSON.stringify({ until: clock.now() - 1, handlers: ['test/handler'] }))
  await root.close()
  const queue = new LmdbQueue({ path, clock, leaseMs: 3_000 })
  queue.consume({ handlers: ['test/handler'], concurrency: 1, run: async () => ({ outcome: 'done' }) })
  await advance(clock, 2_000)
  await queue.close()
  t.same((await notesOf(path)).filter(({ key }) => String(key).startsWith('worker')), [])
})
