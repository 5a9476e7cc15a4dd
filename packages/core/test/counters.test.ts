import { test } from 'tap'
import { dead, definePlugin, retry, type Observation } from '../src/index.js'
import { HandlerTable } from '../src/handler-table.js'
import { post, send, start } from './support.js'

/** What the plugin below does with an event, by its number. */
const FATES = ['done', 'retried once', 'dead', 'skipped', 'filtered', 'self', 'unwanted', 'duplicate', 'unreadable', 'unproven'] as const

const plugin = definePlugin({
  name: 'p',
  register (router) {
    router.on('job:**', { id: 'h', filter: 'event.data.fate != "filtered"' }, (event, { attempt }) => {
      if (event.type === 'job:dead') return dead({ reason: 'x' })
      return event.type === 'job:retried once' && attempt === 1 ? retry({ reason: 'x', afterMs: 5 }) : undefined
    })
    router.on('skip', { id: 's', filter: () => false }, () => {})
  }
})

test('the counters equal what happened, over 1,000 requests of every kind', async (t) => {
  const { app, clock, lines } = await start(t, { plugins: [plugin] })
  const seen: Observation[] = []
  app.hooksmith.observe((one) => { seen.push(one) })
  app.hooksmith.observe(() => { throw new TypeError('an observer that fails') })
  for (let at = 0; at < 1_000; at++) {
    const fate = FATES[at % FATES.length] ?? 'done'
    const id = `e${fate === 'duplicate' ? at - 7 : at}`
    if (fate === 'unreadable') await post(app, 'broken')
    else if (fate === 'unproven') await app.inject({ method: 'POST', url: '/acme', payload: '{}' })
    else {
      const type = fate === 'skipped' ? 'skip' : fate === 'unwanted' ? 'other' : fate === 'duplicate' ? 'job:done' : `job:${fate}`
      await send(app, { id, type, self: fate === 'self', data: { fate } })
    }
  }
  await clock.advance(60_000)
  t.match(lines.find(({ msg }) => msg === 'an observer failed')?.place, /counters\.test\.ts:\d+/)
  t.same(app.hooksmith.counters(), {
    'requests{receiver="acme",verdict="accepted"}': 800,
    'requests{receiver="acme",verdict="unreadable"}': 100,
    'requests{receiver="acme",verdict="HKS_ERR_VERIFIER_MISSING"}': 100,
    'events{verdict="stored"}': 400,
    'events{verdict="filtered"}': 100,
    'events{verdict="self"}': 100,
    'events{verdict="unwanted"}': 100,
    'events{verdict="duplicate"}': 100,
    'jobs{receipt="stored"}': 400,
    'jobs{receipt="duplicate"}': 100,
    'attempts{outcome="done",settlement="in time"}': 200,
    'attempts{outcome="retry",settlement="in time"}': 100,
    'attempts{outcome="dead",settlement="in time"}': 100,
    'attempts{outcome="skipped",settlement="in time"}': 100
  })
  t.equal(seen.length, 1_000 + 800 + 500, 'every request, event and attempt is told once')
})

test('patterns are matched once a type, not once an event, so that 1,000 handlers cost an event no more than 10', async (t) => {
  const table = new HandlerTable()
  for (let at = 0; at < 1_000; at++) table.add('p', [`acme:thing${at}:*`], { id: `h${at}` }, () => {})
  const types = Array.from({ length: 10_000 }, (_, at) => `acme:thing${at % 5}:made`)
  const answers = new Set(types.map((type) => table.match(type)))
  t.equal(answers.size, 5, 'one answer a type is worked out, all others are that same object')
  t.same([...answers].map((answer) => answer.length), [1, 1, 1, 1, 1])
})

test('what is remembered of types is bounded: a sender that makes up names cannot fill the memory', async (t) => {
  const table = new HandlerTable()
  table.add('p', ['**'], { id: 'h' }, () => {})
  const first = table.match('type:0')
  t.equal(table.match('type:0'), first, 'remembered')
  for (let at = 1; at <= 5_000; at++) table.match(`type:${at}`)
  t.not(table.match('type:0'), first, 'forgotten')
})

test('a handler that is added later is found by types that were matched before', async (t) => {
  const table = new HandlerTable()
  table.add('p', ['a'], { id: 'one' }, () => {})
  t.equal(table.match('a').length, 1)
  table.add('p', ['*'], { id: 'two' }, () => {})
  t.same(table.match('a').map(({ id }) => id), ['p/one', 'p/two'])
})
