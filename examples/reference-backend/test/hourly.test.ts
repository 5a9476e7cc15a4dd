import { everywhere } from './everywhere.js'

everywhere('the token that a tick brings is kept for whatever comes later', async (t, stage) => {
  const { simulator, installation, tenant, tokens, settle } = stage
  await simulator.tick(installation, 'hourly')
  const first = await tokens.get(tenant)
  const next = simulator.tokens.issue(installation, 18_000_000)
  t.equal((await simulator.tick(installation, 'hourly', { systemToken: next.value })).status, 200)
  await settle()
  t.not(first?.value, next.value)
  t.match(await tokens.get(tenant), { value: next.value, expiresAt: next.expiresAt })
})

everywhere('what lies in the store holds no token', async (t, stage) => {
  const { simulator, installation, server, settle } = stage
  const { value } = simulator.tokens.for(installation)
  await simulator.tick(installation, 'hourly')
  await settle()
  const { records = [] } = await server.hooksmith.store?.list('', { limit: 1_000 }) ?? {}
  t.ok(records.length > 0)
  t.same(records.filter((record) => Buffer.from(record.value).includes(value)).map(({ key }) => key), [])
})

everywhere('a delivery without a token, or with an older one, takes none away', async (t, stage) => {
  const { simulator, installation, tenant, tokens } = stage
  const newest = simulator.tokens.issue(installation, 18_000_000).value
  for (const systemToken of [newest, false, simulator.tokens.issue(installation, 3_600_000).value]) {
    t.equal((await simulator.tick(installation, 'hourly', { systemToken })).status, 200)
  }
  t.equal((await tokens.get(tenant))?.value, newest)
})

everywhere('a tick that Forge makes twice runs the hourly work once', async (t, stage) => {
  const { simulator, installation } = stage
  const calls = await stage.callsOf(async () => {
    await simulator.tick(installation, 'hourly')
    await simulator.tick(installation, 'hourly')
  })
  t.match(calls, [{ method: 'GET', path: /footer-comments/ }])
  t.same(stage.jobs.verdicts.map(([, verdict]) => verdict), ['stored', 'duplicate'])
})
