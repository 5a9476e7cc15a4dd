import { test } from 'tap'
import { callsOf, fileOf, PAGE, seenBy, serve, type Given } from './support.js'

const REPORT = "import { asApp, route } from '@forge/api'\nconst report = (seen) => asApp().requestConfluence(route`/seen`, { method: 'POST', body: JSON.stringify(seen) })\n"
const ASKING = "import { InvocationError } from '@forge/events'\n"

test('a function that never stops asking for a retry dies after the fourth, with its reason', async (t) => {
  const entry = fileOf(t, `${ASKING}export const run = () => new InvocationError({ retryAfter: 10, retryReason: 'FUNCTION_UPSTREAM_RATE_LIMITED' })`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE], retry: { retries: 9 } } } })
  await app.send(PAGE)
  await app.advance(86_400_000)
  t.match(await app.jobs(), [{ state: 'dead' }])
  const attempts = (await app.jobs())[0]?.attempts ?? []
  t.same(attempts.map(({ outcome }) => outcome), ['retry', 'retry', 'retry', 'retry', 'dead'])
  t.match(attempts.at(-1)?.reason, /FUNCTION_UPSTREAM_RATE_LIMITED, after 4 retries/)
})

for (const [given, seconds] of [['0', 1], ['-5', 1], ['undefined', 1], ["'7'", 7], ['NaN', 1], ['900', 900], ['901', 900], ['Infinity', 900]] as const) {
  test(`retryAfter: ${given} runs again after ${seconds} s`, async (t) => {
    const entry = fileOf(t, `${ASKING}${REPORT}export const run = async (event) => {\n  await report('ran')\n  if (!event.retryContext) return new InvocationError({ retryAfter: ${given} })\n}`)
    const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
    await app.send(PAGE)
    await app.advance(seconds * 1_000 - 1)
    t.equal(callsOf(app).length, 1)
    await app.advance(1)
    t.equal(callsOf(app).length, 2)
    t.equal(app.logs.filter(({ msg }) => /retryAfter is cut to 900 s/.test(String(msg))).length, Number(given) > 900 ? 1 : 0)
  })
}

test('an InvocationError of its defaults, and one of a version that keeps its class, run again after a second', async (t) => {
  const entry = fileOf(t, `${ASKING}class Older { _retry = true; retryOptions = { retryAfter: 1, retryReason: 'OLD' } }
    export const fresh = (event) => event.retryContext ? undefined : new InvocationError()
    export const older = (event) => event.retryContext ? undefined : new Older()`)
  const app = await serve(t, { entry, functions: { fresh: { events: [PAGE] }, older: { events: [PAGE] } } })
  await app.send(PAGE)
  await app.advance(1_000)
  t.same((await app.jobs()).map(({ handler, state, attempts }) => [handler, state, attempts[0]?.reason]), [
    ['forge-functions/fresh', 'done', 'FUNCTION_RETRY_REQUEST'], ['forge-functions/older', 'done', 'OLD']
  ])
})

test('anything else that a function returns is done', async (t) => {
  const entry = fileOf(t, 'export const run = () => ({ _retry: false, statusCode: 500 })\nexport const two = () => null')
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] }, two: { events: [PAGE] } } })
  await app.send(PAGE)
  await app.settle()
  t.same((await app.jobs()).map(({ state }) => state), ['done', 'done'])
})

test('retryData of more than 4 kB fails the attempt by a code', async (t) => {
  const entry = fileOf(t, `${ASKING}export const run = () => new InvocationError({ retryAfter: 1, retryReason: 'A', retryData: { text: 'x'.repeat(5_000) } })`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE], retry: { retries: 0 } } } })
  await app.send(PAGE)
  await app.settle()
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'dead', reason: /HKS_ERR_HANDLER_RETRY_DATA/ }] }])
})

test('what one attempt changes in its event, the next does not see', async (t) => {
  const entry = fileOf(t, `${ASKING}${REPORT}export const run = async (event) => {
    await report({ mark: event.mark ?? null, title: event.content.title, retry: event.retryContext ?? null })
    event.mark = 1
    event.content.title = 'changed'
    if (!event.retryContext) return new InvocationError({ retryAfter: 1, retryReason: 'A', retryData: [1] })
  }`)
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } } })
  await app.send(PAGE, { content: { title: 'Plans' } })
  await app.advance(1_000)
  t.same(seenBy(app), [
    { mark: null, title: 'Plans', retry: null }, { mark: null, title: 'Plans', retry: { retryCount: 1, retryReason: 'A', retryData: [1] } }
  ])
})

test('a function that throws is retried by the retry policy, or given up at once', async (t) => {
  const entry = fileOf(t, "export const one = () => { throw new TypeError('no such page') }\nexport const two = one\n")
  const retry = { retries: 1, minDelayMs: 0 }
  const app = await serve(t, { entry, functions: { one: { events: [PAGE], retry }, two: { events: [PAGE], retry, onThrow: 'dead' } } })
  await app.send(PAGE)
  await app.advance(60_000)
  t.same((await app.jobs()).map(({ attempts }) => attempts.map(({ outcome }) => outcome)), [['retry', 'dead'], ['dead']])
  t.match((await app.jobs())[1]?.attempts[0]?.reason, /no such page/)
  for (const what of ['job is retried', 'the function threw']) {
    t.match(app.logs.find(({ msg }) => msg === what)?.place, /index\.ts:1:34/, `'${what}' says where, in the sources`)
  }
})

test('a function that took too long finds the reason that Forge gives for it', async (t) => {
  const entry = fileOf(t, `${REPORT}export const run = async (event) => {\n  if (!event.retryContext) await new Promise(() => {})\n  await report(event.retryContext)\n}`)
  const run = { events: [PAGE], timeoutMs: 1_000, retry: { minDelayMs: 0 } }
  const app = await serve(t, { entry, functions: { run } }, { patienceMs: 1_000 })
  await app.send(PAGE)
  await app.advance(3_600_000)
  t.match(seenBy(app)[0], { retryReason: 'FUNCTION_TIME_OUT', retryData: null })
})

test('a job without a token waits for one, whatever the function makes of it', async (t) => {
  const entry = fileOf(t, `${REPORT}export const run = async (event) => {\n  try {\n    await report({ attempt: 'made' })\n  } catch {\n    return 'never mind'\n  }\n}`)
  const options: Given = { entry, functions: { run: { events: [PAGE] } }, onThrow: 'dead' }
  const app = await serve(t, options, { installation: { systemToken: false } })
  await app.send(PAGE)
  await app.settle()
  t.match(await app.jobs(), [{ state: 'waiting' }])
  await app.send('avi:confluence:created:comment', {}, { systemToken: true })
  await app.advance(1_000)
  t.match(await app.jobs(), [{ state: 'done' }])
  t.same(seenBy(app), [{ attempt: 'made' }])
})

test('a call that got no answer, thrown on, is made again whatever onThrow says', async (t) => {
  const entry = fileOf(t, "import { asApp, route } from '@forge/api'\nexport const run = async () => { await asApp().requestConfluence(route`/wiki/api/v2/pages`) }")
  const app = await serve(t, { entry, functions: { run: { events: [PAGE] } }, onThrow: 'dead' })
  app.api.script({ kind: 'reset', times: 1 })
  await app.send(PAGE)
  await app.advance(600_000)
  t.same((await app.jobs()).map(({ state, attempts }) => [state, ...attempts.map(({ outcome }) => outcome)]), [['done', 'retry', 'done']])
})
