import { bodyOf } from '../../../test/support/forge-stage.js'
import { publishComment } from '../src/rows/deliveries.js'
import { callsWithTokens, everywhere } from './everywhere.js'

const PAGE = 'avi:confluence:created:page'
const COMMENTS = '/wiki/api/v2/footer-comments'

everywhere('a new page gets a comment of the app', async (t, stage) => {
  const { simulator, installation } = stage
  const calls = await stage.callsOf(async () => {
    const { deliveries } = await simulator.publish(installation, PAGE, { payload: { content: { id: '777' } } })
    t.match(deliveries, [{ verdict: 'accepted', status: 200 }])
  })
  t.same(callsWithTokens(calls, stage), [`POST ${COMMENTS} app 200`])
  t.match(calls[0]?.body, { pageId: '777', body: { representation: 'storage', value: '<p>Thank you for this page.</p>' } })
})

everywhere('an event that is delivered again is handled once', async (t, stage) => {
  const { simulator, installation } = stage
  const calls = await stage.callsOf(async () => {
    await simulator.publish(installation, PAGE)
    const body = { ...bodyOf(simulator.journal.last({ eventType: PAGE })), retryContext: { retryCount: 1, retryReason: 'TIMEOUT_ERROR', retryData: null } }
    t.equal((await simulator.deliver({ installation, moduleKey: 'events', url: `${stage.address}/forge/events`, body: JSON.stringify(body) })).status, 200)
  })
  t.equal(calls.length, 1)
  t.same(stage.jobs.verdicts, [[PAGE, 'stored'], [PAGE, 'duplicate']])
})

everywhere('a comment has its page fetched', async (t, stage) => {
  const calls = await stage.callsOf(async () => await publishComment(stage, false))
  t.same(callsWithTokens(calls, stage), [`GET /wiki/api/v2/pages/${stage.pageId} app 200`])
})

everywhere("the app's own comment is left alone", async (t, stage) => {
  const calls = await stage.callsOf(async () => {
    t.match(await publishComment(stage, true), { deliveries: [{ status: 200 }] })
  })
  t.same(calls, [])
  t.same(stage.jobs.verdicts, [['avi:confluence:created:comment', 'self']])
})

everywhere('while Confluence is away Forge is answered, and the comment comes later', async (t, stage) => {
  const { simulator, installation } = stage
  simulator.api.script({ product: 'confluence', status: 503, headers: { 'retry-after': '1' }, times: 1 })
  const calls = await stage.callsOf(async () => {
    t.match(await simulator.publish(installation, PAGE), { deliveries: [{ status: 200 }] })
  })
  t.same(callsWithTokens(calls, stage), [`POST ${COMMENTS} app 503`, `POST ${COMMENTS} app 200`])
  t.match(stage.jobs.ended, [{ handler: 'events/greet', outcome: 'done' }])
})
