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
    - { key: hook, function: main, events: [avi:confluence:deleted:page] }
  endpoint:
    - { key: events, remote: backend, route: { path: /forge/events } }
remotes: [{ key: backend, baseUrl: 'https://backend.example.com' }]
permissions: { scopes: ['read:confluence-content.summary'] }
`

interface Ran {
  readonly code: number
  readonly out: readonly string[]
  readonly errors: readonly string[]
  readonly paths: readonly string[]
}

async function run (t: Test, reply: Reply, ...args: readonly string[]): Promise<Ran> {
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-'))
  const receiver = await startReceiver(reply)
  t.teardown(async () => { await receiver.close(); await rm(directory, { recursive: true }) })
  const file = join(directory, 'manifest.yml')
  await writeFile(file, MANIFEST)
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
  t.match(out.join('\n'), /8db33809.*\nnote.*'hook'.*\naccepted 200 \d+ ms avi:confluence:created:page → http/s)
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
