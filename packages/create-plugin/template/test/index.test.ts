import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPlugin } from '@hooksmith/testing'
import plugin from '../src/index.js'

test('the event is handled', async (t) => {
  const app = await testPlugin(plugin, { options: { text: 'Got it' } })
  t.after(() => app.close())
  await app.__SEND__
  await app.settle()
  assert.deepEqual((await app.jobs()).map(({ state }) => state), ['done'])
  assert.equal(app.logs.filter(({ msg }) => msg === 'Got it').length, 1)
})

test('an option that does not exist is refused', async () => {
  // What a user without types writes.
  const wrong: object = { txet: 'Got it' }
  await assert.rejects(testPlugin(plugin, { options: wrong }), /did you mean 'text'/)
})
