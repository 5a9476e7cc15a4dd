import { ChatSystem } from '../src/chat/system.js'
import type { Stage } from '../src/stage.js'
import { until } from '../../../test/support/forge-server.js'
import { bringToken, callsWithTokens, everywhere } from './everywhere.js'

const COMMENTS = '/wiki/api/v2/footer-comments'

function said ({ ann, pageId }: Stage, text = 'Ship it'): { readonly user: string, readonly pageId: string, readonly text: string } {
  return { user: ann.chatId, pageId, text }
}

everywhere('what is said in the chat is written by the app with the stored token, and by the user who said it', async (t, stage) => {
  await bringToken(stage)
  const calls = await stage.callsOf(async () => {
    t.match(await stage.chat.send(stage.chat.sign(said(stage, 'Ship <it>'))), { status: 200 })
  })
  const written = calls.filter(({ path }) => path === COMMENTS)
  t.same(callsWithTokens(written, stage).sort(), [`POST ${COMMENTS} ${stage.ann.accountId} 200`, `POST ${COMMENTS} app 200`])
  t.match(calls.find(({ path }) => path === '/graphql')?.body, { variables: { input: { userId: stage.ann.accountId } } }, 'by impersonation')
  t.match(written.map(({ body }) => JSON.stringify(body)), [/Ship &lt;it&gt;/, /Ship &lt;it&gt;/], 'and is no markup')
})

everywhere('whoever has linked no account is not impersonated', async (t, stage) => {
  await bringToken(stage)
  for (const user of ['U0BOB', 'constructor']) {
    const calls = await stage.callsOf(async () => { await stage.chat.send(stage.chat.sign({ ...said(stage), user })) })
    t.same(callsWithTokens(calls, stage), [`POST ${COMMENTS} app 200`], user)
  }
})

everywhere('a team that is linked with no site reaches none', async (t, stage) => {
  const { chat } = stage
  await bringToken(stage)
  const { body } = chat.sign(said(stage))
  const calls = await stage.callsOf(async () => { t.match(await chat.send(chat.seal(body.replace(chat.team, 'T0MALLORY'))), { status: 200 }) })
  t.same(calls, [])
  t.match(stage.jobs.ended.filter(({ event }) => event === 'chat:message'), [{ outcome: 'dead' }, { outcome: 'dead' }])
})

everywhere('a message waits while no token is at hand, and is written when one comes', async (t, stage) => {
  const { simulator, installation, chat, jobs } = stage
  await simulator.tick(installation, 'hourly', { systemToken: false })
  const ofChat = (): string[] => jobs.ended.filter(({ event }) => event === 'chat:message').map(({ outcome }) => outcome)
  t.match(await chat.send(chat.sign(said(stage))), { status: 200 })
  await until(() => jobs.waiting.filter((id) => id.startsWith('chat:')).length === 2, 'both jobs wait')
  t.same(ofChat(), [])
  await simulator.tick(installation, 'hourly')
  await stage.settle()
  t.same(ofChat(), ['done', 'done'])
})

everywhere('forged, changed, old, early and unsigned requests are refused, and nothing is stored', async (t, stage) => {
  const { chat, address } = stage
  const good = chat.sign(said(stage))
  const { 'x-chat-signature': _, ...unsigned } = good.headers
  const bad = {
    SIGNATURE: [new ChatSystem(`${address}/webhooks/chat`, 'a guess').sign(said(stage)), { ...good, body: good.body.replace('Ship', 'Sink') }],
    EXPIRED: [chat.sign(said(stage), Date.now() - 302_000)],
    NOT_YET_VALID: [chat.sign(said(stage), Date.now() + 305_000)],
    MISSING: [{ ...good, headers: unsigned }],
    MALFORMED: [{ ...good, headers: { ...good.headers, 'x-chat-signature': 'v0=abc' } }, { ...good, headers: { ...good.headers, 'x-chat-request-timestamp': 'now' } }]
  }
  for (const [code, requests] of Object.entries(bad)) {
    for (const request of requests) t.same(await chat.send(request), { status: 401, code: `HKS_ERR_VERIFIER_${code}` }, code)
  }
  t.same(stage.jobs.verdicts, [])
})

everywhere('a request that is played back is refused, and a message that is sent again is known by its id', async (t, stage) => {
  const { chat } = stage
  await bringToken(stage)
  const first = chat.sign(said(stage), Date.now(), 'message-1')
  t.match(await chat.send(first), { status: 200 })
  t.same(await chat.send(first), { status: 401, code: 'HKS_ERR_VERIFIER_REPLAYED' })
  t.match(await chat.send(chat.sign(said(stage), Date.now() + 1_000, 'message-1')), { status: 200 })
  await stage.settle()
  t.same(stage.jobs.verdicts.filter(([event]) => event === 'chat:message').map(([, verdict]) => verdict), ['stored', 'duplicate'])
})
