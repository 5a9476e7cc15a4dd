import { fromMacro } from '../src/rows/calls.js'
import type { Stage } from '../src/stage.js'
import type { BrowserCall, BrowserResult } from '@hooksmith/simulator'
import { bringToken, callsWithTokens, everywhere } from './everywhere.js'

async function fromBrowser ({ simulator, installation, ann, pageId }: Stage, call: Partial<BrowserCall> = {}): Promise<BrowserResult> {
  return await simulator.calls.requestRemote(installation, {
    remoteKey: 'backend',
    moduleKey: 'page-panel',
    path: '/panel/comments',
    method: 'POST',
    body: { text: 'From the browser' },
    accountId: ann.accountId,
    extension: { type: 'macro', content: { id: pageId } },
    ...call
  })
}

everywhere('a macro asks its resolver, and gets its page as the user may see it', async (t, stage) => {
  const calls = await stage.callsOf(async () => {
    const result = await fromMacro(stage, { path: '/panel/page' })
    t.match(result, { state: 'resolved', status: 200, body: { page: { id: stage.pageId, title: 'Release notes' }, user: stage.ann.accountId } })
  })
  t.same(callsWithTokens(calls, stage), [`GET /wiki/api/v2/pages/${stage.pageId} ${stage.ann.accountId} 200`])
})

everywhere('a refusal of our own reaches the macro, because it is no 401', async (t, stage) => {
  const { simulator, installation, ann } = stage
  const elsewhere = { type: 'macro', content: { id: '4' } }
  const result = await simulator.calls.invokeRemote(installation, {
    moduleKey: 'page-panel', path: '/panel/page', method: 'GET', accountId: ann.accountId, extension: elsewhere
  })
  t.match(result, { state: 'resolved', status: 403, body: { message: 'You may not see this page.' } })
})

everywhere("another module's token is not good for the resolver", async (t, stage) => {
  const { simulator, installation, address } = stage
  const { status } = await simulator.deliver({ installation, moduleKey: 'ping-endpoint', url: `${address}/panel/page`, method: 'GET', redeliveries: 0 })
  t.equal(status, 401)
})

everywhere("the browser calls directly: CORS, no tokens, and the app's stored one is used", async (t, stage) => {
  await bringToken(stage)
  const calls = await stage.callsOf(async () => {
    const result = await fromBrowser(stage)
    t.match(result, { state: 'resolved', status: 201, body: { placed: true }, preflight: { status: 204 } })
  })
  const { headers = {} } = stage.simulator.journal.last()?.request ?? {}
  t.same(Object.keys(headers).filter((name) => /^authorization$|oauth/.test(name)), ['authorization'])
  t.same(callsWithTokens(calls, stage), ['POST /wiki/api/v2/footer-comments app 200'])
})

everywhere('pages of other origins may not call', async (t, stage) => {
  t.match(await fromBrowser(stage, { origin: 'https://elsewhere.example' }), { state: 'rejected', message: /Failed to fetch/ })
})

everywhere('a body that does not fit is answered with its mistakes', async (t, stage) => {
  t.match(await fromBrowser(stage, { body: { text: '' } }), { state: 'resolved', status: 400, body: { problems: [{ path: '/text' }] } })
})
