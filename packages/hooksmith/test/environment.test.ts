import { test } from 'tap'
import { loadConfig, type Environment, type LoadedConfig } from '../src/index.js'
import { FORGE, makeProject } from './support/project.js'

type Flags = ReadonlyArray<readonly [name: string, value: unknown]>

async function load (
  t: Parameters<typeof makeProject>[0], text: string, environment: Environment, flags: Flags = []): Promise<LoadedConfig> {
  const { directory } = await makeProject(t, { 'hooksmith.config.yaml': text, 'secret.txt': 'from a file\n' })
  const resolved = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value?.replace('DIRECTORY', directory)]))
  return await loadConfig({ directory, environment: resolved, flags: flags.map(([name, value]) => ({ path: ['server', name], value, where: { flag: `--${name}` } })) })
}

test('a flag wins over a variable, a variable over the file, the file over the default; the prefixed name wins over the usual one', async (t) => {
  const file = 'server: { port: 1, host: file }\n'
  const { config: byFile } = await load(t, file, {})
  t.match(byFile.server, { port: 1, host: 'file', shutdownGraceMs: 20_000 })
  const { config: byVariable, where } = await load(t, file, { PORT: '2', HOOKSMITH_SERVER__HOST: 'variable' })
  t.match(byVariable.server, { port: 2, host: 'variable' })
  t.same(where(['server', 'port']), { variable: 'PORT' })
  t.match((await load(t, file, { PORT: '2', HOOKSMITH_SERVER__PORT: '3' })).config.server, { port: 3 })
  t.match((await load(t, file, { PORT: '2' }, [['port', 4]])).config.server, { port: 4 })
})

test('every kind of value can be a variable; an empty one counts as absent', async (t) => {
  const { config, problems } = await load(t, FORGE, {
    HOOKSMITH_STRICT: 'true',
    HOOKSMITH_SPOOL: '1',
    HOOKSMITH_QUEUE: 'memory',
    HOOKSMITH_QUEUE__MAX_JOBS: '5',
    HOOKSMITH_RECEIVERS__FORGE__ENVIRONMENTS: 'STAGING, PRODUCTION',
    HOOKSMITH_RECEIVERS__FORGE__ROUTES: '[{"path":"/a"}]',
    HOOKSMITH_PLUGINS: './a.js,./b.js',
    HOOKSMITH_ROLE: ''
  })
  t.same(problems, [])
  t.match(config, { strict: true, role: 'both', queue: { driver: 'memory', options: { maxJobs: 5 } }, plugins: [{ use: './a.js' }, { use: './b.js' }] })
  t.match(config.spool?.directory, /spool$/)
  t.match(config.receivers.get('forge')?.options, { environments: ['STAGING', 'PRODUCTION'], routes: [{ path: '/a' }] })
})

test('a secret may come from a file, also for a receiver that is not ours', async (t) => {
  const { config, problems } = await load(t, '', { HOOKSMITH_RECEIVERS__SLACK__SIGNING_SECRET_FILE: 'DIRECTORY/secret.txt', HOOKSMITH_RECEIVERS__SLACK__PATH: '/slack' })
  t.same(problems, [])
  t.same(config.receivers.get('slack')?.options, { signingSecret: 'from a file', path: '/slack' })
})

test('REDIS_URL is the address of redis, of queue and store, and of nothing else', async (t) => {
  const REDIS_URL = 'redis://one:6379'
  const { config } = await load(t, 'queue: { driver: redis, url: "redis://two" }\n', { REDIS_URL })
  t.match([config.queue, config.store], [{ options: { url: REDIS_URL } }, { driver: 'redis', options: { url: REDIS_URL } }])
  const { config: cluster } = await load(t, 'queue: { driver: redis, cluster: ["redis://a"] }\n', { REDIS_URL })
  t.notHas(cluster.queue, { options: { url: REDIS_URL } })
  t.match((await load(t, 'queue: lmdb\n', { REDIS_URL })).config.queue, { driver: 'lmdb' })
})

test('without a queue, jobs are in an LMDB file in the data directory, and so is all else', async (t) => {
  const { config, root } = await load(t, 'data: var\n', {})
  t.match([config.queue, config.store], [{ driver: 'lmdb', options: { path: `${root}/var/lmdb` } }, { driver: 'lmdb', options: { path: `${root}/var/lmdb` } }])
  t.same(config.tokens, { keyFile: `${root}/var/token.key` })
})

test('HOOKSMITH_CONFIG says where the config is, and a flag wins over it', async (t) => {
  const { directory } = await makeProject(t, { 'etc/one.yaml': 'concurrency: 1\n', 'etc/two.json': '{ "concurrency": 2 }', 'hooksmith.config.ts': 'export default { concurrency: 3 as number }\n' })
  t.equal((await loadConfig({ directory })).config.concurrency, 3)
  t.equal((await loadConfig({ directory, environment: { HOOKSMITH_CONFIG: 'etc/one.yaml' } })).config.concurrency, 1)
  t.equal((await loadConfig({ directory, environment: { HOOKSMITH_CONFIG: 'etc/one.yaml' }, file: 'etc/two.json' })).config.concurrency, 2)
})
