import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { describeBody, type Called } from '../src/command/dev/called.js'
import { askCall, openControl } from '../src/command/dev/control.js'
import { exampleCall, planCall, type CallableEndpoint } from '../src/command/dev/planned-call.js'
import { runCommand } from './support/command.js'
import { FORGE, makeProject } from './support/project.js'

const page: CallableEndpoint = { path: '/pages/:id', methods: ['GET', 'PUT'], guard: 'forge', moduleKeys: [] }
const search: CallableEndpoint = { path: '/search', methods: ['POST'], guard: 'forge', moduleKeys: [] }
const hook: CallableEndpoint = { path: '/hooks/*', methods: ['POST'], guard: 'slack', moduleKeys: [] }

for (const [what, args, complaint] of [
  ['no path', ['pages/7'], /'pages\/7' is no path: it begins with '\/', for example \/pages\/7$/],
  ['a full address', ['http://127.0.0.1:3000/pages/7'], /is no path: .* for example \/pages\/7$/],
  ['an address without a protocol', ['//example.com/pages/7'], /is no path/],
  ['a method that is none', ['/pages', '--method', 'FETCH'], /--method must be one of GET, POST, PUT, PATCH, DELETE, received 'FETCH'/],
  ['a body by GET', ['/pages', '-X', 'get', '--body', '{}'], /GET has no body/],
  ['a body that is no object', ['/pages', '--body', '[]'], /--body must hold a JSON object/],
  ['a file that is not there', ['/pages', '--body', '@page.json'], /The file page\.json cannot be read/],
  ['no argument', [], /missing required argument 'path'/]
] as const) {
  test(`call refuses ${what} with 2 before it looks for a simulator`, async (t) => {
    const { directory } = await makeProject(t, { 'hooksmith.config.yaml': FORGE })
    const { code, complaints } = await runCommand(directory, ['call', ...args])
    t.equal(code, 2)
    t.match(complaints, complaint)
  })
}

test('without a running simulator call says how to start one', async (t) => {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': FORGE })
  t.match(await runCommand(directory, ['call', '/pages/7']), { code: 1, output: '', complaints: /No simulator is running here: start `hooksmith dev`/ })
})

test('only who can read the file in the data directory reaches the simulator', async (t) => {
  const { directory } = await makeProject(t, {})
  const asked: unknown[] = []
  const none = async (request: object): Promise<never> => { asked.push(request); throw new TypeError('not that') }
  const close = await openControl(directory, { send: none, call: none })
  t.teardown(close)
  const file = join(directory, 'dev.json')
  const { url } = JSON.parse(await readFile(file, 'utf8'))
  t.equal((await stat(file)).mode & 0o077, 0)
  for (const path of ['/send', '/call']) {
    for (const authorization of ['', 'Bearer ', 'Bearer other']) {
      const { status } = await fetch(url + path, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{}' })
      t.equal(status, 401)
    }
  }
  t.same(asked, [])
  await t.rejects(askCall(directory, { path: '/pages', isForced: false }), { code: 'HKS_ERR_COMMAND_FAILED', message: 'not that' })
  t.same(asked, [{ path: '/pages', isForced: false }])
})

test('a call goes to the endpoint that takes it, by its method', async (t) => {
  t.match(planCall([search, page], { path: '/pages/7', isForced: false }), { endpoint: page, method: 'GET' })
  t.match(planCall([search, page], { path: '/pages/7', isForced: false, body: {} }), { endpoint: page, method: 'PUT' })
})

for (const [what, endpoints, path, more, message] of [
  ['a slip of the pen, whatever stands for a parameter', [search, page], '/pags/7349?x=1', {}, /no endpoint \/pags\/7349\. Did you mean \/pages\/:id\?/],
  ['a path that is like none', [search, page], '/x', {}, /no endpoint \/x, there are: POST \/search · GET,PUT \/pages\/:id \(/],
  ['a method that is not taken', [page], '/pages/7', { method: 'POST' }, /\/pages\/:id takes GET, PUT, not POST/],
  ['an endpoint of another sender', [hook], '/hooks/1', {}, /proven by 'slack'/],
  ['a server without endpoints', [], '/x', {}, /has no endpoints: a plugin adds one with router\.endpoint/]
] as const) {
  test(`${what} is told before anything is sent, and sent when that is forced`, async (t) => {
    t.throws(() => planCall(endpoints, { path, isForced: false, ...more }), { code: 'HKS_ERR_COMMAND_FAILED', message })
    t.match(planCall(endpoints, { path, isForced: true, ...more }), { path })
  })
}

test('the example of an endpoint is a command that can be typed', async (t) => {
  t.same([page, search, hook].map(exampleCall), ['hooksmith call /pages/1', "hooksmith call /search --body '{}'", "hooksmith call /hooks/ --body '{}'"])
})

test('a body is laid out on a terminal, one line elsewhere, and a text as it is', async (t) => {
  const called: Called = { method: 'GET', path: '/', endpoint: '/', moduleKey: 'm', accountId: null, state: 'resolved', status: 200, durationMs: 1, notes: [] }
  t.same([true, false].map((isTerminal) => describeBody({ ...called, body: { a: 1 } }, isTerminal)), ['{\n  "a": 1\n}', '{"a":1}'])
  t.same([describeBody({ ...called, text: 'a\nb' }, true), describeBody(called, true), describeBody({ ...called, body: null }, true)], ['a\nb', undefined, 'null'])
})
