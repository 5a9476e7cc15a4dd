import { test } from 'tap'
import { until } from '../../support/forge-server.js'
import { stage, type ForgeStage, type StageOptions } from '../../support/forge-stage.js'

const PAGE = 'avi:confluence:created:page'
const BODY = { eventType: PAGE, eventCreatedDate: '2026-03-02T09:15:00.250Z', content: { id: '98400' } }

function at ({ installation, url }: ForgeStage): { readonly installation: ForgeStage['installation'], readonly url: string, readonly redeliveries: 0 } {
  return { installation, url: `${url}/forge/events`, redeliveries: 0 }
}

test('trap 8: a plain fetch of a function has no invocation token, and is refused whatever it brings', async (t) => {
  const on = await stage(t)
  const { status } = await on.simulator.deliver({ ...at(on), moduleKey: 'm', body: BODY, headers: { authorization: null } })
  t.equal(status, 401)
  t.match(on.requests, [{ status: 401, verdict: 'HKS_ERR_VERIFIER_MISSING' }])
  t.same([on.ingested, on.handled], [[], []], 'nothing of it was decoded')
})

test('trap 8: invokeRemote of a function has one, and the same body is an event', async (t) => {
  const on = await stage(t)
  const { status } = await on.simulator.deliver({ ...at(on), moduleKey: 'remote-events', body: BODY })
  await on.settled(1)
  t.equal(status, 200)
  t.match(on.handled, [{ type: PAGE, subject: '98400' }])
})

/** What a browser sends to a remote past Forge's proxy: a user's token, and never one to call back with. */
const FROM_BROWSER = {
  moduleKey: 'my-macro',
  moduleType: 'xen:macro',
  systemToken: false,
  body: { question: 'how many?' },
  token: { principal: '5b10ac8d82e05b22cc7d4ef5', context: { cloudId: 'c', moduleKey: 'my-macro' } }
} as const

// Answering calls from a UI waits for routes of their own, which can say which origins may call; routes of events only must not mistake them.
test('trap 9: requestRemote brings no token, so none is kept, and the one that is there stays', async (t) => {
  const statuses: number[] = []
  const on = await stage(t, { handler: async (_event, { forge }) => { statuses.push((await forge.asApp().requestConfluence('/wiki/api/v2/pages')).status) } })
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: false })
  await on.simulator.deliver({ ...at(on), ...FROM_BROWSER })
  await on.settled(1)
  t.same(statuses, [], 'the handler waits for a token still')
  await on.simulator.sendEvent(on.installation, PAGE)
  await until(() => statuses.length === 2, 'a delivery brought one')
  await on.simulator.deliver({ ...at(on), ...FROM_BROWSER })
  await on.simulator.sendEvent(on.installation, PAGE, { systemToken: false })
  await until(() => statuses.length === 3, 'it was used again')
  t.match(on.requests.map(({ verdict }) => verdict), ['accepted', 'unreadable', 'accepted', 'unreadable', 'accepted'])
})

test('trap 9: a route that is bound to an endpoint refuses the token of a UI module', async (t) => {
  const on = await stage(t, { forge: { routes: [{ path: '/forge/events', moduleKey: 'remote-events' }] } })
  await on.simulator.deliver({ ...at(on), ...FROM_BROWSER, body: BODY })
  t.match(on.requests, [{ status: 401, verdict: 'HKS_ERR_VERIFIER_BINDING' }])
})

test('trap 9: no page of another origin gets leave to call a route of events', async (t) => {
  const on = await stage(t)
  const origin = { origin: 'https://evil.example.com' }
  const headers = { ...origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
  const preflight = await fetch(at(on).url, { method: 'OPTIONS', headers })
  const simple = await fetch(at(on).url, { method: 'POST', headers: origin, body: '{}' })
  for (const answer of [preflight, simple]) {
    t.equal(answer.ok, false)
    t.equal(answer.headers.get('access-control-allow-origin'), null)
  }
  t.same(on.handled, [])
})

const REFUSALS: ReadonlyArray<[what: string, status: number, stage: StageOptions, send: (on: ForgeStage) => Promise<unknown>]> = [
  ['a bad token', 401, {}, async (on) => on.simulator.deliver({ ...at(on), moduleKey: 'm', body: BODY, token: { tamper: 'signature' } })],
  ['no token', 401, {}, async (on) => on.simulator.deliver({ ...at(on), moduleKey: 'm', body: BODY, headers: { authorization: null } })],
  ['a route that there is not', 404, {}, async (on) => on.simulator.deliver({ ...at(on), url: `${on.url}/elsewhere`, moduleKey: 'm', body: BODY })],
  ['a body that is too large', 413, { forge: { bodyLimitBytes: 100 } }, async (on) => on.simulator.deliver({ ...at(on), moduleKey: 'm', body: { ...BODY, text: 'x'.repeat(100) } })],
  ['a key set that is out of reach', 503, { switches: { keySet: 'outage' } }, async (on) => on.simulator.deliver({ ...at(on), moduleKey: 'm', body: BODY })]
]

for (const [what, status, options, send] of REFUSALS) {
  test(`trap 11: ${what} is refused in JSON, by content type and content`, async (t) => {
    const on = await stage(t, options)
    await send(on)
    const { answer } = on.simulator.journal.last() ?? {}
    t.match(answer, { status, contentType: /^application\/json/ })
    t.match(JSON.parse(answer?.text ?? ''), { message: String })
  })
}
