import type { AttemptObservation } from '@hooksmith/core'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { stage } from '../support/forge-stage.js'

test('a handler that meets a limit runs again when it ends, in its first attempt; a route calls by the installation\'s id', async (t) => {
  const attempts: AttemptObservation[] = []
  const on = await stage(t, {
    handler: async (_event, ctx) => { await ctx.forge.asApp().requestConfluence('/wiki/api/v2/pages/1') }
  })
  on.server.hooksmith.observe((seen) => { if (seen.kind === 'attempt') attempts.push(seen) })
  on.simulator.api.limitRate(on.installation, 10, { times: 1 })
  await on.simulator.sendEvent(on.installation, 'avi:confluence:created:page')
  await until(() => attempts.length === 1, 'the limit was met')
  t.match(attempts[0]?.outcome, { outcome: 'retry', counted: false })
  const route = await on.server.forge.installation(on.installation.id)
  await t.rejects(route.asApp().requestConfluence('/wiki/api/v2/pages/1'), { code: 'HKS_ERR_FORGE_LIMITED', retryAfterMs: Number })
  await on.simulator.advance(11_000)
  await until(() => attempts.length === 2, 'it ran again')
  t.match(attempts[1], { outcome: { outcome: 'done' }, job: { attempt: 1 } })
  const calls = on.simulator.api.requests(on.installation).map(({ at }) => at)
  t.ok((calls[1] ?? 0) - (calls[0] ?? 0) >= 10_000, 'after the limit')
})
