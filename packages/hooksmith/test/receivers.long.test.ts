import { test } from 'tap'
import { ORDERS_SOURCE, SECRET, sendOrder, signOrder } from './support/orders.js'
import { CommandProcess } from './support/process.js'
import { makeProject, pluginFile } from './support/project.js'

const FILES = { 'greeter.js': pluginFile({ event: 'acme:order:paid' }), 'receivers/orders.ts': ORDERS_SOURCE, 'secret.txt': SECRET }

test('on lmdb, a request that was taken before a restart is refused after it', async (t) => {
  const config = 'receivers:\n  orders:\n    use: ./receivers/orders.ts\nplugins: [./greeter.js]\n'
  const { directory } = await makeProject(t, { ...FILES, 'hooksmith.config.yaml': config }, ['contracts', 'core'])
  const request = signOrder('one')
  for (const expected of [[200, undefined], [401, 'HKS_ERR_VERIFIER_REPLAYED']]) {
    const server = new CommandProcess(t, directory, ['serve'], { HOOKSMITH_RECEIVERS__ORDERS__OPTIONS__SECRET_FILE: 'secret.txt' })
    t.same(await sendOrder(`${await server.address()}/webhooks/orders`, request), expected)
    server.child.kill('SIGTERM')
    t.equal(await server.end(), 0)
  }
})
