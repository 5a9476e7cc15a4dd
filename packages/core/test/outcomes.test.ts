import type { DeadNote } from '@hooksmith/contracts'
import { test } from 'tap'
import { dead, retry, withResult, type HandlerContext, type HandlerResult } from '../src/index.js'
import { handle, send, start, type Bench } from './support.js'

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'

async function deadOf ({ queue }: Bench, id = 'e1/p/h'): Promise<DeadNote | undefined> {
  return (await queue.get(id))?.dead
}

test('a handler that always throws runs 1 + retries times, then is a dead letter with its last reason', async (t) => {
  const seen: Array<Pick<HandlerContext, 'attempt' | 'retryContext'>> = []
  const plugin = handle('a', { retry: { retries: 2, minDelayMs: 1_000 } }, (_event, { attempt, retryContext }) => {
    seen.push(retryContext === undefined ? { attempt } : { attempt, retryContext })
    throw Object.assign(new TypeError(`failed ${attempt}`), { code: 'E_X' })
  })
  const bench = await start(t, { plugins: [plugin] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(60_000)
  t.same(seen, [
    { attempt: 1 },
    { attempt: 2, retryContext: { retryCount: 1, retryReason: 'E_X: failed 1', retryData: null } },
    { attempt: 3, retryContext: { retryCount: 2, retryReason: 'E_X: failed 2', retryData: null } }
  ])
  t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_FAILED', reason: 'Failed in each of 3 attempts, last: E_X: failed 3' })
})

test('retries: 0 means one attempt', async (t) => {
  let ran = 0
  const bench = await start(t, { plugins: [handle('a', { retry: { retries: 0 } }, () => { ran++; throw new TypeError('x') })] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(7_200_000)
  t.equal(ran, 1)
})

test('retry() comes back after its own time with its reason and data', async (t) => {
  const seen: Array<readonly [number, unknown]> = []
  const bench = await start(t, {
    plugins: [handle('a', {}, (_event, ctx) => {
      seen.push([bench.clock.now(), ctx.retryContext])
      return ctx.attempt === 1 ? retry({ reason: 'later', afterMs: 30_000, data: { page: 2 } }) : undefined
    })]
  })
  const beganAt = bench.clock.now()
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(60_000)
  t.same(seen, [[beganAt, undefined], [beganAt + 30_000, { retryCount: 1, retryReason: 'later', retryData: { page: 2 } }]])
})

test('uncounted retries go on past the policy until the job is too old, then it is dead with a code of its own', async (t) => {
  const attempts: number[] = []
  const bench = await start(t, {
    options: { maxUncountedMs: 10_000 },
    plugins: [handle('a', { retry: { retries: 1 } }, (_event, { attempt }) => {
      attempts.push(attempt)
      return retry({ reason: 'not permitted yet', afterMs: 1_000, counted: false })
    })]
  })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(60_000)
  t.same(attempts, Array.from({ length: 12 }, () => 1))
  t.match(await deadOf(bench), { code: 'HKS_ERR_JOB_TOO_OLD', reason: /not permitted yet/ })
})

test('counted that is given as undefined counts', async (t) => {
  // A caller in JavaScript, or without exactOptionalPropertyTypes, can write this.
  const options = { reason: 'x', afterMs: 1, counted: undefined } as unknown as Parameters<typeof retry>[0]
  const bench = await start(t, { plugins: [handle('a', { retry: { retries: 1 } }, () => retry(options))] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(1_000)
  t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_FAILED' })
})

test('dead() ends the job at once', async (t) => {
  const bench = await start(t, { plugins: [handle('a', {}, () => dead({ reason: `gone ${JWT}` }))] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(0)
  t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_GAVE_UP', reason: 'The handler gave up: gone [redacted]' })
})

test('an error that was given a result ends the attempt by it; the last one given stands', async (t) => {
  const bench = await start(t, {
    plugins: [handle('a', {}, () => { throw withResult(withResult(new TypeError('x'), retry({ reason: 'first' })), dead({ reason: 'second' })) })]
  })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(0)
  t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_GAVE_UP', reason: /second/ })
})

test('data of a retry above 4,096 bytes, or that is not JSON, fails the attempt by code', async (t) => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  for (const data of ['x'.repeat(4_095), circular, () => 1, 1n]) {
    const bench = await start(t, {
      // Only the first of these is of the type that retry() asks for.
      plugins: [handle('a', { retry: { retries: 0 } }, () => retry({ reason: 'r', data: data as string }))]
    })
    await send(bench.app, { type: 'a' })
    await bench.clock.advance(0)
    t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_FAILED', reason: /HKS_ERR_HANDLER_RETRY_DATA/ }, typeof data)
  }
})

test('data of exactly 4,096 bytes is handed on', async (t) => {
  let got: unknown
  const data = 'x'.repeat(4_094)
  const bench = await start(t, {
    plugins: [handle('a', {}, (_event, { retryContext }) => { got = retryContext?.retryData; return got === undefined ? retry({ reason: 'r', afterMs: 1, data }) : undefined })]
  })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(10)
  t.equal(got, data)
})

for (const [what, make] of [
  ['afterMs NaN', () => retry({ reason: 'r', afterMs: Number.NaN })], ['afterMs -1', () => retry({ reason: 'r', afterMs: -1 })],
  ['no reason', () => retry({} as unknown as { reason: string })], ['dead() without a reason', () => dead({} as unknown as { reason: string })]
] as ReadonlyArray<readonly [string, () => HandlerResult]>) {
  test(`a result with ${what} fails the attempt and says why`, async (t) => {
    const bench = await start(t, { plugins: [handle('a', { retry: { retries: 0 } }, () => make())] })
    await send(bench.app, { type: 'a' })
    await bench.clock.advance(0)
    t.match(await deadOf(bench), { code: 'HKS_ERR_HANDLER_FAILED', reason: /HKS_ERR_OPTION_INVALID/ })
  })
}

test('a token in an error message reaches no dead letter, no retry note and no log line', async (t) => {
  const reasons: unknown[] = []
  const bench = await start(t, {
    plugins: [handle('a', { retry: { retries: 1, minDelayMs: 0 } }, (_event, { retryContext }) => {
      reasons.push(retryContext?.retryReason)
      throw new TypeError(`401 for Bearer ${JWT}`)
    })]
  })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(1_000)
  t.notMatch(JSON.stringify([await deadOf(bench), reasons, bench.lines]), /eyJ/)
  t.match(await deadOf(bench), { reason: /401 for Bearer \[redacted\]/ })
})

test('any other value that a handler returns means done', async (t) => {
  for (const value of [null, 0, 'text', { retry: true, counted: true }, [1]]) {
    const bench = await start(t, { plugins: [handle('a', {}, () => value as HandlerResult)] })
    await send(bench.app, { type: 'a' })
    await bench.clock.advance(0)
    t.equal(bench.app.hooksmith.counters()['attempts{outcome="done",settlement="in time"}'], 1)
  }
})

test('the log says where a handler threw at every attempt; what is stored, told and dead does not', async (t) => {
  const seen: unknown[] = []
  const plugin = handle('a', { retry: { retries: 1, minDelayMs: 1_000 } }, async function greet (_event, ctx) {
    seen.push(ctx.retryContext)
    throw new TypeError('no page')
  })
  const bench = await start(t, { plugins: [plugin] })
  bench.app.hooksmith.observe((observed) => { seen.push(observed) })
  await send(bench.app, { type: 'a' })
  seen.push(await bench.queue.get('e1/p/h'))
  await bench.clock.advance(60_000)
  seen.push(await bench.queue.get('e1/p/h'))
  for (const what of ['job is retried', 'job is dead']) {
    const [line] = bench.lines.filter(({ msg }) => msg === what)
    t.match(line, { place: /^greet packages\/core\/test\/outcomes\.test\.ts:\d+:\d+/, reason: /no page/ })
    t.notMatch(line?.place, /no page/)
  }
  t.match(JSON.stringify(seen), /no page/)
  t.notMatch(JSON.stringify(seen), /outcomes\.test\.ts/)
})

test('a handler that throws a text, and one that returns retry(), are logged without a place', async (t) => {
  // eslint-disable-next-line no-throw-literal -- some handlers do
  const plugin = handle('a', {}, (_event, { attempt }) => { if (attempt === 1) throw 'just so'; return retry({ reason: 'later' }) })
  const bench = await start(t, { plugins: [plugin] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(30_000)
  const lines = bench.lines.filter(({ msg }) => msg === 'job is retried')
  t.same(lines.slice(0, 2).map(({ reason }) => reason), ['just so', 'later'])
  t.notOk(lines.some((line) => 'place' in line))
})
