import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPlugin } from '@hooksmith/testing'
import { test, type Test } from 'tap'
import registry, { JsonLinesTable, type InstallationChange } from '../src/index.js'

async function temporaryFile (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksmith-registry-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data', 'installations.jsonl')
}

function change (name: string, over: Partial<InstallationChange> = {}): InstallationChange {
  return { tenant: name, installationId: name, appId: 'a', environmentId: 'e', status: 'active', eventId: '1', eventType: 'x', ...over }
}

test('rows outlive the process; absent members keep their value', async (t) => {
  const file = await temporaryFile(t)
  const first = new JsonLinesTable(file)
  await first.upsert(change('one', { cloudId: 'site' }))
  await first.upsert(change('two'))
  await first.upsert(change('one', { status: 'suspect' }))
  await first.remove({ ...change('two'), reason: 'silent' })
  await first.close()
  const second = new JsonLinesTable(file)
  t.teardown(() => second.close())
  t.same(await second.all(), [change('one', { cloudId: 'site', status: 'suspect' })])
})

test('a line that a crash cut off is left out', async (t) => {
  const file = await temporaryFile(t)
  const first = new JsonLinesTable(file)
  await first.upsert(change('one'))
  await first.close()
  await appendFile(file, '{"upsert":{"tenant":"tw')
  const second = new JsonLinesTable(file)
  await second.upsert(change('three'))
  t.same((await second.all()).map(({ tenant }) => tenant), ['one', 'three'])
  await second.close()
})

test('calls at the same time are all carried out, in their order', async (t) => {
  const table = new JsonLinesTable(await temporaryFile(t))
  await Promise.all(['1', '2', '3', '4'].map(async (appVersion) => { await table.upsert(change('one', { appVersion })) }))
  t.equal((await table.all())[0]?.appVersion, '4')
  await table.close()
  await table.close()
  await t.rejects(table.upsert(change('one')), { code: 'HKS_ERR_REGISTRY_CLOSED' })
})

test('the file does not grow for ever', async (t) => {
  const file = await temporaryFile(t)
  const table = new JsonLinesTable(file)
  for (let at = 0; at < 1_500; at++) await table.upsert(change('one', { appVersion: String(at) }))
  await table.close()
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  t.ok(lines.length < 1_100, `${lines.length} lines`)
  t.match(JSON.parse(lines.at(-1) ?? ''), { upsert: { appVersion: '1499' } })
})

test('a file that cannot be written makes the job come again', async (t) => {
  const file = await temporaryFile(t)
  const app = await testPlugin(registry, { options: { file } })
  t.teardown(() => app.close())
  await app.install()
  await app.settle()
  t.match(await app.jobs(), [{ state: 'done' }])
  t.match(await readFile(file, 'utf8'), /"status":"active"/)

  const blocked = await testPlugin(registry, { options: { file: join(file, 'below-a-file.jsonl') } })
  t.teardown(() => blocked.close())
  await blocked.install()
  await blocked.settle()
  t.match(await blocked.jobs(), [{ state: 'delayed', attempts: [{ outcome: 'retry', reason: /EEXIST|ENOTDIR/ }] }])
})
