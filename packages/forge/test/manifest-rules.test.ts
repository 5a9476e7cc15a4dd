import { readFile } from 'node:fs/promises'
import { checkManifest, MANIFEST_CODES } from '@hooksmith/forge/manifest'
import { test } from 'tap'
import { after, BASE_URL, CASES, EVENTS, HOURLY, server } from './support/manifest-cases.js'
import { changed, found, GOOD, ofCode, SERVER } from './support/manifests.js'

test('a manifest without a mistake has no problem, alone and beside its server', async (t) => {
  t.same(found(GOOD), [])
  t.same(found(GOOD, server), [])
})

for (const { code, why, line, bad, good, options } of CASES) {
  test(`${code}: ${why}`, async (t) => {
    const [first] = ofCode(code, bad, options)
    t.equal(first?.line, line, `in line ${line}: ${JSON.stringify(found(bad, options))}`)
    t.ok((first?.message ?? '').length > 10 && (first?.fix ?? '').length > 3, 'says what is wrong and what to write')
    t.same(ofCode(code, good, options), [], 'what is right next to it passes')
    t.notMatch(found(good, options).join(), /yaml-/, 'and is read at all')
  })
}

test('every code has a case here or among the tests of reading', async (t) => {
  const ofReading = Object.keys(MANIFEST_CODES).filter((code) => /^(?:file|yaml)-/.test(code))
  t.same([...new Set([...CASES.map(({ code }) => code), ...ofReading])].sort(), Object.keys(MANIFEST_CODES).sort())
})

test('the README names every code', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const section = readme.slice(readme.indexOf('### Problems'), readme.indexOf('## Errors'))
  const rows = section.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|')[1] ?? '')
  t.same(rows.flatMap((codes) => [...codes.matchAll(/`([\w-]+)`/g)].map(([, code]) => code)).sort(), Object.keys(MANIFEST_CODES).sort())
})

test('strict makes an unknown event an error', async (t) => {
  const text = changed(['updated:page', 'udpated:page'])
  t.equal(ofCode('event-unknown', text)[0]?.severity, 'warning')
  t.equal(ofCode('event-unknown', text, { isStrict: true })[0]?.severity, 'error')
})

test('a handler of ticks that names the trigger is told the key of the endpoint', async (t) => {
  const needs = { ...SERVER, handlers: [...SERVER.handlers, { id: 'a/b', patterns: ['forge:scheduled:hourly'] }] }
  t.match(ofCode('handler-without-trigger', GOOD, { needs })[0]?.fix, /'forge:scheduled:remote-hourly'/)
})

test('a tick at a route for events is fine once its endpoint is among the schedules', async (t) => {
  const routes = [{ path: '/forge/events' }, { path: '/forge/hourly' }]
  t.equal(ofCode('route-kind', GOOD, { needs: { ...SERVER, routes } }).length, 1)
  t.same(found(GOOD, { needs: { ...SERVER, routes, schedules: ['remote-hourly'] } }), [])
})

test('a pattern that names neither product nor event asks for nothing', async (t) => {
  const needs = { ...SERVER, handlers: [...SERVER.handlers, { id: 'audit/all', patterns: ['**', 'avi:**', 'avi:*:*', 'schedule:nightly', 'slack:message'] }] }
  t.same(ofCode('handler-without-trigger', GOOD, { needs }), [])
})

test("triggers of functions and of other backends are not judged by this server's handlers", async (t) => {
  const text = changed(
    after('modules:\n', '  function: [{ key: main, handler: index.run }]'),
    after(EVENTS, '    - { key: own, function: main, events: [avi:confluence:liked:page] }', '    - { key: else, endpoint: elsewhere, events: [avi:confluence:viewed:page] }'),
    after('  endpoint:\n', '    - { key: elsewhere, remote: second, route: { path: /their/events } }'),
    after(BASE_URL, '  - { key: second, baseUrl: https://second.example.com }')
  )
  const needs = { ...SERVER, handlers: [{ id: 'p/q', patterns: ['avi:confluence:created:page', 'avi:confluence:updated:page'] }] }
  t.same(found(text, { needs }), [])
})

test('aliases are followed, and reported where they stand', async (t) => {
  const text = changed(['auth: { appSystemToken: { enabled: true } }', 'auth: &token { appSystemToken: { enabled: true } }'],
    [`${HOURLY}      auth: { appSystemToken: { enabled: true } }`, `${HOURLY}      auth: *token`])
  t.same(found(text, server), [])
  t.same(ofCode('type-wrong', text.replace('interval: hour', 'interval: &n 1').replace('*token', '*n')).map(({ line }) => line), [17, 26])
})

test('problems come in the order of the file', async (t) => {
  const problems = checkManifest(changed(['ari:cloud:ecosystem::app/', ''], ['/forge/events', 'events'], ['https:', 'http:']))
  t.same(problems.map(({ line }) => line), problems.map(({ line }) => line).sort((a, b) => a - b))
  t.ok(problems.length >= 3)
})

test("a manifest's own text is shortened and cleaned before it becomes part of a message", async (t) => {
  const [first] = ofCode('key-invalid', changed(['key: content-events', `key: "\\e[31m${'x'.repeat(500)} "`]))
  t.ok((first?.message.length ?? 0) < 300)
  t.notOk(first?.message.includes('\u001b'))
})
