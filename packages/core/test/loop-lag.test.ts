import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { handle, send, start, type Bench } from './support.js'

function block (ms: number): void {
  for (const end = Date.now() + ms; Date.now() < end;);
}

/** The first line about a standstill. */
async function warningOf ({ lines }: Bench): Promise<Record<string, unknown> | undefined> {
  for (let waited = 0; waited < 50 && !lines.some(({ lagMs }) => lagMs !== undefined); waited++) await sleep(100)
  return lines.find(({ lagMs }) => lagMs !== undefined)
}

test('a handler that blocks the event loop is named in the log, although it has ended by then', async (t) => {
  const bench = await start(t, { options: { maxLoopLagMs: 150 }, plugins: [handle('a', {}, () => { block(400) })] })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(0)
  const line = await warningOf(bench)
  t.match(line, { handlers: ['p/h'], level: 40 })
  t.ok(Number(line?.lagMs) >= 250)
})

test('a handler that blocks long after it began is named as well', async (t) => {
  const bench = await start(t, {
    options: { maxLoopLagMs: 150 }, plugins: [handle('a', {}, async () => { await sleep(500); block(400) })]
  })
  await send(bench.app, { type: 'a' })
  await bench.clock.advance(0)
  t.match(await warningOf(bench), { handlers: ['p/h'] })
})
