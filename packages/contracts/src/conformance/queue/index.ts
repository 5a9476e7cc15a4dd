import type { OpenQueueHarness, TestFunction } from '../harness.js'
import { Bench, type QueueCase } from './bench.js'
import { closeCases } from './close.js'
import { fullCases } from './full.js'
import { handlerCases } from './handlers.js'
import { inputCases } from './input.js'
import { inspectionCases } from './inspection.js'
import { isolationCases } from './isolation.js'
import { keyCases } from './keys.js'
import { leaseCases } from './leases.js'
import { orderCases } from './order.js'
import { outcomeCases } from './outcomes.js'
import { signalCases } from './signals.js'
import { storingCases } from './storing.js'

const CASES: readonly QueueCase[] = [
  ...storingCases, ...inputCases, ...orderCases, ...keyCases, ...leaseCases, ...outcomeCases, ...signalCases, ...handlerCases,
  ...fullCases, ...inspectionCases, ...closeCases, ...isolationCases
]

/** Long enough that no lease ends by itself in a case that is about something else, short enough to close quickly. */
const DEFAULTS = { leaseMs: 2_000, orphanCheckMs: 50 } as const

/**
 * Holds a queue driver to its contract: one test a promise, each with a harness of its own, which it disposes of.
 *
 * @param test - The runner's own.
 * @param open - Makes a fresh, empty queue with the given options. Time may be fake or real: spans are short, and only lower
 * bounds are asserted.
 */
export function queueConformance (test: TestFunction, open: OpenQueueHarness): void {
  for (const { name, options, run } of CASES) {
    test(name, async () => {
      const harness = await open({ ...DEFAULTS, ...options })
      try {
        await run(new Bench(harness))
      } finally {
        await harness.dispose()
      }
    })
  }
}
