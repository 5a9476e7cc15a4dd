import { test } from 'tap'
import { buildServer, checkProject, loadConfig, problemsIn } from '../src/index.js'
import { runCommand } from './support/command.js'
import { ORDERS_PACKAGE, ORDERS_SOURCE, ordersPackage, SECRET, sendOrder, signOrder } from './support/orders.js'
import { CommandProcess } from './support/process.js'
import { FORGE, makeProject, pluginFile, receiverFile } from './support/project.js'

const HANDLER = pluginFile({ event: 'acme:order:paid' }).replace('async () => {}', 'async (event, ctx) => { ctx.log.info({ order: event.data.orderId }, "paid") }')
const SECRET_FILE = { HOOKSMITH_RECEIVERS__ORDERS__OPTIONS__SECRET_FILE: 'secret.txt' }
const FILES = { 'greeter.js': HANDLER, 'receivers/orders.ts': ORDERS_SOURCE, ...ordersPackage(), 'secret.txt': `${SECRET}\n` }

/** How often the handler of an order ran. */
function timesPaid ({ output }: CommandProcess, id: string): number {
  return output.split(`"order":"order of ${id}"`).length - 1
}

for (const [queue, use] of [['memory', './receivers/orders.ts'], ['lmdb', ORDERS_PACKAGE]] as const) {
  test(`on ${queue}, a receiver by the name '${use}' brings signed requests to a handler once, and refuses what is forged, old, early or replayed`, async (t) => {
    const config = `queue: ${queue}\nreceivers:\n  orders:\n    use: '${use}'\n    options: { path: /webhooks/paid }\nplugins: [./greeter.js]\n`
    const { directory } = await makeProject(t, { ...FILES, 'hooksmith.config.yaml': config }, ['contracts', 'core'])
    const server = new CommandProcess(t, directory, ['serve'], SECRET_FILE)
    const url = `${await server.address()}/webhooks/paid`
    const first = signOrder('one')
    t.same(await sendOrder(url, first), [200, undefined])
    await server.says(/"order":"order of one"/)
    t.same(await sendOrder(url, first), [401, 'HKS_ERR_VERIFIER_REPLAYED'])
    t.same(await sendOrder(url, { ...first, headers: { ...first.headers, 'x-acme-signature': String(first.headers['x-acme-signature']).toUpperCase() } }), [401, 'HKS_ERR_VERIFIER_REPLAYED'])
    t.same(await sendOrder(url, { ...signOrder('two'), body: first.body }), [401, 'HKS_ERR_VERIFIER_SIGNATURE'])
    t.same(await sendOrder(url, signOrder('two', Date.now(), 'another secret of somebody')), [401, 'HKS_ERR_VERIFIER_SIGNATURE'])
    t.same(await sendOrder(url, signOrder('two', Date.now() - 600_000)), [401, 'HKS_ERR_VERIFIER_EXPIRED'])
    t.same(await sendOrder(url, signOrder('two', Date.now() + 600_000)), [401, 'HKS_ERR_VERIFIER_NOT_YET_VALID'])
    t.same(await sendOrder(url, signOrder('one', Date.now() + 5_000)), [200, undefined], 'the sender signs the same event again')
    t.same(await sendOrder(url, signOrder('three')), [200, undefined])
    await server.says(/"order":"order of three"/)
    server.child.kill('SIGTERM')
    t.equal(await server.end(), 0)
    t.same(['one', 'two', 'three'].map((id) => timesPaid(server, id)), [1, 0, 1])
    t.notMatch(server.output + server.complaints, SECRET)
  })
}

test('check, routes and doctor say which receiver is meant, and doctor its version', async (t) => {
  const config = `receivers:\n  orders:\n    use: '${ORDERS_PACKAGE}'\n    options: { secret: '${SECRET}' }\n  ./own.js: {}\nplugins: [./greeter.js]\n`
  const { directory } = await makeProject(t, { ...FILES, 'own.js': receiverFile('own', '/own'), 'hooksmith.config.yaml': config }, ['contracts', 'core'])
  t.match((await runCommand(directory, ['check'])).output, `receivers orders (${ORDERS_PACKAGE}), ./own.js · plugins ./greeter.js`)
  const { output } = await runCommand(directory, ['routes'])
  t.match(output, `  orders    POST /webhooks/orders · from ${ORDERS_PACKAGE}\n  own       POST /own · from ./own.js\n`)
  t.match(JSON.parse((await runCommand(directory, ['routes', '--json'])).output), { receivers: [{ name: 'orders', path: '/webhooks/orders', from: ORDERS_PACKAGE }, { name: 'own' }] })
  t.match((await runCommand(directory, ['doctor'])).output, `✔ receivers ${ORDERS_PACKAGE} 1.2.0, ./own.js`)
})

test('doctor warns of a server without receivers, and says what keeps one from being found', async (t) => {
  const project = await makeProject(t, { 'hooksmith.config.yaml': 'queue: memory\n' })
  t.match(await runCommand(project.directory, ['doctor']), { code: 0, output: /! receivers none: nothing can arrive/ })
  await project.write('hooksmith.config.yaml', "queue: memory\nreceivers: { '@acme/hooksmith-receiver-orders': {} }\n")
  t.match(await runCommand(project.directory, ['doctor']), { code: 1, output: /✖ receivers the package '@acme\/hooksmith-receiver-orders' is not installed\n.*npm install @acme/ })
})

const MANY = `${FORGE}  ./own.js: {}
  ./none.js: {}
  orders:
    use: ./receivers/orders.ts
    options:
      secret: 1
      pth: /x
  lost:
    use: ./lost.ts
  ./throws.js: {}
plugins: [./greeter.js]
`

test('the mistakes of all receivers are told in one run, each at its own member, and the handlers of the others with them', async (t) => {
  const files = {
    'hooksmith.config.yaml': MANY,
    'receivers/orders.ts': ORDERS_SOURCE,
    'own.js': receiverFile('own', '/forge/events'),
    'none.js': 'export default async () => {}\n',
    'throws.js': 'export default async () => { throw new Error("no licence") }\n',
    'greeter.js': pluginFile({ more: ', timeout: 5' })
  }
  const { directory } = await makeProject(t, files, ['contracts', 'core'])
  const { problems } = await checkProject(await loadConfig({ directory }))
  const found = problems.map(({ code, where }) => `${'line' in where ? where.line : 0} ${code}`)
  t.same(found, [
    '5 receiver-clash', '6 receiver-none', '10 receiver-option', '11 receiver-option', '13 package-missing', '14 receiver-failed', '15 handler-option'
  ])
  await t.rejects(buildServer(await loadConfig({ directory })), { code: 'HKS_ERR_CONFIG_INVALID', problems: { length: 7 } })
})

test('a server that is built tells as much as check does, also when nothing but registering fails', async (t) => {
  const config = `${FORGE}  ./own.js: {}\n  ./throws.js: {}\nplugins: [./greeter.js]\n`
  const files = { 'own.js': receiverFile('own', '/forge/events'), 'throws.js': 'export default async () => { throw new Error("no licence") }\n', 'greeter.js': pluginFile({ more: ', timeout: 5' }) }
  const { directory } = await makeProject(t, { ...files, 'hooksmith.config.yaml': config })
  const checked = await checkProject(await loadConfig({ directory }))
  const built = await buildServer(await loadConfig({ directory, environment: { LOG_LEVEL: 'silent' } })).then(() => undefined, problemsIn)
  t.same(built?.map(({ code }) => code), ['receiver-clash', 'receiver-failed', 'handler-option'])
  t.same(built, checked.problems)
})

test('a plain Fastify plugin is a receiver under two names, each with options of its own', async (t) => {
  const own = "export default async (fastify, { path }) => {\n  fastify.hooksmith.receive({ name: 'own', path, verify: async () => ({ tenant: 'x' }), decode: () => ({ kind: 'events', events: [] }) })\n}\n"
  const config = 'receivers:\n  north: { use: ./own.js, options: { path: /north } }\n  south: { use: ./own.js, options: { path: /south } }\n'
  const { directory } = await makeProject(t, { 'own.js': own, 'hooksmith.config.yaml': config })
  const { output } = await runCommand(directory, ['routes', '--json'])
  t.match(JSON.parse(output), { receivers: [{ name: 'own', path: '/north' }, { name: 'own', path: '/south' }] })
})

test('a config of code hands in a receiver itself; a package without a prefix is found where package.json asks for it', async (t) => {
  const config = "import own from './own.js'\nexport default { receivers: { mine: { use: own }, 'acme-orders': {} } }\n"
  const orders = { name: 'acme-orders', version: '1.0.0', type: 'module', exports: './index.js', keywords: ['hooksmith-receiver'], hooksmith: { apiVersion: 1 } }
  const { directory } = await makeProject(t, {
    'package.json': '{ "type": "module", "dependencies": { "acme-orders": "1" } }',
    'hooksmith.config.ts': config,
    'own.js': receiverFile('own', '/own'),
    'node_modules/acme-orders/package.json': JSON.stringify(orders),
    'node_modules/acme-orders/index.js': receiverFile('orders', '/orders')
  })
  const { output } = await runCommand(directory, ['routes', '--json'])
  t.match(JSON.parse(output), { receivers: [{ path: '/own', from: 'mine' }, { path: '/orders', from: 'acme-orders' }] })
})
