import { callsWithTokens, everywhere } from './everywhere.js'

everywhere('a web trigger gets the request as its caller sent it, and may answer anything', async (t, stage) => {
  const { simulator, installation } = stage
  const answer = await simulator.calls.fireWebTrigger(installation, 'ping', { method: 'POST', path: '/tea/green', query: { sugar: '2' }, body: 'milk' })
  t.match(answer, { status: 200, text: `POST /ping/tea/green?sugar=2, 4 bytes, for ${installation.id}\n`, headers: { 'content-type': /^text\/plain/, 'cache-control': 'no-store' } })
  t.match(await simulator.calls.fireWebTrigger(installation, 'ping', { method: 'GET' }), { status: 200, text: /^GET \/ping, 0 bytes/ })
})

everywhere('a request that did not come through Forge is refused', async (t, stage) => {
  t.equal((await fetch(`${stage.address}/ping/tea`)).status, 401)
})

everywhere("a function calls the backend, with the app's token and without a user", async (t, stage) => {
  const { simulator, installation } = stage
  const calls = await stage.callsOf(async () => {
    const result = await simulator.calls.invokeRemoteFromFunction(installation, { remoteKey: 'backend', path: '/relay', method: 'POST' })
    t.match(result, { state: 'resolved', status: 200, body: { reachesConfluence: true } })
  })
  t.same(callsWithTokens(calls, stage), ['GET /wiki/rest/api/user/current app 200'])
  const who = await simulator.calls.invokeRemoteFromFunction(installation, { remoteKey: 'backend', path: '/who-called' })
  t.match(who, { body: { user: null, place: null, installation: installation.id } })
})
