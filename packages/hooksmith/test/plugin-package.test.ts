import { test } from 'tap'
import { PLUGIN_API_VERSION, readPluginPackage, readReceiverPackage, RECEIVER_API_VERSION } from '../src/index.js'

const GOOD = { name: '@acme/greeter', version: '1.2.0', keywords: ['hooksmith-plugin'], hooksmith: { apiVersion: 1, events: ['avi:confluence:created:page'], scopes: ['read:page:confluence'] } }

test('a package in order is read, lists that are left out are empty', async (t) => {
  t.same(readPluginPackage(GOOD), { name: '@acme/greeter', version: '1.2.0', block: GOOD.hooksmith, problems: [] })
  t.same(readPluginPackage({ ...GOOD, hooksmith: { apiVersion: 1 } }).block, { apiVersion: 1, events: [], scopes: [] })
})

test('an API version that does not fit says who has to move', async (t) => {
  const [newer] = readPluginPackage({ ...GOOD, hooksmith: { apiVersion: PLUGIN_API_VERSION + 1 } }).problems
  t.match(newer, {
    code: 'plugin-api',
    message: '@acme/greeter is written for plugin API 2, this release of hooksmith runs 1',
    fix: 'update hooksmith (npm install hooksmith@latest), or install an older version of @acme/greeter'
  })
})

test('every mistake of a package is told at once, with the nearest name', async (t) => {
  const { block, problems } = readPluginPackage({ name: 'x', hooksmith: { apiVersion: '1', event: [], scopes: [1] } })
  t.equal(block, undefined)
  t.same(problems.map(({ path }) => path), ['keywords', 'hooksmith.event', 'hooksmith.apiVersion', 'hooksmith.scopes'])
  t.equal(problems[1]?.fix, 'write "events"')
})

test('anything is answered: what is no package has no block', async (t) => {
  for (const value of [undefined, null, [], 'x', 1, {}, { hooksmith: [] }, { hooksmith: null }]) {
    const { block, problems } = readPluginPackage(value)
    t.equal(block, undefined)
    t.ok(problems.some(({ code }) => code === 'plugin-block'), JSON.stringify(value))
  }
})

const RECEIVER = { name: '@acme/orders', version: '1.2.0', keywords: ['hooksmith-receiver'], hooksmith: { apiVersion: 1, events: ['acme:**'] } }

test('a receiver has a keyword and an API version of its own, and no scopes', async (t) => {
  t.same(readReceiverPackage(RECEIVER), { name: '@acme/orders', version: '1.2.0', block: RECEIVER.hooksmith, problems: [] })
  t.same(readReceiverPackage({ ...RECEIVER, hooksmith: { apiVersion: 1 } }).block, { apiVersion: 1, events: [] })
  t.match(readReceiverPackage({ ...RECEIVER, hooksmith: { apiVersion: RECEIVER_API_VERSION + 1 } }).problems, [{
    code: 'receiver-api', message: '@acme/orders is written for receiver API 2, this release of hooksmith runs 1', fix: /update hooksmith/
  }])
  t.same(readReceiverPackage(GOOD).problems.map(({ code, path }) => [code, path]), [['receiver-keyword', 'keywords'], ['receiver-block', 'hooksmith.scopes']])
  for (const value of [undefined, null, [], 'x', 1, {}, { hooksmith: [] }]) t.equal(readReceiverPackage(value).block, undefined, JSON.stringify(value))
})
