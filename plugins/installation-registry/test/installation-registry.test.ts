import { testPlugin } from '@hooksmith/testing'
import { test } from 'tap'
import registry, { type InstallationChange, type InstallationKey, type InstallationTable } from '../src/index.js'

/** A team's own database, which can be out of order for a while. */
class Database implements InstallationTable {
  readonly calls: Array<{ readonly upsert: InstallationChange } | { readonly remove: InstallationKey }> = []
  failures = 0

  async upsert (change: InstallationChange): Promise<void> {
    if (this.failures-- > 0) throw new RangeError('the database is away')
    this.calls.push({ upsert: change })
  }

  async remove (key: InstallationKey): Promise<void> {
    this.calls.push({ remove: key })
  }
}

test('the life of an installation is told to the table, in order', async (t) => {
  const table = new Database()
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  const { installation } = app
  await app.install()
  await app.upgrade('3.0.0')
  await app.emit({ type: 'hooksmith:installation:suspect' })
  await app.emit({ type: 'hooksmith:installation:relinked' })
  await app.uninstall()
  await app.emit({ type: 'hooksmith:installation:gone' })
  await app.settle()
  const tenant = app.tenantOf()
  t.match(table.calls, [
    {
      upsert: {
        tenant,
        installationId: installation.id,
        appId: installation.app.id,
        environmentId: installation.environment.id,
        environmentType: 'PRODUCTION',
        cloudId: installation.cloudId,
        apiBaseUrl: installation.apiBaseUrl,
        status: 'active',
        appVersion: '2.0.0',
        eventType: 'avi:forge:installed:app'
      }
    },
    { upsert: { tenant, status: 'active', appVersion: '3.0.0' } },
    { upsert: { tenant, status: 'suspect' } },
    { upsert: { tenant, status: 'active' } },
    { upsert: { tenant, status: 'leaving' } },
    { remove: { tenant } }
  ])
})

test('while the database is away later events wait behind the first one', async (t) => {
  const table = new Database()
  table.failures = 2
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  await app.install()
  await app.upgrade('3.0.0')
  await app.settle()
  t.same((await app.jobs()).map(({ state }) => state), ['delayed', 'held'])
  await app.advance(60_000)
  t.same(table.calls.map((call) => 'upsert' in call ? call.upsert.appVersion : 'removed'), ['2.0.0', '3.0.0'])
})

test('installations do not wait for each other', async (t) => {
  const table = new Database()
  table.failures = 1
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  const other = app.simulator.createInstallation({ app: app.installation.app })
  await app.install()
  await app.settle()
  await app.install({ installation: other })
  await app.settle()
  t.match(table.calls, [{ upsert: { installationId: other.id } }])
})

test('an event of another sender than Forge is a dead letter that says so', async (t) => {
  const app = await testPlugin(registry, { options: { table: new Database() } })
  t.teardown(() => app.close())
  await app.emit({ type: 'hooksmith:installation:gone', tenant: 'slack:T1' })
  await app.advance(4 * 86_400_000)
  t.match((await app.jobs())[0]?.attempts.at(-1), { outcome: 'dead', reason: /HKS_ERR_REGISTRY_TENANT/ })
})

test('neither or both of table and file are refused, and so is what is no table', async (t) => {
  for (const options of [{}, { table: new Database(), file: 'x.jsonl' }]) {
    await t.rejects(testPlugin(registry, { options }), { message: /either option 'table' or option 'file'/ })
  }
  // What a user without types writes.
  const wrong: object = { table: { upsert: 'no function' } }
  await t.rejects(testPlugin(registry, { options: wrong }), { message: /option 'table/ })
})
