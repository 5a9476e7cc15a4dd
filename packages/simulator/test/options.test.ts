import { test } from 'tap'
import { ForgeSimulator, resolveSimulatorOptions } from '../src/index.js'

test('the defaults are those of Forge', (t) => {
  t.match(resolveSimulatorOptions({}), {
    deliveryTimeoutMs: 5_000, redeliveryDelayMs: 60_000, recordSecrets: false
  })
  t.end()
})

test('a bad option is refused by name', async (t) => {
  await t.rejects(ForgeSimulator.start({ deliveryTimeoutMs: 0 }), { code: 'HKS_ERR_OPTION_INVALID', message: /deliveryTimeoutMs/ })
  await t.rejects(ForgeSimulator.start({ redeliveryDelayMs: Number.NaN }), { code: 'HKS_ERR_OPTION_INVALID', message: /redeliveryDelayMs/ })
})

test('a port that is taken is an error, and nothing is left open', async (t) => {
  const first = await ForgeSimulator.start()
  t.teardown(async () => first.close())
  await t.rejects(ForgeSimulator.start({ apiPort: Number(new URL(first.jwksUrl).port) }), { code: 'EADDRINUSE' })
})
