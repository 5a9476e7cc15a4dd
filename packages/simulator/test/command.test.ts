import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { runCommand } from '../src/command.js'
import { startReceiver, type Reply } from './support/receiver.js'

const MANIFEST = `
app: { id: 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107' }
modules:
  trigger:
    - { key: pages, endpoint: events, events: [avi:confluence:created:page], filter: { expression: event.content.type == 'page' } }
    - { key: hook, function: main, events: [avi:confluence:updated:page] }
  function: [{ key: main, handler: index.run }]
  endpoint:
    - { key: events, remote: backend, route: { path: /forge/events } }
    - { key: hooks, remote: backend, route: { path: /forge/hooks }, auth: { appSystemToken: { enabled: true } } }
  webtrigger: [{ key: orders, endpoint: hooks }]
remotes: [{ key: backend, baseUrl: 'https://backend.example.com', operations: [compute] }]
permissions: { scopes: ['read:confluence-content.summary', 'read:app-system-token'] }
`

interface Ran {
  readonly code: number
  readonly out: readonly string[]
  readonly errors: readonly string[]
  readonly paths: readonly string[]
}

async function run (t: Test, reply: Reply, ...args: readonly string[]): Promise<Ran> {
  return runWith(t, MANIFEST, reply, ...args)
}

async function runWith (t: Test, manifest: string, reply: Reply, ...args: readonly string[]): Promise<Ran> {
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-'))
  const receiver = await startReceiver(reply)
  t.teardown(async () => { await receiver.close(); await rm(directory, { recursive: true }) })
  const file = join(directory, 'manifest.yml')
  await writeFile(file, manifest)
  const out: string[] = []
  const errors: string[] = []
  const code = await runCommand(['--manifest', file, '--remote', receiver.url, '--key-set-port', '0', '--api-port', '0', ...args], {
    write: (line) => { out.push(line) }, complain: (line) => { errors.push(line) }, untilStopped: Promise.resolve()
  })
  return { code, out, errors, paths: receiver.received.map(({ path }) => path) }
}

test('--once lets an event happen by the manifest, and says how it was answered', async (t) => {
  const { code, out, paths } = await run(t, 200, '--once', 'avi:confluence:created:page')
  t.equal(code, 0)
  t.same(paths, ['/forge/events'])
  t.match(out.join('\n'), /8db33809.*trigger +pages: avi:confluence:created:page → http.*\/forge\/events\n.*note.*'hook'.*\naccepted +200 \d+ ms avi:confluence:created:page → http.*\n1 delivered: 1 accepted/s)
})

test('an event that is refused, or that no trigger asks for, ends as 1', async (t) => {
  t.equal((await run(t, 500, '--once', 'avi:confluence:created:page')).code, 1)
  t.equal((await run(t, 200, '--once', 'avi:confluence:deleted:page')).code, 1)
})

test('--json prints nothing but one record a line, without tokens', async (t) => {
  const { out } = await run(t, 200, '--json', '--once', 'avi:confluence:created:page')
  t.match(out.map((line) => JSON.parse(line) as object), [{ verdict: 'accepted', request: { headers: { authorization: /^Bearer \[redacted/ } } }])
})

test('it stays up until it is stopped', async (t) => {
  t.equal((await run(t, 200)).code, 0)
})

test('bad usage ends as 2 and says what is wrong, --help as 0 with examples', async (t) => {
  const bad = await run(t, 200, '--no-such-flag')
  t.equal(bad.code, 2)
  t.match(bad.errors.join('\n'), /no-such-flag/)
  const missing = await run(t, 200, '--manifest', '/no/such/file')
  t.equal(missing.code, 2)
  const help = await run(t, 200, '--help')
  t.equal(help.code, 0)
  t.match(help.out.join('\n'), /\$ hooksmith-simulator --manifest manifest\.yml/)
})

test('what went wrong comes with what to do, what no trigger asks for with its name', async (t) => {
  const refused = await run(t, (response) => { response.writeHead(500).end('no such table') }, '--once', 'avi:confluence:created:page')
  t.match(refused.out.join('\n'), /^refused +500 .*\n +no such table\n1 delivered: 1 refused$/m)
  const unauthorized = await run(t, 401, '--once', 'avi:confluence:created:page')
  t.match(unauthorized.out.join('\n'), /key set and the app id above/)
  const names = await run(t, 200, '--once', 'avi:confluence:deleted:page', 'avi:confluence:created:pag')
  t.equal(names.code, 1)
  t.match(names.out.join('\n'), /nowhere +avi:confluence:deleted:page: no trigger.*\nunknown +avi:confluence:created:pag: .* nearest is avi:confluence:created:/)
})

test('a web trigger is fired by its key, a switch is turned by its name, and a bad one is refused', async (t) => {
  const fired = await run(t, 201, '--fire', 'orders')
  t.same([fired.code, fired.paths], [0, ['/forge/hooks']])
  const turned = await run(t, 200, '--switch', 'needsJsonAnswer=true', '--once', 'avi:confluence:created:page')
  t.match(turned.out.join('\n'), /not-json +200/)
  const bad = await run(t, 200, '--switch', 'needsJsonAnswer=perhaps')
  t.same([bad.code, bad.paths], [2, []])
})

test('flags that cannot be are refused before anything is sent', async (t) => {
  for (const args of [['--remote', 'localhost:3000'], ['--environment', 'PROD'], ['--api-port', 'x']]) {
    const { code, errors, paths } = await run(t, 200, ...args)
    t.same([code, paths], [2, []])
    t.match(errors.join('\n'), new RegExp(args[1] ?? ''))
  }
})

test('a manifest that could not be deployed is refused with every mistake and its fix, unless the check is off', async (t) => {
  const bad = MANIFEST.replace(", 'read:app-system-token'", '').replace('endpoint: events, events: [avi:confluence:created', 'endpoint: event, events: [avi:confluence:created')
  const refused = await runWith(t, bad, 200, '--once', 'avi:confluence:created:page')
  t.same([refused.code, refused.paths], [2, []])
  t.match(refused.errors.join('\n'), /manifest\.yml:\d+:\d+ +error: .*'event'.*\n +fix: .*manifest\.yml:\d+:\d+ +error: .*read:app-system-token.*2 errors/s)
  const taken = await runWith(t, MANIFEST.replace(", 'read:app-system-token'", ''), 200, '--no-check', '--once', 'avi:confluence:created:page')
  t.equal(taken.code, 0)
  t.match(taken.out.join('\n'), /note +endpoint 'hooks' gets no app system token/)
})
