import { fromMacro } from '../src/rows/calls.js'
import { callsWithTokens, everywhere } from './everywhere.js'

const path = '/storage/colour'

everywhere('a value is set, read and deleted by GraphQL', async (t, stage) => {
  const calls = await stage.callsOf(async () => {
    t.match(await fromMacro(stage, { path, method: 'PUT', body: { value: 'blue' } }), { status: 200 })
    t.match(await fromMacro(stage, { path }), { status: 200, body: { value: 'blue' } })
    t.match(await fromMacro(stage, { path, method: 'DELETE' }), { status: 204 })
    t.match(await fromMacro(stage, { path }), { status: 404 })
  })
  t.same(callsWithTokens(calls, stage), Array.from({ length: 4 }, () => 'POST /graphql app 200'))
  const queries = calls.map(({ body }) => /setAppStoredEntity|deleteAppStoredEntity|appStoredEntity/.exec(JSON.stringify(body))?.[0])
  t.same(queries, ['setAppStoredEntity', 'appStoredEntity', 'deleteAppStoredEntity', 'appStoredEntity'])
})

everywhere('a body that does not fit is told its mistake, and nothing is stored', async (t, stage) => {
  const result = await fromMacro(stage, { path, method: 'PUT', body: { value: 7 } })
  t.match(result, { state: 'resolved', status: 400, body: { code: 'HKS_ERR_ENDPOINT_BODY', problems: [{ path: '/value' }] } })
  t.same(stage.simulator.api.requests(), [])
})
