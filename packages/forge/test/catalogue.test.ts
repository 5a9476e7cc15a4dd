import { readdir, readFile } from 'node:fs/promises'
import { findForgeEvent, forgeEventNames, forgeEvents, readForgeEventSample } from '@hooksmith/forge/catalogue'
import { test } from 'tap'
import { renderCatalogue } from '../tools/catalogue/render.js'
import { schemaToType } from '../tools/catalogue/schema-to-type.js'
import { readSource } from '../tools/catalogue/source.js'

const src = new URL('../src/', import.meta.url)
const appEvents = 'avi:cloud:ecosystem::event/{app-id}/{module-key}'

test('the generated files are what the generator makes of forge-events.json', async (t) => {
  for (const [path, text] of renderCatalogue(await readSource())) {
    const written = await readFile(new URL(path, src), 'utf8').catch(() => '')
    t.ok(written === text, `src/${path} is up to date; if not, run \`npm run catalogue\``)
  }
})

test('no generated file is left over from older data', async (t) => {
  const expected = [...renderCatalogue(await readSource()).keys()]
  const found = await Promise.all(['events/generated/', 'catalogue/generated/'].map(async (directory) =>
    (await readdir(new URL(directory, src))).map((file) => directory + file)))
  t.same(found.flat().sort(), expected.sort(), 'delete what is left over, and run `npm run catalogue`')
})

test('the catalogue holds every event of the data, product by product', async (t) => {
  const { counts } = await readSource()
  t.equal(forgeEventNames.length, counts.total)
  t.equal(forgeEvents.size, counts.total, 'no name twice')
  for (const [product, count] of Object.entries(counts.byProduct)) {
    t.equal([...forgeEvents.values()].filter((one) => one.product === product).length, count, product)
  }
})

test('the catalogue says of each event what the data says', async (t) => {
  for (const { name, scopes, product, kind, entity, action, inScopeMap, discriminator } of (await readSource()).events) {
    const { classic, granular } = scopes
    t.hasStrict(forgeEvents.get(name), { name, product, kind, entity, action, discriminator, isScopeChecked: inScopeMap }, name)
    t.same(forgeEvents.get(name)?.scopes, scopes.source === 'unknown' ? undefined : { classic, granular }, `${name}: scopes`)
  }
})

test('an event that is in the scope map only is marked as inferred', async (t) => {
  const { events } = await readSource()
  const undocumented = events.filter(({ status }) => status === 'scope-map-only').map(({ name }) => name)
  t.same([...forgeEvents.values()].filter(({ evidence }) => evidence === 'inferred').map(({ name }) => name), undocumented)
})

test('an app event is found by a concrete name', async (t) => {
  t.equal(findForgeEvent('avi:cloud:ecosystem::event/4a1d/build-done')?.name, appEvents)
  t.equal(findForgeEvent('avi:cloud:ecosystem::event/'), undefined)
})

test('a name that the catalogue does not know is not found, whatever objects inherit', async (t) => {
  for (const name of ['avi:jira:created:comment', 'constructor', '__proto__', '']) {
    t.equal(findForgeEvent(name), undefined, name)
    t.equal(await readForgeEventSample(name), undefined, name)
  }
})

test('a sample belongs to its reader', async (t) => {
  const first = await readForgeEventSample('avi:confluence:created:page')
  Object.assign(first.content, { id: 'changed' })
  t.not((await readForgeEventSample('avi:confluence:created:page')).content.id, 'changed')
})

test('the sample of an app event carries the name that was asked for', async (t) => {
  const name = 'avi:cloud:ecosystem::event/4a1d/build-done'
  t.equal((await readForgeEventSample(name)).eventType, name)
})

test('the generator refuses a schema that it has no rule for', async (t) => {
  t.throws(() => schemaToType({ type: 'string', ...{ maxLength: 3 } }), /maxLength/)
  t.throws(() => schemaToType({ type: 'decimal' }), /decimal/)
})
