import { test } from 'tap'
import { parseManifest, type Installation } from '../src/index.js'
import { graphql, kvs, plain, type Answer } from './support/api.js'
import { stage, type Stage } from './support/stage.js'

const ERRORS = 'errors { message extensions { errorType statusCode } }'
const GET = 'query q($key: ID!, $encrypted: Boolean!) { appStoredEntity(key: $key, encrypted: $encrypted) { key value } }'
const SET = `mutation m($input: SetAppStoredEntityMutationInput!) { appStorage { setAppStoredEntity(input: $input) { success ${ERRORS} } } }`
const DELETE = `mutation m($input: DeleteAppStoredEntityMutationInput!) { appStorage { deleteAppStoredEntity(input: $input) { success ${ERRORS} } } }`
const LIST = `query q($where: [AppStoredEntityFilter!], $cursor: String, $limit: Int) {
  appStoredEntities(where: $where, after: $cursor, first: $limit) { edges { node { key value } cursor } pageInfo { hasNextPage } } }`
const GET_ENTITY = 'query q($key: ID!, $entityName: String!) { appStoredCustomEntity(key: $key, entityName: $entityName) { value entityName key } }'
const SET_ENTITY = `mutation m($input: SetAppStoredCustomEntityMutationInput!) {
  appStorageCustomEntity { setAppStoredCustomEntity(input: $input) { success ${ERRORS} } } }`
const DELETE_ENTITY = `mutation m($input: DeleteAppStoredCustomEntityMutationInput!) {
  appStorageCustomEntity { deleteAppStoredCustomEntity(input: $input) { success ${ERRORS} } } }`
const LIST_ENTITIES = `query q($entityName: String!, $indexName: String!, $range: AppStoredCustomEntityRange, $filters: AppStoredCustomEntityFilters,
  $sort: SortOrder, $limit: Int, $cursor: String, $partition: [AppStoredCustomEntityFieldValue!]) {
  appStoredCustomEntities(entityName: $entityName, indexName: $indexName, range: $range, filters: $filters, sort: $sort, limit: $limit,
    cursor: $cursor, partition: $partition) { edges { node { key value } cursor } pageInfo { hasNextPage hasPreviousPage } totalCount cursor } }`

interface Found { readonly edges: ReadonlyArray<{ readonly node: { readonly key: string } }>, readonly cursor: string | null }
interface Listed { readonly data: { readonly appStoredCustomEntities: Found } }

async function seeded (on: Stage): Promise<Installation> {
  const installation = on.simulator.createInstallation()
  const people = [['ann', 30, 'red'], ['bob', 20, 'red'], ['cid', 40, 'blue'], ['dan', 30, 'red']] as const
  for (const [key, age, team] of people) await graphql(on, installation, SET_ENTITY, { input: { entityName: 'employee', key, value: { age, team, name: key } } })
  return installation
}

async function keysOf (on: Stage, installation: Installation, variables: object): Promise<readonly string[]> {
  const { body } = await graphql(on, installation, LIST_ENTITIES, { entityName: 'employee', ...variables })
  return (body as Listed).data.appStoredCustomEntities.edges.map(({ node }) => node.key)
}

test('untyped values are set, read, listed and deleted, and REST sees the same', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  const set = await graphql(on, installation, SET, { input: { key: 'k', value: { a: 1 }, encrypted: false } })
  t.same(plain(set), { status: 200, body: { data: { appStorage: { setAppStoredEntity: { success: true, errors: null } } } } })
  t.same((await graphql(on, installation, GET, { key: 'k', encrypted: false })).body, { data: { appStoredEntity: { key: 'k', value: { a: 1 } } } })
  t.match((await kvs(on, installation, 'get', { key: 'k' })).body, { value: { a: 1 } })
  await graphql(on, installation, DELETE, { input: { key: 'k', encrypted: false } })
  t.equal((await kvs(on, installation, 'get', { key: 'k' })).status, 404)
})

test('what is encrypted stands apart and is in no list', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  await graphql(on, installation, SET, { input: { key: 'k', value: 's', encrypted: true } })
  t.match((await graphql(on, installation, GET, { key: 'k', encrypted: false })).body, { data: { appStoredEntity: { value: null } } })
  t.match((await graphql(on, installation, GET, { key: 'k', encrypted: true })).body, { data: { appStoredEntity: { value: 's' } } })
  t.match((await graphql(on, installation, LIST)).body, { data: { appStoredEntities: { edges: { length: 0 } } } })
})

test('a list goes on behind its cursor, by a prefix, in pages of at most 20', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  for (const key of ['a:1', 'a:2', 'a:3', 'b:1']) await graphql(on, installation, SET, { input: { key, value: 1, encrypted: false } })
  const where = [{ field: 'key', condition: 'STARTS_WITH', value: 'a:' }]
  const first = await graphql(on, installation, LIST, { where, limit: 2 })
  const { edges } = (first.body as { data: { appStoredEntities: { edges: ReadonlyArray<{ cursor: string }> } } }).data.appStoredEntities
  t.match(first.body, { data: { appStoredEntities: { edges: [{ node: { key: 'a:1' } }, { node: { key: 'a:2' } }], pageInfo: { hasNextPage: true } } } })
  const second = await graphql(on, installation, LIST, { where, limit: 2, cursor: edges[1]?.cursor })
  t.match(second.body, { data: { appStoredEntities: { edges: [{ node: { key: 'a:3' } }], pageInfo: { hasNextPage: false } } } })
  t.match((await graphql(on, installation, LIST, { limit: 21 })).body, { errors: [{ extensions: { errorType: 'LIST_QUERY_LIMIT_EXCEEDED' } }] })
})

test('an error is a 200 too: of a document, of a query with its code, of a mutation by its outcome', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  t.match(plain(await graphql(on, installation, 'query { nothing }')), { status: 200, body: { errors: [{}] } })
  t.match(plain(await graphql(on, installation, GET, { key: 'ä', encrypted: false })), {
    status: 200, body: { data: { appStoredEntity: null }, errors: [{ message: String, extensions: { errorType: 'INVALID_KEY', statusCode: 400 } }] }
  })
  const outcome = { success: false, errors: [{ message: String, extensions: { errorType: 'MAX_SIZE', statusCode: 400 } }] }
  t.match(plain(await graphql(on, installation, SET, { input: { key: 'k', value: 'x'.repeat(245_760), encrypted: false } })), {
    status: 200, body: { data: { appStorage: { setAppStoredEntity: outcome } } }
  })
})

test('U17: a key that is not there has the value null, or is an error of the code that a switch names', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  t.same((await graphql(on, installation, GET, { key: 'k', encrypted: false })).body, { data: { appStoredEntity: { key: 'k', value: null } } })
  const asked = { key: 'k', entityName: 'employee' }
  t.same((await graphql(on, installation, GET_ENTITY, asked)).body, { data: { appStoredCustomEntity: { ...asked, value: null } } })
  await on.simulator.turn({ missingKeyGraphql: 'error', missingKeyCode: 'NOT_FOUND', missingKeyStatus: 400 })
  const errors = [{ extensions: { errorType: 'NOT_FOUND', statusCode: 400 } }]
  t.match((await graphql(on, installation, GET, { key: 'k', encrypted: false })).body, { data: { appStoredEntity: null }, errors })
  t.match((await graphql(on, installation, GET_ENTITY, asked)).body, { errors })
})

test('a custom entity is set, read and deleted, and REST sees the same', async (t) => {
  const on = await stage(t)
  const installation = await seeded(on)
  const asked = { key: 'ann', entityName: 'employee' }
  t.match((await graphql(on, installation, GET_ENTITY, asked)).body, { data: { appStoredCustomEntity: { ...asked, value: { age: 30 } } } })
  t.match((await kvs(on, installation, 'entity/get', asked)).body, { key: 'ann', value: { age: 30 } })
  const { body } = await graphql(on, installation, DELETE_ENTITY, { input: asked })
  t.match(body, { data: { appStorageCustomEntity: { deleteAppStoredCustomEntity: { success: true } } } })
  t.equal((await kvs(on, installation, 'entity/get', asked)).status, 404)
})

test('entities are found by an index in its order, by range and by filters', async (t) => {
  const on = await stage(t)
  const installation = await seeded(on)
  t.same(await keysOf(on, installation, { indexName: 'by-key' }), ['ann', 'bob', 'cid', 'dan'])
  t.same(await keysOf(on, installation, { indexName: 'age' }), ['bob', 'ann', 'dan', 'cid'])
  t.same(await keysOf(on, installation, { indexName: 'age', sort: 'DESC', range: { condition: 'LESS_THAN', values: [40] } }), ['dan', 'ann', 'bob'])
  const and = [{ property: 'team', condition: 'EQUAL_TO', values: ['red'] }, { property: 'name', condition: 'NOT_CONTAINS', values: ['a'] }]
  t.same(await keysOf(on, installation, { indexName: 'age', filters: { and } }), ['bob'])
  t.same(await keysOf(on, installation, { indexName: 'age', filters: { or: [...and, { property: 'age', condition: 'BETWEEN', values: [39, 41] }] } }), ['bob', 'ann', 'dan', 'cid'])
})

test('a query of entities goes on behind its cursor, forwards and backwards', async (t) => {
  const on = await stage(t)
  const installation = await seeded(on)
  for (const [sort, expected] of [['ASC', ['bob', 'ann', 'dan', 'cid']], ['DESC', ['cid', 'dan', 'ann', 'bob']]] as const) {
    const found: string[] = []
    for (let cursor: string | null | undefined; cursor !== null && found.length < 10;) {
      const variables = { entityName: 'employee', indexName: 'age', sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) }
      const { body }: Answer = await graphql(on, installation, LIST_ENTITIES, variables)
      const page = (body as Listed).data.appStoredCustomEntities
      found.push(...page.edges.map(({ node }) => node.key))
      cursor = page.cursor
    }
    t.same(found, expected)
  }
})

test('with entities in the manifest, types, names and indexes are held to it', async (t) => {
  const on = await stage(t)
  on.simulator.setManifest(parseManifest(`
app:
  storage:
    entities:
      - name: employee
        attributes: { age: { type: integer }, team: { type: string }, name: { type: any } }
        indexes: [age, { name: by-team, partition: [team], range: [age] }]
permissions: { scopes: ['storage:app'] }
`), { baseUrl: on.receiver.url })
  const installation = await seeded(on)
  t.same(await keysOf(on, installation, { indexName: 'by-team', partition: ['red'] }), ['bob', 'ann', 'dan'])
  const errorOf = async (query: string, variables: object): Promise<unknown> => (await graphql(on, installation, query, variables)).body
  t.match(await errorOf(LIST_ENTITIES, { entityName: 'employee', indexName: 'team' }), { errors: [{ extensions: { errorType: 'INVALID_ENTITY_INDEX' } }] })
  t.match(await errorOf(LIST_ENTITIES, { entityName: 'employee', indexName: 'by-team' }), { errors: [{ extensions: { errorType: 'INVALID_ENTITY_INDEX' } }] }, 'without its partition')
  const set = (errorType: string): object => {
    const setAppStoredCustomEntity = { success: false, errors: [{ extensions: { errorType } }] }
    return { data: { appStorageCustomEntity: { setAppStoredCustomEntity } } }
  }
  t.match(await errorOf(SET_ENTITY, { input: { entityName: 'employee', key: 'k', value: { age: 1.5 } } }), set('INVALID_ENTITY_VALUE'))
  t.match(await errorOf(SET_ENTITY, { input: { entityName: 'stranger', key: 'k', value: {} } }), set('INVALID_ENTITY_TYPE'))
})

test('GraphQL storage needs its scope', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation()
  on.simulator.setRemote({ baseUrl: on.receiver.url, endpoints: [], scopes: ['read:app-system-token', 'read:page:confluence'] })
  t.match(plain(await graphql(on, installation, GET, { key: 'k', encrypted: false })), { status: 200, body: { errors: [{ extensions: { statusCode: 403 } }] } })
})

test('a user token is handed out for a site of the app, and opens the API as that user until its end', async (t) => {
  const on = await stage(t)
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const query = 'mutation m($input: OfflineUserAuthTokenInput!) { offlineUserAuthToken(input: $input) { success errors { message } authToken { token ttl } } }'
  const ask = async (contextId: string): Promise<unknown> => (await graphql(on, installation, query, { input: { contextIds: [contextId], userId: '5b10' } })).body
  t.match(await ask('ari:cloud:jira::site/other'), { data: { offlineUserAuthToken: { success: false, authToken: null } } })
  interface Asked { data: { offlineUserAuthToken: { authToken: { token: string, ttl: number } } } }
  const { token, ttl } = (await ask(installation.contexts[0].ari) as Asked).data.offlineUserAuthToken.authToken
  const url = `${installation.apiBaseUrl}/rest/api/3/issue/A-1`
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status, 404)
  await on.clock.advance(ttl * 1_000)
  t.equal((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status, 401)
  t.match(on.simulator.api.requests().at(-2), { userId: '5b10' })
})
