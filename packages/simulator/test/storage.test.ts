import { test } from 'tap'
import { call, kvs, plain, rest } from './support/api.js'
import { stage } from './support/stage.js'

test('what one installation stores, no other reads', async (t) => {
  const on = await stage(t)
  const [one, other] = [on.simulator.createInstallation(), on.simulator.createInstallation()]
  t.same(plain(await kvs(on, one, 'set', { key: 'k', value: { a: [1] } })), { status: 200, body: undefined })
  t.same(plain(await kvs(on, one, 'get', { key: 'k' })), { status: 200, body: { key: 'k', value: { a: [1] } } })
  t.equal((await kvs(on, other, 'get', { key: 'k' })).status, 404)
  t.equal((await kvs(on, one, 'secret/get', { key: 'k' })).status, 404, 'nor is it a secret')
  await kvs(on, one, 'delete', { key: 'k' })
  t.equal((await kvs(on, one, 'get', { key: 'k' })).status, 404)
})

test('keys and values beyond the limits are refused by code', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const deep = JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`) as unknown
  const cases: Array<[unknown, string]> = [
    [{ key: '', value: 1 }, 'KEY_TOO_SHORT'], [{ key: 'k'.repeat(501), value: 1 }, 'KEY_TOO_LONG'], [{ key: 'ä', value: 1 }, 'INVALID_KEY'],
    [{ key: 'k', value: 'x'.repeat(240 * 1_024) }, 'MAX_SIZE'], [{ key: 'k', value: deep }, 'MAX_DEPTH']
  ]
  for (const [body, code] of cases) t.match(await kvs(on, installation, 'set', body), { status: 400, body: { code } })
  t.match(await kvs(on, installation, 'query', { limit: 101 }), { status: 400, body: { code: 'LIST_QUERY_LIMIT_EXCEEDED' } })
  t.match(await kvs(on, installation, 'batch/get', Array(26).fill({ key: 'k' })), { status: 400 })
  t.equal((await kvs(on, installation, 'set', { key: 'k'.repeat(500), value: 'x'.repeat(240 * 1_024 - 2) })).status, 200, 'the limits themselves are good')
})

test('a value with a time to live is gone after it', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await kvs(on, installation, 'set', { key: 'k', value: 1, options: { ttl: { value: 2, unit: 'MINUTES' } } })
  await on.clock.advance(119_999)
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 200)
  await on.clock.advance(1)
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 404)
})

test('a query gives the keys with a prefix in pages', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) await kvs(on, installation, 'set', { key, value: key })
  const where = [{ property: 'key', condition: 'BEGINS_WITH', values: ['a:'] }]
  const first = await kvs(on, installation, 'query', { where, limit: 2 })
  t.match(first.body, { data: [{ key: 'a:1' }, { key: 'a:2' }], cursor: String })
  t.same((await kvs(on, installation, 'query', { where, limit: 2, after: (first.body as { cursor: string }).cursor })).body, { data: [{ key: 'a:3', value: 'a:3' }] })
})

test('a policy keeps what is there, and a set can give back what was', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await kvs(on, installation, 'set', { key: 'k', value: 1 })
  t.equal((await kvs(on, installation, 'set', { key: 'k', value: 2, options: { keyPolicy: 'FAIL_IF_EXISTS' } })).status, 409)
  t.match((await kvs(on, installation, 'set', { key: 'k', value: 3, options: { returnValue: 'PREVIOUS' } })).body, { value: 1 })
})

test('a batch tells good from bad, a transaction is all or nothing', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const batch = await kvs(on, installation, 'batch/set', [{ key: 'good', value: 1 }, { key: 'ä', value: 1 }])
  t.match(batch.body, { successfulKeys: [{ key: 'good' }], failedKeys: [{ key: 'ä', error: { code: 'INVALID_KEY' } }] })
  t.equal((await kvs(on, installation, 'transaction', { set: [{ key: 'x', value: 1 }, { key: 'ä', value: 1 }] })).status, 400)
  t.equal((await kvs(on, installation, 'get', { key: 'x' })).status, 404)
  await kvs(on, installation, 'transaction', { set: [{ key: 'x', value: 1 }], delete: [{ key: 'good' }] })
  t.same([(await kvs(on, installation, 'get', { key: 'x' })).status, (await kvs(on, installation, 'get', { key: 'good' })).status], [200, 404])
})

test('without the scope an app is answered 403, without a token 401', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  on.simulator.setRemote({ baseUrl: on.receiver.url, endpoints: [], scopes: ['read:app-system-token', 'read:page:confluence'] })
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 403)
  t.equal((await rest(on, installation, '/wiki/api/v2/pages/1')).status, 404)
  t.equal((await rest(on, installation, '/wiki/api/v2/pages', { method: 'POST' })).status, 403, 'a write needs more than read')
  t.equal((await call(on, installation, `${on.simulator.api.origin}/forge/storage/kvs/v1/get`, { method: 'POST', token: 'made.up.token' })).status, 401)
})

test('every batch operation tells good from bad, and fails as a whole where it names a key twice or has nothing in it', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const items = [{ key: 'a', value: 1 }, { key: 'a', entityName: 'employee', value: { age: 1 } }]
  t.same((await kvs(on, installation, 'batch/set', items)).body, { successfulKeys: [{ key: 'a' }, { key: 'a', entityName: 'employee' }], failedKeys: [] })
  const got = await kvs(on, installation, 'batch/get', [{ key: 'a' }, { key: 'b' }, { key: 'a', entityName: 'employee' }])
  t.match(got.body, {
    successfulKeys: [{ key: 'a', value: 1 }, { key: 'a', entityName: 'employee', value: { age: 1 } }],
    failedKeys: [{ key: 'b', error: { code: 'KEY_NOT_FOUND', message: String } }]
  })
  t.match((await kvs(on, installation, 'batch/delete', [{ key: 'a' }])).body, { successfulKeys: [{ key: 'a' }] })
  t.match(plain(await kvs(on, installation, 'batch/get', [{ key: 'a' }, { key: 'a' }])), { status: 400, body: { code: 'DUPLICATE_KEY' } })
  t.equal((await kvs(on, installation, 'batch/get', [])).status, 400)
  t.equal((await kvs(on, installation, 'batch/query', [{ key: 'a' }])).status, 404)
})

test('conditions of a transaction look at what stands there, and all of it or nothing is done', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const entityName = 'employee'
  const conditions = { and: [{ property: 'age', condition: 'GREATER_THAN', values: [18] }] }
  await kvs(on, installation, 'entity/set', { entityName, key: 'ann', value: { age: 17 } })
  const change = { set: [{ key: 'hired', value: 'ann' }], check: [{ key: 'ann', entityName, conditions }] }
  t.match(plain(await kvs(on, installation, 'transaction', change)), { status: 409, body: { code: 'CONDITION_NOT_MET' } })
  t.equal((await kvs(on, installation, 'get', { key: 'hired' })).status, 404)
  await kvs(on, installation, 'entity/set', { entityName, key: 'ann', value: { age: 30 } })
  t.equal((await kvs(on, installation, 'transaction', change)).status, 200)
  t.match((await kvs(on, installation, 'get', { key: 'hired' })).body, { value: 'ann' })
  const absent = { or: [{ property: 'age', condition: 'NOT_EXISTS', values: [true] }] }
  t.equal((await kvs(on, installation, 'transaction', { set: [{ key: 'ann', entityName, value: { age: 1 }, conditions: absent }] })).status, 409)
  t.equal((await kvs(on, installation, 'transaction', { set: [{ key: 'new', entityName, value: { age: 1 }, conditions: absent }], delete: [{ key: 'ann', entityName, conditions }] })).status, 200)
  t.equal((await kvs(on, installation, 'entity/get', { entityName, key: 'ann' })).status, 404)
})

test('a transaction that cannot be is refused by code', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const cases: Array<[object, string]> = [
    [{}, 'INVALID_BATCH_SIZE'],
    [{ set: Array.from({ length: 26 }, (_, at) => ({ key: `k${at}`, value: 1 })) }, 'INVALID_BATCH_SIZE'],
    [{ set: [{ key: 'k', value: 1 }], delete: [{ key: 'k' }] }, 'DUPLICATE_KEY'],
    [{ set: Array.from({ length: 18 }, (_, at) => ({ key: `k${at}`, value: 'x'.repeat(240_000) })) }, 'MAX_SIZE'],
    [{ check: [{ key: 'k', entityName: 'employee' }] }, 'EMPTY_FILTER_OPERATOR'],
    [{ check: [{ key: 'k', entityName: 'employee', conditions: { and: [], or: [] } }] }, 'INVALID_FILTER_OPERATORS_COMBINATION'],
    [{ set: [{ key: 'k', value: 1, conditions: { and: [{ property: 'a', condition: 'EXISTS', values: [true] }] } }] }, 'INVALID_FILTER_CONDITION']
  ]
  for (const [body, code] of cases) t.match(plain(await kvs(on, installation, 'transaction', body)), { status: 400, body: { code } })
})

test('secrets are set, read with what is known of them, and deleted, apart from everything else', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const options = { metadataFields: ['CREATED_AT', 'UPDATED_AT', 'EXPIRE_TIME'] }
  await kvs(on, installation, 'secret/set', { key: 's', value: 'x', options: { ttl: { value: 1, unit: 'HOURS' } } })
  const expireTime = new Date(on.clock.now() + 3_600_000).toISOString()
  t.match((await kvs(on, installation, 'secret/get', { key: 's', options })).body, { key: 's', value: 'x', createdAt: Number, updatedAt: Number, expireTime })
  t.same((await kvs(on, installation, 'query', {})).body, { data: [] })
  await kvs(on, installation, 'secret/delete', { key: 's' })
  t.equal((await kvs(on, installation, 'secret/get', { key: 's' })).status, 404)
})

test('queries that no page allows are refused by code', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const where = { property: 'key', condition: 'BEGINS_WITH', values: ['a'] }
  const entity = { entityName: 'employee', indexName: 'age' }
  const cases: Array<[string, object, string]> = [
    ['query', { where: [where, where] }, 'QUERY_WHERE_INVALID'], ['query', { where: [{ ...where, property: 'value' }] }, 'QUERY_WHERE_FIELD_INVALID'],
    ['query', { where: [{ ...where, condition: 'CONTAINS' }] }, 'INVALID_FILTER_CONDITION'], ['query', { where: [{ ...where, values: [] }] }, 'INVALID_FILTER_VALUES'],
    ['query', { limit: 0 }, 'LIST_QUERY_LIMIT_EXCEEDED'], ['entity/query', { ...entity, limit: 101 }, 'COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE'],
    ['entity/query', { ...entity, entityName: 'ab' }, 'ENTITY_TYPE_TOO_SHORT'], ['entity/query', { ...entity, entityName: 'a'.repeat(61) }, 'ENTITY_TYPE_TOO_LARGE'],
    ['entity/query', { ...entity, entityName: 'Employee' }, 'INVALID_ENTITY_TYPE'], ['entity/query', { ...entity, range: { condition: 'CONTAINS', values: [1] } }, 'INVALID_FILTER_CONDITION'],
    ['entity/query', { ...entity, range: { condition: 'BETWEEN', values: [1] } }, 'INSUFFICIENT_FILTER_VALUES'], ['entity/query', { ...entity, filters: { and: [] } }, 'EMPTY_FILTER_OPERATOR'],
    ['entity/get', { entityName: 'employee', key: '' }, 'EMPTY_KEY'], ['entity/set', { entityName: 'employee', key: 'k', value: 1 }, 'INVALID_ENTITY_VALUE']
  ]
  for (const [path, body, code] of cases) t.match(plain(await kvs(on, installation, path, body)), { status: 400, body: { code } }, code)
})

test('entities are found over REST by index, range, filters and cursor', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const ages = { ann: 30, bob: 20, cid: 40 }
  for (const [key, age] of Object.entries(ages)) await kvs(on, installation, 'entity/set', { entityName: 'employee', key, value: { age } })
  const query = { entityName: 'employee', indexName: 'age', range: { condition: 'GREATER_THAN_EQUAL_TO', values: [30] }, limit: 1 }
  const first = await kvs(on, installation, 'entity/query', query)
  t.match(first.body, { data: [{ key: 'ann', value: { age: 30 } }], cursor: String })
  t.same((await kvs(on, installation, 'entity/query', { ...query, cursor: (first.body as { cursor: string }).cursor })).body, { data: [{ key: 'cid', value: { age: 40 } }] })
})

test('U17: deleting a key that is not there is accepted, or answered as reading it', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  t.equal((await kvs(on, installation, 'delete', { key: 'k' })).status, 200)
  await on.simulator.turn({ missingKeyOnDelete: 'refused' })
  t.match(plain(await kvs(on, installation, 'delete', { key: 'k' })), { status: 404, body: { code: 'KEY_NOT_FOUND' } })
})
