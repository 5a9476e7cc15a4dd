import { fromMacro } from '../src/rows/calls.js'
import { callsWithTokens, everywhere } from './everywhere.js'

everywhere('Confluence is called as the app', async (t, stage) => {
  const calls = await stage.callsOf(async () => {
    t.match(await fromMacro(stage, { path: `/pages/${stage.pageId}/as-app` }), { status: 200, body: { title: 'Release notes' } })
  })
  t.same(callsWithTokens(calls, stage), [`GET /wiki/api/v2/pages/${stage.pageId} app 200`])
})

everywhere('Confluence is called as the user who sits there', async (t, stage) => {
  const calls = await stage.callsOf(async () => {
    t.match(await fromMacro(stage, { path: `/pages/${stage.pageId}/as-user` }), { status: 200, body: { title: 'Release notes' } })
  })
  t.same(callsWithTokens(calls, stage), [`GET /wiki/api/v2/pages/${stage.pageId} ${stage.ann.accountId} 200`])
})

everywhere('without a user nothing is done as one', async (t, stage) => {
  const { simulator, installation, pageId } = stage
  const result = await simulator.calls.invokeRemote(installation, { moduleKey: 'page-panel', path: `/pages/${pageId}/as-user`, method: 'GET' })
  t.match(result, { state: 'resolved', status: 403, body: { code: 'HKS_ERR_FORGE_NO_USER' } })
  t.same(simulator.api.requests(), [])
})

everywhere('a page that is not there is an answer, not an error', async (t, stage) => {
  t.match(await fromMacro(stage, { path: '/pages/4/as-app' }), { state: 'resolved', status: 404, body: { message: /no such page/ } })
})

everywhere('what is no id of a page is told so, and leads to no call', async (t, stage) => {
  const told = { status: 400, body: { code: 'HKS_ERR_ENDPOINT_PARAMS', problems: [{ path: '/id' }] } }
  for (const id of ['1%2F..%2F..%2Fspaces', '..%2Fspaces', '1%3Fa=b', 'x']) t.match(await fromMacro(stage, { path: `/pages/${id}/as-app` }), told, id)
  t.same(stage.simulator.api.requests(), [])
})

everywhere('a limit of Confluence reaches the macro as 503 with the time to wait', async (t, stage) => {
  const { simulator, installation, pageId } = stage
  simulator.api.limitRate(installation, 7, { times: 1 })
  const result = await fromMacro(stage, { path: `/pages/${pageId}/as-app` })
  t.match(result, { state: 'resolved', status: 503, body: { code: 'HKS_ERR_FORGE_LIMITED' }, headers: { 'retry-after': /^\d+$/ } })
  await fromMacro(stage, { path: `/pages/${pageId}/as-app` })
  t.equal(simulator.api.requests().length, 1, 'and until then it is not asked again')
})
