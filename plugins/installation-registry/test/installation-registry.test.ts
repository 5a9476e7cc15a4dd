import { testPlugin } from '@hooksmith/testing'
import { test } from 'tap'
import registry, { type InstallationChange, type InstallationRemoval, type InstallationTable } from '../src/index.js'

/** A team's own database, which can be out of order for a while. */
class Database implements InstallationTable {
  readonly calls: Array<{ readonly upsert: InstallationChange } | { readonly remove: InstallationRemoval }> = []
  failures = 0

  async upsert (change: InstallationChange): Promise<void> {
    if (this.failures-- > 0) throw new RangeError('the database is away')
    this.calls.push({ upsert: change })
  }

  async remove (removal: InstallationRemoval): Promise<void> {
    this.calls.push({ remove: removal })
  }
}

/** After it a call that Atlassian refuses says something about the installation. */
const SETTLED_MS = 600_000

/** A line for each call, for those who only look at its course. */
function courseOf ({ calls }: Database): string[] {
  return calls.map((call) => 'upsert' in call ? call.upsert.status : `gone: ${call.remove.reason}`)
}

test('the life of an installation is told to the table, in order', async (t) => {
  const table = new Database()
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  const { installation } = app
  await app.install()
  await app.upgrade('3.0.0')
  const tenant = app.tenantOf()
  await app.advance(SETTLED_MS)
  await app.fastify.forge.installations.reportRefusal(tenant, 401)
  await app.upgrade('4.0.0')
  await app.uninstall()
  await app.settle()
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
    {
      upsert: {
        tenant,
        status: 'suspect',
        cloudId: installation.cloudId,
        apiBaseUrl: installation.apiBaseUrl,
        environmentType: 'PRODUCTION',
        appVersion: '3.0.0',
        eventType: 'hooksmith:installation:suspect'
      }
    },
    { upsert: { tenant, status: 'active', appVersion: '4.0.0' } },
    { remove: { tenant, installationId: installation.id, reason: 'uninstalled' } }
  ])
})

test('an announced uninstall is the end of the row, whatever of the installation still arrives', async (t) => {
  const table = new Database()
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  await app.install()
  await app.settle()
  await app.uninstall()
  t.match(await app.upgrade('3.0.0'), { verdict: 'stored' })
  t.match(await app.install(), { verdict: 'stored' })
  await app.settle()
  t.same((await app.jobs()).map(({ state }) => state), ['done', 'done', 'done', 'done'])
  t.same(courseOf(table), ['active', 'gone: uninstalled'])
})

test('a row is not written behind an uninstall either when the database was away all the while', async (t) => {
  const table = new Database()
  table.failures = 1
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  await app.install()
  await app.settle()
  await app.upgrade('3.0.0')
  await app.uninstall()
  await app.advance(60_000)
  t.same((await app.jobs()).map(({ state }) => state), ['done', 'done', 'done'])
  t.same(courseOf(table), ['gone: uninstalled'])
})

test('a reinstall takes the old row away and names it in the new one', async (t) => {
  const table = new Database()
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  const old = app.tenantOf()
  await app.install()
  await app.settle()
  const { installation } = await app.simulator.reinstall(app.installation)
  await app.settle()
  const of = (tenant: string): unknown[] => table.calls.filter((call) => ('upsert' in call ? call.upsert : call.remove).tenant === tenant)
  t.match(of(old), [{ upsert: { status: 'active' } }, { remove: { installationId: app.installation.id, reason: 'replaced' } }])
  t.match(of(app.tenantOf(installation)), [
    { upsert: { status: 'active', replaces: old, cloudId: installation.cloudId, eventType: 'hooksmith:installation:relinked' } },
    { upsert: { status: 'active', eventType: 'avi:forge:installed:app' } }
  ])
  t.equal(table.calls.length, 4)
})

test('an installation that was refused and of which nothing is heard any more is suspect, and then gone', async (t) => {
  const table = new Database()
  const app = await testPlugin(registry, { options: { table } })
  t.teardown(() => app.close())
  await app.install()
  await app.advance(SETTLED_MS)
  await app.fastify.forge.installations.reportRefusal(app.tenantOf(), 401)
  await app.advance(8 * 86_400_000)
  t.same(courseOf(table), ['active', 'suspect', 'gone: refused'])
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
