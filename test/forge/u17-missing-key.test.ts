import { test } from 'tap'
import { clientStage } from '../support/client-stage.js'
import { stage, type ForgeStage } from '../support/forge-stage.js'

/** As a handler calls the store: with the token that the delivery brought. */
async function getKey (on: ForgeStage, key: string): Promise<{ readonly status: number, readonly body: unknown }> {
  const { record } = await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  const token = record.request.headers['x-forge-oauth-system'] ?? ''
  const response = await fetch(`${on.simulator.api.origin}/forge/storage/kvs/v1/get`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ key })
  })
  return { status: response.status, body: await response.json() }
}

for (const missingKeyCode of ['KEY_NOT_FOUND', 'NOT_FOUND'] as const) {
  for (const missingKeyStatus of [404, 400] as const) {
    test(`U17: a key that is not there is answered ${missingKeyStatus} ${missingKeyCode}, one that is there 200`, async (t) => {
      const on = await stage(t, { switches: { missingKeyCode, missingKeyStatus } })
      on.simulator.api.storage.set(on.installation.id, 'plain', 'here', { a: 1 })
      t.match(await getKey(on, 'nowhere'), { status: missingKeyStatus, body: { code: missingKeyCode, message: String } })
      t.same(await getKey(on, 'here'), { status: 200, body: { key: 'here', value: { a: 1 } } })
    })

    test(`U17: the client tells a key that is answered ${missingKeyStatus} ${missingKeyCode} as undefined, and deletes it without complaint`, async (t) => {
      const on = await clientStage(t, { simulator: { switches: { missingKeyCode, missingKeyStatus } } })
      const { storage } = await on.calls()
      await storage.set('here', { a: 1 })
      t.equal(await storage.get('nowhere'), undefined)
      t.equal(await storage.secrets.get('nowhere'), undefined)
      t.equal(await storage.delete('nowhere'), undefined)
      t.same(await storage.get('here'), { a: 1 })
    })
  }
}

test('U17: over GraphQL a key that is not there is undefined, too', async (t) => {
  const on = await clientStage(t, { client: { storage: 'graphql' } })
  const { storage } = await on.calls()
  await storage.set('here', { a: 1 })
  t.equal(await storage.get('nowhere'), undefined)
  t.same(await storage.get('here'), { a: 1 })
})
