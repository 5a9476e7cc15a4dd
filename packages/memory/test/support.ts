import { FakeClock, HeldClock, systemClock, type Clock, type QueueOptions } from '@hooksmith/contracts'
import type { Participant, QueueHarness } from '@hooksmith/contracts/conformance'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import { setTimeout as sleep } from 'node:timers/promises'

/** A harness whose participants share one space and `clock`, each through a clock of its own that can be held. */
function harnessOn (clock: Clock, advance: (ms: number) => Promise<unknown>, options: QueueOptions): QueueHarness {
  const queues: MemoryQueue[] = []
  const participant = (space: MemorySpace): Participant => {
    const held = new HeldClock(clock)
    const queue = new MemoryQueue({ ...options, space, clock: held })
    queues.push(queue)
    return { queue, hold: () => { held.hold() }, release: () => { held.release() } }
  }
  const space = new MemorySpace()
  return {
    first: participant(space),
    join: async () => participant(space),
    stranger: async () => participant(new MemorySpace()).queue,
    advance: async (ms) => { await advance(ms) },
    now: () => clock.now(),
    dispose: async () => { await Promise.all(queues.map(async (queue) => { await queue.close() })) }
  }
}

/** Time stands still but for the suite's own steps. */
export function openInFakeTime (options: QueueOptions): QueueHarness {
  const clock = new FakeClock()
  return harnessOn(clock, async (ms) => { await clock.advance(ms) }, options)
}

/** Time is that of the machine. */
export function openInRealTime (options: QueueOptions): QueueHarness {
  return harnessOn(systemClock, async (ms) => await sleep(ms), options)
}
