import { callsWithTokens, everywhere } from './everywhere.js'

const ACCOUNT = '/wiki/rest/api/user/current'

everywhere('an installation is greeted as soon as Confluence permits it', async (t, stage) => {
  const { simulator, installation, tenant, tokens } = stage
  simulator.api.script({ installation, path: ACCOUNT, status: 403, body: {}, times: 2 })
  const calls = await stage.callsOf(async () => {
    t.equal((await simulator.install(installation)).status, 200)
    t.match(await tokens.get(tenant), { apiBaseUrl: installation.apiBaseUrl }, 'its delivery brought the first token')
  })
  t.same(callsWithTokens(calls, stage), [`GET ${ACCOUNT} app 403`, `GET ${ACCOUNT} app 403`, `GET ${ACCOUNT} app 200`, 'POST /graphql app 200'])
  t.match(stage.jobs.ended, [{ handler: 'lifecycle/introduce', outcome: 'done' }])
})

everywhere('a major upgrade is taken note of', async (t, stage) => {
  const { simulator, installation } = stage
  const calls = await stage.callsOf(async () => { t.equal((await simulator.upgrade(installation, '3.0.0')).status, 200) })
  t.same(callsWithTokens(calls, stage), ['POST /graphql app 200'])
  t.match(JSON.stringify(calls[0]?.body), /"upgraded".*"3\.0\.0"/)
})

everywhere('what Forge does not tell is noticed: the app was installed anew', async (t, stage) => {
  const { simulator, installation } = stage
  await simulator.install(installation)
  await stage.settle()
  await simulator.reinstall(installation)
  await stage.settle()
  t.match(stage.jobs.ended.filter(({ handler }) => handler === 'lifecycle/forget'), [{ event: 'hooksmith:installation:gone', outcome: 'done' }])
})
