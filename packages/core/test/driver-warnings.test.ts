import type { WarningsListener } from '@hooksmith/contracts'
import { MemoryQueue } from '@hooksmith/memory'
import { test } from 'tap'
import { start } from './support.js'

test('what a queue cannot be relied on for is in the health and once in the log, until it is over', async (t) => {
  const listeners = new Set<WarningsListener>()
  const tell = (warnings: readonly string[]): void => { for (const listener of listeners) listener(warnings) }
  const queue = Object.assign(new MemoryQueue(), {
    watchWarnings: (listener: WarningsListener) => {
      listeners.add(listener)
      listener([])
      return () => { listeners.delete(listener) }
    }
  })
  t.teardown(async () => { await queue.close() })
  const { app, lines } = await start(t, { options: { queue } })
  t.same(app.hooksmith.health().warnings, [])
  tell(['it forgets'])
  tell(['it forgets'])
  t.match(app.hooksmith.health(), { isReady: true, warnings: ['queue: it forgets'] })
  t.equal(lines.filter(({ msg }) => msg === 'queue: it forgets').length, 1)
  tell([])
  t.same(app.hooksmith.health().warnings, [])
  t.ok(lines.some(({ msg }) => msg === 'queue: no longer so: it forgets'))
  await app.close()
  t.equal(listeners.size, 0, 'a closed server listens no longer')
})
