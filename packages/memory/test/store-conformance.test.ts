import { FakeClock } from '@hooksmith/contracts'
import { storeConformance } from '@hooksmith/contracts/conformance'
import { MemoryStore } from '@hooksmith/memory'
import { test } from 'tap'

storeConformance(test, () => {
  const clock = new FakeClock()
  const store = new MemoryStore({ clock })
  return {
    store,
    stranger: async () => new MemoryStore({ clock }),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: () => store.close()
  }
})
