import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { router } from '@hooksmith/core'
import { recordRequests, type RecorderOptions } from '@hooksmith/forge'
import { parseRecording, type Recording } from '@hooksmith/forge/recordings'
import { MemoryQueue } from '@hooksmith/memory'
import { play, type DeliverInput } from '@hooksmith/simulator'
import fastify from 'fastify'
import { test, type Test } from 'tap'
import { bodyOf, HOURLY, stage, type ForgeStage, type StageOptions } from '../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const PERSON = '5b10ac8d82e05b22cc7d4ef5'

interface Recorded extends ForgeStage {
  readonly directory: string
  /** Closes the server, which ends the writing, and reads what was written. */
  readonly texts: () => Promise<string[]>
}

async function record (t: Test, options: Partial<RecorderOptions> = {}, others: StageOptions = {}): Promise<Recorded> {
  const directory = join(await mkdtemp(join(tmpdir(), 'hooksmith-')), 'recordings')
  t.teardown(async () => rm(join(directory, '..'), { recursive: true, force: true }))
  const compose = async (server: ForgeStage['server']): Promise<void> => { await server.register(recordRequests, { directory, ...options }) }
  const on = await stage(t, { ...others, compose })
  const texts = async (): Promise<string[]> => {
    await on.server.close()
    return await Promise.all((await readdir(directory)).sort().map(async (name) => await readFile(join(directory, name), 'utf8')))
  }
  return { ...on, directory, texts }
}

function parsed (texts: readonly string[]): Recording[] {
  return texts.map((text) => parseRecording(Buffer.from(text)))
}

/** A server that takes the same app, and no request yet. */
async function another (t: Test, { app }: ForgeStage, options: StageOptions = {}): Promise<ForgeStage> {
  return await stage(t, { ...options, forge: { ...options.forge, appIds: [app.id] } })
}

function raw ({ installation, url }: ForgeStage, more: Partial<DeliverInput>): DeliverInput {
  return { installation, url: `${url}/forge/events?key=marker-query`, moduleKey: 'm', redeliveries: 0, body: 'a secret text', ...more }
}

test('a recording holds no token, and no id of a person, an installation or a site', async (t) => {
  const on = await record(t)
  const payload = {
    atlassianId: PERSON,
    content: { title: 'Kept', author: { displayName: 'Marie Marker', email: 'marie@marker.example' } },
    contextToken: 'marker-context-token',
    note: 'write to marie@marker.example'
  }
  const user = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('marker').toString('base64url')}.c2ln`
  const { record: sent } = await on.simulator.sendEvent(on.installation, PAGE, { payload, headers: { 'x-forge-oauth-user': user } })
  await on.simulator.deliver(raw(on, {}))
  await on.simulator.deliver(raw(on, { body: { eventType: PAGE, eventCreatedDate: 'now', echo: sent.request.headers['x-forge-oauth-system'] ?? '' } }))
  const all = (await on.texts()).join('')
  t.match(parsed(await on.texts()), [{ body: { content: { title: 'Kept' } }, answer: 'stored' }, { answer: 'unreadable' }, { body: { echo: '[redacted]' } }])
  const tokens = ['authorization', 'x-forge-oauth-system', 'x-forge-oauth-user'].flatMap((name) => sent.request.headers[name]?.split(' ').at(-1) ?? 'none')
  const { id, cloudId } = on.installation
  const markers = [...tokens, String(bodyOf(sent)['encryptedData']), 'marker', PERSON, 'Marie', 'marie', 'secret text', id, cloudId]
  for (const marker of markers) t.notOk(all.includes(marker), marker)
})

test('files are for their owner only', { skip: process.platform === 'win32' }, async (t) => {
  const on = await record(t)
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.server.close()
  const [name = ''] = await readdir(on.directory)
  t.equal((await stat(join(on.directory, name))).mode & 0o077, 0)
  t.equal((await stat(on.directory)).mode & 0o077, 0)
})

test('each kind of request, played to another server, is answered as before', async (t) => {
  const patterns = [PAGE, 'avi:forge:*:app', 'forge:scheduled:*']
  const on = await record(t, {}, { patterns, switches: { lifecycleNamed: false, license: 'active' } })
  await on.simulator.install(on.installation)
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.sendEvent(on.installation, 'avi:confluence:deleted:page')
  await on.simulator.tick(on.installation, HOURLY)
  await on.simulator.deliver(raw(on, {}))
  await on.simulator.sendEvent(on.simulator.createInstallation({ app: on.app, environment: 'STAGING', product: 'jira' }), PAGE)
  const recordings = parsed(await on.texts())
  const other = await another(t, on, { patterns })
  for (const recording of recordings) t.match(await play(other.simulator, recording, other.url), { isSame: true }, recording.answer)
  await other.settled(3)
  t.same(recordings.map(({ answer }) => answer), ['stored', 'stored', 'unwanted', 'stored', 'unreadable', 'not served'])
  t.match(other.handled, [{ type: 'avi:forge:installed:app' }, { type: PAGE, licensed: true }, { type: `forge:scheduled:${HOURLY}` }])
})

test('a redelivery that was known is played without its first delivery, and taken all the same', async (t) => {
  const on = await record(t, {}, { troubles: ['lost'] })
  await on.simulator.sendEvent(on.installation, PAGE)
  await on.simulator.advance(60_000)
  const known = parsed(await on.texts()).filter(({ answer }) => answer === 'duplicate')
  const other = await another(t, on)
  t.match(await Promise.all(known.map(async (one) => await play(other.simulator, one, other.url))), [{ was: '200 duplicate', is: '200 stored', isSame: true }])
})

test('an answer that is another one now is told with both', async (t) => {
  const on = await record(t)
  await on.simulator.sendEvent(on.installation, PAGE)
  const [recording] = parsed(await on.texts())
  if (recording === undefined) throw new TypeError('nothing was recorded')
  const deaf = await another(t, on, { patterns: ['avi:none:of:these'] })
  t.match(await play(deaf.simulator, recording, deaf.url), { was: '200 stored', is: '200 unwanted', isSame: false })
  const foreign = await stage(t)
  t.match(await play(foreign.simulator, recording, foreign.url), { is: '401 HKS_ERR_VERIFIER_AUDIENCE', isSame: false })
  t.match(await play(foreign.simulator, recording, 'http://127.0.0.1:9'), { is: 'network-error', isSame: false })
})

const FAULTS: ReadonlyArray<[code: string, fault: Partial<DeliverInput>]> = [
  ['HKS_ERR_VERIFIER_MISSING', { headers: { authorization: null } }],
  ['HKS_ERR_VERIFIER_MALFORMED', { headers: { authorization: 'Basic eDp5' } }],
  ['HKS_ERR_VERIFIER_ALGORITHM', { token: { alg: 'none' } }],
  ['HKS_ERR_VERIFIER_KEY_UNKNOWN', { token: { kid: 'other' } }],
  ['HKS_ERR_VERIFIER_SIGNATURE', { token: { tamper: 'payload' } }],
  ['HKS_ERR_VERIFIER_ISSUER', { token: { iss: 'forge' } }],
  ['HKS_ERR_VERIFIER_AUDIENCE', { token: { aud: 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000' } }],
  ['HKS_ERR_VERIFIER_EXPIRED', { token: { exp: 1_000 } }],
  ['HKS_ERR_VERIFIER_NOT_YET_VALID', { token: { nbf: 4_000_000_000 } }],
  ['HKS_ERR_VERIFIER_CLAIMS', { token: { app: { installation: 'none' } } }]
]

test('requests that were refused are recorded when asked for, and refused for the same reason when played', async (t) => {
  const on = await record(t, { only: ({ status }) => status === 401 })
  await on.simulator.sendEvent(on.installation, PAGE)
  for (const [, fault] of FAULTS) await on.simulator.deliver(raw(on, fault))
  const recordings = parsed(await on.texts())
  t.same(recordings.map(({ answer }) => answer), FAULTS.map(([code]) => code))
  const other = await another(t, on)
  for (const recording of recordings) t.match(await play(other.simulator, recording, other.url), { isSame: true }, recording.answer)
})

test('unless asked for, what anybody could send is not kept', async (t) => {
  const on = await record(t)
  await on.simulator.deliver(raw(on, { headers: { authorization: null } }))
  await on.simulator.sendEvent(on.installation, PAGE)
  t.match(parsed(await on.texts()), [{ status: 200 }])
})

/** Sends pages whose titles are these, and gives the first letters of those that are kept. */
async function titlesKept (on: Recorded, titles: readonly string[]): Promise<string[]> {
  for (const title of titles) await on.simulator.sendEvent(on.installation, PAGE, { payload: { content: { title } } })
  const texts = (await on.texts()).filter((text) => text.startsWith('{'))
  return parsed(texts).map(({ body }) => /"title":"(.)/.exec(JSON.stringify(body))?.[1] ?? 'none')
}

test('of more files than maxRecords the oldest make room, and files of others stay', async (t) => {
  const on = await record(t, { maxRecords: 3 })
  await writeFile(join(on.directory, 'notes.txt'), 'mine')
  t.same(await titlesKept(on, ['a', 'b', 'c', 'd', 'e']), ['c', 'd', 'e'])
  t.ok((await readdir(on.directory)).includes('notes.txt'))
})

test('of more bytes than maxBytes the oldest make room, and what is larger by itself is left out', async (t) => {
  const on = await record(t, { maxBytes: 50_000 })
  const titles = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(20_000))
  t.same(await titlesKept(on, [...titles, 'x'.repeat(60_000)]), ['d', 'e'])
  t.ok(Buffer.byteLength((await on.texts()).join('')) <= 50_000)
})

test('what a process before has recorded counts', async (t) => {
  const before = await record(t)
  await before.simulator.sendEvent(before.installation, PAGE)
  const [first] = await before.texts()
  const after = await record(t, { directory: before.directory, maxRecords: 1 })
  await after.simulator.sendEvent(after.installation, PAGE)
  await after.server.close()
  const [text, ...more] = await before.texts()
  t.same(more, [])
  t.not(text, first)
})

test('a disk that takes nothing changes no answer, and the log says so once', async (t) => {
  const lines: string[] = []
  const stream = new Writable({ write (chunk, _encoding, done) { lines.push(String(chunk)); done() } })
  const on = await record(t, {}, { fastify: { logger: { stream, level: 'warn' } } })
  await rm(on.directory, { recursive: true })
  await writeFile(on.directory, 'in the way')
  for (let sent = 0; sent < 2; sent++) t.equal((await on.simulator.sendEvent(on.installation, PAGE)).status, 200)
  await on.server.close()
  t.match(lines.filter((line) => line.includes('could not be recorded')), [/ENOTDIR/])
  t.equal(lines.length, 1)
})

for (const [why, options] of [['directory', { directory: '' }], ['maxRecords', { maxRecords: 0 }], ['maxBytes', { maxBytes: 1.5 }]] as const) {
  test(`a bad ${why} is refused at registration`, async (t) => {
    const [queue, server] = [new MemoryQueue(), fastify()]
    t.teardown(async () => { await server.close(); await queue.close() })
    await server.register(router, { queue })
    await t.rejects(async () => server.register(recordRequests, { directory: 'never-made', ...options }), { code: 'HKS_ERR_OPTION_INVALID', message: new RegExp(`'${why}'`) })
  })
}

test('what is no recording is refused, with what is wrong', (t) => {
  const refusal = (text: string): unknown => { try { return parseRecording(Buffer.from(text)) } catch (error) { return error } }
  t.match(refusal('no JSON'), { code: 'HKS_ERR_FORGE_RECORDING' })
  t.match(refusal('{"format":2}'), { message: /newer than this release/ })
  t.match(refusal('{"format":1,"recordedAt":1,"path":"x"}'), { message: /'path'/ })
  t.end()
})
