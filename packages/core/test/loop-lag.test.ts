import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { handle, send, start } from './support.js'

test('a handler that blocks the event loop is named in the log, although it has ended by then', async (t) => {
  const { app, clock, lines } = await start(t, {
    options: { maxLoopLagMs: 150 },
    plugins: [handle('a', {}, () => { for (const end = Date.now() + 400; Date.now() < end;); })]
  })
  await send(app, { type: 'a' })
  await clock.advance(0)
  for (let waited = 0; waited < 50 && !lines.some(({ lagMs }) => lagMs !== undefined); waited++) await sleep(100)
  const line = lines.find(({ lagMs }) => lagMs !== undefined)
  t.match(line, { handlers: ['p/h'], level: 40 })
  t.ok(Number(line?.lagMs) >= 300)
})
