import { test } from 'tap'
import { definePlugin, dead, retry } from '../src/index.js'
import { handle, send, start } from './support.js'

test('an event goes to each handler that a pattern of it matches, once each', async (t) => {
  const ran: string[] = []
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.on('acme:order:paid', { id: 'exact' }, () => { ran.push('exact') })
      router.on('acme:*:paid', { id: 'star' }, () => { ran.push('star') })
      router.on('acme:**', { id: 'open' }, () => { ran.push('open') })
      router.on(['acme:order:paid', 'acme:**', 'acme:*:paid'], { id: 'several' }, () => { ran.push('several') })
      router.on('acme:order', { id: 'other' }, () => { ran.push('other') })
    }
  })
  const { app, clock } = await start(t, { plugins: [plugin] })
  await send(app, { type: 'acme:order:paid' })
  await clock.advance(0)
  t.same(ran.sort(), ['exact', 'open', 'several', 'star'])
  t.equal(app.hooksmith.counters()['jobs{receipt="stored"}'], 4)
})

test('the retry of one handler runs no other again, and the death of one changes nothing for the rest', async (t) => {
  const ran: string[] = []
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.on('a', { id: 'good' }, () => { ran.push('good') })
      router.on('a', { id: 'bad' }, (_event, { attempt }) => { ran.push(`bad ${attempt}`); return attempt < 3 ? retry({ reason: 'no', afterMs: 1_000 }) : undefined })
      router.on('a', { id: 'dead' }, () => { ran.push('dead'); return dead({ reason: 'never' }) })
    }
  })
  const { app, clock, queue } = await start(t, { plugins: [plugin] })
  await send(app, { type: 'a' })
  await clock.advance(60_000)
  t.same(ran.sort(), ['bad 1', 'bad 2', 'bad 3', 'dead', 'good'])
  t.same((await queue.list({ state: 'dead' })).jobs.map(({ id }) => id), ['e1/p/dead'])
})

test('a handler of another plugin may have the same id', async (t) => {
  const ran: string[] = []
  const { app, clock } = await start(t, {
    plugins: [handle('a', { plugin: 'one' }, () => { ran.push('one') }), handle('a', { plugin: 'two' }, () => { ran.push('two') })]
  })
  await send(app, { type: 'a' })
  await clock.advance(0)
  t.same(ran.sort(), ['one', 'two'])
})

test('a renamed handler takes the jobs that were stored under its old name', async (t) => {
  const ran: string[] = []
  const { app, queue } = await start(t, { plugins: [handle('a', { id: 'old' }, () => {})], options: { role: 'ingest' } })
  await send(app, { type: 'a' })
  const next = await start(t, { options: { queue }, plugins: [handle('a', { id: 'new', aliases: ['older', 'old'] }, (_event, { jobId }) => { ran.push(jobId) })] })
  await next.app.hooksmith.signal('nothing')
  await settled()
  t.same(ran, ['e1/p/old'])
})

test('what was delivered before a rename is a duplicate after it, over several renames', async (t) => {
  const { app, queue } = await start(t, { plugins: [handle('a', { id: 'oldest' }, () => {})], options: { role: 'ingest' } })
  await send(app, { type: 'a' })
  const second = await start(t, { options: { queue, role: 'ingest' }, plugins: [handle('a', { id: 'mid', aliases: ['oldest'] }, () => {})] })
  t.same((await send(second.app, { type: 'a' })).json(), { status: 'duplicate' })
  const third = await start(t, { options: { queue, role: 'ingest' }, plugins: [handle('a', { id: 'new', aliases: ['oldest', 'mid'] }, () => {})] })
  t.same((await send(third.app, { type: 'a' })).json(), { status: 'duplicate' })
  t.same((await send(third.app, { id: 'e2', type: 'a' })).json(), { status: 'stored' })
  t.equal((await queue.get('e2/p/oldest'))?.handler, 'p/new')
})

test('events that the app caused itself reach only handlers that ask for them', async (t) => {
  const ran: string[] = []
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      router.on(['a', 'b'], { id: 'plain' }, (event) => { ran.push(`plain ${event.type}`) })
      router.on('a', { id: 'self', self: true }, (event) => { ran.push(`self ${event.type}`) })
    }
  })
  const { app, clock } = await start(t, { plugins: [plugin] })
  t.same((await send(app, { id: 'e1', type: 'a', self: true })).json(), { status: 'stored' })
  t.same((await send(app, { id: 'e2', type: 'b', self: true })).json(), { status: 'self' })
  t.same((await send(app, { id: 'e3', type: 'b' })).json(), { status: 'stored' })
  await clock.advance(0)
  t.same(ran, ['self a', 'plain b'])
  t.match(app.hooksmith.counters(), { 'events{verdict="self"}': 1, 'events{verdict="stored"}': 2 })
})

async function settled (): Promise<void> {
  await new Promise<void>((resolve) => { setTimeout(resolve, 50) })
}
