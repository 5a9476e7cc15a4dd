import { FakeClock } from '@hooksmith/contracts'
import { test } from 'tap'
import { clientStage, turnedAway } from '../support/client-stage.js'

for (const storage of ['rest', 'graphql'] as const) {
  test(`${storage}: what is set is got, queried by prefix in pages, and deleted`, async (t) => {
    const on = await clientStage(t, { client: { storage } })
    const { storage: values } = await on.calls()
    for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) t.equal(await values.set(key, { key }), true)
    t.same(await values.get('a:2'), { key: 'a:2' })
    const first = await values.query({ prefix: 'a:', limit: 2 })
    t.same(first.entries.map(({ key }) => key), ['a:1', 'a:2'])
    t.type(first.next, 'string')
    const second = await values.query({ prefix: 'a:', limit: 2, after: first.next ?? '' })
    t.same(second, { entries: [{ key: 'a:3', value: { key: 'a:3' } }] })
    await values.delete('a:2')
    await values.delete('a:2')
    t.equal(await values.get('a:2'), undefined)
  })

  test(`${storage}: secrets are kept apart`, async (t) => {
    const on = await clientStage(t, { client: { storage } })
    const { storage: values } = await on.calls()
    await values.secrets.set('key', 'secret')
    t.equal(await values.secrets.get('key'), 'secret')
    t.equal(await values.get('key'), undefined)
    await values.secrets.delete('key')
    t.equal(await values.secrets.get('key'), undefined)
  })

  test(`${storage}: what the platform refuses has a code of ours and its own beside`, async (t) => {
    const on = await clientStage(t, { client: { storage } })
    const { storage: values } = await on.calls()
    await t.rejects(values.set('k', 'x'.repeat(250_000)), { code: 'HKS_ERR_FORGE_STORAGE', storageCode: 'MAX_SIZE', status: 400 })
    await t.rejects(values.set('', 1), { code: 'HKS_ERR_FORGE_STORAGE' })
  })

  test(`${storage}: one installation never sees the values of another`, async (t) => {
    const on = await clientStage(t, { client: { storage } })
    const other = on.simulator.createInstallation({ product: 'jira', app: on.installation.app })
    const client = await on.client()
    await (await client.forInstallation(on.tenant)).storage.set('key', 'mine')
    t.equal(await (await client.forInstallation(await on.admit(other))).storage.get('key'), undefined)
  })

  test(`${storage}: a limit of the storage holds it back in every process, and nothing else`, async (t) => {
    const on = await clientStage(t, { client: { storage } })
    const [here, elsewhere] = [await on.calls(), await on.calls()]
    on.simulator.api.script({ product: storage === 'rest' ? 'kvs' : 'graphql', status: 429, headers: { 'retry-after': '9' }, times: 1 })
    t.match(await turnedAway(here.storage.get('key')), { code: 'HKS_ERR_FORGE_LIMITED', scope: 'installation' })
    t.equal((await turnedAway(elsewhere.storage.set('other', 1))).code, 'HKS_ERR_FORGE_LIMITED')
    t.equal(on.simulator.api.requests().length, 1)
    t.equal((await elsewhere.asApp().requestJira('/x')).status, 404)
  })
}

test('rest: values end, are written only where there is none, and change together', async (t) => {
  const clock = new FakeClock()
  const on = await clientStage(t, { clock })
  const { storage: values } = await on.calls()
  await values.set('short', 1, { ttlMs: 1_500 })
  t.equal(await values.set('short', 2, { when: 'absent' }), false)
  t.equal(await values.get('short'), 1)
  await clock.advance(2_001)
  t.equal(await values.get('short'), undefined)
  t.equal(await values.set('short', 2, { when: 'absent' }), true)
  await values.transaction({ set: [{ key: 'one', value: 1 }, { key: 'two', value: 2 }], delete: ['short'] })
  t.same([await values.get('one'), await values.get('two'), await values.get('short')], [1, 2, undefined])
  await t.rejects(values.transaction({ set: [{ key: 'three', value: 3 }], delete: ['three'] }), { code: 'HKS_ERR_FORGE_STORAGE' })
  t.equal(await values.get('three'), undefined, 'all or nothing')
})

test('graphql: what it cannot do is refused by a code', async (t) => {
  const on = await clientStage(t, { client: { storage: 'graphql' } })
  const { storage: values } = await on.calls()
  const works: Array<Promise<unknown>> = [values.set('k', 1, { ttlMs: 1 }), values.set('k', 1, { when: 'absent' }), values.transaction({})]
  for (const work of works) {
    await t.rejects(work, { code: 'HKS_ERR_FORGE_STORAGE_UNSUPPORTED' })
  }
  t.equal(on.simulator.api.requests().length, 0)
})
