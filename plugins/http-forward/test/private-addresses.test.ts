import { testPlugin } from '@hooksmith/testing'
import { test } from 'tap'
import { isPrivateAddress } from '../src/addresses.js'
import { guardedLookup, type Resolve } from '../src/guarded-lookup.js'
import forward from '../src/index.js'
import { Sender } from '../src/sender.js'
import { readTarget } from '../src/target.js'
import { KEY, startCollector } from './support.js'

const NOBODY: ReadonlySet<string> = new Set()

test('addresses that are not on the internet are private, in every way of writing them', async (t) => {
  for (const address of [
    '127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0',
    '198.18.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1',
    '::ffff:7f00:1', '::ffff:10.1.2.3', '64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '::127.0.0.1', 'no address', ''
  ]) t.equal(isPrivateAddress(address), true, address)
  for (const address of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808']) {
    t.equal(isPrivateAddress(address), false, address)
  }
})

test('a URL that names a private address is refused at start, however it is spelled', async (t) => {
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.8']) {
    t.throws(() => readTarget(`https://${host}/`, NOBODY), { code: 'HKS_ERR_FORWARD_URL' }, host)
  }
  t.equal(readTarget('https://example.com/hook', NOBODY).href, 'https://example.com/hook')
  t.throws(() => readTarget('http://example.com/', NOBODY), { message: /must be https/ })
  t.throws(() => readTarget('https://me:secret@example.com/', NOBODY), { message: /user or password/ })
  t.equal(readTarget('http://127.0.0.1:8080/', new Set(['127.0.0.1'])).port, '8080')
  t.equal(readTarget('http://[::1]:8080/', new Set(['::1'])).port, '8080')
})

test('a name that resolves to a private address is refused when it is connected to', async (t) => {
  const app = await testPlugin(forward, { options: { url: 'https://localhost:1/', keys: [KEY] } })
  t.teardown(() => app.close())
  await app.emit({ type: 'shop:paid' })
  await app.settle()
  t.match(await app.jobs(), [{ state: 'dead', attempts: [{ outcome: 'dead', reason: /HKS_ERR_FORWARD_PRIVATE_HOST.*localhost/ }] }])
})

test('one private address among public ones is enough', async (t) => {
  const mixed: Resolve = (_host, done) => { done(null, [{ address: '8.8.8.8', family: 4 }, { address: '::1', family: 6 }]) }
  const error = await new Promise((resolve) => { guardedLookup(NOBODY, mixed)('rebind.example', { all: true }, resolve) })
  t.match(error, { code: 'HKS_ERR_FORWARD_PRIVATE_HOST' })
})

test('a name that changes its mind between two resolutions reaches nothing: what is checked is what is connected to', async (t) => {
  const { url, got } = await startCollector(t)
  let asked = 0
  const resolve: Resolve = (_host, done) => { done(null, [{ address: asked++ === 0 ? '127.0.0.1' : '8.8.8.8', family: 4 }]) }
  const sender = new Sender({ allowed: NOBODY, timeoutMs: 5_000, resolve })
  t.teardown(() => sender.close())
  const target = new URL(url.replace('127.0.0.1', 'rebind.example'))
  await t.rejects(sender.post(target, { body: '{}', headers: {} }, new AbortController().signal), { code: 'HKS_ERR_FORWARD_PRIVATE_HOST' })
  t.equal(asked, 1, 'asked once for the one connection')
  t.same(got, [])
})

test('a private host that is named is reached by its name', async (t) => {
  const { url, got } = await startCollector(t)
  const resolve: Resolve = (_host, done) => { done(null, [{ address: '127.0.0.1', family: 4 }]) }
  const sender = new Sender({ allowed: new Set(['collector.internal']), timeoutMs: 5_000, resolve })
  t.teardown(() => sender.close())
  const target = new URL(url.replace('127.0.0.1', 'collector.internal'))
  t.match(await sender.post(target, { body: '{}', headers: {} }, new AbortController().signal), { status: 204 })
  t.match(got, [{ body: '{}' }])
})
