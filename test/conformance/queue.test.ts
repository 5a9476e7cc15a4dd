import { queueConformance, type QueueHarness } from '@hooksmith/contracts/conformance'
import type { QueueOptions } from '@hooksmith/contracts'
import { test } from 'tap'
import { brokenQueues } from './broken-queues.js'
import { openSabotaged, type Sabotage } from './sabotage.js'

/** The suite's cases by name, each on the harness that `open` makes. */
function casesOn (open: (options: QueueOptions) => QueueHarness): Map<string, () => Promise<void>> {
  const cases = new Map<string, () => Promise<void>>()
  queueConformance((name, run) => { cases.set(name, run) }, open)
  return cases
}

async function isNoticed (run: () => Promise<void>): Promise<boolean> {
  try {
    await run()
    return false
  } catch {
    return true
  }
}

const sound: Sabotage = { name: 'sound', fails: [] }

test('every case of the queue suite notices a driver that is broken in just that way', async (t) => {
  for (const sabotage of brokenQueues) {
    const cases = casesOn((options) => openSabotaged(sabotage, options))
    for (const name of sabotage.fails) {
      const run = cases.get(name)
      t.ok(run !== undefined && await isNoticed(run), `a queue that ${sabotage.name} fails: ${name}`)
    }
  }
})

test('no case is without a broken driver', async (t) => {
  const covered = new Set(brokenQueues.flatMap((sabotage) => sabotage.fails))
  for (const name of casesOn((options) => openSabotaged(sound, options)).keys()) t.ok(covered.has(name), name)
})

test('the driver below the broken ones is sound', async (t) => {
  for (const [name, run] of casesOn((options) => openSabotaged(sound, options))) t.notOk(await isNoticed(run), name)
})
