import { test } from 'tap'
import { compileFilter } from '../src/filter.js'
import { definePlugin, retry } from '../src/index.js'
import { envelope, handle, send, start } from './support.js'

test('an expression is evaluated when the event arrives: what it refuses is never stored', async (t) => {
  const { app, queue } = await start(t, {
    plugins: [handle('a', { filter: 'event.data.amount > 10' }, () => {})], options: { role: 'ingest' }
  })
  t.same((await send(app, { id: 'e1', type: 'a', data: { amount: 10 } })).json(), { status: 'filtered' })
  t.same((await send(app, { id: 'e2', type: 'a', data: { amount: 11 } })).json(), { status: 'stored' })
  t.equal((await queue.stats()).counts.ready, 1)
  t.equal(app.hooksmith.counters()['events{verdict="filtered"}'], 1)
})

test('an expression that cannot be evaluated lets the event through, with a warning', async (t) => {
  const { app, lines } = await start(t, { plugins: [handle('a', { filter: 'event.data.issue.key == "X"' }, () => {})] })
  t.same((await send(app, { type: 'a' })).json(), { status: 'stored' })
  t.match(lines.find(({ msg }) => String(msg).startsWith('filter cannot')), { handler: 'p/h', event: 'e1' })
})

test('an expression that gives no boolean lets the event through instead of dropping it', async (t) => {
  const { app } = await start(t, { plugins: [handle('a', { filter: 'event.subject' }, () => {})] })
  const filter = compileFilter('event.data.amount')
  t.throws(() => typeof filter === 'string' || filter(envelope({ type: 'a', data: { amount: 3 } })), { code: 'HKS_ERR_HANDLER_FILTER' })
  t.same((await send(app, { type: 'a' })).json(), { status: 'stored' })
})

test('a function runs in the worker before the first attempt, and what it refuses counts as skipped', async (t) => {
  const ran: string[] = []
  const { app, clock, queue } = await start(t, {
    plugins: [handle('a', { filter: (event) => event.id === 'e2' }, (event) => { ran.push(event.id) })]
  })
  t.same((await send(app, { id: 'e1', type: 'a' })).json(), { status: 'stored' })
  await send(app, { id: 'e2', type: 'a' })
  await clock.advance(0)
  t.same(ran, ['e2'])
  t.match(app.hooksmith.counters(), { 'attempts{outcome="skipped",settlement="in time"}': 1, 'attempts{outcome="done",settlement="in time"}': 1 })
  t.equal(await queue.get('e1/p/h'), undefined)
})

test('a function is not asked again once the handler has run, counted or not', async (t) => {
  for (const counted of [true, false]) {
    let asked = 0
    const ran: number[] = []
    const plugin = handle('a', { filter: () => ++asked === 1 }, (_event, { attempt, retryContext }) => {
      ran.push(attempt)
      return retryContext === undefined ? retry({ reason: 'again', afterMs: 10, counted }) : undefined
    })
    const { app, clock } = await start(t, { plugins: [plugin] })
    await send(app, { type: 'a' })
    await clock.advance(100)
    t.same([asked, ran.length], [1, 2], `counted: ${String(counted)}`)
  }
})

test('a function that throws lets the event through at once', async (t) => {
  const ran: number[] = []
  const plugin = handle('a', { filter: () => { throw new TypeError('odd event') } }, (_event, { attempt }) => { ran.push(attempt) })
  const { app, clock, lines } = await start(t, { plugins: [plugin] })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.same(ran, [1])
  t.match(lines.find(({ msg }) => String(msg).startsWith('filter cannot')), { handler: 'p/h', reason: 'odd event', place: /^filter .*filter-key\.test\.ts/ })
})

test('jobs with a key run one at a time in order, others beside them', async (t) => {
  const seen: string[] = []
  const plugin = handle('a', { key: (event) => Reflect.get(Object(event.data), 'page') }, (event, { attempt }) => {
    seen.push(`${event.id} ${attempt}`)
    return event.id === 'e1' && attempt === 1 ? retry({ reason: 'later', afterMs: 1_000 }) : undefined
  })
  const { app, clock } = await start(t, { plugins: [plugin] })
  for (const [id, page] of [['e1', 'x'], ['e2', 'x'], ['e3', 'y']] as const) await send(app, { id, type: 'a', data: { page } })
  await clock.advance(999)
  t.same(seen, ['e1 1', 'e3 1'])
  await clock.advance(1_000)
  t.same(seen, ['e1 1', 'e3 1', 'e1 2', 'e2 1'])
})

test('a key that throws or is no fitting string costs the bond, not the event', async (t) => {
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.on('a', { id: 'throws', key: () => { throw new TypeError('x') } }, () => {})
      // A caller in JavaScript can give anything.
      router.on('a', { id: 'number', key: (() => 7) as unknown as () => string }, () => {})
      router.on('a', { id: 'long', key: () => 'x'.repeat(513) }, () => {})
      router.on('a', { id: 'none', key: () => undefined }, () => {})
      router.on('a', { id: 'good', key: () => 'k' }, () => {})
    }
  })
  const { app, queue, lines } = await start(t, { plugins: [plugin], options: { role: 'ingest' } })
  t.same((await send(app, { type: 'a' })).json(), { status: 'stored' })
  const { jobs } = await queue.list({ state: 'ready' })
  t.same(jobs.map(({ handler, key }) => [handler, key]).sort(), [
    ['p/good', 'k'], ['p/long', undefined], ['p/none', undefined], ['p/number', undefined], ['p/throws', undefined]
  ])
  t.equal(lines.filter(({ msg }) => String(msg).startsWith('key ')).length, 3)
  t.match(lines.find(({ msg }) => String(msg).startsWith('key cannot')), { handler: 'p/throws', place: /^key .*filter-key\.test\.ts/ })
})
