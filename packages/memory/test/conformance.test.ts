import { FakeClock, HeldClock, type QueueOptions } from '@hooksmith/contracts'
import { queueConformance, type Participant, type QueueHarness } from '@hooksmith/contracts/conformance'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import { test } from 'tap'

function open (options: QueueOptions): QueueHarness {
  const clock = new FakeClock()
  const space = new MemorySpace()
  const queues: MemoryQueue[] = []
  const make = (overrides: { space: MemorySpace }, held = new HeldClock(clock)): Participant => {
    const queue = new MemoryQueue({ ...options, clock: held, ...overrides })
    queues.push(queue)
    return { queue, hold: () => { held.hold() }, release: () => { held.release() } }
  }
  return {
    first: make({ space }),
    join: async () => make({ space }),
    stranger: async () => make({ space: new MemorySpace() }).queue,
    advance: async (ms) => { await clock.advance(ms) },
    now: () => clock.now(),
    dispose: async () => { await Promise.all(queues.map(async (queue) => { await queue.close() })) }
  }
}

queueConformance(test, open)
