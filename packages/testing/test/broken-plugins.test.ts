import { Type } from '@sinclair/typebox'
import { definePlugin } from '@hooksmith/core'
import { test } from 'tap'
import { testPlugin } from '../src/index.js'
import { handling, reader } from './support.js'

test('mistakes of a plugin are refused all at once, and nothing stays open', async (t) => {
  const broken = definePlugin({
    name: 'broken',
    register (router) {
      router.on('avi:confluence:creatd:page', { id: 'typo' }, () => {})
      router.on('avi:jira:created:issue', { id: 'twice' }, () => {})
      router.on('avi:jira:updated:issue', { id: 'twice' }, () => {})
    }
  })
  await t.rejects(testPlugin(broken), { code: 'HKS_ERR_ROUTER_SETUP', message: /did you mean 'avi:confluence:created:page'[^]*twice|twice[^]*did you mean/ })
})

test('unknown and wrong options are refused', async (t) => {
  // What a user without types writes.
  const wrong: object = { greting: 'Hi', greeting: 5 }
  await t.rejects(testPlugin(reader, { options: wrong }), { code: 'HKS_ERR_ROUTER_SETUP', message: /did you mean 'greeting'/ })
})

test('an option that must be there is missed', async (t) => {
  const strict = definePlugin({ name: 'strict', options: Type.Object({ url: Type.String() }), register: () => {} })
  await t.rejects(testPlugin(strict), { message: /option 'url'/ })
})

test('what register throws reaches the test', async (t) => {
  const failing = definePlugin({ name: 'failing', register () { throw new RangeError('no database') } })
  await t.rejects(testPlugin(failing), { message: 'no database' })
})

test('what is no plugin is refused with what it is', async (t) => {
  const namespace: unknown = { default: reader }
  // A module namespace or nothing at all is what a wrong import gives, and no type stops JavaScript.
  await t.rejects(testPlugin(namespace as typeof reader), { code: 'HKS_ERR_TESTING_PLUGIN', message: /default export/ })
  await t.rejects(testPlugin(undefined as unknown as typeof reader), { code: 'HKS_ERR_TESTING_PLUGIN', message: /undefined/ })
})

test('a handler that never ends is named, and its timeout comes by the clock', async (t) => {
  const app = await testPlugin(handling('a:b', async () => await new Promise(() => {}), { timeoutMs: 5_000, retry: { retries: 0 } }), { patienceMs: 20 })
  t.teardown(() => app.close())
  await app.emit({ type: 'a:b', id: 'stuck' })
  await t.rejects(app.settle(), { code: 'HKS_ERR_TESTING_UNSETTLED', message: /stuck\/p\/h/ })
  await app.advance(3_600_000)
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'dead', reason: /longer than 5000 ms|had not ended/ }] }])
})

test('a token in the log makes close() reject, without showing it', async (t) => {
  const app = await testPlugin(handling('avi:**', async (_event, ctx) => {
    const token = await leak()
    ctx.log.info({ token }, 'careless')
  }))
  const leak = async (): Promise<string | undefined> => (await app.token())?.value
  await app.send('avi:jira:created:issue')
  await app.settle()
  const value = (await app.token())?.value ?? ''
  t.match(await app.leaks(), [{ in: 'log', where: /careless/ }])
  await t.rejects(app.close(), { code: 'HKS_ERR_TESTING_LEAK', message: new RegExp(`^(?!.*${value.slice(0, 24)})`) })
})

test('a token in the reason of a retry is blacked out by the router, so nothing leaks', async (t) => {
  const app = await testPlugin(handling('avi:**', async () => { throw new TypeError(`refused: Bearer ${(await app.token())?.value ?? ''}`) }))
  await app.send('avi:jira:created:issue')
  await app.settle()
  t.match(await app.jobs(), [{ attempts: [{ outcome: 'retry', reason: /redacted/ }] }])
  await t.resolves(app.close())
})

test('close() twice is fine', async (t) => {
  const app = await testPlugin(reader)
  await app.close()
  await t.resolves(app.close())
})

test('an event that the catalogue does not know is refused', async (t) => {
  const app = await testPlugin(reader)
  t.teardown(() => app.close())
  await t.rejects(app.send('avi:confluence:creatd:page'), { code: 'HKS_ERR_SIMULATOR_EVENT_UNKNOWN' })
})
